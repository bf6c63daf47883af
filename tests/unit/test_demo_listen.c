/* SPDX-License-Identifier: MIT */
#include "backfilltop/demo/server.h"

#include "support/demo_http.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY          65534
#define PRIVILEGED_PORT 80

/* Whether a server on the port is refused with exactly this line. */
static bool is_refused(int port, const char *expected) {
    struct demo_options options = demo_options_default();
    struct problem problem = {0};
    char line[700];
    options.port = port;
    if (demo_server_start(&options, &problem) != NULL) {
        return false;
    }
    problem_line(&problem, line, sizeof line);
    if (strcmp(line, expected) != 0) {
        print_error("%s\n", line);
    }
    return strcmp(line, expected) == 0;
}

/* Tries it in a child process, after `limit` has taken something away from it. */
static void assert_refused_after(bool (*limit)(void), int port, const char *expected) {
    pid_t child = fork();
    if (child == 0) {
        _exit(limit() && is_refused(port, expected) ? EXIT_SUCCESS : EXIT_FAILURE);
    }
    int status = 0;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), EXIT_SUCCESS);
}

static void a_busy_port_is_said_to_be_in_use(void **state) {
    (void)state;
    char expected[200];
    struct demo_server *first = demo_http_start(demo_options_default());
    snprintf(expected, sizeof expected,
             "starting the demo server: cannot listen on 127.0.0.1:%d: Address already in use; "
             "choose another port, or 0 for a free one",
             demo_server_port(first));
    assert_true(is_refused(demo_server_port(first), expected));
    demo_server_stop(first);
}

static bool become_nobody(void) {
    return geteuid() != 0 || setuid(NOBODY) == 0;
}

/* Some systems let any user listen on any port. */
static bool are_ports_privileged(void) {
    char first_free[20] = "1024";
    FILE *file = fopen("/proc/sys/net/ipv4/ip_unprivileged_port_start", "r");
    if (file != NULL) {
        assert_non_null(fgets(first_free, sizeof first_free, file));
        fclose(file);
    }
    return strtol(first_free, NULL, 10) > PRIVILEGED_PORT;
}

static void a_privileged_port_is_said_to_need_permission(void **state) {
    (void)state;
    if (!are_ports_privileged()) {
        print_message("everybody may listen on port %d here\n", PRIVILEGED_PORT);
        skip();
    }
    assert_refused_after(become_nobody, PRIVILEGED_PORT,
                         "starting the demo server: cannot listen on 127.0.0.1:80: Permission "
                         "denied; choose another port, or 0 for a free one");
}

static bool allow_no_more_descriptors(void) {
    return setrlimit(RLIMIT_NOFILE, &(struct rlimit){0}) == 0;
}

static void no_free_descriptor_is_said_so(void **state) {
    (void)state;
    assert_refused_after(
        allow_no_more_descriptors, 0,
        "starting the demo server: cannot listen on 127.0.0.1:0: Too many open files");
}

static void a_port_can_be_used_again_at_once(void **state) {
    (void)state;
    struct demo_options options = demo_options_default();
    for (int i = 0; i < 3; i++) {
        struct demo_server *server = demo_http_start(options);
        struct response response = demo_http_ask(server, LIST);
        assert_int_equal(response.status, 200);
        response_clear(&response);
        options.port = demo_server_port(server);
        demo_server_stop(server);
    }
}

/* Counts this process' descriptors that a command started by it would inherit. */
static int count_inheritable(void) {
    int count = 0;
    DIR *folder = opendir("/proc/self/fd");
    assert_non_null(folder);
    const struct dirent *entry;
    while ((entry = readdir(folder)) != NULL) {
        int flags = fcntl((int)strtol(entry->d_name, NULL, 10), F_GETFD);
        count += *entry->d_name != '.' && flags >= 0 && (flags & FD_CLOEXEC) == 0;
    }
    closedir(folder);
    return count;
}

static void commands_inherit_no_descriptor_of_it(void **state) {
    (void)state;
    int before = count_inheritable();
    struct demo_server *server = demo_http_start(demo_options_default());
    assert_int_equal(count_inheritable(), before);
    demo_server_stop(server);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_busy_port_is_said_to_be_in_use),
        cmocka_unit_test(a_privileged_port_is_said_to_need_permission),
        cmocka_unit_test(no_free_descriptor_is_said_so),
        cmocka_unit_test(a_port_can_be_used_again_at_once),
        cmocka_unit_test(commands_inherit_no_descriptor_of_it),
    };
    return cmocka_run_group_tests(tests, demo_http_set_up, demo_http_tear_down);
}
