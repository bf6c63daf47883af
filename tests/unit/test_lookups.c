/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/lookups.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define TEAM INT64_C(42)

static struct lookups queue_of(int64_t count, int64_t now_ms) {
    struct lookups lookups;
    lookups_init(&lookups, 1);
    for (int64_t id = 1; id <= count; id++) {
        lookups_add(&lookups, TEAM, id, now_ms);
    }
    return lookups;
}

static enum lookup_verdict look_up(struct lookups *lookups, int64_t backfill_id,
                                   enum outcome outcome, bool is_final, int64_t now_ms) {
    lookups_begin(lookups, TEAM, backfill_id);
    return lookups_end(lookups, TEAM, backfill_id, (struct lookup_answer){outcome, is_final},
                       now_ms);
}

static void succeed_polls(struct lookups *lookups, int count) {
    for (int i = 0; i < count; i++) {
        lookups_polled(lookups, TEAM);
    }
}

static void assert_next(const struct lookups *lookups, int64_t backfill_id, int64_t now_ms) {
    const struct lookup *next = lookups_next(lookups, now_ms);
    assert_non_null(next);
    assert_int_equal(next->backfill_id, backfill_id);
}

static void test_an_empty_queue_has_nothing_due(void **state) {
    (void)state;
    struct lookups lookups = queue_of(0, 0);
    assert_null(lookups_next(&lookups, INT64_MAX));
    assert_int_equal(lookups_due_ms(&lookups), INT64_MAX);
    lookups_clear(&lookups);
}

static void test_a_lookup_is_due_at_once(void **state) {
    (void)state;
    struct lookups lookups = queue_of(1, 500);
    assert_int_equal(lookups_due_ms(&lookups), 500);
    assert_null(lookups_next(&lookups, 499));
    assert_next(&lookups, 1, 500);
    assert_int_equal(lookups_next(&lookups, 500)->team_id, TEAM);
    lookups_clear(&lookups);
}

static void test_who_was_queued_first_comes_first(void **state) {
    (void)state;
    struct lookups lookups = queue_of(3, 500);
    for (int64_t id = 1; id <= 3; id++) {
        assert_next(&lookups, id, 500);
        assert_int_equal(look_up(&lookups, id, OUTCOME_OK, true, 500), LOOKUP_SETTLED);
    }
    assert_null(lookups_next(&lookups, 500));
    lookups_clear(&lookups);
}

static void test_who_is_due_for_longest_comes_first(void **state) {
    (void)state;
    struct lookups lookups = queue_of(1, 500);
    lookups_add(&lookups, TEAM, 2, 300);
    lookups_add(&lookups, TEAM, 3, 400);
    assert_next(&lookups, 2, 500);
    assert_int_equal(lookups_due_ms(&lookups), 300);
    lookups_clear(&lookups);
}

static void test_a_lookup_under_way_is_not_due(void **state) {
    (void)state;
    struct lookups lookups = queue_of(2, 0);
    lookups_begin(&lookups, TEAM, 1);
    assert_next(&lookups, 2, 0);
    lookups_begin(&lookups, TEAM, 2);
    assert_null(lookups_next(&lookups, INT64_MAX));
    assert_int_equal(lookups_due_ms(&lookups), INT64_MAX);
    lookups_clear(&lookups);
}

static void test_a_backfill_is_queued_once(void **state) {
    (void)state;
    struct lookups lookups = queue_of(1, 0);
    lookups_add(&lookups, TEAM, 1, 900);
    assert_int_equal(lookups.count, 1);
    assert_int_equal(lookups_due_ms(&lookups), 0);
    lookups_clear(&lookups);
}

static void test_teams_do_not_mix(void **state) {
    (void)state;
    struct lookups lookups = queue_of(1, 0);
    lookups_add(&lookups, TEAM + 1, 1, 0);
    assert_int_equal(lookups.count, 2);
    lookups_drop(&lookups, TEAM, 1);
    assert_int_equal(lookups.count, 1);
    assert_int_equal(lookups_next(&lookups, 0)->team_id, TEAM + 1);
    lookups_clear(&lookups);
}

