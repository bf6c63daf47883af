/* SPDX-License-Identifier: MIT */
#include "../../src/monitor/commands.h"
#include "backfilltop/screen/terminal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void keys_do_what_people_expect(void **state) {
    (void)state;
    static const struct {
        int key;
        enum action action;
    } expected[] = {
        {'j', ACTION_DOWN},
        {TERMINAL_KEY_DOWN, ACTION_DOWN},
        {'k', ACTION_UP},
        {TERMINAL_KEY_UP, ACTION_UP},
        {TERMINAL_KEY_PAGE_DOWN, ACTION_PAGE_DOWN},
        {TERMINAL_KEY_PAGE_UP, ACTION_PAGE_UP},
        {'g', ACTION_FIRST},
        {TERMINAL_KEY_HOME, ACTION_FIRST},
        {'G', ACTION_LAST},
        {TERMINAL_KEY_END, ACTION_LAST},
        {'\r', ACTION_OPEN},
        {'\n', ACTION_OPEN},
        {TERMINAL_KEY_ENTER, ACTION_OPEN},
        {27, ACTION_BACK},
        {'a', ACTION_UNFOLD},
        {'d', ACTION_DISMISS},
        {TERMINAL_KEY_DELETE, ACTION_DISMISS},
        {'D', ACTION_DISMISS_ALL},
        {4, ACTION_PAGE_DOWN},
        {'r', ACTION_REFRESH},
        {'p', ACTION_PAUSE},
        {' ', ACTION_PAUSE},
        {'?', ACTION_HELP},
        {'h', ACTION_HELP},
        {TERMINAL_KEY_F(1), ACTION_HELP},
        {12, ACTION_REDRAW},
        {26, ACTION_SUSPEND},
        {'q', ACTION_QUIT},
        {TERMINAL_KEY_CLICK, ACTION_CLICK},
        {'/', ACTION_SEARCH},
        {'n', ACTION_SEARCH_NEXT},
        {'N', ACTION_SEARCH_PREVIOUS},
        {'\\', ACTION_FILTER},
        {TERMINAL_KEY_F(4), ACTION_FILTER},
        {'f', ACTION_GROUP},
        {TERMINAL_KEY_F(6), ACTION_SORT},
        {'<', ACTION_SORT_LEFT},
        {'>', ACTION_SORT_RIGHT},
        {'I', ACTION_INVERT},
        {6, ACTION_PAGE_DOWN},
        {2, ACTION_PAGE_UP},
        {'q', ACTION_QUIT},
        {TERMINAL_KEY_F(10), ACTION_QUIT},
        {'e', ACTION_EVENTS},
        {'y', ACTION_COPY_ID},
        {'Y', ACTION_COPY_COMMANDS},
        {'\t', ACTION_FOCUS},
        {'+', ACTION_GROW},
        {'-', ACTION_SHRINK},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        assert_int_equal(commands_action(expected[i].key), expected[i].action);
    }
}

static void digits_choose_a_team(void **state) {
    (void)state;
    for (int key = '1'; key <= '9'; key++) {
        assert_int_equal(commands_action(key), ACTION_TEAM);
    }
    assert_int_equal(commands_action('0'), ACTION_ALL_TEAMS);
}

static void other_keys_mean_nothing(void **state) {
    (void)state;
    static const int keys[] = {'x', 0, -1, 1000000, TERMINAL_KEY_OTHER, 0xe4};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        assert_int_equal(commands_action(keys[i]), ACTION_NONE);
    }
}

static void no_key_means_two_things(void **state) {
    (void)state;
    size_t count;
    const struct key_command *commands = commands_all(&count);
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; commands[i].keys[j] != 0; j++) {
            assert_int_equal(commands_action(commands[i].keys[j]), commands[i].action);
        }
    }
}

static void every_action_of_a_key_has_one_line_in_the_help(void **state) {
    (void)state;
    size_t count;
    size_t lines[action_count] = {0};
    const struct key_command *commands = commands_all(&count);
    for (size_t i = 0; i < count; i++) {
        lines[commands[i].action]++;
        assert_true(strlen(commands[i].text) > 0);
        assert_true(commands[i].keys[0] != 0);
    }
    for (int action = ACTION_NONE + 1; action < action_count; action++) {
        bool is_of_the_wheel = action == ACTION_WHEEL_UP || action == ACTION_WHEEL_DOWN;
        assert_int_equal(lines[action], is_of_the_wheel ? 0 : 1);
    }
}

static void hints_have_a_rank(void **state) {
    (void)state;
    size_t count;
    size_t hints = 0;
    const struct key_command *commands = commands_all(&count);
    for (size_t i = 0; i < count; i++) {
        const struct key_hint *hint = &commands[i].hint;
        hints += hint->text != NULL;
        assert_int_equal(hint->text != NULL, hint->rank > 0);
    }
    assert_true(hints > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_do_what_people_expect),
        cmocka_unit_test(digits_choose_a_team),
        cmocka_unit_test(other_keys_mean_nothing),
        cmocka_unit_test(no_key_means_two_things),
        cmocka_unit_test(every_action_of_a_key_has_one_line_in_the_help),
        cmocka_unit_test(hints_have_a_rank),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
