/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/tracker.h"

#include "backfilltop/base/random.h"

#include "support/tracked.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* tracker_apply_again() against the long way, over random histories: one tracker is given each
 * unchanged list once more, the other is told that it has not changed. */

enum { TEAMS = 3, IDS = 12, STEPS = 600, HISTORIES = 60 };

/* What the API lists of a team; 0: not in the list. */
struct listed {
    enum backfill_status status[IDS];
    int64_t completed[IDS];
    bool is_in[IDS];
    bool was_applied;
};

static int64_t below(uint64_t *random, uint64_t limit) {
    return (int64_t)(random_next(random) % limit);
}

static void change_list(struct listed *listed, uint64_t *random) {
    static const enum backfill_status statuses[] = {BACKFILL_CREATED, BACKFILL_RUNNING,
                                                    BACKFILL_RUNNING, BACKFILL_FAILED};
    for (int64_t changes = below(random, 4); changes >= 0; changes--) {
        int64_t id = below(random, IDS);
        listed->is_in[id] = below(random, 5) > 0;
        listed->status[id] = statuses[below(random, 4)];
        listed->completed[id] += below(random, 9) - 1;
        listed->completed[id] = listed->completed[id] < 0 ? 0 : listed->completed[id];
    }
}

static void put_list(struct tracked *scene, const struct listed *listed) {
    for (int64_t id = 0; id < IDS; id++) {
        if (listed->is_in[id]) {
            tracked_put(scene, id + 1, listed->status[id], listed->completed[id]);
        }
    }
}

static void assert_same_row(const struct row *a, const struct row *b) {
    assert_int_equal(a->team_id, b->team_id);
    assert_int_equal(a->backfill.id, b->backfill.id);
    assert_int_equal(a->backfill.status, b->backfill.status);
    assert_int_equal(a->backfill.runs_completed, b->backfill.runs_completed);
    assert_int_equal(a->change, b->change);
    assert_int_equal(a->changed_fields, b->changed_fields);
    assert_int_equal(a->ending, b->ending);
    assert_int_equal(a->gone_ms, b->gone_ms);
    assert_int_equal(a->track.count, b->track.count);
    assert_int_equal(a->track.recorded_ms, b->track.recorded_ms);
    assert_int_equal(a->forecast.has_rate, b->forecast.has_rate);
    assert_true(a->forecast.runs_per_minute >= b->forecast.runs_per_minute &&
                a->forecast.runs_per_minute <= b->forecast.runs_per_minute);
    assert_int_equal(a->forecast.has_eta, b->forecast.has_eta);
    assert_int_equal(a->forecast.eta_s, b->forecast.eta_s);
    assert_int_equal(a->forecast.stalled, b->forecast.stalled);
    assert_int_equal(a->forecast.idle_ms, b->forecast.idle_ms);
}

/* What the tracker counts, and the order of its rows. */
static void assert_sound(const struct tracker *tracker) {
    size_t gone = 0;
    for (size_t i = 0; i < tracker->count; i++) {
        const struct row *row = tracker->rows[i];
        gone += row->change == ROW_GONE;
        assert_ptr_equal(tracker_find(tracker, row->team_id, row->backfill.id), row);
    }
    assert_int_equal(tracker->gone, gone);
}

static void assert_same(const struct tracked *a, const struct tracked *b) {
    assert_int_equal(a->tracker.count, b->tracker.count);
    assert_sound(&a->tracker);
    assert_sound(&b->tracker);
    for (size_t i = 0; i < a->tracker.count; i++) {
        assert_same_row(a->tracker.rows[i], b->tracker.rows[i]);
    }
    assert_int_equal(a->changes->count, b->changes->count);
    assert_int_equal(a->tracker.events.total, b->tracker.events.total);
    for (size_t age = 0; age < a->tracker.events.count; age++) {
        const struct event *left = events_at(&a->tracker.events, age);
        const struct event *right = events_at(&b->tracker.events, age);
        assert_int_equal(left->kind, right->kind);
        assert_int_equal(left->at_s, right->at_s);
        assert_int_equal(left->team_id, right->team_id);
        assert_int_equal(left->backfill_id, right->backfill_id);
    }
    for (int64_t team_id = 1; team_id <= TEAMS; team_id++) {
        double rates[2][THROUGHPUT_MINUTES];
        int64_t now_ms = tracked_now_ms(a);
        bool known = tracker_throughput(&a->tracker, team_id, now_ms, rates[0]);
        assert_int_equal(known, tracker_throughput(&b->tracker, team_id, now_ms, rates[1]));
        assert_memory_equal(rates[0], rates[1], sizeof rates[0]);
    }
}

