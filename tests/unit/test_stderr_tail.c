/* SPDX-License-Identifier: MIT */
#include "backfilltop/auth/credentials.h"

#include "support/sandbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* One --token-command, and what comes of it. */
struct scene {
    struct credential_sources sources;
    struct credentials credentials;
    struct problem problem;
};

static bool run(struct scene *scene, const char *command) {
    *scene = (struct scene){.sources.token_command = command};
    return credentials_read(&scene->credentials, &scene->sources, 0, &scene->problem);
}

static void fails(const char *command, const char *what) {
    struct scene scene;
    assert_false(run(&scene, command));
    assert_null(scene.credentials.token);
    assert_string_equal(scene.problem.what, what);
    assert_non_null(strstr(scene.problem.doing, "--token-command"));
    assert_true(scene.problem.remedy[0] != '\0');
}

static void repeats_the_last_words_of_a_command_that_failed(void **state) {
    (void)state;
    fails("echo first >&2; echo 'vault: sealed' >&2; echo >&2; exit 2",
          "it ended with exit status 2: vault: sealed");
    fails("printf 'no\\tnewline' >&2; exit 2", "it ended with exit status 2: no newline");
}

static void repeats_only_the_end_of_many_words(void **state) {
    static const char shown[] = "it ended with exit status 1: [...] ab ab ab";
    struct scene scene;
    (void)state;
    assert_false(run(&scene, "printf 'ab%0.s ' $(seq 100) >&2; printf 'the end' >&2; exit 1"));
    assert_memory_equal(scene.problem.what, shown, strlen(shown));
    assert_non_null(strstr(scene.problem.what, "ab ab the end"));
    assert_in_range(strlen(scene.problem.what), 200, 240);
    assert_false(run(&scene, "printf 'x%0.s' $(seq 5000) >&2; printf ' end' >&2; exit 1"));
    assert_string_equal(scene.problem.what, "it ended with exit status 1: [...] end");
}

static void repeats_only_the_last_line_and_no_piece_of_a_word(void **state) {
    (void)state;
    fails("printf 'x%0.s' $(seq 5000) >&2; printf '\nshort words\n' >&2; exit 1",
          "it ended with exit status 1: short words");
    struct scene scene;
    assert_false(run(&scene, "printf 'x%0.s' $(seq 60) >&2; printf ' ab%0.s' $(seq 43) >&2;"
                             "sleep 0.2; printf ' cd%0.s' $(seq 14) >&2; exit 1"));
    assert_non_null(strstr(scene.problem.what, ": [...] ab ab"));
    assert_null(strstr(scene.problem.what, "x ab"));
}

static void repeats_nothing_that_may_be_a_token(void **state) {
    (void)state;
    fails("echo Bearer api_0123456789012345678901234567 refused >&2; exit 1",
          "it ended with exit status 1: Bearer [...] refused");
    fails("echo Bearer api_012345678901234567890123456 refused >&2; exit 1",
          "it ended with exit status 1: Bearer api_012345678901234567890123456 refused");
    fails("set -x; echo sesame; exit 1", "it ended with exit status 1");
    fails("set -x; printf sesame; exit 1", "it ended with exit status 1");
}

static void shows_its_errors_nowhere_else(void **state) {
    struct sandbox sandbox;
    char seen[64];
    (void)state;
    sandbox_init(&sandbox);
    sandbox_write(&sandbox, "stderr", 0600, "", 0);
    int saved = dup(STDERR_FILENO);
    int file = open(sandbox.path, O_RDWR);
    fflush(stderr);
    dup2(file, STDERR_FILENO);
    struct scene scene;
    bool good = run(&scene, "echo noise >&2; echo token");
    dup2(saved, STDERR_FILENO);
    assert_true(good);
    assert_int_equal(pread(file, seen, sizeof seen, 0), 0);
    close(saved);
    close(file);
    credentials_wipe(&scene.credentials);
    sandbox_clear(&sandbox);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(repeats_the_last_words_of_a_command_that_failed),
        cmocka_unit_test(repeats_only_the_end_of_many_words),
        cmocka_unit_test(repeats_only_the_last_line_and_no_piece_of_a_word),
        cmocka_unit_test(repeats_nothing_that_may_be_a_token),
        cmocka_unit_test(shows_its_errors_nowhere_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
