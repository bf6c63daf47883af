/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/pacing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define INTERVAL_MS  INT64_C(5000)
#define SECOND_MS    INT64_C(1000)
#define DAY_MS       (INT64_C(24) * 3600 * SECOND_MS)
#define ANSWER_AFTER INT64_C(300)
#define NOT_HELD     INT64_C(0)

static struct pacing started_at(int64_t now_ms) {
    struct pacing pacing;
    pacing_init(&pacing, INTERVAL_MS, 1, now_ms);
    return pacing;
}

/* One poll that begins at `now_ms`; returns when it ended. */
static int64_t poll_at(struct pacing *pacing, int64_t now_ms, enum outcome outcome) {
    assert_true(pacing_is_due(pacing, now_ms));
    pacing_begin(pacing, now_ms);
    pacing_end(pacing, outcome, now_ms + ANSWER_AFTER);
    return now_ms + ANSWER_AFTER;
}

static void assert_due_between(const struct pacing *pacing, int64_t first_ms, int64_t last_ms) {
    assert_false(pacing_is_due(pacing, first_ms - 1));
    assert_true(pacing_is_due(pacing, last_ms));
}

/* ---- examples, rule by rule ---- */

static void test_the_first_poll_is_due_at_once(void **state) {
    (void)state;
    struct pacing pacing = started_at(777);
    assert_false(pacing_is_due(&pacing, 776));
    assert_true(pacing_is_due(&pacing, 777));
}

static void test_nothing_is_due_while_a_poll_is_in_flight(void **state) {
    (void)state;
    struct pacing pacing = started_at(0);
    pacing_begin(&pacing, 0);
    assert_false(pacing_is_due(&pacing, DAY_MS));
}

static void test_success_spaces_by_the_interval_from_the_beginning(void **state) {
    (void)state;
    struct pacing pacing = started_at(0);
    poll_at(&pacing, 1000, OUTCOME_OK);
    assert_due_between(&pacing, 1000 + INTERVAL_MS, 1000 + INTERVAL_MS + INTERVAL_MS / 20);
}

static void test_an_answer_slower_than_the_interval_makes_the_next_due_at_once(void **state) {
    (void)state;
    struct pacing pacing = started_at(0);
    pacing_begin(&pacing, 0);
    pacing_end(&pacing, OUTCOME_OK, 2 * INTERVAL_MS);
    assert_true(pacing_is_due(&pacing, 2 * INTERVAL_MS));
}

static void test_jitter_spreads_hosts_apart(void **state) {
    (void)state;
    int64_t earliest = INT64_MAX;
    int64_t latest = 0;
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct pacing pacing;
        pacing_init(&pacing, INTERVAL_MS, seed, 0);
        poll_at(&pacing, 0, OUTCOME_OK);
        earliest = pacing.due_ms < earliest ? pacing.due_ms : earliest;
        latest = pacing.due_ms > latest ? pacing.due_ms : latest;
    }
    assert_in_range(earliest, INTERVAL_MS, INTERVAL_MS + 25);
    assert_in_range(latest, INTERVAL_MS + 225, INTERVAL_MS + 250);
}

static int64_t longest_wait_after(enum outcome outcome, int failures) {
    int64_t longest = 0;
    for (uint64_t seed = 0; seed < 400; seed++) {
        struct pacing pacing;
        pacing_init(&pacing, INTERVAL_MS, seed, 0);
        int64_t ended = 0;
        for (int i = 0; i < failures; i++) {
            ended = poll_at(&pacing, pacing.due_ms, outcome);
        }
        assert_true(pacing.due_ms - ended >= INTERVAL_MS);
        longest = pacing.due_ms - ended > longest ? pacing.due_ms - ended : longest;
    }
    return longest;
}

static void test_backoff_doubles_its_room_with_each_failure(void **state) {
    (void)state;
    const enum outcome failures[] = {OUTCOME_RATE_LIMITED, OUTCOME_SERVER_ERROR, OUTCOME_UNREADABLE,
                                     OUTCOME_NO_CONNECTION};
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
        for (int n = 1; n <= 4; n++) {
            int64_t room = INTERVAL_MS << n;
            assert_in_range(longest_wait_after(failures[i], n), INTERVAL_MS + room * 9 / 10,
                            INTERVAL_MS + room);
        }
    }
}

static void test_backoff_stops_growing_at_its_cap(void **state) {
    (void)state;
    assert_in_range(longest_wait_after(OUTCOME_NO_CONNECTION, 7),
                    INTERVAL_MS + PACING_BACKOFF_MAX_MS * 9 / 10,
                    INTERVAL_MS + PACING_BACKOFF_MAX_MS);
}

