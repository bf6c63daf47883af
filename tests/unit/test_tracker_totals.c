/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/tracker.h"

#include "support/tracked.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* ---- totals ---- */

static void test_totals_of_nothing_are_nothing(void **state) {
    struct tracked *scene = *state;
    struct tracker_totals totals = tracker_totals(&scene->tracker, BACKFILL_ALL_TEAMS);
    assert_int_equal(totals.rows, 0);
    assert_false(totals.has_rate || totals.has_eta);
}

static void test_totals_add_up_what_is_listed_or_has_just_left(void **state) {
    struct tracked *scene = *state;
    tracked_put(scene, 1, BACKFILL_RUNNING, 40);
    tracked_put(scene, 2, BACKFILL_FAILED, 10)->runs_failed = 5;
    tracked_put(scene, 3, BACKFILL_CREATED, 0)->runs_total = BACKFILL_NO_COUNT;
    tracked_put(scene, 4, BACKFILL_RUNNING, 99);
    tracked_apply(scene);
    tracked_put(scene, 1, BACKFILL_RUNNING, 40);
    tracked_put(scene, 2, BACKFILL_FAILED, 10)->runs_failed = 5;
    tracked_put(scene, 3, BACKFILL_CREATED, 0)->runs_total = BACKFILL_NO_COUNT;
    tracked_apply(scene);
    struct tracker_totals totals = tracker_totals(&scene->tracker, BACKFILL_ALL_TEAMS);
    assert_int_equal(totals.rows, 3);
    assert_int_equal(totals.gone, 1);
    assert_int_equal(totals.by_state[ROW_STATE_LEFT], 1);
    assert_int_equal(totals.by_state[ROW_STATE_RUNNING], 1);
    assert_int_equal(totals.by_state[ROW_STATE_FAILED], 1);
    assert_int_equal(totals.by_state[ROW_STATE_CREATED], 1);
    assert_int_equal(totals.runs.total, 300);
    assert_int_equal(totals.runs.completed, 149);
    assert_int_equal(totals.runs.failed, 5);
    assert_int_equal(totals.runs.in_flight, 0);
    assert_int_equal(totals.runs.pending, 146);
}

static void test_totals_of_one_team(void **state) {
    struct tracked *scene = *state;
    tracked_put(scene, 1, BACKFILL_RUNNING, 40);
    tracked_put(scene, 2, BACKFILL_FAILED, 10);
    tracked_apply(scene);
    tracked_put(scene, 1, BACKFILL_FAILED, 5);
    tracked_apply_to(scene, TRACKED_TEAM + 1);
    assert_int_equal(tracker_totals(&scene->tracker, BACKFILL_ALL_TEAMS).rows, 3);
    struct tracker_totals totals = tracker_totals(&scene->tracker, TRACKED_TEAM);
    assert_int_equal(totals.rows, 2);
    assert_int_equal(totals.by_state[ROW_STATE_FAILED], 1);
    assert_int_equal(totals.runs.completed, 50);
    assert_int_equal(tracker_totals(&scene->tracker, TRACKED_TEAM + 1).runs.completed, 5);
    assert_int_equal(tracker_totals(&scene->tracker, TRACKED_TEAM + 2).rows, 0);
}

static void test_totals_count_endings_and_keep_what_was_done(void **state) {
    struct tracked *scene = *state;
    for (int64_t id = 1; id <= 4; id++) {
        tracked_put(scene, id, BACKFILL_RUNNING, 10);
    }
    tracked_apply(scene);
    tracked_apply(scene);
    struct backfill completed = tracked_final_record(scene, 1, BACKFILL_COMPLETED, 100);
    struct backfill cancelled = tracked_final_record(scene, 2, BACKFILL_CANCELLED, 10);
    tracked_end(scene, 1, &completed);
    tracked_end(scene, 2, &cancelled);
    tracked_end(scene, 3, NULL);
    struct tracker_totals totals = tracker_totals(&scene->tracker, TRACKED_TEAM);
    assert_int_equal(totals.rows, 0);
    assert_int_equal(totals.gone, 4);
    assert_int_equal(totals.by_state[ROW_STATE_COMPLETED], 1);
    assert_int_equal(totals.by_state[ROW_STATE_CANCELLED], 1);
    assert_int_equal(totals.by_state[ROW_STATE_GONE], 1);
    assert_int_equal(totals.by_state[ROW_STATE_LEFT], 1);
    assert_int_equal(totals.by_state[ROW_STATE_RUNNING], 0);
    assert_int_equal(totals.runs.total, 200); /* the complete one and the one that only left */
    assert_int_equal(totals.runs.completed, 110);
}

