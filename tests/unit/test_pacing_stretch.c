/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/pacing.h"

#include "backfilltop/base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define INTERVAL_MS  INT64_C(5000)
#define LONGER_MS    INT64_C(60000)
#define ANSWER_AFTER INT64_C(300)
#define NOT_HELD     INT64_C(0)
#define SEQUENCES    4000
#define POLLS        25

/* One poll that began at 0 and ended with `outcome`. */
static struct pacing after(enum outcome outcome) {
    struct pacing pacing;
    pacing_init(&pacing, INTERVAL_MS, 1, 0);
    pacing_begin(&pacing, 0);
    pacing_end(&pacing, outcome, ANSWER_AFTER);
    return pacing;
}

static void test_a_longer_interval_counts_for_the_poll_waited_for(void **state) {
    (void)state;
    struct pacing pacing = after(OUTCOME_OK);
    pacing_stretch(&pacing, LONGER_MS);
    assert_false(pacing_is_due(&pacing, LONGER_MS - 1));
    assert_true(pacing_is_due(&pacing, LONGER_MS + LONGER_MS / 20));
}

static void test_it_counts_for_the_polls_after_that_too(void **state) {
    (void)state;
    struct pacing pacing = after(OUTCOME_OK);
    pacing_stretch(&pacing, LONGER_MS);
    for (int i = 0; i < 5; i++) {
        int64_t began_ms = pacing.due_ms;
        pacing_begin(&pacing, began_ms);
        pacing_end(&pacing, OUTCOME_OK, began_ms + ANSWER_AFTER);
        assert_in_range(pacing.due_ms - began_ms, LONGER_MS, LONGER_MS + LONGER_MS / 20);
    }
}

static void test_a_stretch_while_a_poll_is_under_way_counts_when_it_ends(void **state) {
    (void)state;
    struct pacing pacing;
    pacing_init(&pacing, INTERVAL_MS, 1, 0);
    pacing_begin(&pacing, 0);
    pacing_stretch(&pacing, LONGER_MS);
    assert_false(pacing_is_due(&pacing, INT64_MAX));
    pacing_end(&pacing, OUTCOME_OK, ANSWER_AFTER);
    assert_false(pacing_is_due(&pacing, LONGER_MS - 1));
}

static void test_the_users_interval_comes_back_at_once(void **state) {
    (void)state;
    struct pacing pacing = after(OUTCOME_OK);
    int64_t due_ms = pacing.due_ms;
    pacing_stretch(&pacing, LONGER_MS);
    assert_true(pacing.due_ms > due_ms);
    pacing_stretch(&pacing, INTERVAL_MS);
    assert_int_equal(pacing.due_ms, due_ms);
}

static void test_no_stretch_is_shorter_than_the_users_interval(void **state) {
    (void)state;
    struct pacing pacing = after(OUTCOME_OK);
    int64_t due_ms = pacing.due_ms;
    pacing_stretch(&pacing, INTERVAL_MS / 5);
    assert_int_equal(pacing.due_ms, due_ms);
    pacing_stretch(&pacing, 0);
    assert_int_equal(pacing.due_ms, due_ms);
}

static void test_a_slightly_longer_interval_brings_no_poll_forward(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct pacing pacing;
        pacing_init(&pacing, INTERVAL_MS, seed, 0);
        pacing_begin(&pacing, 0);
        pacing_end(&pacing, OUTCOME_OK, ANSWER_AFTER);
        int64_t due_ms = pacing.due_ms;
        pacing_stretch(&pacing, INTERVAL_MS + 20);
        assert_in_range(pacing.due_ms, due_ms + 20, due_ms + 22);
    }
}

static void test_stretched_polls_of_many_hosts_spread_too(void **state) {
    (void)state;
    int64_t earliest_ms = INT64_MAX;
    int64_t latest_ms = 0;
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct pacing pacing;
        pacing_init(&pacing, INTERVAL_MS, seed, 0);
        pacing_begin(&pacing, 0);
        pacing_end(&pacing, OUTCOME_OK, ANSWER_AFTER);
        pacing_stretch(&pacing, LONGER_MS);
        earliest_ms = pacing.due_ms < earliest_ms ? pacing.due_ms : earliest_ms;
        latest_ms = pacing.due_ms > latest_ms ? pacing.due_ms : latest_ms;
    }
    assert_in_range(earliest_ms, LONGER_MS, LONGER_MS + LONGER_MS / 200);
    assert_in_range(latest_ms, LONGER_MS + LONGER_MS * 9 / 200, LONGER_MS + LONGER_MS / 20);
}

