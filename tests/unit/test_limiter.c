/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/limiter.h"

#include "backfilltop/api/retry_after.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)
#define HOUR_MS   (60 * MINUTE_MS)
#define START_MS  HOUR_MS

static struct limiter open_limiter(void) {
    struct limiter limiter;
    limiter_init(&limiter);
    return limiter;
}

static void answer(struct limiter *limiter, const struct limiter_ticket *ticket,
                   enum outcome outcome, int64_t retry_after_ms, int64_t remaining,
                   int64_t now_ms) {
    const struct limiter_answer end = {outcome, retry_after_ms, 100, remaining};
    limiter_answered(limiter, ticket, &end, now_ms);
}

/* A request that is answered at once. */
static void ask(struct limiter *limiter, enum limiter_class class, enum outcome outcome,
                int64_t retry_after_ms, int64_t remaining, int64_t now_ms) {
    struct limiter_ticket ticket = limiter_sent(limiter, class, now_ms);
    answer(limiter, &ticket, outcome, retry_after_ms, remaining, now_ms);
}

/* A limiter whose window was first seen at START_MS. */
static struct limiter limiter_with(int64_t remaining) {
    struct limiter limiter = open_limiter();
    ask(&limiter, LIMITER_POLL, OUTCOME_OK, RETRY_AFTER_NONE, remaining, START_MS);
    return limiter;
}

/* The limiter is closed until `opens_ms`, to the millisecond. */
static void assert_opens(const struct limiter *limiter, enum limiter_class class, int64_t opens_ms,
                         int64_t now_ms) {
    assert_int_equal(limiter_opens_ms(limiter, class, false, now_ms), opens_ms);
    assert_false(limiter_admits(limiter, class, false, now_ms));
    assert_false(limiter_admits(limiter, class, false, opens_ms - 1));
    assert_true(limiter_admits(limiter, class, false, opens_ms));
}

static void test_a_new_limiter_admits_everything(void **state) {
    (void)state;
    struct limiter limiter = open_limiter();
    for (enum limiter_class class = 0; class < limiter_class_count; class ++) {
        assert_true(limiter_admits(&limiter, class, false, 0));
        assert_true(limiter_admits(&limiter, class, true, 0));
    }
}

static void test_retry_after_holds_every_class_to_the_millisecond(void **state) {
    (void)state;
    const enum outcome outcomes[] = {OUTCOME_RATE_LIMITED, OUTCOME_SERVER_ERROR};
    for (size_t i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++) {
        struct limiter limiter = open_limiter();
        ask(&limiter, LIMITER_LOOKUP, outcomes[i], 30 * SECOND_MS, QUOTA_UNKNOWN, START_MS);
        for (enum limiter_class class = 0; class < limiter_class_count; class ++) {
            assert_opens(&limiter, class, START_MS + 30 * SECOND_MS, START_MS);
        }
    }
}

static void test_a_shorter_retry_after_does_not_shorten_a_longer_one(void **state) {
    (void)state;
    struct limiter limiter = open_limiter();
    struct limiter_ticket first = limiter_sent(&limiter, LIMITER_POLL, START_MS);
    struct limiter_ticket second = limiter_sent(&limiter, LIMITER_POLL, START_MS);
    answer(&limiter, &first, OUTCOME_RATE_LIMITED, 60 * SECOND_MS, QUOTA_UNKNOWN, START_MS);
    answer(&limiter, &second, OUTCOME_SERVER_ERROR, SECOND_MS, QUOTA_UNKNOWN, START_MS);
    assert_opens(&limiter, LIMITER_POLL, START_MS + 60 * SECOND_MS, START_MS);
}

static void test_a_later_success_does_not_lift_retry_after(void **state) {
    (void)state;
    struct limiter limiter = open_limiter();
    struct limiter_ticket first = limiter_sent(&limiter, LIMITER_POLL, START_MS);
    struct limiter_ticket second = limiter_sent(&limiter, LIMITER_POLL, START_MS);
    answer(&limiter, &first, OUTCOME_RATE_LIMITED, 60 * SECOND_MS, QUOTA_UNKNOWN, START_MS);
    answer(&limiter, &second, OUTCOME_OK, RETRY_AFTER_NONE, 90, START_MS + 100);
    assert_opens(&limiter, LIMITER_POLL, START_MS + 60 * SECOND_MS, START_MS + 100);
}

