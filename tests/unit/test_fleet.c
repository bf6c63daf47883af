/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/fleet.h"

#include "backfilltop/base/memory.h"
#include "backfilltop/base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define TEAM      42
#define EPOCH_S   INT64_C(1706778000)
#define UPTIME_MS INT64_C(5000)
#define POLL_S    5
#define MANY      100000

/* A fleet, the snapshot that is about to be applied to it, and the clock. */
struct scene {
    struct fleet fleet;
    struct snapshot snapshot;
    int64_t elapsed_s;
};

static int setup(void **state) {
    struct scene *scene = memory_new(1, sizeof *scene);
    fleet_init(&scene->fleet);
    *state = scene;
    return 0;
}

static int teardown(void **state) {
    struct scene *scene = *state;
    fleet_clear(&scene->fleet);
    snapshot_clear(&scene->snapshot);
    free(scene);
    return 0;
}

/* Puts a backfill into the coming snapshot. */
static struct backfill *put(struct scene *scene, int64_t id, enum backfill_status status,
                            int64_t completed) {
    struct snapshot *snapshot = &scene->snapshot;
    snapshot->backfills = memory_grow(snapshot->backfills, &snapshot->capacity, snapshot->count + 1,
                                      sizeof *snapshot->backfills);
    struct backfill *backfill = &snapshot->backfills[snapshot->count++];
    backfill_init(backfill);
    backfill->id = id;
    backfill->transfer_id = 7000 + id;
    backfill->status = status;
    backfill->runs_total = 100;
    backfill->runs_created = completed;
    backfill->runs_completed = completed;
    backfill->runs_failed = 0;
    return backfill;
}

static char *copy_of(const char *text) {
    return memory_copy(text, strlen(text));
}

static void put_error(struct backfill *backfill, int64_t day, const char *message) {
    backfill->errors = memory_resize(backfill->errors, backfill->error_count + 1,
                                     sizeof *backfill->errors);
    backfill->errors[backfill->error_count++] = (struct backfill_error){
        .day = day, .message = copy_of(message)};
    backfill->has_error_report = true;
}

static int64_t now_ms(const struct scene *scene) {
    return UPTIME_MS + scene->elapsed_s * 1000;
}

static void apply_to(struct scene *scene, int64_t team_id) {
    scene->elapsed_s += POLL_S;
    fleet_apply(&scene->fleet, team_id, &scene->snapshot, now_ms(scene),
                EPOCH_S + scene->elapsed_s);
    assert_int_equal(scene->snapshot.count, 0);
}

static void apply(struct scene *scene) {
    apply_to(scene, TEAM);
}

static bool forget(struct scene *scene, int64_t keep_s) {
    return fleet_forget(&scene->fleet, keep_s * 1000, now_ms(scene));
}

static struct row *row(const struct scene *scene, int64_t id) {
    return fleet_find(&scene->fleet, TEAM, id);
}

static const struct event *event(const struct scene *scene, size_t age) {
    return events_at(&scene->fleet.events, age);
}

/* Applies snapshots of one RUNNING backfill 1 that makes a run a minute. */
static void run_for(struct scene *scene, int64_t minutes) {
    for (int64_t minute = 1; minute <= minutes; minute++) {
        scene->elapsed_s += 60 - POLL_S;
        put(scene, 1, BACKFILL_RUNNING, minute);
        apply(scene);
    }
}

/* ---- rows ---- */

static void test_rows_are_sorted_by_team_and_id(void **state) {
    struct scene *scene = *state;
    put(scene, 3, BACKFILL_CREATED, 0);
    put(scene, 1, BACKFILL_CREATED, 0);
    apply_to(scene, 9);
    put(scene, 2, BACKFILL_CREATED, 0);
    put(scene, 5, BACKFILL_CREATED, 0);
    apply_to(scene, 4);
    put(scene, 2, BACKFILL_CREATED, 0);
    put(scene, 1, BACKFILL_CREATED, 0);
    put(scene, 3, BACKFILL_CREATED, 0);
    apply_to(scene, 9);
    static const int64_t expected[][2] = {{4, 2}, {4, 5}, {9, 1}, {9, 2}, {9, 3}};
    assert_int_equal(scene->fleet.count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(scene->fleet.rows[i]->team_id, expected[i][0]);
        assert_int_equal(scene->fleet.rows[i]->backfill.id, expected[i][1]);
    }
}