static void test_endless_failures_never_overflow(void **state) {
    (void)state;
    const int counts[] = {8, 31, 32, 61, 62, 63, 64, 1000, INT32_MAX};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct pacing pacing = started_at(0);
        pacing.failures = counts[i];
        int64_t ended = poll_at(&pacing, 0, OUTCOME_NO_CONNECTION);
        assert_in_range(pacing.due_ms - ended, INTERVAL_MS, INTERVAL_MS + PACING_BACKOFF_MAX_MS);
        assert_true(pacing.failures > 0);
    }
}

static void test_success_forgets_the_failures(void **state) {
    (void)state;
    struct pacing pacing = started_at(0);
    for (int i = 0; i < 9; i++) {
        poll_at(&pacing, pacing.due_ms, OUTCOME_SERVER_ERROR);
    }
    assert_int_equal(pacing.failures, 9);
    int64_t began = pacing.due_ms;
    poll_at(&pacing, began, OUTCOME_OK);
    assert_int_equal(pacing.failures, 0);
    assert_due_between(&pacing, began + INTERVAL_MS, began + INTERVAL_MS + INTERVAL_MS / 20);
}

static void test_a_denial_slows_down_to_one_poll_a_minute(void **state) {
    (void)state;
    const enum outcome denials[] = {OUTCOME_UNAUTHORIZED, OUTCOME_FORBIDDEN, OUTCOME_NOT_FOUND,
                                    OUTCOME_REFUSED};
    for (size_t i = 0; i < sizeof denials / sizeof *denials; i++) {
        struct pacing pacing = started_at(0);
        poll_at(&pacing, 0, denials[i]);
        assert_due_between(&pacing, PACING_DENIED_MS, PACING_DENIED_MS);
    }
}

static void test_a_denial_never_speeds_a_long_interval_up(void **state) {
    (void)state;
    struct pacing pacing;
    pacing_init(&pacing, 600 * SECOND_MS, 1, 0);
    poll_at(&pacing, 0, OUTCOME_UNAUTHORIZED);
    assert_due_between(&pacing, 600 * SECOND_MS, 600 * SECOND_MS);
}

static int64_t later(int64_t a, int64_t b) {
    return a > b ? a : b;
}

static void test_a_poll_that_may_succeed_now_is_due_at_once(void **state) {
    (void)state;
    struct pacing pacing = started_at(0);
    int64_t ended = poll_at(&pacing, 0, OUTCOME_UNAUTHORIZED);
    assert_true(pacing.due_ms >= PACING_DENIED_MS);
    pacing_retry_now(&pacing, NOT_HELD, ended);
    assert_int_equal(pacing.due_ms, later(ended, PACING_REFRESH_MS));
    pacing_stretch(&pacing, 3600 * SECOND_MS);
    assert_true(pacing_is_due(&pacing, later(ended, PACING_REFRESH_MS)));
}

static void test_a_rate_limit_that_does_not_say_how_long_holds_the_user_too(void **state) {
    (void)state;
    struct pacing pacing = started_at(0);
    int64_t ended = poll_at(&pacing, 0, OUTCOME_RATE_LIMITED);
    assert_true(pacing_held_until_ms(&pacing) > ended + INTERVAL_MS - 1);
    assert_true(pacing_refresh(&pacing, NOT_HELD, ended + INTERVAL_MS - 1) > 0);
    assert_false(pacing_is_due(&pacing, ended + INTERVAL_MS - 1));
    assert_int_equal(pacing_held_until_ms(&pacing), pacing.due_ms);
}

static void test_nothing_skips_what_holds_all_calls(void **state) {
    (void)state;
    struct pacing pacing = started_at(0);
    int64_t ended = poll_at(&pacing, 0, OUTCOME_UNAUTHORIZED);
    assert_int_equal(pacing_refresh(&pacing, 20 * SECOND_MS, 5 * SECOND_MS), 15 * SECOND_MS);
    assert_false(pacing.refreshed);
    pacing_retry_now(&pacing, 20 * SECOND_MS, ended);
    assert_due_between(&pacing, 20 * SECOND_MS, 20 * SECOND_MS);
    assert_true(pacing.refreshed);
}

static void test_a_refresh_skips_the_interval(void **state) {
    (void)state;
    struct pacing pacing = started_at(0);
    poll_at(&pacing, 0, OUTCOME_OK);
    assert_int_equal(pacing_refresh(&pacing, NOT_HELD, PACING_REFRESH_MS), 0);
    assert_true(pacing_is_due(&pacing, PACING_REFRESH_MS));
}