static void test_retry_after_of_other_outcomes_is_none(void **state) {
    (void)state;
    struct limiter limiter = open_limiter();
    ask(&limiter, LIMITER_POLL, OUTCOME_FORBIDDEN, 60 * SECOND_MS, QUOTA_UNKNOWN, START_MS);
    ask(&limiter, LIMITER_POLL, OUTCOME_RATE_LIMITED, 0, QUOTA_UNKNOWN, START_MS);
    ask(&limiter, LIMITER_POLL, OUTCOME_RATE_LIMITED, -5 * SECOND_MS, QUOTA_UNKNOWN, START_MS);
    ask(&limiter, LIMITER_POLL, OUTCOME_SERVER_ERROR, RETRY_AFTER_NONE, QUOTA_UNKNOWN, START_MS);
    assert_true(limiter_admits(&limiter, LIMITER_POLL, false, START_MS));
}

static void test_polls_and_lookups_leave_the_reserve_to_the_users_refresh(void **state) {
    (void)state;
    struct limiter limiter = limiter_with(10);
    assert_opens(&limiter, LIMITER_POLL, START_MS + HOUR_MS, START_MS + 1);
    assert_false(limiter_admits(&limiter, LIMITER_LOOKUP, false, START_MS + 1));
    assert_true(limiter_admits(&limiter, LIMITER_REFRESH, false, START_MS + 1));
    limiter = limiter_with(11);
    assert_true(limiter_admits(&limiter, LIMITER_POLL, false, START_MS + 1));
    assert_true(limiter_admits(&limiter, LIMITER_LOOKUP, false, START_MS + 1));
}

static void test_with_nothing_left_nothing_leaves_before_the_windows_end(void **state) {
    (void)state;
    struct limiter limiter = limiter_with(0);
    assert_opens(&limiter, LIMITER_POLL, START_MS + HOUR_MS, START_MS + 1);
    assert_opens(&limiter, LIMITER_REFRESH, START_MS + HOUR_MS, START_MS + 1);
    assert_opens(&limiter, LIMITER_LOOKUP, START_MS + HOUR_MS, START_MS + 1);
}

static void test_requests_under_way_count_as_spent(void **state) {
    (void)state;
    struct limiter limiter = limiter_with(12);
    limiter_sent(&limiter, LIMITER_POLL, START_MS + 1);
    assert_true(limiter_admits(&limiter, LIMITER_POLL, false, START_MS + 1));
    limiter_sent(&limiter, LIMITER_POLL, START_MS + 1);
    assert_false(limiter_admits(&limiter, LIMITER_POLL, false, START_MS + 1));
}

static void test_an_answer_leaves_room_for_those_still_under_way(void **state) {
    (void)state;
    struct limiter limiter = open_limiter();
    struct limiter_ticket first = limiter_sent(&limiter, LIMITER_POLL, START_MS);
    limiter_sent(&limiter, LIMITER_REFRESH, START_MS);
    limiter_sent(&limiter, LIMITER_LOOKUP, START_MS);
    answer(&limiter, &first, OUTCOME_OK, RETRY_AFTER_NONE, 40, START_MS + 1);
    assert_int_equal(quota_remaining(&limiter.quota, START_MS + 1), 38);
}

/* At START_MS + HOUR_MS the window must have ended; 10 minutes before, 5 remained. */
static struct limiter ended_limiter(void) {
    struct limiter limiter = limiter_with(6);
    ask(&limiter, LIMITER_REFRESH, OUTCOME_OK, RETRY_AFTER_NONE, 5, START_MS + 50 * MINUTE_MS);
    return limiter;
}

