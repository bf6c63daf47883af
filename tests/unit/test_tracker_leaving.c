/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/tracker.h"

#include "support/tracked.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static bool forget(struct tracked *scene, int64_t keep_s) {
    return tracker_forget(&scene->tracker, keep_s * 1000, tracked_now_ms(scene));
}

/* ---- leaving and coming back ---- */

static void test_a_row_that_is_missing_is_gone_and_stays(void **state) {
    struct tracked *scene = *state;
    tracked_put(scene, 1, BACKFILL_RUNNING, 4);
    tracked_apply(scene);
    tracked_apply(scene);
    int64_t gone_ms = tracked_now_ms(scene);
    assert_int_equal(tracked_row(scene, 1)->change, ROW_GONE);
    assert_int_equal(tracked_row(scene, 1)->gone_ms, gone_ms);
    assert_int_equal(tracked_row(scene, 1)->backfill.runs_completed, 4);
    assert_int_equal(tracked_event(scene, 0)->kind, EVENT_LEFT);
    assert_int_equal(tracked_event(scene, 0)->transfer_id, 7001);
    assert_int_equal(tracked_event(scene, 0)->runs_completed, 4);
    tracked_apply(scene);
    assert_int_equal(tracked_row(scene, 1)->gone_ms, gone_ms);
    assert_int_equal(scene->tracker.events.total, 1);
}

static void test_a_gone_row_has_no_forecast(void **state) {
    struct tracked *scene = *state;
    tracked_run_for(scene, 30);
    assert_true(tracked_row(scene, 1)->forecast.has_eta);
    tracked_apply(scene);
    assert_false(tracked_row(scene, 1)->forecast.has_eta);
    scene->elapsed_s += 3600;
    tracked_apply(scene);
    assert_false(tracked_row(scene, 1)->forecast.stalled);
}

static void test_a_gone_row_is_forgotten_in_its_time(void **state) {
    struct tracked *scene = *state;
    tracked_put(scene, 1, BACKFILL_RUNNING, 1);
    tracked_put(scene, 2, BACKFILL_RUNNING, 1);
    tracked_put(scene, 3, BACKFILL_RUNNING, 1);
    tracked_apply(scene);
    tracked_put(scene, 1, BACKFILL_RUNNING, 1);
    tracked_put(scene, 3, BACKFILL_RUNNING, 1);
    tracked_apply(scene);
    scene->elapsed_s += 59;
    assert_false(forget(scene, 60));
    assert_non_null(tracked_row(scene, 2));
    scene->elapsed_s += 1;
    assert_true(forget(scene, 60));
    assert_null(tracked_row(scene, 2));
    assert_int_equal(scene->tracker.count, 2);
    assert_non_null(tracked_row(scene, 3));
}

static void test_a_row_that_comes_back_keeps_its_samples(void **state) {
    struct tracked *scene = *state;
    tracked_run_for(scene, 30);
    size_t samples = tracked_row(scene, 1)->track.count;
    tracked_apply(scene);
    tracked_put(scene, 1, BACKFILL_RUNNING, 30);
    tracked_apply(scene);
    assert_int_equal(tracked_row(scene, 1)->change, ROW_NEW);
    assert_int_equal(tracked_row(scene, 1)->track.count, samples);
    assert_true(tracked_row(scene, 1)->forecast.has_eta);
    assert_int_equal(tracked_event(scene, 0)->kind, EVENT_RETURNED);
    assert_int_equal(tracked_event(scene, 1)->kind, EVENT_LEFT);
}

static void test_a_row_that_comes_back_changed_makes_both_events(void **state) {
    struct tracked *scene = *state;
    tracked_put(scene, 1, BACKFILL_RUNNING, 1);
    tracked_apply(scene);
    tracked_apply(scene);
    tracked_put(scene, 1, BACKFILL_FAILED, 1);
    tracked_apply(scene);
    assert_int_equal(tracked_row(scene, 1)->changed_fields, 0);
    assert_int_equal(tracked_event(scene, 0)->kind, EVENT_STATUS);
    assert_int_equal(tracked_event(scene, 1)->kind, EVENT_RETURNED);
}

/* ---- what became of it ---- */

static void test_a_completed_backfill_takes_over_its_final_record(void **state) {
    struct tracked *scene = *state;
    tracked_let_one_leave(scene);
    struct backfill record = tracked_final_record(scene, 1, BACKFILL_COMPLETED, 100);
    tracked_put_error(&record, 4, "a");
    tracked_end(scene, 1, &record);
    assert_int_equal(tracked_row(scene, 1)->ending, ROW_ENDING_FINAL);
    assert_int_equal(tracked_row(scene, 1)->change, ROW_GONE);
    assert_int_equal(row_state(tracked_row(scene, 1)), ROW_STATE_COMPLETED);
    assert_int_equal(tracked_row(scene, 1)->backfill.runs_completed, 100);
    assert_int_equal(tracked_row(scene, 1)->backfill.error_count, 1);
    assert_int_equal(record.error_count, 0);
    const struct event *ended = tracked_event(scene, 0);
    assert_int_equal(ended->kind, EVENT_ENDED);
    assert_int_equal(ended->at_s, TRACKED_EPOCH_S + scene->elapsed_s);
    assert_int_equal(ended->backfill_id, 1);
    assert_int_equal(ended->from.status, BACKFILL_RUNNING);
    assert_int_equal(ended->to.status, BACKFILL_COMPLETED);
    assert_int_equal(ended->took_s, 600);
    assert_int_equal(ended->runs_completed, 100);
}

