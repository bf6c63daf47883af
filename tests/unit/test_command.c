/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/command.h"

#include "support/sandbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static int status_of(const struct command *command) {
    int status = 0;
    pid_t pid = command_start(command);
    assert_true(pid > 0);
    assert_true(command_has_ended(pid, 0, &status));
    return status;
}

/* With nowhere to write to. */
static int status_of_text(const char *text) {
    return status_of(&(struct command){.text = text, .out = -1, .err = -1});
}

/* What a command writes; valid until the next call. */
static const char *written_by(struct command command) {
    static char text[4096];
    int ends[2];
    size_t length = 0;
    ssize_t got = 0;
    assert_int_equal(pipe(ends), 0);
    command.out = command.err = fcntl(ends[1], F_DUPFD_CLOEXEC, 3);
    close(ends[1]);
    assert_int_equal(status_of(&command), 0);
    close(command.out);
    while ((got = read(ends[0], text + length, sizeof text - 1 - length)) > 0) {
        length += (size_t)got;
    }
    close(ends[0]);
    text[length] = '\0';
    return text;
}

static void is_run_by_the_shell(void **state) {
    (void)state;
    assert_string_equal(written_by((struct command){.text = "x=a; printf \"$0 ${x}b\" # c"}),
                        "sh ab");
}

static void reports_how_it_ended(void **state) {
    struct buffer end = {0};
    (void)state;
    assert_int_equal(status_of_text("exit 0"), 0);
    command_add_end(&end, status_of_text("exit 3"));
    assert_string_equal(buffer_string(&end), "exit status 3");
    buffer_reset(&end);
    command_add_end(&end, status_of_text("kill -9 $$"));
    assert_string_equal(buffer_string(&end), "signal 9");
    buffer_clear(&end);
}

static void has_the_environment_that_it_is_given(void **state) {
    char path[] = "PATH=/bin:/usr/bin";
    char one[] = "ONE=1 $(two)";
    char *const environment[] = {path, one, NULL};
    struct command command = {.text = "env | grep -e ^PATH= -e ^ONE= -e ^HOME= | sort -r",
                              .environment = environment};
    (void)state;
    assert_string_equal(written_by(command), "PATH=/bin:/usr/bin\nONE=1 $(two)\n");
}

static void has_nothing_to_read_and_nowhere_to_write_to(void **state) {
    static const char text[] = "for fd in 0 1 2; do"
                               "  test \"$(readlink /proc/$$/fd/$fd)\" = /dev/null || exit 1;"
                               "done; ! read -r line && echo out && echo err >&2";
    (void)state;
    assert_int_equal(status_of_text(text), 0);
}

static void alone_it_has_the_standard_descriptors_only(void **state) {
    int high = fcntl(STDERR_FILENO, F_DUPFD, 1000);
    int low = dup(STDERR_FILENO);
    struct command command = {.text = "for fd in $(seq 3 1000); do"
                                      "  test ! -e /proc/$$/fd/$fd || printf \"$fd \";"
                                      "done"};
    (void)state;
    assert_true(high >= 1000 && low > STDERR_FILENO);
    assert_non_null(strstr(written_by(command), " 1000 "));
    command.alone = true;
    assert_string_equal(written_by(command), "");
    close(high);
    close(low);
}

static void has_a_session_of_its_own_and_no_terminal(void **state) {
    (void)state;
    assert_int_equal(status_of_text("test \"$(cut -d' ' -f6 /proc/$$/stat)\" = $$"), 0);
    assert_int_not_equal(status_of_text("true >/dev/tty"), 0);
}

static void is_not_waited_for_unless_wanted(void **state) {
    int status = 0;
    pid_t pid = command_start(&(struct command){.text = "sleep 100", .out = -1, .err = -1});
    (void)state;
    assert_false(command_has_ended(pid, WNOHANG, &status));
    command_kill(pid, SIGKILL);
    assert_true(command_has_ended(pid, 0, &status));
    assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    assert_true(command_has_ended(pid, WNOHANG, &status)); /* unknown by now */
    assert_int_equal(status, 0);
}

/* Runs in a child that may not start processes. It gives up root, for which the limit does not
 * hold. */
static void starts_one_too_many(void) {
    static const struct rlimit none = {0, 0};
    bool limited = setrlimit(RLIMIT_NPROC, &none) == 0 && (geteuid() != 0 || setuid(65534) == 0);
    pid_t pid = command_start(&(struct command){.text = "true", .out = -1, .err = -1});
    _exit(limited && pid == -1 && errno == EAGAIN ? 0 : 1);
}

static void says_that_it_cannot_be_started(void **state) {
    int status = 0;
    (void)state;
    pid_t pid = fork();
    if (pid == 0) {
        starts_one_too_many();
    }
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_int_equal(status, 0);
}

static void leaves_no_process_and_no_descriptor(void **state) {
    int before = sandbox_descriptors();
    (void)state;
    assert_int_equal(status_of_text("true"), 0);
    assert_int_equal(sandbox_descriptors(), before);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
    assert_int_equal(errno, ECHILD);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(is_run_by_the_shell),
        cmocka_unit_test(reports_how_it_ended),
        cmocka_unit_test(has_the_environment_that_it_is_given),
        cmocka_unit_test(has_nothing_to_read_and_nowhere_to_write_to),
        cmocka_unit_test(alone_it_has_the_standard_descriptors_only),
        cmocka_unit_test(has_a_session_of_its_own_and_no_terminal),
        cmocka_unit_test(is_not_waited_for_unless_wanted),
        cmocka_unit_test(says_that_it_cannot_be_started),
        cmocka_unit_test(leaves_no_process_and_no_descriptor),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