static void test_what_each_answer_means(void **state) {
    (void)state;
    static const struct {
        enum outcome outcome;
        enum lookup_verdict verdict;
    } cases[] = {
        {OUTCOME_OK, LOOKUP_RETRY},
        {OUTCOME_UNAUTHORIZED, LOOKUP_RETRY},
        {OUTCOME_FORBIDDEN, LOOKUP_RETRY},
        {OUTCOME_NOT_FOUND, LOOKUP_SETTLED},
        {OUTCOME_RATE_LIMITED, LOOKUP_RETRY},
        {OUTCOME_SERVER_ERROR, LOOKUP_RETRY},
        {OUTCOME_REFUSED, LOOKUP_RETRY},
        {OUTCOME_UNREADABLE, LOOKUP_RETRY},
        {OUTCOME_NO_CONNECTION, LOOKUP_RETRY},
    };
    assert_int_equal(sizeof cases / sizeof cases[0], outcome_count);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct lookups lookups = queue_of(1, 0);
        assert_int_equal(look_up(&lookups, 1, cases[i].outcome, false, 0), cases[i].verdict);
        assert_int_equal(lookups.count, cases[i].verdict == LOOKUP_RETRY);
        lookups_clear(&lookups);
    }
}

/* An error answer settles nothing, even if its body seems to. */
static void test_only_a_readable_answer_can_be_final(void **state) {
    (void)state;
    struct lookups lookups = queue_of(1, 0);
    assert_int_equal(look_up(&lookups, 1, OUTCOME_SERVER_ERROR, true, 0), LOOKUP_RETRY);
    lookups_clear(&lookups);
}

/* The shortest and the longest wait before the n-th retry, over many seeds. */
static void waits_of(int n, int64_t *shortest, int64_t *longest) {
    *shortest = INT64_MAX;
    *longest = 0;
    for (uint64_t seed = 0; seed < 400; seed++) {
        struct lookups lookups = queue_of(1, 0);
        lookups.random = seed;
        for (int i = 0; i < n; i++) {
            look_up(&lookups, 1, OUTCOME_NO_CONNECTION, false, 1000);
        }
        succeed_polls(&lookups, LOOKUP_POLLS_MAX);
        int64_t wait_ms = lookups_due_ms(&lookups) - 1000;
        *shortest = wait_ms < *shortest ? wait_ms : *shortest;
        *longest = wait_ms > *longest ? wait_ms : *longest;
        lookups_clear(&lookups);
    }
}

static void test_retries_double_with_jitter_up_to_their_cap(void **state) {
    (void)state;
    for (int n = 1; n <= 12; n++) {
        int64_t base_ms = n <= 7 ? LOOKUPS_RETRY_MS << (n - 1) : LOOKUPS_RETRY_MAX_MS / 2;
        int64_t shortest_ms;
        int64_t longest_ms;
        waits_of(n, &shortest_ms, &longest_ms);
        assert_in_range(shortest_ms, base_ms, base_ms * 105 / 100);
        assert_in_range(longest_ms, base_ms * 195 / 100, base_ms * 2);
    }
}

static void test_endless_failures_never_overflow(void **state) {
    (void)state;
    struct lookups lookups = queue_of(1, 0);
    lookups.items[0].backoff.failures = INT32_MAX;
    lookups.teams[0].backoff.failures = INT32_MAX;
    assert_int_equal(look_up(&lookups, 1, OUTCOME_UNREADABLE, false, 0), LOOKUP_RETRY);
    succeed_polls(&lookups, LOOKUP_POLLS_MAX);
    assert_in_range(lookups_due_ms(&lookups), LOOKUPS_REFUSED_MAX_MS * 4 / 5,
                    LOOKUPS_REFUSED_MAX_MS);
    assert_true(lookups.items[0].backoff.failures > 0);
    lookups_clear(&lookups);
}

static const enum outcome refusals[] = {OUTCOME_UNAUTHORIZED, OUTCOME_REFUSED, OUTCOME_UNREADABLE};