static void test_after_the_windows_end_one_poll_finds_out(void **state) {
    (void)state;
    struct limiter limiter = ended_limiter();
    int64_t ended_ms = START_MS + HOUR_MS;
    assert_true(limiter_admits(&limiter, LIMITER_POLL, false, ended_ms));
    struct limiter_ticket ticket = limiter_sent(&limiter, LIMITER_POLL, ended_ms);
    assert_false(limiter_admits(&limiter, LIMITER_POLL, false, ended_ms + SECOND_MS));
    assert_true(limiter_admits(&limiter, LIMITER_REFRESH, false, ended_ms + SECOND_MS));
    answer(&limiter, &ticket, OUTCOME_OK, RETRY_AFTER_NONE, 99, ended_ms + 2 * SECOND_MS);
    assert_true(limiter_admits(&limiter, LIMITER_POLL, false, ended_ms + 2 * SECOND_MS));
}

static void test_a_poll_that_finds_only_the_reserve_closes_the_limiter_again(void **state) {
    (void)state;
    struct limiter limiter = ended_limiter();
    int64_t ended_ms = START_MS + HOUR_MS;
    ask(&limiter, LIMITER_POLL, OUTCOME_OK, RETRY_AFTER_NONE, 4, ended_ms);
    assert_opens(&limiter, LIMITER_POLL, ended_ms + HOUR_MS, ended_ms + 1);
}

static void test_lookups_do_not_find_out(void **state) {
    (void)state;
    struct limiter limiter = ended_limiter();
    assert_opens(&limiter, LIMITER_LOOKUP, START_MS + 110 * MINUTE_MS, START_MS + HOUR_MS);
    limiter_sent(&limiter, LIMITER_POLL, START_MS + HOUR_MS);
    assert_opens(&limiter, LIMITER_POLL, START_MS + 110 * MINUTE_MS, START_MS + HOUR_MS);
}

static void test_the_retry_after_of_a_used_up_quota_shows_its_end(void **state) {
    (void)state;
    const int64_t remaining[] = {0, QUOTA_UNKNOWN};
    for (size_t i = 0; i < sizeof remaining / sizeof remaining[0]; i++) {
        struct limiter limiter = limiter_with(1);
        ask(&limiter, LIMITER_REFRESH, OUTCOME_RATE_LIMITED, 7 * MINUTE_MS, remaining[i],
            START_MS + 5);
        assert_opens(&limiter, LIMITER_POLL, START_MS + 5 + 7 * MINUTE_MS, START_MS + 6);
        assert_int_equal(limiter.quota.window.ends_ms, START_MS + 5 + 7 * MINUTE_MS);
    }
}

static void test_the_retry_after_of_another_limit_does_not(void **state) {
    (void)state;
    struct limiter limiter = limiter_with(9);
    ask(&limiter, LIMITER_REFRESH, OUTCOME_RATE_LIMITED, 7 * MINUTE_MS, 8, START_MS + 5);
    assert_opens(&limiter, LIMITER_POLL, START_MS + HOUR_MS, START_MS + 6);
    limiter = limiter_with(9);
    ask(&limiter, LIMITER_REFRESH, OUTCOME_SERVER_ERROR, 7 * MINUTE_MS, QUOTA_UNKNOWN,
        START_MS + 5);
    assert_opens(&limiter, LIMITER_POLL, START_MS + HOUR_MS, START_MS + 6);
}

static void test_two_lookups_at_most_are_under_way(void **state) {
    (void)state;
    struct limiter limiter = open_limiter();
    struct limiter_ticket first = limiter_sent(&limiter, LIMITER_LOOKUP, START_MS);
    limiter_sent(&limiter, LIMITER_LOOKUP, START_MS + SECOND_MS);
    assert_int_equal(limiter_opens_ms(&limiter, LIMITER_LOOKUP, false, START_MS + MINUTE_MS),
                     INT64_MAX);
    assert_true(limiter_admits(&limiter, LIMITER_POLL, false, START_MS + MINUTE_MS));
    answer(&limiter, &first, OUTCOME_NOT_FOUND, RETRY_AFTER_NONE, 90, START_MS + MINUTE_MS);
    assert_true(limiter_admits(&limiter, LIMITER_LOOKUP, false, START_MS + MINUTE_MS));
}

