/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/tracker.h"

#include "backfilltop/base/buffer.h"
#include "backfilltop/base/random.h"

#include "support/tracked.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define MANY 100000

/* ---- rows ---- */

static void test_rows_are_sorted_by_team_and_id(void **state) {
    struct tracked *scene = *state;
    tracked_put(scene, 3, BACKFILL_CREATED, 0);
    tracked_put(scene, 1, BACKFILL_CREATED, 0);
    tracked_apply_to(scene, 9);
    tracked_put(scene, 2, BACKFILL_CREATED, 0);
    tracked_put(scene, 5, BACKFILL_CREATED, 0);
    tracked_apply_to(scene, 4);
    tracked_put(scene, 2, BACKFILL_CREATED, 0);
    tracked_put(scene, 1, BACKFILL_CREATED, 0);
    tracked_put(scene, 3, BACKFILL_CREATED, 0);
    tracked_apply_to(scene, 9);
    static const int64_t expected[][2] = {{4, 2}, {4, 5}, {9, 1}, {9, 2}, {9, 3}};
    assert_int_equal(scene->tracker.count, 5);
    for (size_t i = 0; i < 5; i++) {
        assert_int_equal(scene->tracker.rows[i]->team_id, expected[i][0]);
        assert_int_equal(scene->tracker.rows[i]->backfill.id, expected[i][1]);
    }
}

static void test_a_row_is_found_by_team_and_id(void **state) {
    struct tracked *scene = *state;
    assert_null(tracked_row(scene, 1));
    tracked_put(scene, 1, BACKFILL_CREATED, 0);
    tracked_apply_to(scene, INT64_MAX);
    tracked_put(scene, 1, BACKFILL_CREATED, 0);
    tracked_apply(scene);
    assert_int_equal(tracked_row(scene, 1)->team_id, TRACKED_TEAM);
    assert_int_equal(tracker_find(&scene->tracker, INT64_MAX, 1)->team_id, INT64_MAX);
    assert_null(tracked_row(scene, 2));
    assert_null(tracker_find(&scene->tracker, 1, 1));
}

static void test_a_row_keeps_its_address(void **state) {
    struct tracked *scene = *state;
    tracked_put(scene, 500, BACKFILL_RUNNING, 1);
    tracked_apply(scene);
    struct row *before = tracked_row(scene, 500);
    for (int64_t id = 1; id < 1000; id++) {
        tracked_put(scene, id, BACKFILL_RUNNING, 2);
    }
    tracked_apply(scene);
    tracked_apply(scene);
    tracked_put(scene, 500, BACKFILL_RUNNING, 3);
    tracked_apply(scene);
    tracker_forget(&scene->tracker, 0, tracked_now_ms(scene));
    assert_ptr_equal(tracked_row(scene, 500), before);
    assert_int_equal(before->backfill.runs_completed, 3);
    assert_int_equal(scene->tracker.count, 1);
}

static void test_nothing_is_new_in_the_first_snapshot(void **state) {
    struct tracked *scene = *state;
    tracked_put(scene, 1, BACKFILL_FAILED, 3);
    tracked_apply(scene);
    assert_int_equal(tracked_row(scene, 1)->change, ROW_UNCHANGED);
    assert_null(tracked_event(scene, 0));
}

static void test_the_first_snapshot_counts_for_each_team(void **state) {
    struct tracked *scene = *state;
    tracked_apply(scene);
    tracked_put(scene, 1, BACKFILL_CREATED, 0);
    tracked_apply_to(scene, TRACKED_TEAM + 1);
    assert_null(tracked_event(scene, 0));
    tracked_put(scene, 1, BACKFILL_CREATED, 0);
    tracked_apply(scene);
    assert_int_equal(tracked_event(scene, 0)->kind, EVENT_APPEARED);
    assert_int_equal(tracked_event(scene, 0)->team_id, TRACKED_TEAM);
}

static void test_new_is_new_for_one_snapshot(void **state) {
    struct tracked *scene = *state;
    tracked_apply(scene);
    tracked_put(scene, 1, BACKFILL_CREATED, 0);
    tracked_apply(scene);
    assert_int_equal(tracked_row(scene, 1)->change, ROW_NEW);
    tracked_put(scene, 1, BACKFILL_CREATED, 0);
    tracked_apply(scene);
    assert_int_equal(tracked_row(scene, 1)->change, ROW_UNCHANGED);
}