static void test_a_refusal_waits_for_a_poll_and_a_minute(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        struct lookups lookups = queue_of(1, 0);
        assert_int_equal(look_up(&lookups, 1, refusals[i], false, 0), LOOKUP_RETRY);
        assert_int_equal(lookups_due_ms(&lookups), INT64_MAX);
        lookups_polled(&lookups, TEAM + 1);
        assert_int_equal(lookups_due_ms(&lookups), INT64_MAX);
        lookups_polled(&lookups, TEAM);
        assert_in_range(lookups_due_ms(&lookups), LOOKUPS_REFUSED_MS, LOOKUPS_REFUSED_MS * 5 / 4);
        lookups_clear(&lookups);
    }
}

/* The n-th refusal in a row: n polls, and 1, 2, 4... minutes. */
static void test_refusals_in_a_row_wait_for_longer(void **state) {
    (void)state;
    struct lookups lookups = queue_of(1, 0);
    int64_t base_ms = LOOKUPS_REFUSED_MS;
    for (int n = 1; n <= 9; n++) {
        assert_int_equal(look_up(&lookups, 1, OUTCOME_REFUSED, false, 0), LOOKUP_RETRY);
        succeed_polls(&lookups, (n < LOOKUP_POLLS_MAX ? n : LOOKUP_POLLS_MAX) - 1);
        assert_int_equal(lookups_due_ms(&lookups), INT64_MAX);
        succeed_polls(&lookups, 1);
        assert_in_range(lookups_due_ms(&lookups), base_ms, base_ms * 5 / 4);
        base_ms = base_ms * 2 < LOOKUPS_REFUSED_MAX_MS * 4 / 5 ? base_ms * 2
                                                               : LOOKUPS_REFUSED_MAX_MS * 4 / 5;
    }
    lookups_clear(&lookups);
}

static void test_a_403_waits_for_an_hour_or_another_token(void **state) {
    (void)state;
    struct lookups lookups = queue_of(1, 0);
    look_up(&lookups, 1, OUTCOME_FORBIDDEN, false, 0);
    succeed_polls(&lookups, 9);
    assert_int_equal(lookups_due_ms(&lookups), LOOKUP_FORBIDDEN_MS);
    lookups_token_changed(&lookups);
    assert_in_range(lookups_due_ms(&lookups), LOOKUPS_REFUSED_MS, LOOKUPS_REFUSED_MS * 5 / 4);
    look_up(&lookups, 1, OUTCOME_FORBIDDEN, false, 0);
    lookups_token_changed(&lookups);
    assert_int_equal(lookups_due_ms(&lookups), INT64_MAX);
    succeed_polls(&lookups, 2);
    assert_in_range(lookups_due_ms(&lookups), 2 * LOOKUPS_REFUSED_MS, LOOKUPS_REFUSED_MS * 5 / 2);
    lookups_clear(&lookups);
}

static void test_another_token_stands_for_a_poll_after_the_first_refusal(void **state) {
    (void)state;
    struct lookups lookups = queue_of(1, 0);
    look_up(&lookups, 1, OUTCOME_UNAUTHORIZED, false, 0);
    lookups_token_changed(&lookups);
    assert_in_range(lookups_due_ms(&lookups), LOOKUPS_REFUSED_MS, LOOKUPS_REFUSED_MS * 5 / 4);
    lookups_clear(&lookups);
}

/* However many backfills have left: only one is tried at a time, each time another. */
static void test_a_refusal_holds_all_of_its_team(void **state) {
    (void)state;
    struct lookups lookups = queue_of(50, 0);
    lookups_add(&lookups, TEAM + 1, 1, 0);
    look_up(&lookups, 1, OUTCOME_REFUSED, false, 0);
    assert_int_equal(lookups_next(&lookups, 0)->team_id, TEAM + 1);
    lookups_drop(&lookups, TEAM + 1, 1);
    assert_int_equal(lookups_due_ms(&lookups), INT64_MAX);
    succeed_polls(&lookups, 1);
    assert_in_range(lookups_due_ms(&lookups), LOOKUPS_REFUSED_MS, LOOKUPS_REFUSED_MS * 5 / 4);
    int64_t now_ms = lookups_due_ms(&lookups);
    assert_next(&lookups, 2, now_ms);
    lookups_begin(&lookups, TEAM, 2);
    assert_null(lookups_next(&lookups, INT64_MAX - 1)); /* one at a time finds out */
    assert_int_equal(
        lookups_end(&lookups, TEAM, 2, (struct lookup_answer){OUTCOME_OK, true}, now_ms),
        LOOKUP_SETTLED);
    for (int64_t id = 3; id <= 50; id++) {
        assert_next(&lookups, id, now_ms);
        assert_int_equal(look_up(&lookups, id, OUTCOME_OK, true, now_ms), LOOKUP_SETTLED);
    }
    lookups_clear(&lookups);
}

