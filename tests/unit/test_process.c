/* SPDX-License-Identifier: MIT */
#include "backfilltop/auth/credentials.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define NAME  "BACKFILLTOP_TEST_KEY"
#define VALUE "api_sesame"

/* What a child found; its exit status. */
enum { ALL_IS_WELL, NOT_TAKEN, STILL_IN_PROC, STILL_INHERITED, OTHERS_CHANGED, STILL_DUMPABLE };

/* In the child, started with its own environment: only such a one stands in /proc. */
static bool proc_shows(const char *text) {
    char shown[65536];
    size_t length = 0;
    ssize_t got = 0;
    int fd = open("/proc/self/environ", O_RDONLY);
    while ((got = read(fd, shown + length, sizeof shown - length)) > 0) {
        length += (size_t)got;
    }
    close(fd);
    for (size_t at = 0; at + strlen(text) <= length; at++) {
        if (memcmp(shown + at, text, strlen(text)) == 0) {
            return true;
        }
    }
    return false;
}

static int take_in_child(void) {
    char *value = credentials_take_variable(NAME);
    bool same = value != NULL && strcmp(value, VALUE) == 0;
    free(value);
    if (!same || getenv(NAME) != NULL || credentials_take_variable(NAME) != NULL) {
        return NOT_TAKEN;
    }
    if (proc_shows("sesame") || !proc_shows("PATH=/bin:/usr/bin")) {
        return STILL_IN_PROC;
    }
    if (system("env | grep -q -e sesame -e second") == 0) {
        return STILL_INHERITED;
    }
    bool kept = strcmp(getenv(NAME "_2"), "kept") == 0 && strcmp(getenv("BEFORE"), NAME "=x") == 0;
    return kept ? ALL_IS_WELL : OTHERS_CHANGED;
}

static int protect_in_child(void) {
    struct rlimit core = {0};
    getrlimit(RLIMIT_CORE, &core);
    core.rlim_cur = core.rlim_max;
    setrlimit(RLIMIT_CORE, &core);
    credentials_protect_process();
    getrlimit(RLIMIT_CORE, &core);
    bool safe = core.rlim_cur == 0 && core.rlim_max == 0 && prctl(PR_GET_DUMPABLE) == 0;
    return safe ? ALL_IS_WELL : STILL_DUMPABLE;
}

static int status_of(pid_t pid) {
    int status = 0;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* Runs this program once more. */
static int run_again(const char *program, char *mode, char **environment) {
    char *arguments[] = {mode, mode, NULL};
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        execve(program, arguments, environment);
        _exit(127);
    }
    return status_of(pid);
}

static void takes_a_variable_out_of_the_environment_and_of_proc(void **state) {
    char take[] = "take";
    char path[] = "PATH=/bin:/usr/bin";
    char before[] = "BEFORE=" NAME "=x";
    char first[] = NAME "=" VALUE;
    char longer[] = NAME "_2=kept";
    char second[] = NAME "=second_sesame";
    char *environment[] = {path, before, first, longer, second, NULL};
    assert_int_equal(run_again(*state, take, environment), ALL_IS_WELL);
}

static void takes_a_variable_that_the_program_set_itself(void **state) {
    (void)state;
    assert_int_equal(setenv(NAME, VALUE, 1), 0);
    char *value = credentials_take_variable(NAME);
    assert_string_equal(value, VALUE);
    free(value);
    assert_null(getenv(NAME));
}

static void takes_nothing_if_it_is_not_set(void **state) {
    (void)state;
    assert_null(credentials_take_variable(NAME));
}

static void takes_an_empty_one(void **state) {
    (void)state;
    assert_int_equal(setenv(NAME, "", 1), 0);
    char *value = credentials_take_variable(NAME);
    assert_string_equal(value, "");
    free(value);
    assert_null(getenv(NAME));
}

static void leaves_no_core_and_cannot_be_read(void **state) {
    char protect[] = "protect";
    char *environment[] = {NULL};
    assert_int_equal(run_again(*state, protect, environment), ALL_IS_WELL);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_prestate(takes_a_variable_out_of_the_environment_and_of_proc, argv[0]),
        cmocka_unit_test(takes_a_variable_that_the_program_set_itself),
        cmocka_unit_test(takes_nothing_if_it_is_not_set),
        cmocka_unit_test(takes_an_empty_one),
        cmocka_unit_test_prestate(leaves_no_core_and_cannot_be_read, argv[0]),
    };
    if (argc > 1) {
        return strcmp(argv[1], "take") == 0 ? take_in_child() : protect_in_child();
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