static void test_changed_is_changed_for_one_snapshot(void **state) {
    struct tracked *scene = *state;
    for (int64_t completed = 1; completed <= 2; completed++) {
        tracked_put(scene, 1, BACKFILL_RUNNING, completed);
        tracked_apply(scene);
    }
    assert_int_equal(tracked_row(scene, 1)->change, ROW_CHANGED);
    assert_int_equal(tracked_row(scene, 1)->changed_fields,
                     ROW_FIELD_COMPLETED | ROW_FIELD_CREATED);
    tracked_put(scene, 1, BACKFILL_RUNNING, 2);
    tracked_apply(scene);
    assert_int_equal(tracked_row(scene, 1)->change, ROW_UNCHANGED);
    assert_int_equal(tracked_row(scene, 1)->changed_fields, 0);
}

static void test_a_snapshot_leaves_other_teams_alone(void **state) {
    struct tracked *scene = *state;
    tracked_apply(scene);
    tracked_put(scene, 1, BACKFILL_CREATED, 0);
    tracked_apply(scene);
    tracked_put(scene, 1, BACKFILL_CREATED, 0);
    tracked_apply_to(scene, TRACKED_TEAM - 1);
    tracked_apply_to(scene, TRACKED_TEAM + 1);
    assert_int_equal(tracked_row(scene, 1)->change, ROW_NEW);
}

static void edit_status(struct backfill *backfill) {
    backfill->status = BACKFILL_FAILED;
}

static void edit_word(struct backfill *backfill) {
    free(backfill->status_word);
    backfill->status = BACKFILL_OTHER;
    backfill->status_word = tracked_text("PAUSED");
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
    tracked_put_error(backfill, 5, "b");
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
    backfill->start_time = TRACKED_EPOCH_S;
}

static void test_each_field_that_changes_is_named(void **state) {
    struct tracked *scene = *state;
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
        tracked_put_error(tracked_put(scene, 1, BACKFILL_RUNNING, 1), 4, "a");
        tracked_apply(scene);
        struct backfill *backfill = tracked_put(scene, 1, BACKFILL_RUNNING, 1);
        tracked_put_error(backfill, 4, "a");
        cases[i].change(backfill);
        tracked_apply(scene);
        assert_int_equal(tracked_row(scene, 1)->change, ROW_CHANGED);
        assert_int_equal(tracked_row(scene, 1)->changed_fields, cases[i].field);
    }
}

static void test_another_unknown_word_is_a_change(void **state) {
    struct tracked *scene = *state;
    tracked_put(scene, 1, BACKFILL_OTHER, 1)->status_word = tracked_text("PAUSED");
    tracked_apply(scene);
    tracked_put(scene, 1, BACKFILL_OTHER, 1)->status_word = tracked_text("PAUSED");
    tracked_apply(scene);
    assert_int_equal(tracked_row(scene, 1)->change, ROW_UNCHANGED);
    tracked_put(scene, 1, BACKFILL_OTHER, 1)->status_word = tracked_text("WAITING");
    tracked_apply(scene);
    assert_int_equal(tracked_row(scene, 1)->changed_fields, ROW_FIELD_STATUS);
    assert_int_equal(tracked_event(scene, 0)->kind, EVENT_STATUS);
}

/* ---- changes ---- */

/* "added 1, left 2" */
static void assert_changes(const struct tracked *scene, const char *expected) {
    static const char *const words[] = {
        [TRACKER_ADDED] = "added",       [TRACKER_CHANGED] = "changed", [TRACKER_LEFT] = "left",
        [TRACKER_RETURNED] = "returned", [TRACKER_ENDED] = "ended",
    };
    struct buffer text = {0};
    for (size_t i = 0; i < scene->changes->count; i++) {
        const struct tracker_change *change = &scene->changes->items[i];
        buffer_add_format(&text, "%s%s %" PRId64, i > 0 ? ", " : "", words[change->kind],
                          change->row->backfill.id);
    }
    assert_string_equal(buffer_string(&text), expected);
    buffer_clear(&text);
}

