/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/quota.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS   QUOTA_WINDOW_MS
#define NOTHING   QUOTA_UNKNOWN

/* A request and its answer, nothing else being under way. */
static void ask(struct quota *quota, int64_t limit, int64_t remaining, int64_t now_ms) {
    struct quota_ticket ticket = quota_spend(quota, now_ms);
    quota_reported(quota, &ticket, (struct quota_report){limit, remaining, 0}, now_ms);
}

static struct quota reported(int64_t limit, int64_t remaining, int64_t now_ms) {
    struct quota quota = quota_unknown();
    ask(&quota, limit, remaining, now_ms);
    return quota;
}

/* ---- what remains ---- */

static void test_without_a_word_anything_may_be_spent(void **state) {
    (void)state;
    struct quota quota = quota_unknown();
    for (int i = 0; i < 10; i++) {
        ask(&quota, NOTHING, NOTHING, i);
    }
    assert_int_equal(quota_remaining(&quota, 10), INT64_MAX);
    assert_int_equal(quota_spendable(&quota, 10), INT64_MAX);
    assert_int_equal(quota_interval(&quota, 5000, 3, 10), 5000);
}

static void test_a_limit_alone_does_not_show_what_remains(void **state) {
    (void)state;
    struct quota quota = reported(5000, NOTHING, 0);
    assert_int_equal(quota.limit, 5000);
    assert_int_equal(quota_spendable(&quota, 0), INT64_MAX);
}

static void test_a_tenth_of_the_limit_is_left_alone(void **state) {
    (void)state;
    struct quota quota = reported(5000, 800, 0);
    assert_int_equal(quota_remaining(&quota, 0), 800);
    assert_int_equal(quota_spendable(&quota, 0), 300);
    quota = reported(5000, 500, 0);
    assert_int_equal(quota_spendable(&quota, 0), 0);
    quota = reported(5000, 20, 0);
    assert_int_equal(quota_spendable(&quota, 0), 0);
}

static void test_the_reserve_is_rounded_up(void **state) {
    (void)state;
    struct quota quota = reported(11, 11, 0);
    assert_int_equal(quota_spendable(&quota, 0), 9);
    quota = reported(10, 10, 0);
    assert_int_equal(quota_spendable(&quota, 0), 9);
    quota = reported(1, 1, 0);
    assert_int_equal(quota_spendable(&quota, 0), 0);
}

static void test_without_a_limit_the_most_that_remained_stands_for_it(void **state) {
    (void)state;
    struct quota quota = reported(NOTHING, 400, 0);
    ask(&quota, NOTHING, 100, 1);
    assert_int_equal(quota.limit, 400);
    assert_int_equal(quota_spendable(&quota, 1), 60);
}

static void test_senseless_headers_do_no_harm(void **state) {
    (void)state;
    struct quota quota = reported(0, 0, 0);
    assert_int_equal(quota.limit, QUOTA_UNKNOWN);
    assert_int_equal(quota_spendable(&quota, 0), 0);
    quota = reported(-7, -9, 0);
    assert_int_equal(quota_spendable(&quota, 0), INT64_MAX);
    quota = reported(10, 4000, 0);
    assert_int_equal(quota.limit, 4000);
    quota = reported(INT64_MAX, INT64_MAX - 1, 0);
    assert_true(quota_spendable(&quota, 0) > INT64_MAX / 2);
    assert_int_equal(quota_interval(&quota, 5000, 9, 0), 5000);
}

static void test_what_is_sent_is_spent_before_the_answer_comes(void **state) {
    (void)state;
    struct quota quota = reported(100, 13, 0);
    quota_spend(&quota, 1);
    quota_spend(&quota, 1);
    assert_int_equal(quota_remaining(&quota, 1), 11);
    assert_int_equal(quota_spendable(&quota, 1), 1);
}

static void test_spending_stops_at_nothing(void **state) {
    (void)state;
    struct quota quota = reported(100, 1, 0);
    quota_spend(&quota, 1);
    quota_spend(&quota, 1);
    assert_int_equal(quota_remaining(&quota, 1), 0);
}

