/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <stdio.h>

static void assert_decodes(const char *bytes, uint32_t expected) {
    uint32_t code = 0;
    assert_int_equal(utf8_decode(bytes, SIZE_MAX, &code), strlen(bytes));
    assert_int_equal(code, expected);
}

static void assert_invalid(const char *bytes) {
    uint32_t code;
    assert_int_equal(utf8_decode(bytes, SIZE_MAX, &code), 0);
}

static void test_the_first_and_last_character_of_each_length_are_read(void **state) {
    (void)state;
    uint32_t code = 1;
    assert_int_equal(utf8_decode("", 1, &code), 1);
    assert_int_equal(code, 0);
    assert_decodes("\x7F", 0x7F);
    assert_decodes("\xC2\x80", 0x80);
    assert_decodes("\xDF\xBF", 0x7FF);
    assert_decodes("\xE0\xA0\x80", 0x800);
    assert_decodes("\xED\x9F\xBF", 0xD7FF);
    assert_decodes("\xEE\x80\x80", 0xE000);
    assert_decodes("\xEF\xBF\xBF", 0xFFFF);
    assert_decodes("\xF0\x90\x80\x80", 0x10000);
    assert_decodes("\xF4\x8F\xBF\xBF", 0x10FFFF);
}

static void test_what_is_no_utf8_is_refused(void **state) {
    (void)state;
    assert_invalid("\x80");             /* a continuation alone */
    assert_invalid("\xC1\xBF");         /* overlong */
    assert_invalid("\xE0\x9F\xBF");     /* overlong */
    assert_invalid("\xF0\x8F\xBF\xBF"); /* overlong */
    assert_invalid("\xED\xA0\x80");     /* a surrogate */
    assert_invalid("\xED\xBF\xBF");     /* a surrogate */
    assert_invalid("\xF4\x90\x80\x80"); /* beyond U+10FFFF */
    assert_invalid("\xF5\x80\x80\x80");
    assert_invalid("\xF9\x90\x80\x80"); /* no lead byte */
    assert_invalid("\xA5\x80");         /* no lead byte */
    assert_invalid("\xE2\x82");         /* the string ends */
    assert_invalid("\xC3(");
}

static void test_nothing_beyond_what_is_available_is_read(void **state) {
    (void)state;
    uint32_t code;
    assert_int_equal(utf8_decode("\xE2\x82\xAC", 3, &code), 3);
    assert_int_equal(code, 0x20AC);
    assert_int_equal(utf8_decode("\xE2\x82\xAC", 2, &code), 0);
    assert_int_equal(utf8_decode("a", 0, &code), 0);
}

static void test_a_text_is_cut_between_characters(void **state) {
    (void)state;
    static const struct {
        const char *text;
        size_t limit, kept;
    } cases[] = {
        {"abc", 3, 3},
        {"abc", 2, 2},
        {"abc", 0, 0},
        {"a\xC3\xA8", 2, 1},
        {"a\xC3\xA8", 3, 3},
        {"\xE2\x82\xAC!", 1, 0},
        {"\xE2\x82\xAC!", 2, 0},
        {"\xE2\x82\xAC!", 3, 3},
        {"\xF0\x9F\x98\x80!", 3, 0},
        {"\xF0\x9F\x98\x80!", 4, 4},
        {"\x80\x80\x80\x80\x80", 3, 3}, /* no UTF-8: anywhere */
        {"\xC3\xC3\xC3", 2, 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(utf8_cut(cases[i].text, strlen(cases[i].text), cases[i].limit),
                         cases[i].kept);
    }
}

static void assert_cut(size_t size, const char *whole, const char *expected) {
    char text[16];
    assert_true(size <= sizeof text);
    volatile size_t room = size; /* cutting is intended: the compiler must not warn of it */
    utf8_mark_cut(text, size, snprintf(text, room, "%s", whole));
    assert_string_equal(text, expected);
}

static void test_a_string_that_was_cut_says_so(void **state) {
    (void)state;
    assert_cut(8, "1234567", "1234567");
    assert_cut(8, "12345678", "1234...");
    assert_cut(8, "1\xF0\x9F\x98\x80\xC3\xA8z", "1...");
    assert_cut(8, "12\xC3\xA8\xC3\xA8\xC3\xA8", "12\xC3\xA8...");
    assert_cut(3, "1234", "12");
}

static void test_a_copy_that_is_cut_says_so_at_its_end(void **state) {
    (void)state;
    char copy[9];
    utf8_copy(copy, sizeof copy, "12345678");
    assert_string_equal(copy, "12345678");
    utf8_copy(copy, sizeof copy, "123456789");
    assert_string_equal(copy, "12345...");
    utf8_copy(copy, sizeof copy,
              "1234\xC3\xA8"
              "789");
    assert_string_equal(copy, "1234...");
    utf8_copy(copy, sizeof copy, "");
    assert_string_equal(copy, "");
}

static void test_a_copy_of_the_end_says_so_at_its_front(void **state) {
    (void)state;
    static const struct {
        const char *whole, *copy;
    } cases[] = {
        {"", ""},
        {"12345678", "12345678"},
        {"123456789", "...56789"},
        {"123\xC3\xA8"
         "6789",
         "...6789"},
        {"12345\xC3\xA8"
         "89",
         "...5\xC3\xA8"
         "89"},
        {"/1\xF0\x9F\x98\x80"
         "/conf",
         "...\x2F"
         "conf"},
        {"\xF0\x9F\x98\x80\xF0\x9F\x98\x80"
         "z",
         "...\xF0\x9F\x98\x80"
         "z"},
        {"1\x80\x80\x80\x80\x80\x80\x80\x80", "...\x80\x80"}, /* no UTF-8 */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char copy[9];
        utf8_copy_end(copy, sizeof copy, cases[i].whole);
        assert_string_equal(copy, cases[i].copy);
    }
    char tiny[4];
    utf8_copy_end(tiny, sizeof tiny, "12345");
    assert_string_equal(tiny, "123");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_first_and_last_character_of_each_length_are_read),
        cmocka_unit_test(test_what_is_no_utf8_is_refused),
        cmocka_unit_test(test_a_text_is_cut_between_characters),
        cmocka_unit_test(test_a_string_that_was_cut_says_so),
        cmocka_unit_test(test_a_copy_that_is_cut_says_so_at_its_end),
        cmocka_unit_test(test_a_copy_of_the_end_says_so_at_its_front),
        cmocka_unit_test(test_nothing_beyond_what_is_available_is_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
