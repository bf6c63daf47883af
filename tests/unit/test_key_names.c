/* SPDX-License-Identifier: MIT */
#include "../../src/screen/key_names.h"

#include "backfilltop/screen/terminal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void keys_are_named_as_people_say_them(void **state) {
    (void)state;
    static const struct {
        int key;
        const char *name;
    } cases[] = {{'j', "j"},
                 {TERMINAL_KEY_PAGE_DOWN, "PgDn"},
                 {'\r', "Enter"},
                 {TERMINAL_KEY_F(10), "F10"},
                 {27, "Esc"},
                 {12, "Ctrl-L"},
                 {' ', "Space"},
                 {'\t', "Tab"},
                 {TERMINAL_KEY_F(6), "F6"},
                 {TERMINAL_KEY_DELETE, "Delete"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer name = {0};
        key_names_add(&name, cases[i].key);
        assert_string_equal(buffer_string(&name), cases[i].name);
        buffer_clear(&name);
    }
}

static void a_list_names_every_key_once(void **state) {
    (void)state;
    static const struct {
        int keys[5];
        const char *names;
    } cases[] = {
        {{'j', TERMINAL_KEY_DOWN}, "j, Down"},
        {{'\r', '\n', TERMINAL_KEY_ENTER}, "Enter"},
        {{'?', 'h', TERMINAL_KEY_F(1)}, "?, h, F1"},
        {{'q'}, "q"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer names = {0};
        key_names_add_list(&names, cases[i].keys);
        assert_string_equal(buffer_string(&names), cases[i].names);
        buffer_clear(&names);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_named_as_people_say_them),
        cmocka_unit_test(a_list_names_every_key_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