static void test_a_row_is_found_by_team_and_id(void **state) {
    struct scene *scene = *state;
    assert_null(row(scene, 1));
    put(scene, 1, BACKFILL_CREATED, 0);
    apply_to(scene, INT64_MAX);
    put(scene, 1, BACKFILL_CREATED, 0);
    apply(scene);
    assert_int_equal(row(scene, 1)->team_id, TEAM);
    assert_int_equal(fleet_find(&scene->fleet, INT64_MAX, 1)->team_id, INT64_MAX);
    assert_null(row(scene, 2));
    assert_null(fleet_find(&scene->fleet, 1, 1));
}

static void test_a_row_keeps_its_address(void **state) {
    struct scene *scene = *state;
    put(scene, 500, BACKFILL_RUNNING, 1);
    apply(scene);
    struct row *before = row(scene, 500);
    for (int64_t id = 1; id < 1000; id++) {
        put(scene, id, BACKFILL_RUNNING, 2);
    }
    apply(scene);
    apply(scene);
    put(scene, 500, BACKFILL_RUNNING, 3);
    apply(scene);
    forget(scene, 0);
    assert_ptr_equal(row(scene, 500), before);
    assert_int_equal(before->backfill.runs_completed, 3);
    assert_int_equal(scene->fleet.count, 1);
}

static void test_nothing_is_new_in_the_first_snapshot(void **state) {
    struct scene *scene = *state;
    put(scene, 1, BACKFILL_FAILED, 3);
    apply(scene);
    assert_int_equal(row(scene, 1)->change, ROW_UNCHANGED);
    assert_null(event(scene, 0));
}

static void test_the_first_snapshot_counts_for_each_team(void **state) {
    struct scene *scene = *state;
    apply(scene);
    put(scene, 1, BACKFILL_CREATED, 0);
    apply_to(scene, TEAM + 1);
    assert_null(event(scene, 0));
    put(scene, 1, BACKFILL_CREATED, 0);
    apply(scene);
    assert_int_equal(event(scene, 0)->kind, EVENT_APPEARED);
    assert_int_equal(event(scene, 0)->team_id, TEAM);
}

static void test_new_is_new_for_one_snapshot(void **state) {
    struct scene *scene = *state;
    apply(scene);
    put(scene, 1, BACKFILL_CREATED, 0);
    apply(scene);
    assert_int_equal(row(scene, 1)->change, ROW_NEW);
    put(scene, 1, BACKFILL_CREATED, 0);
    apply(scene);
    assert_int_equal(row(scene, 1)->change, ROW_UNCHANGED);
}

static void test_changed_is_changed_for_one_snapshot(void **state) {
    struct scene *scene = *state;
    for (int64_t completed = 1; completed <= 2; completed++) {
        put(scene, 1, BACKFILL_RUNNING, completed);
        apply(scene);
    }
    assert_int_equal(row(scene, 1)->change, ROW_CHANGED);
    assert_int_equal(row(scene, 1)->changed_fields, ROW_FIELD_COMPLETED | ROW_FIELD_CREATED);
    put(scene, 1, BACKFILL_RUNNING, 2);
    apply(scene);
    assert_int_equal(row(scene, 1)->change, ROW_UNCHANGED);
    assert_int_equal(row(scene, 1)->changed_fields, 0);
}

static void test_a_snapshot_leaves_other_teams_alone(void **state) {
    struct scene *scene = *state;
    apply(scene);
    put(scene, 1, BACKFILL_CREATED, 0);
    apply(scene);
    put(scene, 1, BACKFILL_CREATED, 0);
    apply_to(scene, TEAM - 1);
    apply_to(scene, TEAM + 1);
    assert_int_equal(row(scene, 1)->change, ROW_NEW);
}

static void edit_status(struct backfill *backfill) {
    backfill->status = BACKFILL_FAILED;
}

