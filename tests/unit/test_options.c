/* SPDX-License-Identifier: MIT */
#include "../../src/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <getopt.h>

#define MOST_ARGUMENTS 12

/* The variables that are read, as a user without any has them. */
static int without_variables(void **state) {
    (void)state;
    size_t count;
    const struct setting *settings = settings_table(&count);
    for (size_t i = 0; i < count; i++) {
        if (settings[i].variable != NULL) {
            unsetenv(settings[i].variable);
        }
    }
    return 0;
}

/* Parses a line of words with one space between them. */
static bool parse(struct options *options, char *line, struct problem *problem) {
    char program[] = "backfilltop";
    char *arguments[MOST_ARGUMENTS + 2] = {program};
    int count = 1;
    for (char *word = strtok(line, " "); word != NULL; word = strtok(NULL, " ")) {
        assert_true(count <= MOST_ARGUMENTS);
        arguments[count++] = word;
    }
    optind = 0; /* getopt starts over */
    return options_parse(options, count, arguments, problem);
}

static struct options parsed(const char *line) {
    static char words[256]; /* which the options borrow */
    struct options options;
    struct problem problem = {0};
    snprintf(words, sizeof words, "%s", line);
    if (!parse(&options, words, &problem)) {
        fail_msg("%s: %s", line, problem.what);
    }
    return options;
}

static struct problem problem_of(const char *line) {
    char words[256];
    struct options options;
    struct problem problem = {0};
    snprintf(words, sizeof words, "%s", line);
    assert_false(parse(&options, words, &problem));
    return problem;
}

static void without_options_all_is_at_its_default(void **state) {
    (void)state;
    struct options options = parsed("");
    assert_int_equal(options.monitor.interval_ms, 5000);
    assert_int_equal(options.monitor.keep_ms, 900000);
    assert_int_equal(options.monitor.team_count, 0);
    assert_null(options.monitor.sources.profile);
    assert_int_equal(options.monitor.columns.count, 0);
    assert_int_equal(options.monitor.sort.key, SORT_TROUBLE);
    assert_true(options.monitor.bell);
    assert_false(options.monitor.utc);
    assert_false(setting_is_given(&options, "interval"));
}

static void options_in_all_their_forms(void **state) {
    (void)state;
    struct options options = parsed("--team 1,2 -n2.5 --team=3 --keep 0 --utc --profile work");
    assert_int_equal(options.monitor.team_count, 3);
    assert_int_equal(options.monitor.teams[2], 3);
    assert_int_equal(options.monitor.interval_ms, 2500);
    assert_int_equal(options.monitor.keep_ms, 0);
    assert_true(options.monitor.utc);
    assert_string_equal(options.monitor.sources.profile, "work");
    assert_true(setting_is_given(&options, "interval"));
    assert_int_equal(parsed("-n 7").monitor.interval_ms, 7000);
    options = parsed("--columns eta,id --sort -eta --bell off");
    assert_int_equal(options.monitor.columns.count, 2);
    assert_int_equal(options.monitor.columns.list[0], COLUMN_ETA);
    assert_int_equal(options.monitor.sort.key, SORT_ETA);
    assert_true(options.monitor.sort.inverted);
    assert_false(options.monitor.bell);
    assert_true(parsed("-h").help);
    assert_true(parsed("-V").version);
}

static void what_the_file_turns_on_an_option_turns_off(void **state) {
    (void)state;
    setenv("NO_COLOR", "no", 1);
    assert_false(parsed("").color);
    assert_true(parsed("--no-color=no").color);
    assert_false(parsed("--no-names=yes").monitor.names);
    assert_false(parsed("--utc=no").monitor.utc);
    struct options options = parsed("--utc=no");
    assert_true(setting_is_given(&options, "utc"));
    assert_string_equal(problem_of("--utc=maybe").remedy, "give yes or no");
}

static enum theme_id theme_of(const char *line) {
    struct options options = parsed(line);
    settings_resolve(&options);
    return options.monitor.theme;
}

static void the_stronger_source_says_whether_there_are_colours(void **state) {
    (void)state;
    assert_int_equal(theme_of(""), THEME_ID_DEFAULT);
    assert_int_equal(theme_of("--theme contrast"), THEME_ID_CONTRAST);
    assert_int_equal(theme_of("--theme contrast --no-color"), THEME_ID_MONO);
    setenv("NO_COLOR", "1", 1);
    assert_int_equal(theme_of(""), THEME_ID_MONO);
    assert_int_equal(theme_of("--theme contrast"), THEME_ID_CONTRAST);
    assert_int_equal(theme_of("--no-color=no"), THEME_ID_DEFAULT);
}

static struct monitor_options resolved(const char *line) {
    struct options options = parsed(line);
    options.monitor.charset = TEXT_UTF8;
    settings_resolve(&options);
    return options.monitor;
}

static void the_interval_depends_on_what_is_polled(void **state) {
    (void)state;
    assert_int_equal(resolved("").interval_ms, 5000);
    assert_int_equal(resolved("--demo").interval_ms, 2000);
    assert_int_equal(resolved("--demo -n 5").interval_ms, 5000);
    assert_int_equal(resolved("-n 5 --once").interval_ms, 3600000);
    assert_int_equal(resolved("--demo --once").interval_ms, 3600000);
}