static void test_totals_sum_rates_and_take_the_last_eta(void **state) {
    struct tracked *scene = *state;
    tracked_put(scene, 1, BACKFILL_RUNNING, 30)->start_time = TRACKED_EPOCH_S - 3600;
    tracked_put(scene, 2, BACKFILL_RUNNING, 60)->start_time = TRACKED_EPOCH_S - 3600;
    tracked_put(scene, 3, BACKFILL_RUNNING, 0)->start_time = TRACKED_EPOCH_S - 3600;
    tracked_apply(scene);
    struct tracker_totals totals = tracker_totals(&scene->tracker, BACKFILL_ALL_TEAMS);
    assert_true(totals.has_rate && totals.has_eta);
    assert_true(totals.runs_per_minute > 1.48 && totals.runs_per_minute < 1.52);
    assert_int_equal(totals.end_s, tracked_row(scene, 1)->forecast.end_s);
    int64_t now_s = TRACKED_EPOCH_S + scene->elapsed_s;
    assert_in_range(totals.end_s, now_s + 139 * 60, now_s + 142 * 60);
    assert_int_equal(totals.by_state[ROW_STATE_STALLED], 1);
    assert_int_equal(totals.by_state[ROW_STATE_RUNNING], 2);
}

static void test_totals_count_the_rows_whose_end_is_not_known(void **state) {
    struct tracked *scene = *state;
    tracked_put(scene, 1, BACKFILL_RUNNING, 30)->start_time = TRACKED_EPOCH_S - 3600;
    tracked_put(scene, 2, BACKFILL_FAILED, 30);
    tracked_apply(scene);
    assert_int_equal(tracker_totals(&scene->tracker, BACKFILL_ALL_TEAMS).without_eta, 0);
    tracked_put(scene, 1, BACKFILL_RUNNING, 30)->start_time = TRACKED_EPOCH_S - 3600;
    tracked_put(scene, 2, BACKFILL_FAILED, 30);
    tracked_put(scene, 3, BACKFILL_RUNNING, 0)->start_time = TRACKED_EPOCH_S - 3600; /* stalled */
    tracked_put(scene, 4, BACKFILL_RUNNING, 0);
    tracked_put(scene, 5, BACKFILL_CREATED, 0);
    tracked_put(scene, 6, BACKFILL_SCHEDULED, 0);
    tracked_put(scene, 7, BACKFILL_NONE, 0);
    tracked_apply(scene);
    assert_int_equal(tracker_totals(&scene->tracker, BACKFILL_ALL_TEAMS).without_eta, 5);
    tracked_apply(scene);
    assert_int_equal(tracker_totals(&scene->tracker, BACKFILL_ALL_TEAMS).without_eta, 0);
}

static void test_a_row_is_active_until_it_rests_or_ends(void **state) {
    static const struct {
        enum backfill_status status;
        bool active;
    } cases[] = {
        {BACKFILL_CREATED, true}, {BACKFILL_SCHEDULED, true},  {BACKFILL_RUNNING, true},
        {BACKFILL_FAILED, false}, {BACKFILL_COMPLETED, false}, {BACKFILL_CANCELLED, false},
        {BACKFILL_OTHER, true},   {BACKFILL_NONE, true},
    };
    struct tracked *scene = *state;
    assert_false(tracker_has_active(&scene->tracker));
    assert_int_equal(sizeof cases / sizeof *cases, backfill_status_count);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        tracked_put(scene, 1, BACKFILL_FAILED, 1);
        tracked_put(scene, 2, cases[i].status, 1);
        tracked_apply(scene);
        assert_int_equal(row_is_active(tracked_row(scene, 2)), cases[i].active);
        assert_int_equal(tracker_has_active(&scene->tracker), cases[i].active);
    }
    tracked_put(scene, 2, BACKFILL_RUNNING, 1);
    tracked_apply(scene);
    scene->elapsed_s += 3600;
    tracked_put(scene, 2, BACKFILL_RUNNING, 1);
    tracked_apply(scene);
    assert_int_equal(row_state(tracked_row(scene, 2)), ROW_STATE_STALLED);
    assert_true(tracker_has_active(&scene->tracker));
    tracked_apply(scene);
    assert_int_equal(row_state(tracked_row(scene, 2)), ROW_STATE_LEFT);
    assert_false(tracker_has_active(&scene->tracker));
}