static void test_a_refresh_skips_our_own_backoff(void **state) {
    (void)state;
    struct pacing pacing = started_at(0);
    poll_at(&pacing, 0, OUTCOME_NO_CONNECTION);
    assert_int_equal(pacing_refresh(&pacing, NOT_HELD, 2 * SECOND_MS), 0);
    assert_true(pacing_is_due(&pacing, 2 * SECOND_MS));
}

static void test_refreshes_keep_their_least_spacing(void **state) {
    (void)state;
    struct pacing pacing = started_at(0);
    poll_at(&pacing, 0, OUTCOME_OK);
    assert_int_equal(pacing_refresh(&pacing, NOT_HELD, ANSWER_AFTER),
                     PACING_REFRESH_MS - ANSWER_AFTER);
    assert_false(pacing_is_due(&pacing, ANSWER_AFTER));
}

static void test_a_refresh_before_the_first_poll_is_free(void **state) {
    (void)state;
    struct pacing pacing = started_at(100);
    assert_int_equal(pacing_refresh(&pacing, NOT_HELD, 100), 0);
    assert_true(pacing_is_due(&pacing, 100));
}

static void test_a_refresh_in_flight_does_nothing(void **state) {
    (void)state;
    struct pacing pacing = started_at(0);
    pacing_begin(&pacing, 0);
    assert_int_equal(pacing_refresh(&pacing, NOT_HELD, 50), 0);
    assert_int_equal(pacing_refresh(&pacing, NOT_HELD, 2 * INTERVAL_MS), 0);
    assert_false(pacing_is_due(&pacing, 2 * INTERVAL_MS));
    pacing_end(&pacing, OUTCOME_OK, 100);
    assert_false(pacing_is_due(&pacing, INTERVAL_MS - 1));
}

static void test_a_refresh_never_delays_a_poll_that_is_due(void **state) {
    (void)state;
    struct pacing pacing = started_at(0);
    poll_at(&pacing, 0, OUTCOME_OK);
    int64_t due = pacing.due_ms;
    pacing_refresh(&pacing, NOT_HELD, due + 1000);
    assert_int_equal(pacing.due_ms, due);
}

static void test_equal_seeds_give_equal_schedules(void **state) {
    (void)state;
    struct pacing a;
    struct pacing b;
    struct pacing other;
    pacing_init(&a, INTERVAL_MS, 42, 0);
    pacing_init(&b, INTERVAL_MS, 42, 0);
    pacing_init(&other, INTERVAL_MS, 43, 0);
    bool differed = false;
    for (int i = 0; i < 200; i++) {
        enum outcome outcome = (enum outcome)(i % outcome_count);
        poll_at(&a, a.due_ms, outcome);
        poll_at(&b, b.due_ms, outcome);
        poll_at(&other, other.due_ms, outcome);
        assert_int_equal(a.due_ms, b.due_ms);
        differed = differed || a.due_ms != other.due_ms;
    }
    assert_true(differed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_first_poll_is_due_at_once),
        cmocka_unit_test(test_nothing_is_due_while_a_poll_is_in_flight),
        cmocka_unit_test(test_success_spaces_by_the_interval_from_the_beginning),
        cmocka_unit_test(test_an_answer_slower_than_the_interval_makes_the_next_due_at_once),
        cmocka_unit_test(test_jitter_spreads_hosts_apart),
        cmocka_unit_test(test_backoff_doubles_its_room_with_each_failure),
        cmocka_unit_test(test_backoff_stops_growing_at_its_cap),
        cmocka_unit_test(test_endless_failures_never_overflow),
        cmocka_unit_test(test_success_forgets_the_failures),
        cmocka_unit_test(test_a_denial_slows_down_to_one_poll_a_minute),
        cmocka_unit_test(test_a_denial_never_speeds_a_long_interval_up),
        cmocka_unit_test(test_a_rate_limit_that_does_not_say_how_long_holds_the_user_too),
        cmocka_unit_test(test_a_poll_that_may_succeed_now_is_due_at_once),
        cmocka_unit_test(test_nothing_skips_what_holds_all_calls),
        cmocka_unit_test(test_a_refresh_skips_the_interval),
        cmocka_unit_test(test_a_refresh_skips_our_own_backoff),
        cmocka_unit_test(test_refreshes_keep_their_least_spacing),
        cmocka_unit_test(test_a_refresh_before_the_first_poll_is_free),
        cmocka_unit_test(test_a_refresh_in_flight_does_nothing),
        cmocka_unit_test(test_a_refresh_never_delays_a_poll_that_is_due),
        cmocka_unit_test(test_equal_seeds_give_equal_schedules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
