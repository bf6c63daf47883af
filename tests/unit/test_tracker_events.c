/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/tracker.h"

#include "backfilltop/base/memory.h"

#include "support/tracked.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* ---- events ---- */

static void test_a_new_backfill_is_an_event_with_all_its_fields(void **state) {
    struct tracked *scene = *state;
    tracked_apply(scene);
    tracked_put(scene, 1, BACKFILL_RUNNING, 8);
    tracked_apply(scene);
    const struct event *added = tracked_event(scene, 0);
    assert_int_equal(added->kind, EVENT_APPEARED);
    assert_int_equal(added->at_s, TRACKED_EPOCH_S + scene->elapsed_s);
    assert_int_equal(added->team_id, TRACKED_TEAM);
    assert_int_equal(added->backfill_id, 1);
    assert_int_equal(added->transfer_id, 7001);
    assert_int_equal(added->to.status, BACKFILL_RUNNING);
    assert_int_equal(added->runs_completed, 8);
}

static void test_a_change_of_status_is_one_event(void **state) {
    struct tracked *scene = *state;
    tracked_put(scene, 1, BACKFILL_RUNNING, 1);
    tracked_apply(scene);
    tracked_put(scene, 1, BACKFILL_FAILED, 1);
    tracked_apply(scene);
    tracked_put(scene, 1, BACKFILL_FAILED, 1);
    tracked_apply(scene);
    assert_int_equal(scene->tracker.events.total, 1);
    assert_int_equal(tracked_event(scene, 0)->kind, EVENT_STATUS);
    assert_int_equal(tracked_event(scene, 0)->from.status, BACKFILL_RUNNING);
    assert_int_equal(tracked_event(scene, 0)->to.status, BACKFILL_FAILED);
}

static void test_progress_alone_is_no_event(void **state) {
    struct tracked *scene = *state;
    tracked_run_for(scene, 30);
    assert_int_equal(scene->tracker.events.total, 0);
}

static void test_a_stall_is_one_event(void **state) {
    struct tracked *scene = *state;
    tracked_run_for(scene, 30);
    scene->elapsed_s += 599 - TRACKED_POLL_S;
    tracked_put(scene, 1, BACKFILL_RUNNING, 30);
    tracked_apply(scene);
    assert_false(tracked_row(scene, 1)->forecast.stalled);
    scene->elapsed_s += 1 - TRACKED_POLL_S;
    tracked_put(scene, 1, BACKFILL_RUNNING, 30);
    tracked_apply(scene);
    assert_true(tracked_row(scene, 1)->forecast.stalled);
    assert_int_equal(tracked_event(scene, 0)->kind, EVENT_STALLED);
    tracked_put(scene, 1, BACKFILL_RUNNING, 30);
    tracked_apply(scene);
    assert_int_equal(scene->tracker.events.total, 1);
}

static void test_progress_after_a_stall_is_an_event(void **state) {
    struct tracked *scene = *state;
    tracked_run_for(scene, 30);
    scene->elapsed_s += 700;
    tracked_put(scene, 1, BACKFILL_RUNNING, 30);
    tracked_apply(scene);
    assert_int_equal(tracked_event(scene, 0)->kind, EVENT_STALLED);
    tracked_put(scene, 1, BACKFILL_RUNNING, 31);
    tracked_apply(scene);
    assert_int_equal(tracked_event(scene, 0)->kind, EVENT_RESUMED);
    assert_int_equal(tracked_event(scene, 0)->runs_completed, 31);
}

static void test_a_stall_that_ends_in_failure_is_not_resumed(void **state) {
    struct tracked *scene = *state;
    tracked_run_for(scene, 30);
    scene->elapsed_s += 700;
    tracked_put(scene, 1, BACKFILL_RUNNING, 30);
    tracked_apply(scene);
    tracked_put(scene, 1, BACKFILL_FAILED, 30);
    tracked_apply(scene);
    assert_int_equal(tracked_event(scene, 0)->kind, EVENT_STATUS);
    assert_int_equal(tracked_event(scene, 1)->kind, EVENT_STALLED);
    assert_int_equal(scene->tracker.events.total, 2);
}

static void test_a_stall_at_first_sight_is_seen_but_no_event(void **state) {
    struct tracked *scene = *state;
    tracked_put(scene, 1, BACKFILL_RUNNING, 0)->start_time = TRACKED_EPOCH_S - 2400;
    tracked_apply(scene);
    assert_true(tracked_row(scene, 1)->forecast.stalled);
    tracked_put(scene, 1, BACKFILL_RUNNING, 0)->start_time = TRACKED_EPOCH_S - 2400;
    tracked_apply(scene);
    assert_true(tracked_row(scene, 1)->forecast.stalled);
    assert_int_equal(scene->tracker.events.total, 0);
}

/* ---- names ---- */

static void learn(struct transfer_names *names, int64_t transfer_id, const char *name) {
    struct transfer_name_list answer = {memory_new(1, sizeof *answer.items), 1, 1};
    answer.items[0] = (struct transfer_name){transfer_id, tracked_text(name)};
    transfer_names_begin(names, 0);
    transfer_names_end(names, OUTCOME_OK, &answer, 0);
    transfer_name_list_clear(&answer);
}