/* A single refused lookup does not hold back others. */
static void test_one_bad_lookup_does_not_hold_the_others_for_ever(void **state) {
    (void)state;
    struct lookups lookups = queue_of(3, 0);
    look_up(&lookups, 1, OUTCOME_UNREADABLE, false, 0);
    succeed_polls(&lookups, 1);
    int64_t now_ms = 2 * LOOKUPS_REFUSED_MS;
    lookups.items[0].backoff.due_ms = now_ms + 1;
    assert_next(&lookups, 2, now_ms);
    look_up(&lookups, 2, OUTCOME_OK, true, now_ms);
    assert_next(&lookups, 3, now_ms);
    look_up(&lookups, 3, OUTCOME_OK, true, now_ms);
    assert_null(lookups_next(&lookups, now_ms));
    assert_next(&lookups, 1, now_ms + 1);
    lookups_clear(&lookups);
}

static void test_two_under_way_together_fail_once(void **state) {
    (void)state;
    struct lookups lookups = queue_of(2, 0);
    lookups_begin(&lookups, TEAM, 1);
    lookups_begin(&lookups, TEAM, 2);
    lookups_end(&lookups, TEAM, 1, (struct lookup_answer){OUTCOME_REFUSED, false}, 0);
    lookups_end(&lookups, TEAM, 2, (struct lookup_answer){OUTCOME_REFUSED, false}, 1);
    assert_int_equal(lookups.teams[0].backoff.failures, 1);
    lookups_clear(&lookups);
}

static void test_what_waits_for_a_refusal_to_end_is_not_pending(void **state) {
    (void)state;
    struct lookups lookups = queue_of(3, 0);
    assert_int_equal(lookups_pending(&lookups), 3);
    look_up(&lookups, 1, OUTCOME_SERVER_ERROR, false, 0);
    assert_int_equal(lookups_pending(&lookups), 3);
    look_up(&lookups, 2, OUTCOME_FORBIDDEN, false, 0);
    assert_int_equal(lookups_pending(&lookups), 0);
    look_up(&lookups, 3, OUTCOME_OK, true, 0);
    assert_int_equal(lookups_pending(&lookups), 1);
    lookups_clear(&lookups);
}

static void test_the_queue_forgets_its_oldest(void **state) {
    (void)state;
    struct lookups lookups = queue_of(LOOKUPS_MAX, 0);
    lookups_begin(&lookups, TEAM, 1);
    lookups_add(&lookups, TEAM, LOOKUPS_MAX + 1, 0);
    assert_int_equal(lookups.count, LOOKUPS_MAX);
    assert_int_equal(lookups.items[0].backfill_id, 1);
    assert_int_equal(lookups.items[1].backfill_id, 3);
    assert_int_equal(lookups.items[LOOKUPS_MAX - 1].backfill_id, LOOKUPS_MAX + 1);
    lookups_clear(&lookups);
}

static void test_a_failed_lookup_lets_others_go_first(void **state) {
    (void)state;
    struct lookups lookups = queue_of(2, 0);
    look_up(&lookups, 1, OUTCOME_SERVER_ERROR, false, 0);
    assert_next(&lookups, 2, INT32_MAX);
    lookups_clear(&lookups);
}