static void test_a_cancelled_backfill_says_so(void **state) {
    struct tracked *scene = *state;
    tracked_let_one_leave(scene);
    struct backfill record = tracked_final_record(scene, 1, BACKFILL_CANCELLED, 41);
    record.end_time = TIMES_ABSENT;
    record.removed_time = TRACKED_EPOCH_S - 300;
    record.removed_user_id = 2002;
    tracked_end(scene, 1, &record);
    assert_int_equal(row_state(tracked_row(scene, 1)), ROW_STATE_CANCELLED);
    assert_int_equal(tracked_row(scene, 1)->backfill.removed_user_id, 2002);
    assert_int_equal(tracked_event(scene, 0)->to.status, BACKFILL_CANCELLED);
    assert_int_equal(tracked_event(scene, 0)->took_s, 300);
}

static void test_a_backfill_that_the_api_lost_is_gone_with_its_last_record(void **state) {
    struct tracked *scene = *state;
    tracked_let_one_leave(scene);
    tracked_end(scene, 1, NULL);
    assert_int_equal(row_state(tracked_row(scene, 1)), ROW_STATE_GONE);
    assert_int_equal(tracked_row(scene, 1)->backfill.runs_completed, 40);
    assert_int_equal(tracked_event(scene, 0)->kind, EVENT_MISSING);
    assert_int_equal(tracked_event(scene, 0)->from.status, BACKFILL_RUNNING);
    assert_int_equal(tracked_event(scene, 0)->to.status, BACKFILL_RUNNING);
    assert_true(tracked_event(scene, 0)->took_s == TIMES_ABSENT);
}

static void test_an_ending_comes_too_late_for_a_row_that_is_back(void **state) {
    struct tracked *scene = *state;
    tracked_let_one_leave(scene);
    tracked_put(scene, 1, BACKFILL_RUNNING, 50);
    tracked_apply(scene);
    uint64_t events = scene->tracker.events.total;
    struct backfill record = tracked_final_record(scene, 1, BACKFILL_COMPLETED, 100);
    tracked_end(scene, 1, &record);
    tracked_end(scene, 1, NULL);
    assert_int_equal(tracked_row(scene, 1)->backfill.runs_completed, 50);
    assert_int_equal(row_state(tracked_row(scene, 1)), ROW_STATE_RUNNING);
    assert_int_equal(scene->tracker.events.total, events);
    backfill_clear(&record);
}

static void test_an_ending_without_a_row_changes_nothing(void **state) {
    struct tracked *scene = *state;
    tracked_let_one_leave(scene);
    uint64_t events = scene->tracker.events.total;
    struct backfill record = tracked_final_record(scene, 3, BACKFILL_COMPLETED, 100);
    tracked_end(scene, 3, &record);
    tracker_record_ending(&scene->tracker, TRACKED_TEAM + 1, 1, &record, TRACKED_EPOCH_S);
    assert_int_equal(scene->tracker.count, 2);
    assert_int_equal(row_state(tracked_row(scene, 1)), ROW_STATE_LEFT);
    assert_int_equal(scene->tracker.events.total, events);
    backfill_clear(&record);
}

static void test_an_ending_is_forgotten_when_the_row_leaves_again(void **state) {
    struct tracked *scene = *state;
    tracked_let_one_leave(scene);
    tracked_end(scene, 1, NULL);
    tracked_put(scene, 1, BACKFILL_RUNNING, 50);
    tracked_apply(scene);
    assert_int_equal(row_state(tracked_row(scene, 1)), ROW_STATE_RUNNING);
    tracked_apply(scene);
    assert_int_equal(row_state(tracked_row(scene, 1)), ROW_STATE_LEFT);
}

static void test_an_ended_row_stays_until_its_time(void **state) {
    struct tracked *scene = *state;
    tracked_let_one_leave(scene);
    tracked_end(scene, 1, NULL);
    tracked_apply(scene);
    assert_int_equal(row_state(tracked_row(scene, 1)), ROW_STATE_GONE);
    scene->elapsed_s += 60;
    assert_true(forget(scene, 60));
    assert_null(tracked_row(scene, 1));
}

/* ---- dismissing ---- */