static void test_a_snapshot_hands_out_what_it_changed(void **state) {
    struct tracked *scene = *state;
    tracked_put(scene, 1, BACKFILL_RUNNING, 1);
    tracked_put(scene, 2, BACKFILL_RUNNING, 1);
    tracked_put(scene, 3, BACKFILL_RUNNING, 1);
    tracked_apply(scene);
    assert_changes(scene, "added 1, added 2, added 3");
    tracked_put(scene, 1, BACKFILL_RUNNING, 1);
    tracked_put(scene, 3, BACKFILL_RUNNING, 2);
    tracked_put(scene, 4, BACKFILL_CREATED, 0);
    tracked_apply(scene);
    assert_changes(scene, "left 2, changed 3, added 4");
    tracked_put(scene, 1, BACKFILL_RUNNING, 1);
    tracked_put(scene, 3, BACKFILL_RUNNING, 2);
    tracked_put(scene, 4, BACKFILL_CREATED, 0);
    tracked_apply(scene);
    assert_changes(scene, "");
    tracked_put(scene, 2, BACKFILL_FAILED, 7);
    tracked_apply(scene);
    assert_changes(scene, "left 1, returned 2, left 3, left 4");
}

static void test_changes_are_of_one_team(void **state) {
    struct tracked *scene = *state;
    tracked_put(scene, 1, BACKFILL_RUNNING, 1);
    tracked_apply_to(scene, TRACKED_TEAM + 1);
    tracked_put(scene, 2, BACKFILL_RUNNING, 1);
    tracked_apply(scene);
    assert_changes(scene, "added 2");
    assert_ptr_equal(scene->changes->items[0].row, tracked_row(scene, 2));
}

static void test_an_ending_hands_out_its_row(void **state) {
    struct tracked *scene = *state;
    tracked_let_one_leave(scene);
    assert_changes(scene, "left 1");
    struct backfill record = tracked_final_record(scene, 1, BACKFILL_COMPLETED, 100);
    tracked_end(scene, 1, &record);
    assert_changes(scene, "ended 1");
    tracked_end(scene, 2, NULL); /* it is in the list */
    assert_changes(scene, "");
}

static void test_no_change_is_of_a_row_that_was_forgotten(void **state) {
    struct tracked *scene = *state;
    tracked_let_one_leave(scene);
    tracker_forget(&scene->tracker, 0, tracked_now_ms(scene));
    assert_changes(scene, "");
    tracked_end(scene, 1, NULL);
    assert_changes(scene, "");
    assert_int_equal(tracked_event(scene, 0)->kind, EVENT_MISSING);
    tracked_put(scene, 1, BACKFILL_RUNNING, 50);
    tracked_put(scene, 2, BACKFILL_RUNNING, 1);
    tracked_apply(scene);
    assert_changes(scene, "added 1");
}

/* ---- size ---- */

static void put_many_shuffled(struct tracked *scene, uint64_t seed, int64_t completed) {
    for (int64_t id = 1; id <= MANY; id++) {
        tracked_put(scene, id, BACKFILL_RUNNING, completed);
    }
    for (size_t i = MANY - 1; i > 0; i--) {
        size_t j = (size_t)random_upto(&seed, (int64_t)i);
        struct backfill swapped = scene->snapshot.backfills[i];
        scene->snapshot.backfills[i] = scene->snapshot.backfills[j];
        scene->snapshot.backfills[j] = swapped;
    }
}

static void test_100000_rows_keep_their_identity(void **state) {
    struct tracked *scene = *state;
    put_many_shuffled(scene, 1, 1);
    tracked_apply(scene);
    put_many_shuffled(scene, 2, 2);
    tracked_apply(scene);
    assert_int_equal(scene->tracker.count, MANY);
    for (int64_t id = 1; id <= MANY; id++) {
        assert_int_equal(tracked_row(scene, id)->backfill.runs_completed, 2);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        tracked_test(test_rows_are_sorted_by_team_and_id),
        tracked_test(test_a_row_is_found_by_team_and_id),
        tracked_test(test_a_row_keeps_its_address),
        tracked_test(test_nothing_is_new_in_the_first_snapshot),
        tracked_test(test_the_first_snapshot_counts_for_each_team),
        tracked_test(test_new_is_new_for_one_snapshot),
        tracked_test(test_changed_is_changed_for_one_snapshot),
        tracked_test(test_a_snapshot_leaves_other_teams_alone),
        tracked_test(test_each_field_that_changes_is_named),
        tracked_test(test_another_unknown_word_is_a_change),
        tracked_test(test_a_snapshot_hands_out_what_it_changed),
        tracked_test(test_changes_are_of_one_team),
        tracked_test(test_an_ending_hands_out_its_row),
        tracked_test(test_no_change_is_of_a_row_that_was_forgotten),
        tracked_test(test_100000_rows_keep_their_identity),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
