/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/fold.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_found(const char *text, const char *needle, size_t start, size_t length) {
    size_t found_start = SIZE_MAX;
    size_t found_length = SIZE_MAX;
    assert_true(fold_find(text, needle, &found_start, &found_length));
    assert_int_equal(found_start, start);
    assert_int_equal(found_length, length);
    assert_true(fold_contains(text, needle));
}

static void assert_not_found(const char *text, const char *needle) {
    size_t start = 7;
    size_t length = 8;
    assert_false(fold_find(text, needle, &start, &length));
    assert_int_equal(start, 7);
    assert_int_equal(length, 8);
}

static void test_ascii_is_found_regardless_of_case(void **state) {
    (void)state;
    assert_found("Google Ads EU", "ads", 7, 3);
    assert_found("google ads eu", "ADS EU", 7, 6);
    assert_found("aZ", "Az", 0, 2);
    assert_not_found("Google Ads", "adz");
}

static void test_signs_beside_the_letters_are_not_folded(void **state) {
    (void)state;
    assert_not_found("[", "{");
    assert_not_found("@", "`");
    assert_not_found("{", "[");
}

static void test_the_first_place_is_found_even_behind_a_false_start(void **state) {
    (void)state;
    assert_found("aaab", "aab", 1, 3);
    assert_found("timeout, timeout", "timeout", 0, 7);
    assert_not_found("time", "timeout");
    assert_not_found("", "a");
}

#define JOINER     "\xE2\x80\x8D" /* U+200D */
#define NON_JOINER "\xE2\x80\x8C" /* U+200C */

static void test_what_only_shapes_its_neighbours_does_not_count(void **state) {
    (void)state;
    assert_found("می" NON_JOINER "خواهم", "میخواهم", 0, 17);
    assert_found("میخواهم", "می" NON_JOINER "خواهم", 0, 14);
    assert_found("a 👩" JOINER "👩" JOINER "👧 b", "👩👩👧", 2, 18);
    assert_found("👍🏽 Ads", "👍 ads", 0, 12);
    assert_found("Co" JOINER "\xC2\xAD"
                 "op",
                 "coop", 0, 9);
    assert_found("coop", JOINER "co" JOINER "op" JOINER, 0, 4);
    assert_found(JOINER "x" JOINER, "x", 3, 1);
    assert_not_found("ab", "a" JOINER "c");
    assert_not_found("text", JOINER);
    assert_true(fold_contains("text", JOINER));
    assert_int_equal(fold_prefix("a" JOINER "b" JOINER, "ab"), 5);
    assert_int_equal(fold_prefix("a", "a" JOINER), 1);
    assert_int_equal(fold_compare("a" JOINER "b", "ab" NON_JOINER), 0);
    assert_true(fold_compare("a" JOINER "b", "ac") < 0);
    assert_true(fold_compare("a" JOINER, "ab") < 0);
}

static void test_the_empty_needle_is_found_nowhere_and_contained_everywhere(void **state) {
    (void)state;
    assert_not_found("text", "");
    assert_not_found("", "");
    assert_true(fold_contains("text", ""));
    assert_true(fold_contains("", ""));
    assert_false(fold_contains("", "a"));
}

static void test_characters_beyond_ascii_are_folded(void **state) {
    (void)state;
    assert_found("Käse MÜLLER", "müller", 6, 7);
    assert_found("ΑΘΗΝΑ", "θη", 2, 4);
    assert_found("МОСКВА", "москва", 0, 12);
    assert_not_found("Muller", "müller");
}

static void test_what_is_found_may_be_longer_than_the_needle(void **state) {
    (void)state;
    assert_found("9 \xE2\x84\xAA!", "k!", 2, 4); /* KELVIN SIGN folds to k */
    assert_found("K", "\xE2\x84\xAA", 0, 1);
}

static void test_bytes_that_are_no_utf8_equal_only_themselves(void **state) {
    (void)state;
    assert_found("a\xFF\xFE", "\xFE", 2, 1);
    assert_found("\xC3(x", "(X", 1, 2);
    assert_not_found("\xE4", "\xC4");         /* not as Latin-1 */
    assert_not_found("\xC3\xBF", "\xBF");     /* not inside a character */
    assert_not_found("\xF0\x9F\x98", "\xFF"); /* cut at the end */
}

static void test_a_prefix_gives_its_length_in_the_text(void **state) {
    (void)state;
    assert_int_equal(fold_prefix("Status:failed", "status:"), 7);
    assert_int_equal(fold_prefix("status", "status:"), 0);
    assert_int_equal(fold_prefix("my status:", "status:"), 0);
    assert_int_equal(fold_prefix("\xE2\x84\xAA:", "k"), 3);
}

static void assert_before(const char *a, const char *b) {
    assert_true(fold_compare(a, b) < 0);
    assert_true(fold_compare(b, a) > 0);
}

static void test_texts_are_ordered_regardless_of_case(void **state) {
    (void)state;
    assert_before("Bing", "google");
    assert_before("bing", "Google");
    assert_before("Google", "google ads");
    assert_before("", "a");
    assert_before("a\xC3\xA4", "A\xC3\x96");
    assert_before("\xF0\x9F\x98\x80", "\xFF");
    assert_before("\xFE", "\xFF");
    assert_int_equal(fold_compare("MÜLLER", "müller"), 0);
    assert_int_equal(fold_compare("", ""), 0);
}

static int setup(void **state) {
    (void)state;
    return setlocale(LC_CTYPE, "C.UTF-8") == NULL ? -1 : 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_ascii_is_found_regardless_of_case),
        cmocka_unit_test(test_signs_beside_the_letters_are_not_folded),
        cmocka_unit_test(test_the_first_place_is_found_even_behind_a_false_start),
        cmocka_unit_test(test_what_only_shapes_its_neighbours_does_not_count),
        cmocka_unit_test(test_the_empty_needle_is_found_nowhere_and_contained_everywhere),
        cmocka_unit_test(test_characters_beyond_ascii_are_folded),
        cmocka_unit_test(test_what_is_found_may_be_longer_than_the_needle),
        cmocka_unit_test(test_bytes_that_are_no_utf8_equal_only_themselves),
        cmocka_unit_test(test_a_prefix_gives_its_length_in_the_text),
        cmocka_unit_test(test_texts_are_ordered_regardless_of_case),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