static void test_lookups_keep_their_distance(void **state) {
    (void)state;
    struct limiter limiter = open_limiter();
    ask(&limiter, LIMITER_LOOKUP, OUTCOME_OK, RETRY_AFTER_NONE, 90, START_MS);
    assert_opens(&limiter, LIMITER_LOOKUP, START_MS + LIMITER_LOOKUP_SPACING_MS, START_MS + 1);
}

static void test_on_a_short_quota_three_polls_pay_for_a_lookup(void **state) {
    (void)state;
    struct limiter limiter = open_limiter();
    assert_true(limiter_admits(&limiter, LIMITER_LOOKUP, true, START_MS));
    ask(&limiter, LIMITER_LOOKUP, OUTCOME_OK, RETRY_AFTER_NONE, 90, START_MS);
    int64_t now_ms = START_MS + MINUTE_MS;
    for (int i = 0; i < LIMITER_POLLS_PER_LOOKUP; i++) {
        assert_int_equal(limiter_opens_ms(&limiter, LIMITER_LOOKUP, true, now_ms), INT64_MAX);
        assert_true(limiter_admits(&limiter, LIMITER_LOOKUP, false, now_ms));
        ask(&limiter, i == 1 ? LIMITER_REFRESH : LIMITER_POLL, OUTCOME_OK, RETRY_AFTER_NONE, 89 - i,
            now_ms);
    }
    assert_true(limiter_admits(&limiter, LIMITER_LOOKUP, true, now_ms));
}

static void test_what_holds_a_request_is_known(void **state) {
    (void)state;
    struct limiter limiter = open_limiter();
    assert_int_equal(limiter_hold(&limiter, LIMITER_POLL, START_MS), LIMITER_OPEN);
    limiter = limiter_with(0);
    assert_int_equal(limiter_hold(&limiter, LIMITER_POLL, START_MS), LIMITER_HELD_BY_QUOTA);
    assert_int_equal(limiter_hold(&limiter, LIMITER_REFRESH, START_MS), LIMITER_HELD_BY_QUOTA);
    assert_int_equal(limiter_hold(&limiter, LIMITER_POLL, START_MS + HOUR_MS), LIMITER_OPEN);
    limiter = limiter_with(7);
    assert_int_equal(limiter_hold(&limiter, LIMITER_POLL, START_MS), LIMITER_HELD_BY_QUOTA);
    assert_int_equal(limiter_hold(&limiter, LIMITER_REFRESH, START_MS), LIMITER_OPEN);
    ask(&limiter, LIMITER_REFRESH, OUTCOME_RATE_LIMITED, 30 * SECOND_MS, 0, START_MS);
    assert_int_equal(limiter_hold(&limiter, LIMITER_POLL, START_MS), LIMITER_HELD_BY_SERVER);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_new_limiter_admits_everything),
        cmocka_unit_test(test_what_holds_a_request_is_known),
        cmocka_unit_test(test_retry_after_holds_every_class_to_the_millisecond),
        cmocka_unit_test(test_a_shorter_retry_after_does_not_shorten_a_longer_one),
        cmocka_unit_test(test_a_later_success_does_not_lift_retry_after),
        cmocka_unit_test(test_retry_after_of_other_outcomes_is_none),
        cmocka_unit_test(test_polls_and_lookups_leave_the_reserve_to_the_users_refresh),
        cmocka_unit_test(test_with_nothing_left_nothing_leaves_before_the_windows_end),
        cmocka_unit_test(test_requests_under_way_count_as_spent),
        cmocka_unit_test(test_an_answer_leaves_room_for_those_still_under_way),
        cmocka_unit_test(test_after_the_windows_end_one_poll_finds_out),
        cmocka_unit_test(test_a_poll_that_finds_only_the_reserve_closes_the_limiter_again),
        cmocka_unit_test(test_lookups_do_not_find_out),
        cmocka_unit_test(test_the_retry_after_of_a_used_up_quota_shows_its_end),
        cmocka_unit_test(test_the_retry_after_of_another_limit_does_not),
        cmocka_unit_test(test_two_lookups_at_most_are_under_way),
        cmocka_unit_test(test_lookups_keep_their_distance),
        cmocka_unit_test(test_on_a_short_quota_three_polls_pay_for_a_lookup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