static void edit_word(struct backfill *backfill) {
    free(backfill->status_word);
    backfill->status = BACKFILL_OTHER;
    backfill->status_word = copy_of("PAUSED");
}

static void edit_completed(struct backfill *backfill) {
    backfill->runs_completed = BACKFILL_NO_COUNT;
}

static void edit_failed(struct backfill *backfill) {
    backfill->runs_failed++;
}

static void edit_created(struct backfill *backfill) {
    backfill->runs_created++;
}

static void edit_total(struct backfill *backfill) {
    backfill->runs_total++;
}

static void edit_error_count(struct backfill *backfill) {
    put_error(backfill, 5, "b");
}

static void edit_error_text(struct backfill *backfill) {
    backfill->errors[0].message[0] = 'z';
}

static void edit_error_day(struct backfill *backfill) {
    backfill->errors[0].day++;
}

static void edit_transfer(struct backfill *backfill) {
    backfill->transfer_id++;
}

static void edit_range(struct backfill *backfill) {
    backfill->range_end = 5;
}

static void edit_start_time(struct backfill *backfill) {
    backfill->start_time = EPOCH_S;
}

static void test_each_field_that_changes_is_named(void **state) {
    struct scene *scene = *state;
    static const struct {
        void (*change)(struct backfill *backfill);
        unsigned field;
    } cases[] = {
        {edit_status, ROW_FIELD_STATUS},       {edit_word, ROW_FIELD_STATUS},
        {edit_completed, ROW_FIELD_COMPLETED}, {edit_failed, ROW_FIELD_FAILED},
        {edit_created, ROW_FIELD_CREATED},     {edit_total, ROW_FIELD_TOTAL},
        {edit_error_count, ROW_FIELD_ERRORS},  {edit_error_text, ROW_FIELD_ERRORS},
        {edit_error_day, ROW_FIELD_ERRORS},    {edit_transfer, ROW_FIELD_OTHER},
        {edit_range, ROW_FIELD_OTHER},         {edit_start_time, ROW_FIELD_OTHER},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        put_error(put(scene, 1, BACKFILL_RUNNING, 1), 4, "a");
        apply(scene);
        struct backfill *backfill = put(scene, 1, BACKFILL_RUNNING, 1);
        put_error(backfill, 4, "a");
        cases[i].change(backfill);
        apply(scene);
        assert_int_equal(row(scene, 1)->change, ROW_CHANGED);
        assert_int_equal(row(scene, 1)->changed_fields, cases[i].field);
    }
}

static void test_another_unknown_word_is_a_change(void **state) {
    struct scene *scene = *state;
    put(scene, 1, BACKFILL_OTHER, 1)->status_word = copy_of("PAUSED");
    apply(scene);
    put(scene, 1, BACKFILL_OTHER, 1)->status_word = copy_of("PAUSED");
    apply(scene);
    assert_int_equal(row(scene, 1)->change, ROW_UNCHANGED);
    put(scene, 1, BACKFILL_OTHER, 1)->status_word = copy_of("WAITING");
    apply(scene);
    assert_int_equal(row(scene, 1)->changed_fields, ROW_FIELD_STATUS);
    assert_int_equal(event(scene, 0)->kind, EVENT_STATUS);
}

/* ---- leaving and coming back ---- */

static void test_a_row_that_is_missing_is_gone_and_stays(void **state) {
    struct scene *scene = *state;
    put(scene, 1, BACKFILL_RUNNING, 4);
    apply(scene);
    apply(scene);
    int64_t gone_ms = now_ms(scene);
    assert_int_equal(row(scene, 1)->change, ROW_GONE);
    assert_int_equal(row(scene, 1)->gone_ms, gone_ms);
    assert_int_equal(row(scene, 1)->backfill.runs_completed, 4);
    assert_int_equal(event(scene, 0)->kind, EVENT_LEFT);
    assert_int_equal(event(scene, 0)->transfer_id, 7001);
    assert_int_equal(event(scene, 0)->runs_completed, 4);
    apply(scene);
    assert_int_equal(row(scene, 1)->gone_ms, gone_ms);
    assert_int_equal(scene->fleet.events.total, 1);
}

