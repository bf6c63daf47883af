/* SPDX-License-Identifier: MIT */
#include "backfilltop/screen/keymap.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <curses.h>

static void keys_do_what_people_expect(void **state) {
    (void)state;
    static const struct key_binding expected[] = {
        {'j', ACTION_DOWN},
        {KEY_DOWN, ACTION_DOWN},
        {'k', ACTION_UP},
        {KEY_UP, ACTION_UP},
        {KEY_NPAGE, ACTION_PAGE_DOWN},
        {KEY_PPAGE, ACTION_PAGE_UP},
        {'g', ACTION_FIRST},
        {KEY_HOME, ACTION_FIRST},
        {'G', ACTION_LAST},
        {KEY_END, ACTION_LAST},
        {'\r', ACTION_OPEN},
        {'\n', ACTION_OPEN},
        {KEY_ENTER, ACTION_OPEN},
        {27, ACTION_BACK},
        {'a', ACTION_UNFOLD},
        {'d', ACTION_DISMISS},
        {KEY_DC, ACTION_DISMISS},
        {'D', ACTION_DISMISS_ALL},
        {4, ACTION_PAGE_DOWN},
        {'r', ACTION_REFRESH},
        {'p', ACTION_PAUSE},
        {' ', ACTION_PAUSE},
        {'?', ACTION_HELP},
        {'h', ACTION_HELP},
        {KEY_F(1), ACTION_HELP},
        {12, ACTION_REDRAW},
        {26, ACTION_SUSPEND},
        {'q', ACTION_QUIT},
        {KEY_MOUSE, ACTION_CLICK},
        {'/', ACTION_SEARCH},
        {'n', ACTION_SEARCH_NEXT},
        {'N', ACTION_SEARCH_PREVIOUS},
        {'\\', ACTION_FILTER},
        {KEY_F(4), ACTION_FILTER},
        {'f', ACTION_GROUP},
        {KEY_F(6), ACTION_SORT},
        {'<', ACTION_SORT_LEFT},
        {'>', ACTION_SORT_RIGHT},
        {'I', ACTION_INVERT},
        {6, ACTION_PAGE_DOWN},
        {2, ACTION_PAGE_UP},
    };
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++) {
        assert_int_equal(keymap_action(expected[i].key), expected[i].action);
    }
}

static void digits_choose_a_team(void **state) {
    (void)state;
    for (int key = '0'; key <= '9'; key++) {
        assert_int_equal(keymap_action(key), ACTION_TEAM);
    }
}

static void other_keys_mean_nothing(void **state) {
    (void)state;
    static const int keys[] = {'x', 0, -1, 1000000, KEY_RESIZE, 0xe4};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        assert_int_equal(keymap_action(keys[i]), ACTION_NONE);
    }
}

static void no_key_means_two_things(void **state) {
    (void)state;
    size_t count;
    const struct key_binding *bindings = keymap_bindings(&count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(keymap_action(bindings[i].key), bindings[i].action);
    }
}

static const char *name_of(int key, char *name) {
    static const struct {
        int key;
        const char *name;
    } named[] = {{KEY_UP, "Up"},     {KEY_DOWN, "Down"}, {KEY_PPAGE, "PgUp"},  {KEY_NPAGE, "PgDn"},
                 {KEY_HOME, "Home"}, {KEY_END, "End"},   {KEY_ENTER, "Enter"}, {'\r', "Enter"},
                 {'\n', "Enter"},    {'\t', "Tab"},      {27, "Esc"},          {' ', "Space"},
                 {KEY_F(1), "F1"},   {KEY_F(4), "F4"},   {KEY_F(6), "F6"},     {KEY_MOUSE, "Mouse"},
                 {KEY_DC, "Delete"}};
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        if (named[i].key == key) {
            return named[i].name;
        }
    }
    if (key >= '1' && key <= '9') {
        return "1..9";
    }
    if (key < ' ') {
        memcpy(name, "Ctrl-", 5);
        name += 5;
    }
    name[0] = (char)(key < ' ' ? key + '@' : key);
    name[1] = '\0';
    return key < ' ' ? name - 5 : name;
}

static bool help_names(const char *name) {
    size_t count;
    const struct key_help *lines = keymap_help(&count);
    size_t length = strlen(name);
    for (size_t i = 0; i < count; i++) {
        for (const char *at = lines[i].keys; *at != '\0';
             at += strcspn(at, ","), at += strspn(at, ", ")) {
            if (strcspn(at, ",") == length && strncmp(at, name, length) == 0) {
                return true;
            }
        }
    }
    return false;
}

static void the_help_names_every_key(void **state) {
    (void)state;
    size_t count;
    const struct key_binding *bindings = keymap_bindings(&count);
    for (size_t i = 0; i < count; i++) {
        char name[8];
        assert_true(help_names(name_of(bindings[i].key, name)));
    }
}

static void a_hint_has_a_key_a_rank_and_a_line_in_the_help(void **state) {
    (void)state;
    size_t count;
    size_t hints = 0;
    const struct key_help *lines = keymap_help(&count);
    for (size_t i = 0; i < count; i++) {
        assert_non_null(lines[i].text);
        if (lines[i].hint != NULL) {
            hints++;
            assert_true(help_names(lines[i].hint_key));
            assert_true(lines[i].hint_rank > 0);
        }
    }
    assert_true(hints > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_do_what_people_expect),
        cmocka_unit_test(digits_choose_a_team),
        cmocka_unit_test(other_keys_mean_nothing),
        cmocka_unit_test(no_key_means_two_things),
        cmocka_unit_test(the_help_names_every_key),
        cmocka_unit_test(a_hint_has_a_key_a_rank_and_a_line_in_the_help),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
