/* SPDX-License-Identifier: MIT */
#include "../../src/config.h"

#include "backfilltop/base/utf8.h"

#include "support/sandbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <sys/stat.h>
#include <unistd.h>

/* A settings file, and what comes of reading it. */
struct fixture {
    struct sandbox sandbox;
    struct config config;
    struct options options;
};

static int open_fixture(void **state) {
    struct fixture *fixture = calloc(1, sizeof *fixture);
    assert_non_null(fixture);
    sandbox_init(&fixture->sandbox);
    fixture->options = settings_standard();
    *state = fixture;
    return 0;
}

static int close_fixture(void **state) {
    struct fixture *fixture = *state;
    config_clear(&fixture->config);
    sandbox_clear(&fixture->sandbox);
    free(fixture);
    return 0;
}

static void read_bytes(struct fixture *fixture, const char *bytes, size_t length) {
    const char *path = sandbox_write(&fixture->sandbox, "config", 0600, bytes, length);
    int before = sandbox_descriptors();
    config_clear(&fixture->config);
    assert_true(config_read(&fixture->config, &fixture->options, path));
    assert_int_equal(sandbox_descriptors(), before);
}

static void read_text(struct fixture *fixture, const char *text) {
    read_bytes(fixture, text, strlen(text));
}

static void give(struct fixture *fixture, enum setting_source source, const char *name,
                 const char *value) {
    size_t count;
    const struct setting *settings = settings_table(&count);
    for (size_t i = 0; i < count; i++) {
        if (strcmp(settings[i].name, name) == 0) {
            assert_true(setting_take(&settings[i], &fixture->options, source, value));
            return;
        }
    }
    fail_msg("there is no option %s", name);
}

/* `doing` follows the file's path. */
static void assert_problem(const struct fixture *fixture, size_t count, const char *doing,
                           const char *what) {
    const struct problem *problem = &fixture->config.problem;
    char expected[sizeof problem->doing];
    snprintf(expected, sizeof expected, "%s/config%s", fixture->sandbox.folder, doing);
    assert_int_equal(fixture->config.problems, count);
    assert_string_equal(problem->doing, expected);
    assert_string_equal(problem->what, what);
}

static void every_kind_of_value_is_read(void **state) {
    struct fixture *fixture = *state;
    read_text(fixture, "# mine\n"
                       "team = 1,2\n"
                       "team=3\n"
                       "  interval : 2.5  \r\n"
                       "\n"
                       "keep = 60 ; a minute\n"
                       "columns = eta,id\n"
                       "sort = -eta\n"
                       "bell = off\n"
                       "names = no\n"
                       "color = no\n"
                       "utc = yes\n"
                       "\tascii = yes\n"
                       "token-command = pass show a=b # c\n"
                       "profile =\n"
                       "cacert = /etc/ca.pem");
    const struct options *options = &fixture->options;
    assert_int_equal(fixture->config.problems, 0);
    assert_int_equal(options->monitor.team_count, 3);
    assert_int_equal(options->monitor.interval_ms, 2500);
    assert_int_equal(options->monitor.keep_ms, 60000);
    assert_int_equal(options->monitor.columns.list[0], COLUMN_ETA);
    assert_true(options->monitor.sort.inverted);
    assert_false(options->monitor.bell);
    assert_true(!options->monitor.names && !options->color && options->monitor.utc &&
                options->ascii);
    assert_string_equal(options->monitor.sources.token_command, "pass show a=b # c");
    assert_null(options->monitor.sources.profile);
    assert_string_equal(options->monitor.source.ca_file, "/etc/ca.pem");
    assert_true(setting_is_given(options, "interval"));
    assert_false(setting_is_given(options, "profile"));
}

static void the_later_line_counts(void **state) {
    struct fixture *fixture = *state;
    read_text(fixture,
              "utc = yes\nnames = no\nutc = no\nnames = yes\ninterval = 2\ninterval = 3\n");
    assert_false(fixture->options.monitor.utc);
    assert_true(fixture->options.monitor.names);
    assert_int_equal(fixture->options.monitor.interval_ms, 3000);
}

