/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/line_edit.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void type(struct line_edit *edit, const char *bytes) {
    for (; *bytes != '\0'; bytes++) {
        line_edit_type(edit, (unsigned char)*bytes, TEXT_UTF8);
    }
}

static void typing_inserts_at_the_cursor(void **state) {
    (void)state;
    struct line_edit edit = {0};
    type(&edit, "ac");
    line_edit_apply(&edit, LINE_EDIT_LEFT);
    type(&edit, "b");
    assert_string_equal(edit.text, "abc");
    assert_int_equal(edit.cursor, 2);
    line_edit_apply(&edit, LINE_EDIT_HOME);
    type(&edit, "日");
    line_edit_apply(&edit, LINE_EDIT_END);
    type(&edit, "!");
    assert_string_equal(edit.text, "日abc!");
}

static void characters_go_whole(void **state) {
    (void)state;
    struct line_edit edit = {0};
    type(&edit, "日e\xcc\x81");
    line_edit_apply(&edit, LINE_EDIT_LEFT);
    assert_int_equal(edit.cursor, strlen("日"));
    line_edit_apply(&edit, LINE_EDIT_ERASE_AHEAD);
    assert_string_equal(edit.text, "日");
    line_edit_apply(&edit, LINE_EDIT_ERASE);
    assert_string_equal(edit.text, "");
    assert_int_equal(edit.length, 0);
}

static void steps_at_the_ends_do_nothing(void **state) {
    (void)state;
    struct line_edit edit = {0};
    for (int step = 0; step < line_edit_step_count; step++) {
        line_edit_apply(&edit, (enum line_edit_step)step);
    }
    assert_int_equal(edit.length, 0);
    type(&edit, "x");
    line_edit_apply(&edit, LINE_EDIT_RIGHT);
    line_edit_apply(&edit, LINE_EDIT_ERASE_AHEAD);
    assert_string_equal(edit.text, "x");
}

static void words_and_lines_are_erased_to_the_left(void **state) {
    (void)state;
    struct line_edit edit = {0};
    type(&edit, "one two  ");
    line_edit_apply(&edit, LINE_EDIT_ERASE_WORD);
    assert_string_equal(edit.text, "one ");
    type(&edit, "three");
    line_edit_apply(&edit, LINE_EDIT_LEFT);
    line_edit_apply(&edit, LINE_EDIT_ERASE_LINE);
    assert_string_equal(edit.text, "e");
    assert_int_equal(edit.cursor, 0);
}

static void what_may_not_be_shown_never_enters(void **state) {
    (void)state;
    struct line_edit edit = {0};
    for (int byte = 0; byte < ' '; byte++) {
        assert_false(line_edit_type(&edit, (unsigned char)byte, TEXT_UTF8));
    }
    type(&edit, "\x7f\xc2\x9b\xff\xe2\x80\xae\xcc\x81\xed\xa0\x80\xe6\x97");
    assert_string_equal(edit.text, "");
    type(&edit, "a");
    assert_string_equal(edit.text, "a");
    assert_false(line_edit_type(&edit, 0xc3, TEXT_ASCII));
    assert_false(line_edit_type(&edit, 0xa4, TEXT_ASCII));
    assert_string_equal(edit.text, "a");
}

static void the_line_has_an_end(void **state) {
    (void)state;
    struct line_edit edit = {0};
    for (int i = 0; i < LINE_EDIT_BYTES - 1; i++) {
        type(&edit, "x");
    }
    type(&edit, "日");
    assert_int_equal(edit.length, LINE_EDIT_BYTES - 1);
    type(&edit, "yz");
    assert_int_equal(edit.length, LINE_EDIT_BYTES);
    assert_int_equal(edit.text[LINE_EDIT_BYTES - 1], 'y');
}

static void it_begins_with_a_text(void **state) {
    (void)state;
    struct line_edit edit;
    line_edit_set(&edit, "a\nb", TEXT_UTF8);
    assert_string_equal(edit.text, "ab");
    assert_int_equal(edit.cursor, 2);
}

int main(void) {
    setlocale(LC_CTYPE, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(typing_inserts_at_the_cursor),
        cmocka_unit_test(characters_go_whole),
        cmocka_unit_test(steps_at_the_ends_do_nothing),
        cmocka_unit_test(words_and_lines_are_erased_to_the_left),
        cmocka_unit_test(what_may_not_be_shown_never_enters),
        cmocka_unit_test(the_line_has_an_end),
        cmocka_unit_test(it_begins_with_a_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
