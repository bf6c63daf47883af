/* SPDX-License-Identifier: MIT */
#include "../../src/monitor/query.h"
#include "backfilltop/screen/terminal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static bool paste(struct finding *finding, int key, int64_t now_ms) {
    struct listing listing = {0};
    return finding_take_paste(finding, &listing, key, now_ms, TEXT_UTF8);
}

static void a_paste_is_taken_whole(void **state) {
    (void)state;
    struct finding finding = {0};
    assert_false(paste(&finding, 'q', 0));
    assert_true(paste(&finding, TERMINAL_PASTE_BEGIN, 0));
    assert_true(paste(&finding, 'q', 1));
    assert_true(paste(&finding, '\r', 2));
    assert_true(paste(&finding, TERMINAL_PASTE_END, 3));
    assert_false(paste(&finding, 'q', 4));
}

static void a_paste_without_an_end_does_not_hold_the_keys_for_ever(void **state) {
    (void)state;
    struct finding finding = {0};
    paste(&finding, TERMINAL_PASTE_BEGIN, 0);
    assert_true(paste(&finding, 'a', 1900));
    assert_true(paste(&finding, 'b', 3800));
    assert_false(paste(&finding, 'q', 5800));
    assert_false(paste(&finding, 'q', 5801));
}

static void a_cancelled_filter_is_as_it_was(void **state) {
    (void)state;
    struct finding finding = {0};
    struct listing listing = {0};
    finding_set_filter(&finding, "failed");
    finding_open(&finding, PROMPT_FILTER, &listing, TEXT_UTF8);
    assert_true(finding_take_key(&finding, &listing, 'x', NULL, TEXT_UTF8));
    assert_string_equal(finding.filter_text, "failedx");
    finding_cancel(&finding, &listing);
    assert_string_equal(finding.filter_text, "failed");
    assert_int_equal(finding.prompt, PROMPT_NONE);
    finding_clear(&finding);
}

static void a_step_back_clears_one_thing(void **state) {
    (void)state;
    struct finding finding = {.search = "a", .group = ROW_GROUP_ENDED};
    finding_set_filter(&finding, "b");
    assert_true(finding_step_back(&finding));
    assert_string_equal(finding.search, "");
    assert_string_equal(finding.filter_text, "b");
    assert_true(finding_step_back(&finding));
    assert_string_equal(finding.filter_text, "");
    assert_int_equal(finding.group, ROW_GROUP_ENDED);
    assert_true(finding_step_back(&finding));
    assert_int_equal(finding.group, ROW_GROUP_ALL);
    assert_false(finding_step_back(&finding));
    finding_clear(&finding);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_paste_is_taken_whole),
        cmocka_unit_test(a_paste_without_an_end_does_not_hold_the_keys_for_ever),
        cmocka_unit_test(a_cancelled_filter_is_as_it_was),
        cmocka_unit_test(a_step_back_clears_one_thing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