static void the_charset_is_that_of_the_locale_unless_ascii_is_asked_for(void **state) {
    (void)state;
    assert_int_equal(resolved("").charset, TEXT_UTF8);
    assert_int_equal(resolved("--ascii").charset, TEXT_ASCII);
    assert_int_equal(resolved("--ascii=no").charset, TEXT_UTF8);
}

static void options_or_environment_say_where_the_token_is(void **state) {
    (void)state;
    assert_false(parsed("--team 1").token_named);
    assert_true(parsed("--token-command x").token_named);
    setenv("SUPERMETRICS_PROFILE", "x", 1);
    assert_true(parsed("").token_named);
}

static void an_option_goes_before_its_variable(void **state) {
    (void)state;
    setenv("SUPERMETRICS_TEAM_ID", "7", 1);
    setenv("NO_COLOR", "1", 1);
    struct options options = parsed("");
    assert_int_equal(options.monitor.team_count, 1);
    assert_int_equal(options.monitor.teams[0], 7);
    assert_false(options.color);
    options = parsed("--team 8");
    assert_int_equal(options.monitor.team_count, 1);
    assert_int_equal(options.monitor.teams[0], 8);
    assert_int_equal(parsed("--demo").monitor.team_count, 0);
    setenv("SUPERMETRICS_TEAM_ID", "x", 1);
    assert_string_equal(problem_of("").doing, "SUPERMETRICS_TEAM_ID");
    assert_int_equal(parsed("--team 8").monitor.teams[0], 8);
}

static void a_mistake_names_the_option_and_what_is_allowed(void **state) {
    (void)state;
    struct problem problem = problem_of("-n 0.5");
    assert_string_equal(problem.doing, "--interval");
    assert_string_equal(problem.what, "\"0.5\" is not valid");
    assert_string_equal(problem.remedy, "give seconds from 1 to 3600, also as 90s, 2m or 1h");
    problem = problem_of("--columns id,name");
    assert_string_equal(problem.doing, "--columns");
    assert_non_null(strstr(problem.remedy, "team,id,transfer"));
    problem = problem_of("--sort name");
    assert_string_equal(problem.doing, "--sort");
    problem = problem_of("--bell loud");
    assert_string_equal(problem.remedy, "give on or off");
    problem = problem_of("--profile=");
    assert_string_equal(problem.doing, "--profile");
    problem = problem_of("--once=yes");
    assert_string_equal(problem.what, "it takes no argument");
    problem = problem_of("--keep");
    assert_string_equal(problem.what, "it needs an argument");
    problem = problem_of("--frobnicate");
    assert_string_equal(problem.what, "unknown option");
    problem = problem_of("-x");
    assert_string_equal(problem.doing, "-x");
    problem = problem_of("stray");
    assert_string_equal(problem.doing, "stray");
}

static void every_setting_says_what_it_allows(void **state) {
    (void)state;
    size_t count;
    const struct setting *settings = settings_table(&count);
    for (size_t i = 0; i < count; i++) {
        struct buffer text = {0};
        assert_true(settings[i].allowed != NULL || setting_words(&settings[i]) != NULL);
        setting_add_allowed(&text, &settings[i]);
        assert_true(text.length > 0);
        buffer_clear(&text);
    }
}

static void a_choice_is_listed_in_words(void **state) {
    (void)state;
    assert_string_equal(problem_of("--bell x").remedy, "give on or off");
    assert_string_equal(problem_of("--theme x").remedy,
                        "give default, contrast, colorblind or mono");
}

static void what_is_allowed_names_every_column(void **state) {
    (void)state;
    char line[64];
    struct problem problem = problem_of("--columns x");
    for (int i = 0; i < column_count; i++) {
        const char *name = column_name((enum column)i);
        snprintf(line, sizeof line, "--columns %s", name);
        assert_int_equal(parsed(line).monitor.columns.list[0], i);
        assert_non_null(strstr(problem.remedy, name));
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(without_options_all_is_at_its_default, without_variables),
        cmocka_unit_test_setup(options_in_all_their_forms, without_variables),
        cmocka_unit_test_setup(what_the_file_turns_on_an_option_turns_off, without_variables),
        cmocka_unit_test_setup(the_stronger_source_says_whether_there_are_colours,
                               without_variables),
        cmocka_unit_test_setup(the_interval_depends_on_what_is_polled, without_variables),
        cmocka_unit_test_setup(the_charset_is_that_of_the_locale_unless_ascii_is_asked_for,
                               without_variables),
        cmocka_unit_test_setup(options_or_environment_say_where_the_token_is, without_variables),
        cmocka_unit_test_setup(an_option_goes_before_its_variable, without_variables),
        cmocka_unit_test_setup(a_mistake_names_the_option_and_what_is_allowed, without_variables),
        cmocka_unit_test_setup(every_setting_says_what_it_allows, without_variables),
        cmocka_unit_test_setup(a_choice_is_listed_in_words, without_variables),
        cmocka_unit_test_setup(what_is_allowed_names_every_column, without_variables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