static void options_and_variables_go_before_the_file(void **state) {
    struct fixture *fixture = *state;
    give(fixture, SETTING_OPTION, "interval", "7");
    give(fixture, SETTING_OPTION, "utc", "no");
    give(fixture, SETTING_VARIABLE, "team", "8");
    read_text(fixture, "interval = 2\nutc = yes\nteam = 9\nkeep = 1\n");
    assert_int_equal(fixture->options.monitor.interval_ms, 7000);
    assert_false(fixture->options.monitor.utc);
    assert_int_equal(fixture->options.monitor.team_count, 1);
    assert_int_equal(fixture->options.monitor.teams[0], 8);
    assert_int_equal(fixture->options.monitor.keep_ms, 1000);
}

static void overridden_values_must_still_be_valid(void **state) {
    struct fixture *fixture = *state;
    give(fixture, SETTING_OPTION, "interval", "7");
    read_text(fixture, "interval = 0\n");
    assert_problem(fixture, 1, ":1: interval", "\"0\" is not valid");
    assert_int_equal(fixture->options.monitor.interval_ms, 7000);
}

static void a_full_list_of_teams_leaves_that_of_the_file_valid(void **state) {
    struct fixture *fixture = *state;
    for (int i = 1; i <= POLLER_TEAMS_MAX; i++) {
        char id[16];
        snprintf(id, sizeof id, "%d", i);
        give(fixture, SETTING_OPTION, "team", id);
    }
    read_text(fixture, "team = 100\n");
    assert_int_equal(fixture->config.problems, 0);
    assert_int_equal(fixture->options.monitor.team_count, POLLER_TEAMS_MAX);
}

static void the_demo_has_its_own_teams(void **state) {
    struct fixture *fixture = *state;
    give(fixture, SETTING_OPTION, "demo", NULL);
    read_text(fixture, "team = 9\ninterval = 9\n");
    assert_int_equal(fixture->options.monitor.team_count, 0);
    assert_int_equal(fixture->options.monitor.interval_ms, 9000);
}

static void only_one_source_says_where_the_token_is(void **state) {
    struct fixture *fixture = *state;
    static const char text[] = "token-file = /a\ntoken-command = b\nprofile = c\n";
    give(fixture, SETTING_VARIABLE, "profile", "mine");
    read_text(fixture, text);
    assert_null(fixture->options.monitor.sources.token_file);
    assert_null(fixture->options.monitor.sources.token_command);
    assert_string_equal(fixture->options.monitor.sources.profile, "mine");
    fixture->options = settings_standard();
    read_text(fixture, text);
    assert_string_equal(fixture->options.monitor.sources.token_file, "/a");
    assert_string_equal(fixture->options.monitor.sources.token_command, "b");
    assert_string_equal(fixture->options.monitor.sources.profile, "c");
    fixture->options = settings_standard();
    fixture->options.token_named = true;
    read_text(fixture, text);
    assert_null(fixture->options.monitor.sources.profile);
}

static void a_path_may_begin_at_home(void **state) {
    struct fixture *fixture = *state;
    setenv("HOME", "/home/me", 1);
    read_text(fixture, "token-file = ~/token\ntoken-command = ~/token\n");
    assert_string_equal(fixture->options.monitor.sources.token_file, "/home/me/token");
    assert_string_equal(fixture->options.monitor.sources.token_command, "~/token");
    fixture->options = settings_standard();
    read_text(fixture, "token-file = token\n");
    assert_problem(fixture, 1, ":1: token-file", "a path in the settings must be absolute");
    assert_null(fixture->options.monitor.sources.token_file);
}