static void test_requests_under_way_may_not_be_counted_yet(void **state) {
    (void)state;
    struct quota quota = quota_unknown();
    struct quota_ticket first = quota_spend(&quota, 0);
    quota_spend(&quota, 0);
    quota_spend(&quota, 0);
    quota_reported(&quota, &first, (struct quota_report){100, 60, 2}, 10);
    assert_int_equal(quota_remaining(&quota, 10), 58);
    quota_reported(&quota, &first, (struct quota_report){100, 1, 2}, 10);
    assert_int_equal(quota_remaining(&quota, 10), 0);
}

/* As a 429 that the server does not count. */
static void test_the_same_word_again_takes_an_uncounted_request_back(void **state) {
    (void)state;
    struct quota quota = reported(100, 20, 0);
    ask(&quota, 100, 20, 30 * MINUTE_MS);
    assert_int_equal(quota_remaining(&quota, 30 * MINUTE_MS), 20);
    assert_int_equal(quota_remaining(&quota, 80 * MINUTE_MS), 20);
}

static void test_an_answer_without_headers_stays_spent(void **state) {
    (void)state;
    struct quota quota = reported(100, 60, 0);
    ask(&quota, NOTHING, NOTHING, 1);
    assert_int_equal(quota_remaining(&quota, 1), 59);
    ask(&quota, NOTHING, 58, 2);
    assert_int_equal(quota_remaining(&quota, 2), 58);
}

/* The silent one may have been counted after the other, whose request is the older. */
static void test_a_silent_answer_counts_beside_an_older_request(void **state) {
    (void)state;
    struct quota quota = reported(100, 60, 0);
    struct quota_ticket older = quota_spend(&quota, 1);
    struct quota_ticket silent = quota_spend(&quota, 2);
    quota_reported(&quota, &silent, (struct quota_report){NOTHING, NOTHING, 1}, 3);
    quota_reported(&quota, &older, (struct quota_report){100, 59, 0}, 4);
    assert_int_equal(quota_remaining(&quota, 4), 58);
    ask(&quota, 100, 57, 5);
    assert_int_equal(quota_remaining(&quota, 5), 57);
}

/* ---- windows ---- */

static void test_others_make_it_fall_faster(void **state) {
    (void)state;
    struct quota quota = reported(100, 60, 0);
    ask(&quota, 100, 30, 5);
    assert_int_equal(quota_remaining(&quota, 5), 30);
    assert_int_equal(quota.window.ends_ms, HOUR_MS);
}

static void test_a_jump_up_shows_a_new_window(void **state) {
    (void)state;
    struct quota quota = reported(100, 20, 0);
    ask(&quota, 100, 99, 40 * MINUTE_MS);
    assert_int_equal(quota_remaining(&quota, 40 * MINUTE_MS), 99);
    assert_int_equal(quota.window.ends_ms, 40 * MINUTE_MS + HOUR_MS);
}

static void test_the_smallest_rise_is_a_new_window(void **state) {
    (void)state;
    struct quota quota = reported(100, 98, 0);
    ask(&quota, 100, 99, MINUTE_MS);
    assert_int_equal(quota.window.ends_ms, MINUTE_MS + HOUR_MS);
    ask(&quota, 100, 99, 2 * MINUTE_MS);
    assert_int_equal(quota.window.ends_ms, MINUTE_MS + HOUR_MS);
}

static void test_answers_that_overtake_each_other_are_no_new_window(void **state) {
    (void)state;
    struct quota quota = reported(100, 60, 0);
    struct quota_ticket tickets[4];
    for (int i = 0; i < 4; i++) {
        tickets[i] = quota_spend(&quota, 10);
    }
    const int64_t remaining[] = {59, 40, 39, 38};
    for (int i = 3; i >= 0; i--) {
        quota_reported(&quota, &tickets[i], (struct quota_report){100, remaining[i], i}, 100 - i);
    }
    assert_int_equal(quota.window.ends_ms, HOUR_MS);
    assert_int_equal(quota.window.lowest, 38);
    assert_true(quota_remaining(&quota, 100) <= 38);
}

