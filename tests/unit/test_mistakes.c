/* SPDX-License-Identifier: MIT */
#include "../../src/mistakes.h"
#include "../../src/options.h"

#include "backfilltop/auth/credentials.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <getopt.h>

#define KEY   "api_Qz7KxV0wJ9bT2nGfR5mLcY8dHs3P"
#define LOGIN "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.Qz7KxV0wJ9bT2n"

/* The problem of a command line of up to two arguments. */
static struct problem problem_of(const char *first, const char *second) {
    char program[] = "backfilltop";
    char one[300];
    char two[300];
    char *arguments[] = {program, one, second != NULL ? two : NULL, NULL};
    struct options options;
    struct problem problem = {0};
    snprintf(one, sizeof one, "%s", first);
    snprintf(two, sizeof two, "%s", second != NULL ? second : "");
    optind = 0; /* getopt starts over */
    if (options_parse(&options, second != NULL ? 3 : 2, arguments, &problem)) {
        fail_msg("%s is accepted", first);
    }
    return problem;
}

static void assert_remedy(const char *first, const char *second, const char *words) {
    struct problem problem = problem_of(first, second);
    if (strstr(problem.remedy, words) == NULL) {
        fail_msg("%s: %s; %s", first, problem.what, problem.remedy);
    }
}

static void the_nearest_option_is_suggested(void **state) {
    (void)state;
    assert_remedy("--temas", "4", "did you mean --team?");
    assert_remedy("--intervall=5", NULL, "did you mean --interval?");
    assert_remedy("--tokenfile", "x", "did you mean --token-file?");
    assert_remedy("--token_fil", "x", "did you mean --token-file?");
    assert_remedy("--names", NULL, "did you mean --no-names?");
    assert_remedy("--colour", NULL, "did you mean --no-color?");
    assert_remedy("--frobnicate", NULL, "see backfilltop --help");
    assert_string_equal(problem_of("--temas=secret", NULL).doing, "--temas");
}

static void an_ambiguous_option_lists_what_it_may_be(void **state) {
    (void)state;
    struct problem problem = problem_of("--t", "42");
    assert_string_equal(problem.what,
                        "it is ambiguous: --team, --token-file, --token-command, --theme");
}

static void the_nearest_value_is_suggested(void **state) {
    (void)state;
    assert_remedy("--sort", "-etas", "did you mean eta?");
    assert_remedy("--columns", "id,statsu,eta", "did you mean status?");
    assert_remedy("--theme", "colourblind", "did you mean colorblind?");
    assert_remedy("--theme", "mor", "give default");
    assert_remedy("--bell", "of", "did you mean off?");
    assert_remedy("--utc=ye", NULL, "did you mean yes?");
    assert_remedy("--columns", "id,id", "give all");
    assert_remedy("42", NULL, "did you mean --team 42?");
}

static void a_key_is_suggested_by_its_own_name(void **state) {
    (void)state;
    assert_string_equal(mistakes_key("intervall"), "interval");
    assert_string_equal(mistakes_key("no-names"), "names");
    assert_string_equal(mistakes_key("token"), "token-file");
    assert_string_equal(mistakes_key("api-key"), "token-file");
    assert_null(mistakes_key("onze"));
    assert_null(mistakes_key("x"));
}

static void assert_not_repeated(const char *first, const char *second, const char *secret) {
    struct problem problem = problem_of(first, second);
    char line[PROBLEM_LINE];
    problem_line(&problem, line, sizeof line);
    for (size_t at = 0; at + 6 <= strlen(secret); at++) {
        char piece[7] = {0};
        memcpy(piece, secret + at, 6);
        if (strstr(line, piece) != NULL) {
            fail_msg("%s: %s", first, line);
        }
    }
    if (strstr(line, "--token-") == NULL) {
        fail_msg("%s does not say what to do: %s", first, line);
    }
}

/* The value is a token, even if it does not look like one. */
static void a_token_given_as_an_option_is_not_repeated(void **state) {
    static const char *const names[] = {"--token",  "--api-key",  "--apikey",       "--key",
                                        "--secret", "--password", "--access_token", "--bearer",
                                        "--toke",   "--token-"};
    static const char *const values[] = {"correct-horse", KEY, LOGIN};
    char joined[200];
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        for (size_t j = 0; j < sizeof values / sizeof values[0]; j++) {
            snprintf(joined, sizeof joined, "%s=%s", names[i], values[j]);
            assert_not_repeated(names[i], values[j], values[j]);
            assert_not_repeated(joined, NULL, values[j]);
        }
    }
}