static void test_totals_of_absurd_counts_do_not_overflow(void **state) {
    struct tracked *scene = *state;
    tracked_put(scene, 1, BACKFILL_RUNNING, 1)->runs_total = INT64_MAX;
    tracked_put(scene, 2, BACKFILL_RUNNING, 1)->runs_total = INT64_MAX;
    tracked_apply(scene);
    assert_true(tracker_totals(&scene->tracker, BACKFILL_ALL_TEAMS).runs.total == INT64_MAX);
}

/* ---- throughput ---- */

static void test_throughput_counts_what_was_done_between_snapshots(void **state) {
    struct tracked *scene = *state;
    double rates[THROUGHPUT_MINUTES];
    scene->elapsed_s = 50;
    tracked_put(scene, 1, BACKFILL_RUNNING, 10);
    tracked_put(scene, 2, BACKFILL_RUNNING, 10);
    tracked_apply(scene);
    assert_false(
        tracker_throughput(&scene->tracker, BACKFILL_ALL_TEAMS, tracked_now_ms(scene), rates));
    scene->elapsed_s += 40;
    tracked_put(scene, 1, BACKFILL_RUNNING, 20);
    tracked_put(scene, 2, BACKFILL_RUNNING, 5); /* begun again: no progress */
    tracked_put(scene, 3, BACKFILL_RUNNING, 2)->runs_failed = 3;
    tracked_apply(scene);
    assert_true(tracker_throughput(&scene->tracker, TRACKED_TEAM, tracked_now_ms(scene), rates));
    assert_true(rates[THROUGHPUT_MINUTES - 1] > 19.9 && rates[THROUGHPUT_MINUTES - 1] < 20.1);
    assert_false(
        tracker_throughput(&scene->tracker, TRACKED_TEAM + 1, tracked_now_ms(scene), rates));
    tracked_put(scene, 2, BACKFILL_RUNNING, 5);
    tracked_put(scene, 3, BACKFILL_RUNNING, 2)->runs_failed = 3;
    tracked_apply(scene);
    struct backfill record = tracked_final_record(scene, 1, BACKFILL_COMPLETED, 100);
    tracked_end(scene, 1, &record); /* its last 80 runs */
    assert_true(
        tracker_throughput(&scene->tracker, BACKFILL_ALL_TEAMS, tracked_now_ms(scene), rates));
    assert_true(rates[THROUGHPUT_MINUTES - 1] > 100);
}

static void test_a_count_that_is_left_out_is_no_progress(void **state) {
    struct tracked *scene = *state;
    static const int64_t completed[] = {500, 501, BACKFILL_NO_COUNT, 502, 503};
    double rates[THROUGHPUT_MINUTES];
    scene->elapsed_s = 55;
    for (size_t i = 0; i < sizeof completed / sizeof *completed; i++) {
        struct backfill *backfill = tracked_put(scene, 1, BACKFILL_RUNNING, completed[i]);
        backfill->runs_failed = i % 2 == 0 ? 40 : BACKFILL_NO_COUNT;
        tracked_apply(scene);
    }
    assert_true(tracker_throughput(&scene->tracker, TRACKED_TEAM, tracked_now_ms(scene), rates));
    assert_true(rates[THROUGHPUT_MINUTES - 1] > 5 && rates[THROUGHPUT_MINUTES - 1] < 7);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        tracked_test(test_totals_of_nothing_are_nothing),
        tracked_test(test_totals_add_up_what_is_listed_or_has_just_left),
        tracked_test(test_totals_of_one_team),
        tracked_test(test_totals_count_endings_and_keep_what_was_done),
        tracked_test(test_totals_sum_rates_and_take_the_last_eta),
        tracked_test(test_totals_count_the_rows_whose_end_is_not_known),
        tracked_test(test_a_row_is_active_until_it_rests_or_ends),
        tracked_test(test_totals_of_absurd_counts_do_not_overflow),
        tracked_test(test_throughput_counts_what_was_done_between_snapshots),
        tracked_test(test_a_count_that_is_left_out_is_no_progress),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