static void test_a_gone_row_has_no_forecast(void **state) {
    struct scene *scene = *state;
    run_for(scene, 30);
    assert_true(row(scene, 1)->forecast.has_eta);
    apply(scene);
    assert_false(row(scene, 1)->forecast.has_eta);
    scene->elapsed_s += 3600;
    apply(scene);
    assert_false(row(scene, 1)->forecast.stalled);
}

static void test_a_gone_row_is_forgotten_in_its_time(void **state) {
    struct scene *scene = *state;
    put(scene, 1, BACKFILL_RUNNING, 1);
    put(scene, 2, BACKFILL_RUNNING, 1);
    put(scene, 3, BACKFILL_RUNNING, 1);
    apply(scene);
    put(scene, 1, BACKFILL_RUNNING, 1);
    put(scene, 3, BACKFILL_RUNNING, 1);
    apply(scene);
    scene->elapsed_s += 59;
    assert_false(forget(scene, 60));
    assert_non_null(row(scene, 2));
    scene->elapsed_s += 1;
    assert_true(forget(scene, 60));
    assert_null(row(scene, 2));
    assert_int_equal(scene->fleet.count, 2);
    assert_non_null(row(scene, 3));
}

static void test_a_row_that_comes_back_keeps_its_samples(void **state) {
    struct scene *scene = *state;
    run_for(scene, 30);
    size_t samples = row(scene, 1)->track.count;
    apply(scene);
    put(scene, 1, BACKFILL_RUNNING, 30);
    apply(scene);
    assert_int_equal(row(scene, 1)->change, ROW_NEW);
    assert_int_equal(row(scene, 1)->track.count, samples);
    assert_true(row(scene, 1)->forecast.has_eta);
    assert_int_equal(event(scene, 0)->kind, EVENT_RETURNED);
    assert_int_equal(event(scene, 1)->kind, EVENT_LEFT);
}

static void test_a_row_that_comes_back_changed_tells_both(void **state) {
    struct scene *scene = *state;
    put(scene, 1, BACKFILL_RUNNING, 1);
    apply(scene);
    apply(scene);
    put(scene, 1, BACKFILL_FAILED, 1);
    apply(scene);
    assert_int_equal(row(scene, 1)->changed_fields, 0);
    assert_int_equal(event(scene, 0)->kind, EVENT_STATUS);
    assert_int_equal(event(scene, 1)->kind, EVENT_RETURNED);
}

/* ---- events ---- */

static void test_a_new_backfill_is_told_with_its_facts(void **state) {
    struct scene *scene = *state;
    apply(scene);
    put(scene, 1, BACKFILL_RUNNING, 8);
    apply(scene);
    const struct event *told = event(scene, 0);
    assert_int_equal(told->kind, EVENT_APPEARED);
    assert_int_equal(told->at_s, EPOCH_S + scene->elapsed_s);
    assert_int_equal(told->team_id, TEAM);
    assert_int_equal(told->backfill_id, 1);
    assert_int_equal(told->transfer_id, 7001);
    assert_int_equal(told->to, BACKFILL_RUNNING);
    assert_int_equal(told->runs_completed, 8);
}

static void test_a_transition_is_told_once(void **state) {
    struct scene *scene = *state;
    put(scene, 1, BACKFILL_RUNNING, 1);
    apply(scene);
    put(scene, 1, BACKFILL_FAILED, 1);
    apply(scene);
    put(scene, 1, BACKFILL_FAILED, 1);
    apply(scene);
    assert_int_equal(scene->fleet.events.total, 1);
    assert_int_equal(event(scene, 0)->kind, EVENT_STATUS);
    assert_int_equal(event(scene, 0)->from, BACKFILL_RUNNING);
    assert_int_equal(event(scene, 0)->to, BACKFILL_FAILED);
}

static void test_progress_alone_is_no_event(void **state) {
    struct scene *scene = *state;
    run_for(scene, 30);
    assert_int_equal(scene->fleet.events.total, 0);
}

