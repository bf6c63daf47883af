/* SPDX-License-Identifier: MIT */
#include "../../src/monitor/query.h"
#include "backfilltop/screen/terminal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static bool paste(struct query *query, int key, int64_t now_ms) {
    struct listing listing = {0};
    return query_take_paste(query, &listing, key, now_ms, TEXT_UTF8);
}

static void a_paste_is_taken_whole(void **state) {
    (void)state;
    struct query query = {0};
    assert_false(paste(&query, 'q', 0));
    assert_true(paste(&query, TERMINAL_PASTE_BEGIN, 0));
    assert_true(paste(&query, 'q', 1));
    assert_true(paste(&query, '\r', 2));
    assert_true(paste(&query, TERMINAL_PASTE_END, 3));
    assert_false(paste(&query, 'q', 4));
}

static void a_paste_without_an_end_does_not_hold_the_keys_for_ever(void **state) {
    (void)state;
    struct query query = {0};
    paste(&query, TERMINAL_PASTE_BEGIN, 0);
    assert_true(paste(&query, 'a', 1900));
    assert_true(paste(&query, 'b', 3800));
    assert_false(paste(&query, 'q', 5800));
    assert_false(paste(&query, 'q', 5801));
}

static void a_cancelled_filter_is_as_it_was(void **state) {
    (void)state;
    struct query query = {0};
    struct listing listing = {0};
    query_set_filter(&query, "failed");
    query_open(&query, PROMPT_FILTER, &listing, TEXT_UTF8);
    assert_true(query_take_key(&query, &listing, 'x', NULL, TEXT_UTF8));
    assert_string_equal(query.filter_text, "failedx");
    query_cancel(&query, &listing);
    assert_string_equal(query.filter_text, "failed");
    assert_int_equal(query.prompt, PROMPT_NONE);
    query_clear(&query);
}

static void a_step_back_clears_one_thing(void **state) {
    (void)state;
    struct query query = {.search = "a", .group = ROW_GROUP_ENDED};
    query_set_filter(&query, "b");
    assert_true(query_step_back(&query));
    assert_string_equal(query.search, "");
    assert_string_equal(query.filter_text, "b");
    assert_true(query_step_back(&query));
    assert_string_equal(query.filter_text, "");
    assert_int_equal(query.group, ROW_GROUP_ENDED);
    assert_true(query_step_back(&query));
    assert_int_equal(query.group, ROW_GROUP_ALL);
    assert_false(query_step_back(&query));
    query_clear(&query);
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