static void test_of_answers_to_a_new_window_the_lowest_counts(void **state) {
    (void)state;
    struct quota quota = reported(100, 20, 0);
    struct quota_ticket first = quota_spend(&quota, 10);
    struct quota_ticket second = quota_spend(&quota, 10);
    quota_reported(&quota, &first, (struct quota_report){100, 99, 1}, 100);
    assert_int_equal(quota_remaining(&quota, 100), 98);
    quota_reported(&quota, &second, (struct quota_report){100, 97, 0}, 110);
    assert_int_equal(quota_remaining(&quota, 110), 97);
    assert_int_equal(quota.window.ends_ms, 100 + HOUR_MS);
}

static void test_a_late_word_of_the_window_before_closes_nothing(void **state) {
    (void)state;
    struct quota quota = reported(100, 20, 0);
    struct quota_ticket late = quota_spend(&quota, 10);
    struct quota_ticket newer = quota_spend(&quota, 20);
    quota_reported(&quota, &newer, (struct quota_report){100, 99, 1}, 30);
    quota_reported(&quota, &late, (struct quota_report){100, 0, 0}, 40);
    assert_int_equal(quota_remaining(&quota, 40), 98);
}

static void test_a_window_ends_an_hour_after_it_was_first_seen(void **state) {
    (void)state;
    struct quota quota = reported(100, 20, 0);
    ask(&quota, 100, 15, HOUR_MS - 1);
    assert_int_equal(quota.window.ends_ms, HOUR_MS);
    ask(&quota, 100, 14, HOUR_MS);
    assert_int_equal(quota.window.ends_ms, 2 * HOUR_MS);
    assert_int_equal(quota_remaining(&quota, HOUR_MS), 14);
}

/* The request left when the old window may still have run. */
static void test_a_request_of_the_old_window_does_not_begin_a_new_one(void **state) {
    (void)state;
    struct quota quota = reported(100, 20, 0);
    struct quota_ticket ticket = quota_spend(&quota, HOUR_MS - 1);
    quota_reported(&quota, &ticket, (struct quota_report){100, 10, 0}, HOUR_MS + 500);
    assert_int_equal(quota.window.ends_ms, HOUR_MS);
}

static void test_what_remained_counts_until_it_is_an_hour_old(void **state) {
    (void)state;
    struct quota quota = reported(100, 20, 0);
    ask(&quota, 100, 10, 50 * MINUTE_MS);
    assert_int_equal(quota_remaining(&quota, HOUR_MS + 1), 10);
    assert_int_equal(quota_remaining(&quota, 110 * MINUTE_MS - 1), 10);
    assert_int_equal(quota_remaining(&quota, 110 * MINUTE_MS), INT64_MAX);
    assert_int_equal(quota_spendable(&quota, 110 * MINUTE_MS), INT64_MAX);
}

static void test_the_server_can_say_when_a_window_ends(void **state) {
    (void)state;
    struct quota quota = reported(100, 0, 0);
    quota_renewed_by(&quota, 7 * MINUTE_MS);
    assert_int_equal(quota.window.ends_ms, 7 * MINUTE_MS);
    quota_renewed_by(&quota, 9 * MINUTE_MS);
    assert_int_equal(quota.window.ends_ms, 7 * MINUTE_MS);
    ask(&quota, 100, 0, 7 * MINUTE_MS);
    assert_int_equal(quota.window.ends_ms, 7 * MINUTE_MS + HOUR_MS);
}

/* ---- the interval ---- */

static void test_an_ample_quota_leaves_the_users_interval(void **state) {
    (void)state;
    struct quota quota = reported(5000, 4999, 0);
    assert_int_equal(quota_interval(&quota, 5000, 1, 0), 5000);
    assert_int_equal(quota_interval(&quota, 5000, 6, 0), 5000);
}