/* In both teams 1 is in the list, 2 and 3 have left it. */
static void let_some_leave(struct tracked *scene) {
    for (int64_t team_id = TRACKED_TEAM; team_id <= TRACKED_TEAM + 1; team_id++) {
        for (int64_t id = 1; id <= 3; id++) {
            tracked_put(scene, id, BACKFILL_RUNNING, 1);
        }
        tracked_apply_to(scene, team_id);
        tracked_put(scene, 1, BACKFILL_RUNNING, 1);
        tracked_apply_to(scene, team_id);
    }
}

static void test_one_row_is_dismissed(void **state) {
    struct tracked *scene = *state;
    let_some_leave(scene);
    assert_int_equal(tracker_dismiss(&scene->tracker, TRACKED_TEAM, 2), 1);
    assert_null(tracked_row(scene, 2));
    assert_non_null(tracked_row(scene, 3));
    assert_non_null(tracker_find(&scene->tracker, TRACKED_TEAM + 1, 2));
    assert_int_equal(tracker_dismiss(&scene->tracker, TRACKED_TEAM, 2), 0);
}

static void test_the_rows_of_a_team_are_dismissed(void **state) {
    struct tracked *scene = *state;
    let_some_leave(scene);
    tracked_end(scene, 2, NULL);
    assert_int_equal(tracker_dismiss(&scene->tracker, TRACKED_TEAM, BACKFILL_NO_ID), 2);
    assert_non_null(tracked_row(scene, 1));
    assert_int_equal(scene->tracker.count, 4);
    assert_non_null(tracker_find(&scene->tracker, TRACKED_TEAM + 1, 3));
}

static void test_the_rows_of_all_teams_are_dismissed(void **state) {
    struct tracked *scene = *state;
    let_some_leave(scene);
    assert_int_equal(tracker_dismiss(&scene->tracker, BACKFILL_ALL_TEAMS, BACKFILL_NO_ID), 4);
    assert_int_equal(scene->tracker.count, 2);
    assert_non_null(tracked_row(scene, 1));
    assert_non_null(tracker_find(&scene->tracker, TRACKED_TEAM + 1, 1));
}

static void test_a_row_in_the_list_is_never_dismissed(void **state) {
    struct tracked *scene = *state;
    let_some_leave(scene);
    assert_int_equal(tracker_dismiss(&scene->tracker, TRACKED_TEAM, 1), 0);
    assert_non_null(tracked_row(scene, 1));
    tracked_put(scene, 2, BACKFILL_RUNNING, 1);
    tracked_apply(scene);
    assert_int_equal(tracker_dismiss(&scene->tracker, TRACKED_TEAM, 2), 0);
    assert_non_null(tracked_row(scene, 2));
}

static void test_the_ending_of_a_forgotten_row_is_still_an_event(void **state) {
    struct tracked *scene = *state;
    tracked_let_one_leave(scene);
    assert_int_equal(tracker_dismiss(&scene->tracker, TRACKED_TEAM, 1), 1);
    struct backfill record = tracked_final_record(scene, 1, BACKFILL_COMPLETED, 100);
    tracked_end(scene, 1, &record);
    assert_int_equal(tracked_event(scene, 0)->kind, EVENT_ENDED);
    assert_int_equal(tracked_event(scene, 0)->to.status, BACKFILL_COMPLETED);
    assert_int_equal(tracked_event(scene, 0)->runs_completed, 100);
    assert_false(tracked_event(scene, 0)->is_superseded);
    assert_true(tracked_event(scene, 1)->is_superseded);
    size_t count = scene->tracker.events.count;
    record = tracked_final_record(scene, 1, BACKFILL_COMPLETED, 100);
    tracked_end(scene, 1, &record);
    assert_int_equal(scene->tracker.events.count, count);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        tracked_test(test_a_row_that_is_missing_is_gone_and_stays),
        tracked_test(test_a_gone_row_has_no_forecast),
        tracked_test(test_a_gone_row_is_forgotten_in_its_time),
        tracked_test(test_a_row_that_comes_back_keeps_its_samples),
        tracked_test(test_a_row_that_comes_back_changed_makes_both_events),
        tracked_test(test_a_completed_backfill_takes_over_its_final_record),
        tracked_test(test_a_cancelled_backfill_says_so),
        tracked_test(test_a_backfill_that_the_api_lost_is_gone_with_its_last_record),
        tracked_test(test_an_ending_comes_too_late_for_a_row_that_is_back),
        tracked_test(test_an_ending_without_a_row_changes_nothing),
        tracked_test(test_an_ending_is_forgotten_when_the_row_leaves_again),
        tracked_test(test_an_ended_row_stays_until_its_time),
        tracked_test(test_one_row_is_dismissed),
        tracked_test(test_the_rows_of_a_team_are_dismissed),
        tracked_test(test_the_rows_of_all_teams_are_dismissed),
        tracked_test(test_a_row_in_the_list_is_never_dismissed),
        tracked_test(test_the_ending_of_a_forgotten_row_is_still_an_event),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
