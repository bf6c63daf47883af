/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/problem.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static void a_problem_has_three_parts(void **state) {
    (void)state;
    struct problem problem = {0};
    problem_set(&problem, "polling team 42", "set SUPERMETRICS_API_KEY", "%d %s", 401,
                "unauthorized");
    assert_string_equal(problem.doing, "polling team 42");
    assert_string_equal(problem.what, "401 unauthorized");
    assert_string_equal(problem.remedy, "set SUPERMETRICS_API_KEY");
}

static void setting_replaces_all_parts(void **state) {
    (void)state;
    struct problem problem = {0};
    problem_set(&problem, "a long thing to do", "a long remedy", "%s", "a long reason");
    problem_set(&problem, "b", NULL, "%s", "c");
    assert_string_equal(problem.doing, "b");
    assert_string_equal(problem.what, "c");
    assert_string_equal(problem.remedy, "");
}

static void a_problem_can_be_made_from_its_own_parts(void **state) {
    (void)state;
    struct problem problem = {0};
    problem_set(&problem, "reading", "look", "%s", "bad byte");
    problem_set(&problem, problem.remedy, problem.doing, "line 3: %s", problem.what);
    assert_string_equal(problem.doing, "look");
    assert_string_equal(problem.what, "line 3: bad byte");
    assert_string_equal(problem.remedy, "reading");
}

static void long_parts_are_cut_at_their_room(void **state) {
    (void)state;
    char endless[1000];
    memset(endless, 'x', sizeof(endless) - 1);
    endless[sizeof(endless) - 1] = '\0';
    struct problem problem = {0};
    problem_set(&problem, endless, endless, "%s", endless);
    assert_int_equal(strlen(problem.doing), sizeof(problem.doing) - 1);
    assert_int_equal(strlen(problem.what), sizeof(problem.what) - 1);
    assert_int_equal(strlen(problem.remedy), sizeof(problem.remedy) - 1);
}

static void the_line_joins_the_parts_that_are_there(void **state) {
    (void)state;
    static const struct {
        struct problem problem;
        const char *line;
    } cases[] = {
        {{"", "", ""}, ""},
        {{"do", "", ""}, "do"},
        {{"", "why", ""}, "why"},
        {{"", "", "fix"}, "fix"},
        {{"do", "why", ""}, "do: why"},
        {{"do", "", "fix"}, "do: fix"},
        {{"", "why", "fix"}, "why; fix"},
        {{"do", "why", "fix"}, "do: why; fix"},
        {{"do", "Why so.", "fix"}, "do: Why so; fix"},
        {{"do", "Why so.", ""}, "do: Why so."},
        {{"do", "Why so...", "fix"}, "do: Why so...; fix"},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char line[64];
        problem_line(&cases[i].problem, line, sizeof(line));
        assert_string_equal(line, cases[i].line);
    }
}

static void the_line_is_cut_at_its_size(void **state) {
    (void)state;
    struct problem problem = {"do", "why", "fix"};
    char line[] = "........";
    problem_line(&problem, line, 6);
    assert_memory_equal(line, "do...\0..", 9);
    problem_line(&problem, line, 1);
    assert_string_equal(line, "");
}

static void no_part_is_cut_inside_a_character(void **state) {
    (void)state;
    char euros[3 * 400 + 1] = "";
    for (int i = 0; i < 400; i++) {
        memcpy(euros + 3 * i, "\xE2\x82\xAC", 4);
    }
    for (int lead = 0; lead < 3; lead++) {
        struct problem problem;
        char line[50];
        problem_set(&problem, euros + 3 - lead, euros + 3 - lead, "%s", euros);
        const char *const parts[] = {problem.doing, problem.remedy, problem.what};
        for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
            size_t length = strlen(parts[i]);
            assert_string_equal(parts[i] + length - 6, "\xE2\x82\xAC...");
        }
        problem_line(&problem, line, sizeof line);
        assert_string_equal(line + strlen(line) - 6, "\xE2\x82\xAC...");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_problem_has_three_parts),
        cmocka_unit_test(setting_replaces_all_parts),
        cmocka_unit_test(a_problem_can_be_made_from_its_own_parts),
        cmocka_unit_test(long_parts_are_cut_at_their_room),
        cmocka_unit_test(no_part_is_cut_inside_a_character),
        cmocka_unit_test(the_line_joins_the_parts_that_are_there),
        cmocka_unit_test(the_line_is_cut_at_its_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
