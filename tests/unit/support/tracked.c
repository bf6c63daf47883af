/* SPDX-License-Identifier: MIT */
#include "tracked.h"

#include "backfilltop/base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

int tracked_set_up(void **state) {
    struct tracked *scene = memory_new(1, sizeof *scene);
    tracker_init(&scene->tracker);
    *state = scene;
    return 0;
}

int tracked_tear_down(void **state) {
    struct tracked *scene = *state;
    tracker_clear(&scene->tracker);
    snapshot_clear(&scene->snapshot);
    free(scene);
    return 0;
}

struct backfill *tracked_put(struct tracked *scene, int64_t id, enum backfill_status status,
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

char *tracked_text(const char *text) {
    return memory_copy(text, strlen(text));
}

void tracked_put_error(struct backfill *backfill, int64_t day, const char *message) {
    backfill->errors = memory_resize(backfill->errors, backfill->error_count + 1,
                                     sizeof *backfill->errors);
    backfill->errors[backfill->error_count++] = (struct backfill_error){
        .day = day, .message = tracked_text(message)};
    backfill->has_error_report = true;
}

int64_t tracked_now_ms(const struct tracked *scene) {
    return TRACKED_UPTIME_MS + scene->elapsed_s * 1000;
}

void tracked_apply_to(struct tracked *scene, int64_t team_id) {
    scene->elapsed_s += TRACKED_POLL_S;
    scene->changes = tracker_apply(&scene->tracker, team_id, &scene->snapshot,
                                   tracked_now_ms(scene), TRACKED_EPOCH_S + scene->elapsed_s);
    assert_int_equal(scene->snapshot.count, 0);
}

void tracked_apply_again_to(struct tracked *scene, int64_t team_id) {
    scene->elapsed_s += TRACKED_POLL_S;
    scene->changes = tracker_apply_again(&scene->tracker, team_id, tracked_now_ms(scene),
                                         TRACKED_EPOCH_S + scene->elapsed_s);
}

void tracked_apply(struct tracked *scene) {
    tracked_apply_to(scene, TRACKED_TEAM);
}

struct row *tracked_row(const struct tracked *scene, int64_t id) {
    return tracker_find(&scene->tracker, TRACKED_TEAM, id);
}

const struct event *tracked_event(const struct tracked *scene, size_t age) {
    return events_at(&scene->tracker.events, age);
}

void tracked_run_for(struct tracked *scene, int64_t minutes) {
    for (int64_t minute = 1; minute <= minutes; minute++) {
        scene->elapsed_s += 60 - TRACKED_POLL_S;
        tracked_put(scene, 1, BACKFILL_RUNNING, minute);
        tracked_apply(scene);
    }
}

void tracked_let_one_leave(struct tracked *scene) {
    tracked_put(scene, 1, BACKFILL_RUNNING, 40)->start_time = TRACKED_EPOCH_S - 600;
    tracked_put(scene, 2, BACKFILL_RUNNING, 1);
    tracked_apply(scene);
    tracked_put(scene, 2, BACKFILL_RUNNING, 1);
    tracked_apply(scene);
}

struct backfill tracked_final_record(struct tracked *scene, int64_t id, enum backfill_status status,
                                     int64_t completed) {
    struct backfill record = *tracked_put(scene, id, status, completed);
    scene->snapshot.count--;
    record.start_time = TRACKED_EPOCH_S - 600;
    record.end_time = TRACKED_EPOCH_S;
    return record;
}

void tracked_end(struct tracked *scene, int64_t id, struct backfill *record) {
    scene->changes = tracker_record_ending(&scene->tracker, TRACKED_TEAM, id, record,
                                           TRACKED_EPOCH_S + scene->elapsed_s);
}