static void test_a_dropped_lookup_is_forgotten(void **state) {
    (void)state;
    struct lookups lookups = queue_of(3, 0);
    lookups_drop(&lookups, TEAM, 2);
    lookups_drop(&lookups, TEAM, 9);
    assert_int_equal(lookups.count, 2);
    assert_next(&lookups, 1, 0);
    lookups_drop(&lookups, TEAM, 1);
    assert_next(&lookups, 3, 0);
    lookups_clear(&lookups);
}

static void test_the_answer_to_a_dropped_lookup_is_of_no_interest(void **state) {
    (void)state;
    struct lookups lookups = queue_of(1, 0);
    lookups_begin(&lookups, TEAM, 1);
    lookups_drop(&lookups, TEAM, 1);
    assert_int_equal(lookups_end(&lookups, TEAM, 1, (struct lookup_answer){OUTCOME_OK, true}, 0),
                     LOOKUP_FORGOTTEN);
    lookups_clear(&lookups);
}

/* It came back, left again, and is queued again when the answer to the first lookup comes. */
static void test_an_old_answer_does_not_settle_a_new_lookup(void **state) {
    (void)state;
    struct lookups lookups = queue_of(1, 0);
    lookups_begin(&lookups, TEAM, 1);
    lookups_drop(&lookups, TEAM, 1);
    lookups_add(&lookups, TEAM, 1, 10);
    assert_int_equal(lookups_end(&lookups, TEAM, 1, (struct lookup_answer){OUTCOME_OK, true}, 20),
                     LOOKUP_FORGOTTEN);
    assert_next(&lookups, 1, 20);
    lookups_clear(&lookups);
}

static void test_beginning_what_is_not_queued_does_nothing(void **state) {
    (void)state;
    struct lookups lookups = queue_of(1, 0);
    lookups_begin(&lookups, TEAM, 2);
    assert_next(&lookups, 1, 0);
    lookups_clear(&lookups);
}

static void test_a_cleared_queue_can_be_used_again(void **state) {
    (void)state;
    struct lookups lookups = queue_of(5, 0);
    lookups_clear(&lookups);
    assert_null(lookups_next(&lookups, INT64_MAX));
    lookups_add(&lookups, TEAM, 1, 0);
    assert_next(&lookups, 1, 0);
    lookups_clear(&lookups);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_empty_queue_has_nothing_due),
        cmocka_unit_test(test_a_lookup_is_due_at_once),
        cmocka_unit_test(test_who_was_queued_first_comes_first),
        cmocka_unit_test(test_who_is_due_for_longest_comes_first),
        cmocka_unit_test(test_a_lookup_under_way_is_not_due),
        cmocka_unit_test(test_a_backfill_is_queued_once),
        cmocka_unit_test(test_teams_do_not_mix),
        cmocka_unit_test(test_what_each_answer_means),
        cmocka_unit_test(test_only_a_readable_answer_can_be_final),
        cmocka_unit_test(test_retries_double_with_jitter_up_to_their_cap),
        cmocka_unit_test(test_endless_failures_never_overflow),
        cmocka_unit_test(test_a_refusal_waits_for_a_poll_and_a_minute),
        cmocka_unit_test(test_refusals_in_a_row_wait_for_longer),
        cmocka_unit_test(test_a_403_waits_for_an_hour_or_another_token),
        cmocka_unit_test(test_another_token_stands_for_a_poll_after_the_first_refusal),
        cmocka_unit_test(test_a_refusal_holds_all_of_its_team),
        cmocka_unit_test(test_one_bad_lookup_does_not_hold_the_others_for_ever),
        cmocka_unit_test(test_two_under_way_together_fail_once),
        cmocka_unit_test(test_what_waits_for_a_refusal_to_end_is_not_pending),
        cmocka_unit_test(test_the_queue_forgets_its_oldest),
        cmocka_unit_test(test_a_failed_lookup_lets_others_go_first),
        cmocka_unit_test(test_a_dropped_lookup_is_forgotten),
        cmocka_unit_test(test_the_answer_to_a_dropped_lookup_is_of_no_interest),
        cmocka_unit_test(test_an_old_answer_does_not_settle_a_new_lookup),
        cmocka_unit_test(test_beginning_what_is_not_queued_does_nothing),
        cmocka_unit_test(test_a_cleared_queue_can_be_used_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