static void a_token_in_the_place_of_another_value_is_not_repeated(void **state) {
    static const char *const names[] = {"--token-file", "--profile",  "--team",
                                        "--interval",   "--columns",  "--sort",
                                        "--cacert",     "--base-url", "--config"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        assert_not_repeated(names[i], KEY, KEY);
        assert_not_repeated(names[i], LOGIN, LOGIN);
    }
    assert_not_repeated(KEY, NULL, KEY);
    assert_not_repeated(LOGIN, NULL, LOGIN);
    assert_not_repeated("--" KEY, NULL, KEY);
    assert_not_repeated("--" KEY "=", NULL, KEY);
}

static void what_looks_like_a_token(void **state) {
    (void)state;
    assert_true(credentials_look_like_token(KEY));
    assert_true(credentials_look_like_token(LOGIN));
    assert_true(credentials_look_like_token("0123456789abcdef0123456789abcdef0123456789abcdef"));
    assert_false(credentials_look_like_token("api_key.txt"));
    assert_false(credentials_look_like_token("/run/secrets/api_key_of_the_data_warehouse_team_42"));
    assert_false(
        credentials_look_like_token("https://dts-api.supermetrics.com/v1/some/long/path/1"));
    assert_false(credentials_look_like_token("1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19"));
    assert_false(credentials_look_like_token(""));
}

static void a_long_value_is_cut_between_characters(void **state) {
    (void)state;
    for (size_t shift = 0; shift < 2; shift++) {
        char value[260] = "x";
        value[shift] = '\0';
        while (strlen(value) + 2 < sizeof value) {
            strcat(value, "\xC3\xA8");
        }
        struct problem problem = problem_of("--sort", value);
        assert_non_null(strstr(problem.what, "\xC3\xA8...\" is not valid"));
    }
}

static void a_span_may_have_a_unit(void **state) {
    static const struct {
        const char *value;
        int64_t ms;
    } cases[] = {
        {"10s", 10000}, {"10 s", 10000}, {"1m", 60000}, {"1.5 min", 90000}, {"1h", 3600000},
        {" 7 ", 7000},  {"7\n", 7000},   {"2.5", 2500}, {"30sec", 30000},   {"0.5m", 30000},
    };
    char program[] = "backfilltop";
    char name[] = "--interval";
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char value[20];
        char *arguments[] = {program, name, value, NULL};
        struct options options;
        struct problem problem = {0};
        snprintf(value, sizeof value, "%s", cases[i].value);
        optind = 0;
        if (!options_parse(&options, 3, arguments, &problem)) {
            fail_msg("%s: %s", value, problem.what);
        }
        assert_int_equal(options.monitor.interval_ms, cases[i].ms);
    }
}

static void other_units_are_refused(void **state) {
    static const char *const values[] = {"",    "s",    "10x", "10ms",  "1h30m", "2h",  "0s",
                                         "-5s", "1e2s", "5ss", "5 s s", "1..5",  "nan", "inf"};
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        assert_remedy("--interval", values[i], "give seconds from 1 to 3600");
    }
    assert_remedy("--keep", "x", "give seconds from 0 to 86400");
    assert_remedy("--keep", "25h", "give seconds from 0 to 86400");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_nearest_option_is_suggested),
        cmocka_unit_test(an_ambiguous_option_lists_what_it_may_be),
        cmocka_unit_test(the_nearest_value_is_suggested),
        cmocka_unit_test(a_key_is_suggested_by_its_own_name),
        cmocka_unit_test(a_token_given_as_an_option_is_not_repeated),
        cmocka_unit_test(a_token_in_the_place_of_another_value_is_not_repeated),
        cmocka_unit_test(what_looks_like_a_token),
        cmocka_unit_test(a_long_value_is_cut_between_characters),
        cmocka_unit_test(a_span_may_have_a_unit),
        cmocka_unit_test(other_units_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