static void test_names_are_borrowed_and_replaced(void **state) {
    struct tracked *scene = *state;
    struct transfer_names names;
    transfer_names_init(&names, true, 0);
    tracked_put(scene, 1, BACKFILL_RUNNING, 1);
    tracked_put(scene, 2, BACKFILL_RUNNING, 1);
    tracked_apply(scene);
    tracked_put(scene, 1, BACKFILL_RUNNING, 1);
    tracked_apply_to(scene, TRACKED_TEAM + 1);
    tracker_set_names(&scene->tracker, TRACKED_TEAM, &names);
    assert_null(tracked_row(scene, 1)->transfer_name);
    learn(&names, 7001, "Ads");
    tracker_set_names(&scene->tracker, TRACKED_TEAM, &names);
    assert_string_equal(tracked_row(scene, 1)->transfer_name, "Ads");
    assert_ptr_equal(tracked_row(scene, 1)->transfer_name, transfer_names_find(&names, 7001));
    assert_null(tracked_row(scene, 2)->transfer_name);
    assert_null(tracker_find(&scene->tracker, TRACKED_TEAM + 1, 1)->transfer_name);
    learn(&names, 7001, "Ads, renamed");
    tracker_set_names(&scene->tracker, TRACKED_TEAM, &names);
    assert_string_equal(tracked_row(scene, 1)->transfer_name, "Ads, renamed");
    transfer_names_clear(&names);
}

static void test_a_name_with_nothing_to_read_is_none(void **state) {
    static const char *const blank[] = {"", " ", "\xC2\xA0", "\xE2\x80\x8B", "\xE3\x85\xA4"};
    struct tracked *scene = *state;
    struct transfer_names names;
    tracked_apply(scene);
    for (size_t i = 0; i < sizeof blank / sizeof *blank; i++) {
        transfer_names_init(&names, true, 0);
        tracked_put(scene, 1, BACKFILL_RUNNING, (int64_t)i);
        tracked_apply(scene);
        learn(&names, 7001, blank[i]);
        tracker_set_names(&scene->tracker, TRACKED_TEAM, &names);
        assert_null(tracked_row(scene, 1)->transfer_name);
        assert_string_equal(tracked_event(scene, 0)->transfer_name, "");
        transfer_names_clear(&names);
    }
}

static void test_a_name_stays_with_its_row(void **state) {
    struct tracked *scene = *state;
    struct transfer_names names;
    transfer_names_init(&names, true, 0);
    learn(&names, 7001, "Ads");
    tracked_let_one_leave(scene);
    tracker_set_names(&scene->tracker, TRACKED_TEAM, &names);
    struct backfill record = tracked_final_record(scene, 1, BACKFILL_COMPLETED, 100);
    tracked_end(scene, 1, &record);
    assert_string_equal(tracked_row(scene, 1)->transfer_name, "Ads");
    tracked_put(scene, 1, BACKFILL_RUNNING, 1);
    tracked_apply(scene);
    assert_string_equal(tracked_row(scene, 1)->transfer_name, "Ads");
    transfer_names_clear(&names);
}

static void test_an_event_gets_the_name_that_comes_later(void **state) {
    struct tracked *scene = *state;
    struct transfer_names names;
    transfer_names_init(&names, true, 0);
    tracked_apply(scene);
    tracked_put(scene, 1, BACKFILL_CREATED, 0);
    tracked_apply(scene);
    assert_string_equal(tracked_event(scene, 0)->transfer_name, "");
    learn(&names, 7001, "Ads");
    tracker_set_names(&scene->tracker, TRACKED_TEAM + 1, &names);
    assert_string_equal(tracked_event(scene, 0)->transfer_name, "");
    tracker_set_names(&scene->tracker, TRACKED_TEAM, &names);
    assert_string_equal(tracked_event(scene, 0)->transfer_name, "Ads");
    learn(&names, 7001, "Ads, renamed");
    tracker_set_names(&scene->tracker, TRACKED_TEAM, &names);
    assert_string_equal(tracked_event(scene, 0)->transfer_name, "Ads");
    tracked_put(scene, 1, BACKFILL_FAILED, 0);
    tracked_apply(scene);
    assert_string_equal(tracked_event(scene, 0)->transfer_name, "Ads, renamed");
    transfer_names_clear(&names);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        tracked_test(test_a_new_backfill_is_an_event_with_all_its_fields),
        tracked_test(test_a_change_of_status_is_one_event),
        tracked_test(test_progress_alone_is_no_event),
        tracked_test(test_a_stall_is_one_event),
        tracked_test(test_progress_after_a_stall_is_an_event),
        tracked_test(test_a_stall_that_ends_in_failure_is_not_resumed),
        tracked_test(test_a_stall_at_first_sight_is_seen_but_no_event),
        tracked_test(test_names_are_borrowed_and_replaced),
        tracked_test(test_a_name_with_nothing_to_read_is_none),
        tracked_test(test_a_name_stays_with_its_row),
        tracked_test(test_an_event_gets_the_name_that_comes_later),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
