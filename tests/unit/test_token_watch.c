/* SPDX-License-Identifier: MIT */
#include "../../src/monitor/frame.h"
#include "../../src/monitor/token_watch.h"

#include "support/sandbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <sys/stat.h>
#include <unistd.h>

static void looks_once_a_second_and_only_when_wanted(void **state) {
    const char *path = sandbox_write(*state, "token", 0600, "one", 3);
    struct credential_sources sources = {.token_file = path};
    struct token_watch watch;
    token_watch_read(&watch, &sources);
    assert_int_equal(watch.due_ms, INT64_MAX);
    assert_false(token_watch_look(&watch, &sources, true, 1000));
    assert_int_equal(watch.due_ms, 1000 + TOKEN_WATCH_MS);
    sandbox_write(*state, "token", 0600, "other", 5);
    assert_false(token_watch_look(&watch, &sources, true, 1999));
    assert_true(token_watch_look(&watch, &sources, true, 2000));
    assert_false(token_watch_look(&watch, &sources, false, 3000));
    assert_int_equal(watch.due_ms, INT64_MAX);
    token_watch_read(&watch, &sources);
    assert_false(token_watch_look(&watch, &sources, true, 4000));
}

/* Every change of a file after which the token can be read, or is another. */
static void every_change_of_the_file_counts(void **state) {
    const char *path = sandbox_write(*state, "token", 0644, "one", 3);
    struct credential_sources sources = {.token_file = path};
    struct credentials_stamp before = credentials_stamp(&sources);
    assert_true(before.exists);
    struct credentials_stamp after = credentials_stamp(&sources);
    assert_true(credentials_stamp_is(&before, &after));
    usleep(20000); /* the file system's clock ticks a hundred times a second or more */
    assert_int_equal(chmod(path, 0600), 0);
    after = credentials_stamp(&sources);
    assert_false(credentials_stamp_is(&before, &after));
    assert_int_equal(unlink(path), 0);
    after = credentials_stamp(&sources);
    assert_false(after.exists);
    assert_false(credentials_stamp_is(&before, &after));
}

static void only_files_that_can_change_are_watched(void **state) {
    const char *path = sandbox_write(*state, "token", 0600, "one", 3);
    struct credential_sources cases[] = {
        {.environment = "key"},      {.token_command = "true"},         {.token_file = "-"},
        {.token_file = "/dev/null"}, {.token_file = "/proc/self/fd/0"}, {.token_file = "/tmp"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_false(credentials_stamp(&cases[i]).exists);
    }
    cases[1].token_file = path; /* it goes before the command */
    assert_true(credentials_stamp(&cases[1]).exists);
}

static struct credentials login(int64_t expires_s, bool renewable) {
    struct credentials credentials = {.expires_s = expires_s, .renewable = renewable};
    strcpy(credentials.origin, "the login");
    strcpy(credentials.upkeep, "run \"x\"");
    return credentials;
}

static void assert_says(const struct credentials *credentials, int64_t now_s, const char *words) {
    char text[256];
    token_watch_describe(credentials, now_s, text, sizeof text);
    assert_string_equal(text, words);
}

static void warns_some_minutes_before_the_end(void **state) {
    struct credentials never = {0};
    struct credentials renewable = login(10000, true);
    struct credentials plain = login(10000, false);
    (void)state;
    assert_false(token_watch_warns(&never, 10000));
    assert_false(token_watch_warns(&renewable, 10000 - TOKEN_WATCH_WARN_S - 1));
    assert_true(token_watch_warns(&renewable, 10000 - TOKEN_WATCH_WARN_S));
    assert_true(token_watch_warns(&renewable, 20000));
    assert_says(&renewable, 10000 - 299, "the login expires in 4 m: then run \"x\"");
    assert_says(&renewable, 10000 - 60, "the login expires in 1 m: run \"x\"");
    assert_says(&renewable, 10000 - 1, "the login expires in 1 s: run \"x\"");
    assert_says(&renewable, 10000, "the login has expired: run \"x\"");
    assert_says(&plain, 10000 - 299, "the login expires in 4 m: run \"x\"");
}

/* A command that is cut short would do something else. */
static void the_screen_has_room_for_the_longest_warning(void **state) {
    struct credentials credentials = {.expires_s = 10000, .renewable = true};
    struct frame *look = NULL;
    char text[sizeof look->note];
    (void)state;
    memset(credentials.origin, 'o', sizeof credentials.origin - 1);
    memset(credentials.upkeep, 'u', sizeof credentials.upkeep - 1);
    token_watch_describe(&credentials, 10000 - 299, text, sizeof text);
    const char *upkeep = strchr(text, 'u');
    assert_non_null(upkeep);
    assert_string_equal(upkeep, credentials.upkeep);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(looks_once_a_second_and_only_when_wanted, sandbox_set_up,
                                        sandbox_tear_down),
        cmocka_unit_test_setup_teardown(every_change_of_the_file_counts, sandbox_set_up,
                                        sandbox_tear_down),
        cmocka_unit_test_setup_teardown(only_files_that_can_change_are_watched, sandbox_set_up,
                                        sandbox_tear_down),
        cmocka_unit_test(warns_some_minutes_before_the_end),
        cmocka_unit_test(the_screen_has_room_for_the_longest_warning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