static void a_mistake_costs_its_line_only(void **state) {
    struct fixture *fixture = *state;
    static const struct {
        const char *line;
        const char *doing; /* behind the number of the line */
        const char *what;
    } cases[] = {
        {"interval = soon", ": interval", "\"soon\" is not valid"},
        {"team = 1,x", ": team", "\"1,x\" is not valid"},
        {"utc = maybe", ": utc", "\"maybe\" is not valid"},
        {"columns = id,name", ": columns", "\"id,name\" is not valid"},
        {"colour = red", ": colour", "unknown key"},
        {"no-names = yes", ": no-names", "unknown key"},
        {"Interval = 5", ": Interval", "unknown key"},
        {"once = yes", ": once", "it cannot be set in the settings file"},
        {"base-url = https://x/", ": base-url", "it cannot be set in the settings file"},
        {"allow-http = yes", ": allow-http", "it cannot be set in the settings file"},
        {"token = api_1234", ": token", "unknown key"},
        {"[x", "", "it is neither a setting nor a comment"},
        {"interval", "", "it is neither a setting nor a comment"},
        {"= 5", "", "it is neither a setting nor a comment"},
        {"a-key-that-is-much-too-long-to-be-shown = 1", ": a-key-that-is-much-to...",
         "unknown key"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[128];
        char doing[64];
        snprintf(text, sizeof text, "keep = 1\n\n%s\n# x\ninterval = 9\n", cases[i].line);
        snprintf(doing, sizeof doing, ":3%s", cases[i].doing);
        fixture->options = settings_standard();
        read_text(fixture, text);
        assert_problem(fixture, 1, doing, cases[i].what);
        assert_int_equal(fixture->options.monitor.keep_ms, 1000);
        assert_int_equal(fixture->options.monitor.interval_ms, 9000);
        assert_int_equal(fixture->options.monitor.team_count, 0);
        assert_false(fixture->options.once);
    }
}

static void the_first_mistake_is_shown_and_the_others_are_counted(void **state) {
    struct fixture *fixture = *state;
    read_text(fixture, "utc = yes\nnonsense\nx = 1\nsort = x\nnonsense\n");
    assert_problem(fixture, 4, ":2", "it is neither a setting nor a comment");
    assert_string_equal(fixture->config.problem.remedy, "write KEY = VALUE (and 3 more)");
    assert_true(fixture->options.monitor.utc);
}

static void there_are_no_sections(void **state) {
    struct fixture *fixture = *state;
    read_text(fixture, "utc = yes\n[colours]\nascii = yes\nfoo = bar\n");
    assert_problem(fixture, 1, ":2: [colours]", "sections are not supported");
    assert_true(fixture->options.monitor.utc);
    assert_false(fixture->options.ascii);
}

static void indentation_means_nothing(void **state) {
    struct fixture *fixture = *state;
    read_text(fixture, "keep = 1\n    interval = 9\n");
    assert_int_equal(fixture->config.problems, 0);
    assert_int_equal(fixture->options.monitor.keep_ms, 1000);
    assert_int_equal(fixture->options.monitor.interval_ms, 9000);
}

static void a_long_line_is_no_two_lines(void **state) {
    struct fixture *fixture = *state;
    char text[4096] = "profile = ";
    size_t length = strlen(text);
    memset(text + length, 'x', 3000);
    snprintf(text + length + 3000, 100, "\ninterval = 9\nnonsense\n");
    read_text(fixture, text);
    assert_int_equal(fixture->config.problems, 2);
    assert_non_null(strstr(fixture->config.problem.doing, "/config:1"));
    assert_non_null(strstr(fixture->config.problem.what, "it is longer than 1"));
    assert_null(fixture->options.monitor.sources.profile);
    assert_int_equal(fixture->options.monitor.interval_ms, 9000);
}

static void a_long_comment_is_fine(void **state) {
    struct fixture *fixture = *state;
    char text[4096] = " # ";
    memset(text + 3, '=', 3000);
    snprintf(text + 3003, 100, "\ninterval = 9\nnonsense\n");
    read_text(fixture, text);
    assert_problem(fixture, 1, ":3", "it is neither a setting nor a comment");
    assert_int_equal(fixture->options.monitor.interval_ms, 9000);
}

static void a_mark_of_utf_8_and_windows_line_ends_are_fine(void **state) {
    struct fixture *fixture = *state;
    read_text(fixture, "\xEF\xBB\xBF"
                       "interval = 9\r\nprofile = w\xC3\xB6rk\r\n");
    assert_int_equal(fixture->config.problems, 0);
    assert_int_equal(fixture->options.monitor.interval_ms, 9000);
    assert_string_equal(fixture->options.monitor.sources.profile, "w\xC3\xB6rk");
}

static void a_nul_byte_does_not_hide_what_follows_it(void **state) {
    struct fixture *fixture = *state;
    static const char text[] = "profile = a\0b\ninterval = 9\n";
    read_bytes(fixture, text, sizeof text - 1);
    assert_problem(fixture, 1, ":1", "the line contains a NUL byte");
    assert_null(fixture->options.monitor.sources.profile);
    assert_int_equal(fixture->options.monitor.interval_ms, 9000);
}

static void what_is_no_file_of_a_good_size_is_refused_at_once(void **state) {
    struct fixture *fixture = *state;
    char large[64 * 1024 + 1];
    memset(large, '\n', sizeof large);
    read_bytes(fixture, large, sizeof large - 1);
    assert_int_equal(fixture->config.problems, 0);
    read_bytes(fixture, large, sizeof large);
    assert_problem(fixture, 1, "", "it is larger than 64 KiB");
    unlink(sandbox_path(&fixture->sandbox, "config"));
    config_clear(&fixture->config);
    assert_int_equal(mkfifo(fixture->sandbox.path, 0600), 0);
    assert_true(config_read(&fixture->config, &fixture->options, fixture->sandbox.path));
    assert_problem(fixture, 1, "", "it is not a regular file");
    unlink(fixture->sandbox.path);
    config_clear(&fixture->config);
    sandbox_folder(&fixture->sandbox, "config");
    assert_true(config_read(&fixture->config, &fixture->options, fixture->sandbox.path));
    assert_problem(fixture, 1, "", "it is not a regular file");
}

static void a_file_that_is_not_there_is_no_mistake(void **state) {
    struct fixture *fixture = *state;
    const char *path = sandbox_path(&fixture->sandbox, "config");
    assert_false(config_read(&fixture->config, &fixture->options, path));
    path = sandbox_path(&fixture->sandbox, "none/config");
    assert_false(config_read(&fixture->config, &fixture->options, path));
    assert_int_equal(fixture->config.problems, 0);
}

static void a_long_path_leaves_room_for_line_and_key(void **state) {
    struct fixture *fixture = *state;
    static const char folder[] = "a-folder-whose-name-is-so-long-that-it-would-fill-all-there-is";
    char name[128];
    sandbox_folder(&fixture->sandbox, folder);
    snprintf(name, sizeof name, "%s/config", folder);
    const char *path = sandbox_write(&fixture->sandbox, name, 0600, "x\ninterval = 0\n", 15);
    assert_true(config_read(&fixture->config, &fixture->options, path));
    assert_int_equal(strncmp(fixture->config.problem.doing, "...", 3), 0);
    assert_non_null(strstr(fixture->config.problem.doing, "-all-there-is/config:1"));
}

static void assert_whole_characters(const char *text) {
    for (size_t size = 0; *text != '\0'; text += size) {
        uint32_t code;
        size = utf8_decode(text, strlen(text), &code);
        assert_true(size > 0);
    }
}

/* Wherever the cut falls, no character is cut in two. */
static void a_long_key_is_cut_between_characters(void **state) {
    struct fixture *fixture = *state;
    for (size_t shift = 0; shift < 3; shift++) {
        char text[64] = "xx";
        text[shift] = '\0';
        strcat(text, "\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC"
                     "\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC = 1");
        read_text(fixture, text);
        assert_whole_characters(fixture->config.problem.doing);
        assert_non_null(strstr(fixture->config.problem.doing, "\xAC..."));
    }
}

/* What config_print_standard() writes, without the "#" before the keys. */
static char *standard_text(void) {
    char *text = calloc(1, 65536);
    FILE *file = tmpfile();
    assert_non_null(text);
    assert_non_null(file);
    config_print_standard(file);
    rewind(file);
    char line[256];
    while (fgets(line, sizeof line, file) != NULL) {
        assert_true(strlen(line) <= 81);
        strcat(text, line[0] == '#' && line[1] != ' ' ? line + 1 : line);
    }
    fclose(file);
    return text;
}

static void assert_same(const struct options *a, const struct options *b) {
    assert_int_equal(a->monitor.team_count, b->monitor.team_count);
    assert_int_equal(a->monitor.interval_ms, b->monitor.interval_ms);
    assert_int_equal(a->monitor.keep_ms, b->monitor.keep_ms);
    assert_int_equal(a->monitor.columns.count, b->monitor.columns.count);
    assert_int_equal(a->monitor.sort.key, b->monitor.sort.key);
    assert_int_equal(a->monitor.sort.inverted, b->monitor.sort.inverted);
    assert_int_equal(a->monitor.bell, b->monitor.bell);
    assert_int_equal(a->monitor.names, b->monitor.names);
    assert_int_equal(a->monitor.utc, b->monitor.utc);
    assert_int_equal(a->ascii, b->ascii);
    assert_int_equal(a->color, b->color);
    assert_null(a->monitor.sources.token_file);
    assert_null(a->monitor.sources.token_command);
    assert_null(a->monitor.sources.profile);
    assert_null(a->monitor.source.ca_file);
}

static void the_standard_file_has_every_key_and_changes_nothing(void **state) {
    struct fixture *fixture = *state;
    size_t count;
    const struct setting *settings = settings_table(&count);
    struct options standard = settings_standard();
    char *text = standard_text();
    read_text(fixture, text);
    assert_int_equal(fixture->config.problems, 0);
    for (size_t i = 0; i < count; i++) {
        char key[64];
        snprintf(key, sizeof key, "\n%s =", setting_key(&settings[i]));
        bool is_there = strstr(text, key) != NULL;
        assert_true(is_there == (settings[i].standard != NULL));
        bool is_set = is_there && settings[i].standard[0] != '\0';
        assert_true(setting_is_given(&fixture->options, settings[i].name) == is_set);
    }
    assert_same(&fixture->options, &standard);
    free(text);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, open_fixture, close_fixture)

int main(void) {
    const struct CMUnitTest tests[] = {
        TEST(every_kind_of_value_is_read),
        TEST(the_later_line_counts),
        TEST(options_and_variables_go_before_the_file),
        TEST(overridden_values_must_still_be_valid),
        TEST(a_full_list_of_teams_leaves_that_of_the_file_valid),
        TEST(the_demo_has_its_own_teams),
        TEST(only_one_source_says_where_the_token_is),
        TEST(a_path_may_begin_at_home),
        TEST(a_mistake_costs_its_line_only),
        TEST(the_first_mistake_is_shown_and_the_others_are_counted),
        TEST(there_are_no_sections),
        TEST(indentation_means_nothing),
        TEST(a_long_line_is_no_two_lines),
        TEST(a_long_comment_is_fine),
        TEST(a_mark_of_utf_8_and_windows_line_ends_are_fine),
        TEST(a_nul_byte_does_not_hide_what_follows_it),
        TEST(what_is_no_file_of_a_good_size_is_refused_at_once),
        TEST(a_file_that_is_not_there_is_no_mistake),
        TEST(a_long_path_leaves_room_for_line_and_key),
        TEST(a_long_key_is_cut_between_characters),
        TEST(the_standard_file_has_every_key_and_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