static void test_a_stall_is_told_once(void **state) {
    struct scene *scene = *state;
    run_for(scene, 30);
    scene->elapsed_s += 599 - POLL_S;
    put(scene, 1, BACKFILL_RUNNING, 30);
    apply(scene);
    assert_false(row(scene, 1)->forecast.stalled);
    scene->elapsed_s += 1 - POLL_S;
    put(scene, 1, BACKFILL_RUNNING, 30);
    apply(scene);
    assert_true(row(scene, 1)->forecast.stalled);
    assert_int_equal(event(scene, 0)->kind, EVENT_STALLED);
    put(scene, 1, BACKFILL_RUNNING, 30);
    apply(scene);
    assert_int_equal(scene->fleet.events.total, 1);
}

static void test_progress_after_a_stall_is_told(void **state) {
    struct scene *scene = *state;
    run_for(scene, 30);
    scene->elapsed_s += 700;
    put(scene, 1, BACKFILL_RUNNING, 30);
    apply(scene);
    assert_int_equal(event(scene, 0)->kind, EVENT_STALLED);
    put(scene, 1, BACKFILL_RUNNING, 31);
    apply(scene);
    assert_int_equal(event(scene, 0)->kind, EVENT_RESUMED);
    assert_int_equal(event(scene, 0)->runs_completed, 31);
}

static void test_a_stall_that_ends_in_failure_is_not_resumed(void **state) {
    struct scene *scene = *state;
    run_for(scene, 30);
    scene->elapsed_s += 700;
    put(scene, 1, BACKFILL_RUNNING, 30);
    apply(scene);
    put(scene, 1, BACKFILL_FAILED, 30);
    apply(scene);
    assert_int_equal(event(scene, 0)->kind, EVENT_STATUS);
    assert_int_equal(event(scene, 1)->kind, EVENT_STALLED);
    assert_int_equal(scene->fleet.events.total, 2);
}

static void test_a_stall_at_first_sight_is_seen_but_not_told(void **state) {
    struct scene *scene = *state;
    put(scene, 1, BACKFILL_RUNNING, 0)->start_time = EPOCH_S - 2400;
    apply(scene);
    assert_true(row(scene, 1)->forecast.stalled);
    put(scene, 1, BACKFILL_RUNNING, 0)->start_time = EPOCH_S - 2400;
    apply(scene);
    assert_true(row(scene, 1)->forecast.stalled);
    assert_int_equal(scene->fleet.events.total, 0);
}

/* ---- totals ---- */

static void test_totals_of_nothing_are_nothing(void **state) {
    struct scene *scene = *state;
    struct fleet_totals totals = fleet_totals(&scene->fleet);
    assert_int_equal(totals.rows, 0);
    assert_false(totals.has_rate || totals.has_eta);
}

static void test_totals_add_up_what_is_in_the_list(void **state) {
    struct scene *scene = *state;
    put(scene, 1, BACKFILL_RUNNING, 40);
    put(scene, 2, BACKFILL_FAILED, 10)->runs_failed = 5;
    put(scene, 3, BACKFILL_CREATED, 0)->runs_total = BACKFILL_NO_COUNT;
    put(scene, 4, BACKFILL_RUNNING, 99);
    apply(scene);
    put(scene, 1, BACKFILL_RUNNING, 40);
    put(scene, 2, BACKFILL_FAILED, 10)->runs_failed = 5;
    put(scene, 3, BACKFILL_CREATED, 0)->runs_total = BACKFILL_NO_COUNT;
    apply(scene);
    struct fleet_totals totals = fleet_totals(&scene->fleet);
    assert_int_equal(totals.rows, 3);
    assert_int_equal(totals.gone, 1);
    assert_int_equal(totals.by_status[BACKFILL_RUNNING], 1);
    assert_int_equal(totals.by_status[BACKFILL_FAILED], 1);
    assert_int_equal(totals.by_status[BACKFILL_CREATED], 1);
    assert_int_equal(totals.runs.total, 200);
    assert_int_equal(totals.runs.completed, 50);
    assert_int_equal(totals.runs.failed, 5);
    assert_int_equal(totals.runs.in_flight, 0);
    assert_int_equal(totals.runs.pending, 145);
}