static void test_the_interval_stretches_so_that_it_lasts(void **state) {
    (void)state;
    struct quota quota = reported(5000, 800, 0);
    assert_int_equal(quota_interval(&quota, 5000, 1, 0), 12000);
    assert_int_equal(quota_interval(&quota, 5000, 3, 0), 36000);
    assert_int_equal(quota_interval(&quota, 5000, 1, HOUR_MS / 2), 6000);
    assert_int_equal(quota_interval(&quota, 5000, 1, HOUR_MS * 3 / 4), 5000);
}

static void test_the_interval_is_rounded_up(void **state) {
    (void)state;
    struct quota quota = reported(10, 8, 0);
    assert_int_equal(quota_interval(&quota, 5000, 1, 1), 514286);
}

static void test_with_nothing_spendable_the_interval_is_the_rest_of_the_window(void **state) {
    (void)state;
    struct quota quota = reported(5000, 500, 0);
    assert_int_equal(quota_interval(&quota, 5000, 3, 20 * MINUTE_MS), 40 * MINUTE_MS);
    assert_int_equal(quota_interval(&quota, 5000, 3, HOUR_MS - 1000), 5000);
}

static void test_a_new_window_brings_the_users_interval_back(void **state) {
    (void)state;
    struct quota quota = reported(5000, 510, 0);
    assert_true(quota_interval(&quota, 5000, 1, 0) > 5000);
    ask(&quota, 5000, 4990, MINUTE_MS);
    assert_int_equal(quota_interval(&quota, 5000, 1, MINUTE_MS), 5000);
}

static void test_a_window_that_must_have_ended_stretches_nothing(void **state) {
    (void)state;
    struct quota quota = reported(5000, 400, 0);
    ask(&quota, 5000, 300, 50 * MINUTE_MS);
    assert_int_equal(quota_interval(&quota, 5000, 1, HOUR_MS), 5000);
    assert_int_equal(quota_interval(&quota, 5000, 1, HOUR_MS + MINUTE_MS), 5000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_without_a_word_anything_may_be_spent),
        cmocka_unit_test(test_a_limit_alone_does_not_show_what_remains),
        cmocka_unit_test(test_a_tenth_of_the_limit_is_left_alone),
        cmocka_unit_test(test_the_reserve_is_rounded_up),
        cmocka_unit_test(test_without_a_limit_the_most_that_remained_stands_for_it),
        cmocka_unit_test(test_senseless_headers_do_no_harm),
        cmocka_unit_test(test_what_is_sent_is_spent_before_the_answer_comes),
        cmocka_unit_test(test_spending_stops_at_nothing),
        cmocka_unit_test(test_requests_under_way_may_not_be_counted_yet),
        cmocka_unit_test(test_the_same_word_again_takes_an_uncounted_request_back),
        cmocka_unit_test(test_an_answer_without_headers_stays_spent),
        cmocka_unit_test(test_a_silent_answer_counts_beside_an_older_request),
        cmocka_unit_test(test_others_make_it_fall_faster),
        cmocka_unit_test(test_a_jump_up_shows_a_new_window),
        cmocka_unit_test(test_the_smallest_rise_is_a_new_window),
        cmocka_unit_test(test_answers_that_overtake_each_other_are_no_new_window),
        cmocka_unit_test(test_of_answers_to_a_new_window_the_lowest_counts),
        cmocka_unit_test(test_a_late_word_of_the_window_before_closes_nothing),
        cmocka_unit_test(test_a_window_ends_an_hour_after_it_was_first_seen),
        cmocka_unit_test(test_a_request_of_the_old_window_does_not_begin_a_new_one),
        cmocka_unit_test(test_what_remained_counts_until_it_is_an_hour_old),
        cmocka_unit_test(test_the_server_can_say_when_a_window_ends),
        cmocka_unit_test(test_an_ample_quota_leaves_the_users_interval),
        cmocka_unit_test(test_the_interval_stretches_so_that_it_lasts),
        cmocka_unit_test(test_the_interval_is_rounded_up),
        cmocka_unit_test(test_with_nothing_spendable_the_interval_is_the_rest_of_the_window),
        cmocka_unit_test(test_a_new_window_brings_the_users_interval_back),
        cmocka_unit_test(test_a_window_that_must_have_ended_stretches_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
