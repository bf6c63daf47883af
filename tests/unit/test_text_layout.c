/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define MARK     "\xEF\xBF\xBD"     /* U+FFFD */
#define ELLIPSIS "\xE2\x80\xA6"     /* U+2026 */
#define ACUTE    "\xCC\x81"         /* U+0301, combining */
#define ESC_MARK "\xE2\x90\x9B"     /* U+241B */
#define HAN      "\xE6\x97\xA5"     /* U+65E5, two columns */
#define PERSON   "\xF0\x9F\x91\xA9" /* U+1F469, two columns */

static void widths_are_columns(void **state) {
    (void)state;
    static const struct {
        const char *clean;
        int width;
    } cases[] = {
        {"", 0},        {"abc", 3},           {"p\xC3\xA4", 2}, {HAN, 2},      {HAN "a" PERSON, 5},
        {"e" ACUTE, 1}, {HAN ACUTE ACUTE, 2}, {MARK, 1},        {ELLIPSIS, 1}, {ESC_MARK "[", 2},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_int_equal(text_width(cases[i].clean), cases[i].width);
    }
}

static void prefixes_never_cut_a_character(void **state) {
    (void)state;
    static const struct {
        const char *clean;
        int columns;
        int length;
        int used;
    } cases[] = {
        {"", 5, 0, 0},         {"abc", 0, 0, 0},         {"abc", -1, 0, 0},
        {"abc", 2, 2, 2},      {"abc", 3, 3, 3},         {"abc", 4, 3, 3},
        {HAN HAN, 1, 0, 0},    {HAN HAN, 2, 3, 2},       {HAN HAN, 3, 3, 2},
        {HAN HAN, 4, 6, 4},    {"a" HAN, 2, 1, 1},       {"e" ACUTE ACUTE "x", 1, 5, 1},
        {"ae" ACUTE, 1, 1, 1}, {HAN ACUTE "x", 2, 5, 2},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int used = -1;
        assert_int_equal(text_prefix(cases[i].clean, cases[i].columns, &used), cases[i].length);
        assert_int_equal(used, cases[i].used);
        assert_int_equal(text_prefix(cases[i].clean, cases[i].columns, NULL), cases[i].length);
    }
}

static void assert_fitted(const char *clean, int columns, enum text_align align,
                          enum text_charset charset, const char *expected) {
    struct buffer out = {0};
    buffer_add_string(&out, "|");
    text_fit(&out, clean, columns, align, charset);
    assert_string_equal(buffer_string(&out) + 1, expected);
    buffer_clear(&out);
}

static void short_text_is_padded(void **state) {
    (void)state;
    assert_fitted("abc", 5, TEXT_LEFT, TEXT_UTF8, "abc  ");
    assert_fitted("abc", 5, TEXT_RIGHT, TEXT_UTF8, "  abc");
    assert_fitted("abc", 3, TEXT_LEFT, TEXT_UTF8, "abc");
    assert_fitted("abc", 3, TEXT_RIGHT, TEXT_UTF8, "abc");
    assert_fitted("", 3, TEXT_LEFT, TEXT_UTF8, "   ");
    assert_fitted("", 0, TEXT_LEFT, TEXT_UTF8, "");
    assert_fitted("abc", 0, TEXT_LEFT, TEXT_UTF8, "");
    assert_fitted("abc", -3, TEXT_RIGHT, TEXT_UTF8, "");
    assert_fitted(HAN, 3, TEXT_RIGHT, TEXT_UTF8, " " HAN);
    assert_fitted("e" ACUTE, 2, TEXT_LEFT, TEXT_UTF8, "e" ACUTE " ");
}

static void long_text_is_clipped_and_says_so(void **state) {
    (void)state;
    assert_fitted("abcdef", 4, TEXT_LEFT, TEXT_UTF8, "abc" ELLIPSIS);
    assert_fitted("abcdef", 4, TEXT_RIGHT, TEXT_UTF8, "abc" ELLIPSIS);
    assert_fitted("abcdef", 4, TEXT_LEFT, TEXT_ASCII, "abc~");
    assert_fitted("abcdef", 1, TEXT_LEFT, TEXT_UTF8, ELLIPSIS);
    assert_fitted("ab", 1, TEXT_LEFT, TEXT_ASCII, "~");
    assert_fitted("abe" ACUTE ACUTE "f", 3, TEXT_LEFT, TEXT_UTF8, "ab" ELLIPSIS);
    assert_fitted("ae" ACUTE ACUTE "fg", 3, TEXT_LEFT, TEXT_UTF8, "ae" ACUTE ACUTE ELLIPSIS);
}