static void test_backoff_and_denial_last_if_they_are_longer(void **state) {
    (void)state;
    const enum outcome outcomes[] = {OUTCOME_FORBIDDEN, OUTCOME_NO_CONNECTION};
    for (size_t i = 0; i < sizeof outcomes / sizeof outcomes[0]; i++) {
        struct pacing pacing = after(outcomes[i]);
        int64_t due_ms = pacing.due_ms;
        pacing_stretch(&pacing, INTERVAL_MS + 1);
        assert_int_equal(pacing.due_ms, due_ms);
        pacing_stretch(&pacing, 10 * LONGER_MS);
        assert_true(pacing.due_ms >= 10 * LONGER_MS);
        pacing_stretch(&pacing, INTERVAL_MS);
        assert_int_equal(pacing.due_ms, due_ms);
    }
}

static void test_the_first_poll_waits_for_no_stretch(void **state) {
    (void)state;
    struct pacing pacing;
    pacing_init(&pacing, INTERVAL_MS, 1, 700);
    pacing_stretch(&pacing, LONGER_MS);
    assert_true(pacing_is_due(&pacing, 700));
}

static void test_a_refresh_is_not_bound_by_a_stretch(void **state) {
    (void)state;
    struct pacing pacing = after(OUTCOME_OK);
    pacing_stretch(&pacing, LONGER_MS);
    assert_false(pacing.refreshed);
    assert_int_equal(pacing_refresh(&pacing, NOT_HELD, 2000), 0);
    assert_true(pacing.refreshed);
    pacing_stretch(&pacing, LONGER_MS);
    assert_true(pacing_is_due(&pacing, 2000));
}

static void test_the_poll_after_a_refresh_is_bound_again(void **state) {
    (void)state;
    struct pacing pacing = after(OUTCOME_OK);
    pacing_stretch(&pacing, LONGER_MS);
    pacing_refresh(&pacing, NOT_HELD, 2000);
    pacing_begin(&pacing, 2000);
    assert_false(pacing.refreshed);
    pacing_end(&pacing, OUTCOME_OK, 2000 + ANSWER_AFTER);
    assert_false(pacing_is_due(&pacing, 2000 + LONGER_MS - 1));
}

static void test_a_poll_that_is_due_already_can_be_the_users(void **state) {
    (void)state;
    struct pacing pacing = after(OUTCOME_OK);
    int64_t due_ms = pacing.due_ms;
    assert_int_equal(pacing_refresh(&pacing, NOT_HELD, 2 * INTERVAL_MS), 0);
    assert_true(pacing.refreshed);
    assert_int_equal(pacing.due_ms, due_ms);
}

/* However the quota changes, a poll keeps the stretch in force when it begins, and the wait of its
 * outcome; without a stretch the schedule is that of a pacing that never had one. */
static void run_sequence(uint64_t seed) {
    uint64_t random = seed;
    struct pacing plain;
    struct pacing pacing;
    pacing_init(&plain, INTERVAL_MS, seed, 0);
    pacing_init(&pacing, INTERVAL_MS, seed, 0);
    for (int i = 0; i < POLLS; i++) {
        int64_t stretch_ms = 0;
        for (int64_t changes = random_upto(&random, 3); changes >= 0; changes--) {
            stretch_ms = random_upto(&random, LONGER_MS);
            pacing_stretch(&pacing, stretch_ms);
        }
        int64_t now_ms = pacing.due_ms;
        assert_true(now_ms >= plain.due_ms);
        assert_true(i == 0 || now_ms - pacing.began_ms >= stretch_ms);
        enum outcome outcome = (enum outcome)random_upto(&random, outcome_count - 1);
        pacing_begin(&pacing, now_ms);
        pacing_begin(&plain, now_ms);
        pacing_end(&pacing, outcome, now_ms + ANSWER_AFTER);
        pacing_end(&plain, outcome, now_ms + ANSWER_AFTER);
        pacing_stretch(&pacing, 0);
        assert_int_equal(pacing.due_ms, plain.due_ms);
    }
}

static void test_no_sequence_of_stretches_brings_a_poll_forward(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < SEQUENCES; seed++) {
        run_sequence(seed);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_longer_interval_counts_for_the_poll_waited_for),
        cmocka_unit_test(test_it_counts_for_the_polls_after_that_too),
        cmocka_unit_test(test_a_stretch_while_a_poll_is_under_way_counts_when_it_ends),
        cmocka_unit_test(test_the_users_interval_comes_back_at_once),
        cmocka_unit_test(test_no_stretch_is_shorter_than_the_users_interval),
        cmocka_unit_test(test_a_slightly_longer_interval_brings_no_poll_forward),
        cmocka_unit_test(test_stretched_polls_of_many_hosts_spread_too),
        cmocka_unit_test(test_backoff_and_denial_last_if_they_are_longer),
        cmocka_unit_test(test_the_first_poll_waits_for_no_stretch),
        cmocka_unit_test(test_a_refresh_is_not_bound_by_a_stretch),
        cmocka_unit_test(test_the_poll_after_a_refresh_is_bound_again),
        cmocka_unit_test(test_a_poll_that_is_due_already_can_be_the_users),
        cmocka_unit_test(test_no_sequence_of_stretches_brings_a_poll_forward),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
