/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/tracker.h"

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

/* A tracker, the snapshot that is about to be applied to it, and the clock. */
struct scene {
    struct tracker tracker;
    struct snapshot snapshot;
    int64_t elapsed_s;
};

static int setup(void **state) {
    struct scene *scene = memory_new(1, sizeof *scene);
    tracker_init(&scene->tracker);
    *state = scene;
    return 0;
}

static int teardown(void **state) {
    struct scene *scene = *state;
    tracker_clear(&scene->tracker);
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
    tracker_apply(&scene->tracker, team_id, &scene->snapshot, now_ms(scene),
                  EPOCH_S + scene->elapsed_s);
    assert_int_equal(scene->snapshot.count, 0);
}

static void apply(struct scene *scene) {
    apply_to(scene, TEAM);
}

static bool forget(struct scene *scene, int64_t keep_s) {
    return tracker_forget(&scene->tracker, keep_s * 1000, now_ms(scene));
}

static struct row *row(const struct scene *scene, int64_t id) {
    return tracker_find(&scene->tracker, TEAM, id);
}

static const struct event *event(const struct scene *scene, size_t age) {
    return events_at(&scene->tracker.events, age);
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
    assert_int_equal(scene->tracker.count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(scene->tracker.rows[i]->team_id, expected[i][0]);
        assert_int_equal(scene->tracker.rows[i]->backfill.id, expected[i][1]);
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
    assert_int_equal(tracker_find(&scene->tracker, INT64_MAX, 1)->team_id, INT64_MAX);
    assert_null(row(scene, 2));
    assert_null(tracker_find(&scene->tracker, 1, 1));
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
    assert_int_equal(scene->tracker.count, 1);
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
    assert_int_equal(scene->tracker.events.total, 1);
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
    assert_int_equal(scene->tracker.count, 2);
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

/* ---- what became of it ---- */

/* Backfill 1 was RUNNING with 40 runs done, and left; 2 is still in the list. */
static void let_one_leave(struct scene *scene) {
    put(scene, 1, BACKFILL_RUNNING, 40)->start_time = EPOCH_S - 600;
    put(scene, 2, BACKFILL_RUNNING, 1);
    apply(scene);
    put(scene, 2, BACKFILL_RUNNING, 1);
    apply(scene);
}

/* The final record that a lookup brings; it is taken out of the scene. */
static struct backfill told(struct scene *scene, int64_t id, enum backfill_status status,
                            int64_t completed) {
    struct backfill record = *put(scene, id, status, completed);
    scene->snapshot.count--;
    record.start_time = EPOCH_S - 600;
    record.end_time = EPOCH_S;
    return record;
}

static void settle(struct scene *scene, int64_t id, struct backfill *record) {
    tracker_record_ending(&scene->tracker, TEAM, id, record, EPOCH_S + scene->elapsed_s);
}

static void test_a_completed_backfill_takes_over_its_final_record(void **state) {
    struct scene *scene = *state;
    let_one_leave(scene);
    struct backfill record = told(scene, 1, BACKFILL_COMPLETED, 100);
    put_error(&record, 4, "a");
    settle(scene, 1, &record);
    assert_int_equal(row(scene, 1)->ending, ROW_ENDING_FINAL);
    assert_int_equal(row(scene, 1)->change, ROW_GONE);
    assert_int_equal(row_state(row(scene, 1)), ROW_STATE_COMPLETED);
    assert_int_equal(row(scene, 1)->backfill.runs_completed, 100);
    assert_int_equal(row(scene, 1)->backfill.error_count, 1);
    assert_int_equal(record.error_count, 0);
    const struct event *ended = event(scene, 0);
    assert_int_equal(ended->kind, EVENT_ENDED);
    assert_int_equal(ended->at_s, EPOCH_S + scene->elapsed_s);
    assert_int_equal(ended->backfill_id, 1);
    assert_int_equal(ended->from.status, BACKFILL_RUNNING);
    assert_int_equal(ended->to.status, BACKFILL_COMPLETED);
    assert_int_equal(ended->took_s, 600);
    assert_int_equal(ended->runs_completed, 100);
}

static void test_a_cancelled_backfill_says_so(void **state) {
    struct scene *scene = *state;
    let_one_leave(scene);
    struct backfill record = told(scene, 1, BACKFILL_CANCELLED, 41);
    record.end_time = TIMES_ABSENT;
    record.removed_time = EPOCH_S - 300;
    record.removed_user_id = 2002;
    settle(scene, 1, &record);
    assert_int_equal(row_state(row(scene, 1)), ROW_STATE_CANCELLED);
    assert_int_equal(row(scene, 1)->backfill.removed_user_id, 2002);
    assert_int_equal(event(scene, 0)->to.status, BACKFILL_CANCELLED);
    assert_int_equal(event(scene, 0)->took_s, 300);
}

static void test_a_backfill_that_the_api_lost_is_gone_with_its_last_record(void **state) {
    struct scene *scene = *state;
    let_one_leave(scene);
    settle(scene, 1, NULL);
    assert_int_equal(row_state(row(scene, 1)), ROW_STATE_GONE);
    assert_int_equal(row(scene, 1)->backfill.runs_completed, 40);
    assert_int_equal(event(scene, 0)->kind, EVENT_MISSING);
    assert_int_equal(event(scene, 0)->from.status, BACKFILL_RUNNING);
    assert_int_equal(event(scene, 0)->to.status, BACKFILL_RUNNING);
    assert_true(event(scene, 0)->took_s == TIMES_ABSENT);
}

static void test_an_ending_comes_too_late_for_a_row_that_is_back(void **state) {
    struct scene *scene = *state;
    let_one_leave(scene);
    put(scene, 1, BACKFILL_RUNNING, 50);
    apply(scene);
    uint64_t events = scene->tracker.events.total;
    struct backfill record = told(scene, 1, BACKFILL_COMPLETED, 100);
    settle(scene, 1, &record);
    settle(scene, 1, NULL);
    assert_int_equal(row(scene, 1)->backfill.runs_completed, 50);
    assert_int_equal(row_state(row(scene, 1)), ROW_STATE_RUNNING);
    assert_int_equal(scene->tracker.events.total, events);
    backfill_clear(&record);
}

static void test_an_ending_without_a_row_changes_nothing(void **state) {
    struct scene *scene = *state;
    let_one_leave(scene);
    uint64_t events = scene->tracker.events.total;
    struct backfill record = told(scene, 3, BACKFILL_COMPLETED, 100);
    settle(scene, 3, &record);
    tracker_record_ending(&scene->tracker, TEAM + 1, 1, &record, EPOCH_S);
    assert_int_equal(scene->tracker.count, 2);
    assert_int_equal(row_state(row(scene, 1)), ROW_STATE_LEFT);
    assert_int_equal(scene->tracker.events.total, events);
    backfill_clear(&record);
}

static void test_an_ending_is_forgotten_when_the_row_leaves_again(void **state) {
    struct scene *scene = *state;
    let_one_leave(scene);
    settle(scene, 1, NULL);
    put(scene, 1, BACKFILL_RUNNING, 50);
    apply(scene);
    assert_int_equal(row_state(row(scene, 1)), ROW_STATE_RUNNING);
    apply(scene);
    assert_int_equal(row_state(row(scene, 1)), ROW_STATE_LEFT);
}

static void test_an_ended_row_stays_until_its_time(void **state) {
    struct scene *scene = *state;
    let_one_leave(scene);
    settle(scene, 1, NULL);
    apply(scene);
    assert_int_equal(row_state(row(scene, 1)), ROW_STATE_GONE);
    scene->elapsed_s += 60;
    assert_true(forget(scene, 60));
    assert_null(row(scene, 1));
}

/* ---- dismissing ---- */

/* In both teams 1 is in the list, 2 and 3 have left it. */
static void let_some_leave(struct scene *scene) {
    for (int64_t team_id = TEAM; team_id <= TEAM + 1; team_id++) {
        for (int64_t id = 1; id <= 3; id++) {
            put(scene, id, BACKFILL_RUNNING, 1);
        }
        apply_to(scene, team_id);
        put(scene, 1, BACKFILL_RUNNING, 1);
        apply_to(scene, team_id);
    }
}

static void test_one_row_is_dismissed(void **state) {
    struct scene *scene = *state;
    let_some_leave(scene);
    assert_int_equal(tracker_dismiss(&scene->tracker, TEAM, 2), 1);
    assert_null(row(scene, 2));
    assert_non_null(row(scene, 3));
    assert_non_null(tracker_find(&scene->tracker, TEAM + 1, 2));
    assert_int_equal(tracker_dismiss(&scene->tracker, TEAM, 2), 0);
}

static void test_the_rows_of_a_team_are_dismissed(void **state) {
    struct scene *scene = *state;
    let_some_leave(scene);
    settle(scene, 2, NULL);
    assert_int_equal(tracker_dismiss(&scene->tracker, TEAM, BACKFILL_NO_ID), 2);
    assert_non_null(row(scene, 1));
    assert_int_equal(scene->tracker.count, 4);
    assert_non_null(tracker_find(&scene->tracker, TEAM + 1, 3));
}

static void test_the_rows_of_all_teams_are_dismissed(void **state) {
    struct scene *scene = *state;
    let_some_leave(scene);
    assert_int_equal(tracker_dismiss(&scene->tracker, TRACKER_ALL_TEAMS, BACKFILL_NO_ID), 4);
    assert_int_equal(scene->tracker.count, 2);
    assert_non_null(row(scene, 1));
    assert_non_null(tracker_find(&scene->tracker, TEAM + 1, 1));
}

static void test_a_row_in_the_list_is_never_dismissed(void **state) {
    struct scene *scene = *state;
    let_some_leave(scene);
    assert_int_equal(tracker_dismiss(&scene->tracker, TEAM, 1), 0);
    assert_non_null(row(scene, 1));
    put(scene, 2, BACKFILL_RUNNING, 1);
    apply(scene);
    assert_int_equal(tracker_dismiss(&scene->tracker, TEAM, 2), 0);
    assert_non_null(row(scene, 2));
}

/* ---- names ---- */

static void learn(struct transfer_names *names, int64_t transfer_id, const char *name) {
    struct transfer_name_list answer = {memory_new(1, sizeof *answer.items), 1, 1};
    answer.items[0] = (struct transfer_name){transfer_id, copy_of(name)};
    transfer_names_begin(names, 0);
    transfer_names_end(names, OUTCOME_OK, &answer, 0);
    transfer_name_list_clear(&answer);
}

static void test_names_are_borrowed_and_replaced(void **state) {
    struct scene *scene = *state;
    struct transfer_names names;
    transfer_names_init(&names, true, 0);
    put(scene, 1, BACKFILL_RUNNING, 1);
    put(scene, 2, BACKFILL_RUNNING, 1);
    apply(scene);
    put(scene, 1, BACKFILL_RUNNING, 1);
    apply_to(scene, TEAM + 1);
    tracker_set_names(&scene->tracker, TEAM, &names);
    assert_null(row(scene, 1)->transfer_name);
    learn(&names, 7001, "Ads");
    tracker_set_names(&scene->tracker, TEAM, &names);
    assert_string_equal(row(scene, 1)->transfer_name, "Ads");
    assert_ptr_equal(row(scene, 1)->transfer_name, transfer_names_find(&names, 7001));
    assert_null(row(scene, 2)->transfer_name);
    assert_null(tracker_find(&scene->tracker, TEAM + 1, 1)->transfer_name);
    learn(&names, 7001, "Ads, renamed");
    tracker_set_names(&scene->tracker, TEAM, &names);
    assert_string_equal(row(scene, 1)->transfer_name, "Ads, renamed");
    transfer_names_clear(&names);
}

static void test_a_name_with_nothing_to_read_is_none(void **state) {
    static const char *const blank[] = {"", " ", "\xC2\xA0", "\xE2\x80\x8B", "\xE3\x85\xA4"};
    struct scene *scene = *state;
    struct transfer_names names;
    apply(scene);
    for (size_t i = 0; i < sizeof blank / sizeof *blank; i++) {
        transfer_names_init(&names, true, 0);
        put(scene, 1, BACKFILL_RUNNING, (int64_t)i);
        apply(scene);
        learn(&names, 7001, blank[i]);
        tracker_set_names(&scene->tracker, TEAM, &names);
        assert_null(row(scene, 1)->transfer_name);
        assert_string_equal(event(scene, 0)->transfer_name, "");
        transfer_names_clear(&names);
    }
}

static void test_a_name_stays_with_its_row(void **state) {
    struct scene *scene = *state;
    struct transfer_names names;
    transfer_names_init(&names, true, 0);
    learn(&names, 7001, "Ads");
    let_one_leave(scene);
    tracker_set_names(&scene->tracker, TEAM, &names);
    struct backfill record = told(scene, 1, BACKFILL_COMPLETED, 100);
    settle(scene, 1, &record);
    assert_string_equal(row(scene, 1)->transfer_name, "Ads");
    put(scene, 1, BACKFILL_RUNNING, 1);
    apply(scene);
    assert_string_equal(row(scene, 1)->transfer_name, "Ads");
    transfer_names_clear(&names);
}

static void test_an_event_gets_the_name_that_comes_later(void **state) {
    struct scene *scene = *state;
    struct transfer_names names;
    transfer_names_init(&names, true, 0);
    apply(scene);
    put(scene, 1, BACKFILL_CREATED, 0);
    apply(scene);
    assert_string_equal(event(scene, 0)->transfer_name, "");
    learn(&names, 7001, "Ads");
    tracker_set_names(&scene->tracker, TEAM + 1, &names);
    assert_string_equal(event(scene, 0)->transfer_name, "");
    tracker_set_names(&scene->tracker, TEAM, &names);
    assert_string_equal(event(scene, 0)->transfer_name, "Ads");
    learn(&names, 7001, "Ads, renamed");
    tracker_set_names(&scene->tracker, TEAM, &names);
    assert_string_equal(event(scene, 0)->transfer_name, "Ads");
    put(scene, 1, BACKFILL_FAILED, 0);
    apply(scene);
    assert_string_equal(event(scene, 0)->transfer_name, "Ads, renamed");
    transfer_names_clear(&names);
}

/* ---- throughput ---- */

static void test_throughput_counts_what_was_done_between_snapshots(void **state) {
    struct scene *scene = *state;
    double rates[THROUGHPUT_MINUTES];
    scene->elapsed_s = 50;
    put(scene, 1, BACKFILL_RUNNING, 10);
    put(scene, 2, BACKFILL_RUNNING, 10);
    apply(scene);
    assert_false(tracker_throughput(&scene->tracker, TRACKER_ALL_TEAMS, now_ms(scene), rates));
    scene->elapsed_s += 40;
    put(scene, 1, BACKFILL_RUNNING, 20);
    put(scene, 2, BACKFILL_RUNNING, 5); /* begun again: no progress */
    put(scene, 3, BACKFILL_RUNNING, 2)->runs_failed = 3;
    apply(scene);
    assert_true(tracker_throughput(&scene->tracker, TEAM, now_ms(scene), rates));
    assert_true(rates[THROUGHPUT_MINUTES - 1] > 19.9 && rates[THROUGHPUT_MINUTES - 1] < 20.1);
    assert_false(tracker_throughput(&scene->tracker, TEAM + 1, now_ms(scene), rates));
    put(scene, 2, BACKFILL_RUNNING, 5);
    put(scene, 3, BACKFILL_RUNNING, 2)->runs_failed = 3;
    apply(scene);
    struct backfill record = told(scene, 1, BACKFILL_COMPLETED, 100);
    settle(scene, 1, &record); /* its last 80 runs */
    assert_true(tracker_throughput(&scene->tracker, TRACKER_ALL_TEAMS, now_ms(scene), rates));
    assert_true(rates[THROUGHPUT_MINUTES - 1] > 100);
}

static void test_a_count_that_is_left_out_is_no_progress(void **state) {
    struct scene *scene = *state;
    static const int64_t completed[] = {500, 501, BACKFILL_NO_COUNT, 502, 503};
    double rates[THROUGHPUT_MINUTES];
    scene->elapsed_s = 55;
    for (size_t i = 0; i < sizeof completed / sizeof *completed; i++) {
        struct backfill *backfill = put(scene, 1, BACKFILL_RUNNING, completed[i]);
        backfill->runs_failed = i % 2 == 0 ? 40 : BACKFILL_NO_COUNT;
        apply(scene);
    }
    assert_true(tracker_throughput(&scene->tracker, TEAM, now_ms(scene), rates));
    assert_true(rates[THROUGHPUT_MINUTES - 1] > 5 && rates[THROUGHPUT_MINUTES - 1] < 7);
}

static void test_the_end_of_a_forgotten_row_is_still_told(void **state) {
    struct scene *scene = *state;
    let_one_leave(scene);
    assert_int_equal(tracker_dismiss(&scene->tracker, TEAM, 1), 1);
    struct backfill record = told(scene, 1, BACKFILL_COMPLETED, 100);
    settle(scene, 1, &record);
    assert_int_equal(event(scene, 0)->kind, EVENT_ENDED);
    assert_int_equal(event(scene, 0)->to.status, BACKFILL_COMPLETED);
    assert_int_equal(event(scene, 0)->runs_completed, 100);
    assert_false(event(scene, 0)->is_superseded);
    assert_true(event(scene, 1)->is_superseded);
    size_t count = scene->tracker.events.count;
    record = told(scene, 1, BACKFILL_COMPLETED, 100);
    settle(scene, 1, &record);
    assert_int_equal(scene->tracker.events.count, count);
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
    assert_int_equal(told->to.status, BACKFILL_RUNNING);
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
    assert_int_equal(scene->tracker.events.total, 1);
    assert_int_equal(event(scene, 0)->kind, EVENT_STATUS);
    assert_int_equal(event(scene, 0)->from.status, BACKFILL_RUNNING);
    assert_int_equal(event(scene, 0)->to.status, BACKFILL_FAILED);
}

static void test_progress_alone_is_no_event(void **state) {
    struct scene *scene = *state;
    run_for(scene, 30);
    assert_int_equal(scene->tracker.events.total, 0);
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
    assert_int_equal(scene->tracker.events.total, 1);
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
    assert_int_equal(scene->tracker.events.total, 2);
}

static void test_a_stall_at_first_sight_is_seen_but_not_told(void **state) {
    struct scene *scene = *state;
    put(scene, 1, BACKFILL_RUNNING, 0)->start_time = EPOCH_S - 2400;
    apply(scene);
    assert_true(row(scene, 1)->forecast.stalled);
    put(scene, 1, BACKFILL_RUNNING, 0)->start_time = EPOCH_S - 2400;
    apply(scene);
    assert_true(row(scene, 1)->forecast.stalled);
    assert_int_equal(scene->tracker.events.total, 0);
}

/* ---- totals ---- */

static void test_totals_of_nothing_are_nothing(void **state) {
    struct scene *scene = *state;
    struct tracker_totals totals = tracker_totals(&scene->tracker, TRACKER_ALL_TEAMS);
    assert_int_equal(totals.rows, 0);
    assert_false(totals.has_rate || totals.has_eta);
}

static void test_totals_add_up_what_is_listed_or_has_just_left(void **state) {
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
    struct tracker_totals totals = tracker_totals(&scene->tracker, TRACKER_ALL_TEAMS);
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
    struct scene *scene = *state;
    put(scene, 1, BACKFILL_RUNNING, 40);
    put(scene, 2, BACKFILL_FAILED, 10);
    apply(scene);
    put(scene, 1, BACKFILL_FAILED, 5);
    apply_to(scene, TEAM + 1);
    assert_int_equal(tracker_totals(&scene->tracker, TRACKER_ALL_TEAMS).rows, 3);
    struct tracker_totals totals = tracker_totals(&scene->tracker, TEAM);
    assert_int_equal(totals.rows, 2);
    assert_int_equal(totals.by_state[ROW_STATE_FAILED], 1);
    assert_int_equal(totals.runs.completed, 50);
    assert_int_equal(tracker_totals(&scene->tracker, TEAM + 1).runs.completed, 5);
    assert_int_equal(tracker_totals(&scene->tracker, TEAM + 2).rows, 0);
}

static void test_totals_tell_how_rows_ended_and_keep_what_was_done(void **state) {
    struct scene *scene = *state;
    for (int64_t id = 1; id <= 4; id++) {
        put(scene, id, BACKFILL_RUNNING, 10);
    }
    apply(scene);
    apply(scene);
    struct backfill completed = told(scene, 1, BACKFILL_COMPLETED, 100);
    struct backfill cancelled = told(scene, 2, BACKFILL_CANCELLED, 10);
    settle(scene, 1, &completed);
    settle(scene, 2, &cancelled);
    settle(scene, 3, NULL);
    struct tracker_totals totals = tracker_totals(&scene->tracker, TEAM);
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
    struct scene *scene = *state;
    put(scene, 1, BACKFILL_RUNNING, 30)->start_time = EPOCH_S - 3600;
    put(scene, 2, BACKFILL_RUNNING, 60)->start_time = EPOCH_S - 3600;
    put(scene, 3, BACKFILL_RUNNING, 0)->start_time = EPOCH_S - 3600;
    apply(scene);
    struct tracker_totals totals = tracker_totals(&scene->tracker, TRACKER_ALL_TEAMS);
    assert_true(totals.has_rate && totals.has_eta);
    assert_true(totals.runs_per_minute > 1.48 && totals.runs_per_minute < 1.52);
    assert_int_equal(totals.end_s, row(scene, 1)->forecast.end_s);
    int64_t now_s = EPOCH_S + scene->elapsed_s;
    assert_in_range(totals.end_s, now_s + 139 * 60, now_s + 142 * 60);
    assert_int_equal(totals.by_state[ROW_STATE_STALLED], 1);
    assert_int_equal(totals.by_state[ROW_STATE_RUNNING], 2);
}

static void test_totals_count_the_rows_whose_end_is_not_known(void **state) {
    struct scene *scene = *state;
    put(scene, 1, BACKFILL_RUNNING, 30)->start_time = EPOCH_S - 3600;
    put(scene, 2, BACKFILL_FAILED, 30);
    apply(scene);
    assert_int_equal(tracker_totals(&scene->tracker, TRACKER_ALL_TEAMS).without_eta, 0);
    put(scene, 1, BACKFILL_RUNNING, 30)->start_time = EPOCH_S - 3600;
    put(scene, 2, BACKFILL_FAILED, 30);
    put(scene, 3, BACKFILL_RUNNING, 0)->start_time = EPOCH_S - 3600; /* stalled */
    put(scene, 4, BACKFILL_RUNNING, 0);
    put(scene, 5, BACKFILL_CREATED, 0);
    put(scene, 6, BACKFILL_SCHEDULED, 0);
    put(scene, 7, BACKFILL_NONE, 0);
    apply(scene);
    assert_int_equal(tracker_totals(&scene->tracker, TRACKER_ALL_TEAMS).without_eta, 5);
    apply(scene);
    assert_int_equal(tracker_totals(&scene->tracker, TRACKER_ALL_TEAMS).without_eta, 0);
}

static void test_totals_of_absurd_counts_do_not_overflow(void **state) {
    struct scene *scene = *state;
    put(scene, 1, BACKFILL_RUNNING, 1)->runs_total = INT64_MAX;
    put(scene, 2, BACKFILL_RUNNING, 1)->runs_total = INT64_MAX;
    apply(scene);
    assert_true(tracker_totals(&scene->tracker, TRACKER_ALL_TEAMS).runs.total == INT64_MAX);
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
    assert_int_equal(scene->tracker.count, MANY);
    for (int64_t id = 1; id <= MANY; id++) {
        assert_int_equal(row(scene, id)->backfill.runs_completed, 2);
    }
}

#define tracker_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    const struct CMUnitTest tests[] = {
        tracker_test(test_rows_are_sorted_by_team_and_id),
        tracker_test(test_a_row_is_found_by_team_and_id),
        tracker_test(test_a_row_keeps_its_address),
        tracker_test(test_nothing_is_new_in_the_first_snapshot),
        tracker_test(test_the_first_snapshot_counts_for_each_team),
        tracker_test(test_new_is_new_for_one_snapshot),
        tracker_test(test_changed_is_changed_for_one_snapshot),
        tracker_test(test_a_snapshot_leaves_other_teams_alone),
        tracker_test(test_each_field_that_changes_is_named),
        tracker_test(test_another_unknown_word_is_a_change),
        tracker_test(test_a_row_that_is_missing_is_gone_and_stays),
        tracker_test(test_a_gone_row_has_no_forecast),
        tracker_test(test_a_gone_row_is_forgotten_in_its_time),
        tracker_test(test_a_row_that_comes_back_keeps_its_samples),
        tracker_test(test_a_row_that_comes_back_changed_tells_both),
        tracker_test(test_a_completed_backfill_takes_over_its_final_record),
        tracker_test(test_a_cancelled_backfill_says_so),
        tracker_test(test_a_backfill_that_the_api_lost_is_gone_with_its_last_record),
        tracker_test(test_an_ending_comes_too_late_for_a_row_that_is_back),
        tracker_test(test_an_ending_without_a_row_changes_nothing),
        tracker_test(test_an_ending_is_forgotten_when_the_row_leaves_again),
        tracker_test(test_an_ended_row_stays_until_its_time),
        tracker_test(test_one_row_is_dismissed),
        tracker_test(test_the_rows_of_a_team_are_dismissed),
        tracker_test(test_the_rows_of_all_teams_are_dismissed),
        tracker_test(test_a_row_in_the_list_is_never_dismissed),
        tracker_test(test_names_are_borrowed_and_replaced),
        tracker_test(test_a_name_with_nothing_to_read_is_none),
        tracker_test(test_a_name_stays_with_its_row),
        tracker_test(test_an_event_gets_the_name_that_comes_later),
        tracker_test(test_throughput_counts_what_was_done_between_snapshots),
        tracker_test(test_a_count_that_is_left_out_is_no_progress),
        tracker_test(test_the_end_of_a_forgotten_row_is_still_told),
        tracker_test(test_a_new_backfill_is_told_with_its_facts),
        tracker_test(test_a_transition_is_told_once),
        tracker_test(test_progress_alone_is_no_event),
        tracker_test(test_a_stall_is_told_once),
        tracker_test(test_progress_after_a_stall_is_told),
        tracker_test(test_a_stall_that_ends_in_failure_is_not_resumed),
        tracker_test(test_a_stall_at_first_sight_is_seen_but_not_told),
        tracker_test(test_totals_of_nothing_are_nothing),
        tracker_test(test_totals_add_up_what_is_listed_or_has_just_left),
        tracker_test(test_totals_of_one_team),
        tracker_test(test_totals_tell_how_rows_ended_and_keep_what_was_done),
        tracker_test(test_totals_sum_rates_and_take_the_last_eta),
        tracker_test(test_totals_count_the_rows_whose_end_is_not_known),
        tracker_test(test_totals_of_absurd_counts_do_not_overflow),
        tracker_test(test_100000_rows_keep_their_identity),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