static void a_wide_character_at_the_edge_leaves_a_space(void **state) {
    (void)state;
    assert_fitted(HAN HAN HAN, 5, TEXT_LEFT, TEXT_UTF8, HAN HAN ELLIPSIS);
    assert_fitted(HAN HAN HAN, 4, TEXT_LEFT, TEXT_UTF8, HAN " " ELLIPSIS);
    assert_fitted(HAN HAN HAN, 4, TEXT_RIGHT, TEXT_UTF8, HAN " " ELLIPSIS);
    assert_fitted(HAN HAN HAN, 6, TEXT_LEFT, TEXT_UTF8, HAN HAN HAN);
    assert_fitted(HAN HAN, 2, TEXT_LEFT, TEXT_UTF8, " " ELLIPSIS);
    assert_fitted(HAN, 1, TEXT_LEFT, TEXT_UTF8, ELLIPSIS);
}

/* The lines after wrapping, each in brackets. */
static void assert_wrapped(const char *clean, int columns, const char *expected) {
    struct buffer out = {0};
    while (*clean != '\0') {
        size_t length = text_wrap(clean, columns);
        assert_in_range(length, 1, strlen(clean));
        buffer_add_format(&out, "[%.*s]", (int)length, clean);
        clean += length;
    }
    assert_string_equal(buffer_string(&out), expected);
    buffer_clear(&out);
}

static void text_wraps_behind_spaces(void **state) {
    (void)state;
    assert_int_equal(text_wrap("", 10), 0);
    assert_wrapped("short", 10, "[short]");
    assert_wrapped("the quick brown fox", 10, "[the quick ][brown fox]");
    assert_wrapped("the quick brown fox", 9, "[the quick ][brown fox]");
    assert_wrapped("the quick brown fox", 8, "[the ][quick ][brown ][fox]");
    assert_wrapped("hello ", 5, "[hello ]");
    assert_wrapped("hello  you", 5, "[hello ][ you]");
    assert_wrapped(HAN HAN " " HAN, 5, "[" HAN HAN " ][" HAN "]");
}

static void a_word_too_long_is_broken(void **state) {
    (void)state;
    assert_wrapped("abcdefghij", 4, "[abcd][efgh][ij]");
    assert_wrapped("a bcdefghij", 4, "[a ][bcde][fghi][j]");
    assert_wrapped(HAN HAN HAN, 3, "[" HAN "][" HAN "][" HAN "]");
    assert_wrapped("ae" ACUTE "oe" ACUTE, 2, "[ae" ACUTE "][oe" ACUTE "]");
}

static void wrapping_moves_on_however_narrow(void **state) {
    (void)state;
    assert_wrapped(HAN "ab", 1, "[" HAN "][ab]");
    assert_wrapped(HAN "ab", -5, "[" HAN "][ab]");
}

static void a_space_with_an_accent_is_no_place_to_break(void **state) {
    (void)state;
    assert_wrapped("ab " ACUTE "cd", 4, "[ab " ACUTE "c][d]");
    assert_wrapped("abcd " ACUTE "e", 4, "[abcd][ " ACUTE "e]");
}

static int use_utf8(void **state) {
    (void)state;
    return setlocale(LC_CTYPE, "C.UTF-8") != NULL ? 0 : -1;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(widths_are_columns),
        cmocka_unit_test(prefixes_never_cut_a_character),
        cmocka_unit_test(short_text_is_padded),
        cmocka_unit_test(long_text_is_clipped_and_says_so),
        cmocka_unit_test(a_wide_character_at_the_edge_leaves_a_space),
        cmocka_unit_test(text_wraps_behind_spaces),
        cmocka_unit_test(a_word_too_long_is_broken),
        cmocka_unit_test(wrapping_moves_on_however_narrow),
        cmocka_unit_test(a_space_with_an_accent_is_no_place_to_break),
    };
    return cmocka_run_group_tests(tests, use_utf8, NULL);
}