/* Returns how many snapshots were applied again. */
static int run_history(struct tracked *longer, struct tracked *again, uint64_t *random) {
    struct listed teams[TEAMS] = {{.was_applied = false}};
    int repeated = 0;
    for (int step = 0; step < STEPS; step++) {
        int64_t team_id = 1 + below(random, TEAMS);
        struct listed *listed = &teams[team_id - 1];
        bool repeats = listed->was_applied && below(random, 3) > 0;
        longer->elapsed_s += below(random, 40);
        again->elapsed_s = longer->elapsed_s;
        if (!repeats) {
            change_list(listed, random);
        }
        put_list(longer, listed);
        tracked_apply_to(longer, team_id);
        if (repeats) {
            tracked_apply_again_to(again, team_id);
            repeated++;
        } else {
            put_list(again, listed);
            tracked_apply_to(again, team_id);
        }
        listed->was_applied = true;
        assert_same(longer, again);
        if (below(random, 20) == 0) {
            tracker_forget(&longer->tracker, 60000, tracked_now_ms(longer));
            tracker_forget(&again->tracker, 60000, tracked_now_ms(again));
        }
    }
    return repeated;
}

static void again_is_the_same_as_the_same_list_once_more(void **state) {
    uint64_t random = 7;
    int repeated = 0;
    uint64_t events = 0;
    (void)state;
    for (int history = 0; history < HISTORIES; history++) {
        void *longer;
        void *again;
        tracked_set_up(&longer);
        tracked_set_up(&again);
        repeated += run_history(longer, again, &random);
        events += ((struct tracked *)again)->tracker.events.total;
        tracked_tear_down(&longer);
        tracked_tear_down(&again);
    }
    assert_true(repeated > HISTORIES * STEPS / 2);
    assert_true(events > HISTORIES * STEPS / 4);
}

static void highlights_end(void **state) {
    struct tracked *scene = *state;
    tracked_put(scene, 1, BACKFILL_RUNNING, 5);
    tracked_apply(scene);
    tracked_put(scene, 1, BACKFILL_RUNNING, 6);
    tracked_put(scene, 2, BACKFILL_CREATED, 0);
    tracked_apply(scene);
    assert_int_equal(tracked_row(scene, 1)->change, ROW_CHANGED);
    assert_int_equal(tracked_row(scene, 2)->change, ROW_NEW);
    tracked_apply_again_to(scene, TRACKED_TEAM);
    assert_int_equal(tracked_row(scene, 1)->change, ROW_UNCHANGED);
    assert_int_equal(tracked_row(scene, 1)->changed_fields, 0);
    assert_int_equal(tracked_row(scene, 2)->change, ROW_UNCHANGED);
}

static void what_left_stays_gone(void **state) {
    struct tracked *scene = *state;
    tracked_let_one_leave(scene);
    int64_t gone_ms = tracked_row(scene, 1)->gone_ms;
    tracked_apply_again_to(scene, TRACKED_TEAM);
    assert_int_equal(tracked_row(scene, 1)->change, ROW_GONE);
    assert_int_equal(tracked_row(scene, 1)->gone_ms, gone_ms);
}

static void a_backfill_stalls_while_nothing_changes(void **state) {
    struct tracked *scene = *state;
    tracked_run_for(scene, 30);
    uint64_t before = scene->tracker.events.total;
    for (int i = 0; i < 3600 / TRACKED_POLL_S; i++) {
        tracked_apply_again_to(scene, TRACKED_TEAM);
    }
    assert_true(tracked_row(scene, 1)->forecast.stalled);
    assert_int_equal(scene->tracker.events.total, before + 1);
    assert_int_equal(tracked_event(scene, 0)->kind, EVENT_STALLED);
}

/* The next list may be an update of it still. */
static void the_latest_snapshot_keeps_its_serial(void **state) {
    struct tracked *scene = *state;
    struct snapshot snapshot = {.serial = 7};
    tracker_apply(&scene->tracker, TRACKED_TEAM, &snapshot, tracked_now_ms(scene), 0);
    assert_int_equal(tracker_serial(&scene->tracker, TRACKED_TEAM), 7);
    tracked_apply_again_to(scene, TRACKED_TEAM);
    assert_int_equal(tracker_serial(&scene->tracker, TRACKED_TEAM), 7);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(again_is_the_same_as_the_same_list_once_more),
        tracked_test(highlights_end),
        tracked_test(what_left_stays_gone),
        tracked_test(a_backfill_stalls_while_nothing_changes),
        tracked_test(the_latest_snapshot_keeps_its_serial),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