static void test_totals_sum_rates_and_take_the_last_eta(void **state) {
    struct scene *scene = *state;
    put(scene, 1, BACKFILL_RUNNING, 30)->start_time = EPOCH_S - 3600;
    put(scene, 2, BACKFILL_RUNNING, 60)->start_time = EPOCH_S - 3600;
    put(scene, 3, BACKFILL_RUNNING, 0)->start_time = EPOCH_S - 3600;
    apply(scene);
    struct fleet_totals totals = fleet_totals(&scene->fleet);
    assert_true(totals.has_rate && totals.has_eta);
    assert_true(totals.runs_per_minute > 1.48 && totals.runs_per_minute < 1.52);
    assert_int_equal(totals.eta_s, row(scene, 1)->forecast.eta_s);
    assert_in_range(totals.eta_s, 139 * 60, 142 * 60);
    assert_int_equal(totals.stalled, 1);
}

static void test_totals_of_absurd_counts_do_not_overflow(void **state) {
    struct scene *scene = *state;
    put(scene, 1, BACKFILL_RUNNING, 1)->runs_total = INT64_MAX;
    put(scene, 2, BACKFILL_RUNNING, 1)->runs_total = INT64_MAX;
    apply(scene);
    assert_true(fleet_totals(&scene->fleet).runs.total == INT64_MAX);
}

/* ---- size ---- */

static void put_many_shuffled(struct scene *scene, uint64_t seed, int64_t completed) {
    for (int64_t id = 1; id <= MANY; id++) {
        put(scene, id, BACKFILL_RUNNING, completed);
    }
    for (size_t i = MANY - 1; i > 0; i--) {
        size_t j = (size_t)random_upto(&seed, (int64_t)i);
        struct backfill swapped = scene->snapshot.backfills[i];
        scene->snapshot.backfills[i] = scene->snapshot.backfills[j];
        scene->snapshot.backfills[j] = swapped;
    }
}

static void test_100000_rows_keep_their_identity(void **state) {
    struct scene *scene = *state;
    put_many_shuffled(scene, 1, 1);
    apply(scene);
    put_many_shuffled(scene, 2, 2);
    apply(scene);
    assert_int_equal(scene->fleet.count, MANY);
    for (int64_t id = 1; id <= MANY; id++) {
        assert_int_equal(row(scene, id)->backfill.runs_completed, 2);
    }
}

#define fleet_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        fleet_test(test_rows_are_sorted_by_team_and_id),
        fleet_test(test_a_row_is_found_by_team_and_id),
        fleet_test(test_a_row_keeps_its_address),
        fleet_test(test_nothing_is_new_in_the_first_snapshot),
        fleet_test(test_the_first_snapshot_counts_for_each_team),
        fleet_test(test_new_is_new_for_one_snapshot),
        fleet_test(test_changed_is_changed_for_one_snapshot),
        fleet_test(test_a_snapshot_leaves_other_teams_alone),
        fleet_test(test_each_field_that_changes_is_named),
        fleet_test(test_another_unknown_word_is_a_change),
        fleet_test(test_a_row_that_is_missing_is_gone_and_stays),
        fleet_test(test_a_gone_row_has_no_forecast),
        fleet_test(test_a_gone_row_is_forgotten_in_its_time),
        fleet_test(test_a_row_that_comes_back_keeps_its_samples),
        fleet_test(test_a_row_that_comes_back_changed_tells_both),
        fleet_test(test_a_new_backfill_is_told_with_its_facts),
        fleet_test(test_a_transition_is_told_once),
        fleet_test(test_progress_alone_is_no_event),
        fleet_test(test_a_stall_is_told_once),
        fleet_test(test_progress_after_a_stall_is_told),
        fleet_test(test_a_stall_that_ends_in_failure_is_not_resumed),
        fleet_test(test_a_stall_at_first_sight_is_seen_but_not_told),
        fleet_test(test_totals_of_nothing_are_nothing),
        fleet_test(test_totals_add_up_what_is_in_the_list),
        fleet_test(test_totals_sum_rates_and_take_the_last_eta),
        fleet_test(test_totals_of_absurd_counts_do_not_overflow),
        fleet_test(test_100000_rows_keep_their_identity),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
