/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/tracker.h"

#include <stdint.h>

/* A tracker under test: snapshots are put together, and applied TRACKED_POLL_S apart. */

#define TRACKED_TEAM      42
#define TRACKED_EPOCH_S   INT64_C(1706778000) /* wall clock when the test begins */
#define TRACKED_UPTIME_MS INT64_C(5000)       /* monotonic clock at that moment */
#define TRACKED_POLL_S    5

struct tracked {
    struct tracker tracker;
    struct snapshot snapshot;              /* applied next */
    int64_t elapsed_s;                     /* since the test began */
    const struct tracker_changes *changes; /* by what was applied last */
};

/* A test whose *state is a struct tracked of its own. */
#define tracked_test(name) cmocka_unit_test_setup_teardown(name, tracked_set_up, tracked_tear_down)

int tracked_set_up(void **state);
int tracked_tear_down(void **state);

/* Puts a backfill of 100 runs into the coming snapshot. Valid until the next is put. */
struct backfill *tracked_put(struct tracked *scene, int64_t id, enum backfill_status status,
                             int64_t completed);

/* Adds an entry to its error report. */
void tracked_put_error(struct backfill *backfill, int64_t day, const char *message);

/* A copy of a text, for a field of a backfill to own. */
char *tracked_text(const char *text);

/* Applies the coming snapshot to TRACKED_TEAM, or another team, and begins an empty one. */
void tracked_apply(struct tracked *scene);
void tracked_apply_to(struct tracked *scene, int64_t team_id);

/* The team's latest snapshot has not changed. */
void tracked_apply_again_to(struct tracked *scene, int64_t team_id);

/* Applies snapshots of one RUNNING backfill, 1, of which a run a minute completes. */
void tracked_run_for(struct tracked *scene, int64_t minutes);

/* Backfill 1 was RUNNING with 40 runs done, and left; 2 is still in the list. */
void tracked_let_one_leave(struct tracked *scene);

/* A final record, as a lookup brings it, and its effect; NULL: the API answers 404. */
struct backfill tracked_final_record(struct tracked *scene, int64_t id, enum backfill_status status,
                                     int64_t completed);
void tracked_end(struct tracked *scene, int64_t id, struct backfill *record);

/* The monotonic clock. */
int64_t tracked_now_ms(const struct tracked *scene);

/* The row of a backfill of TRACKED_TEAM, or NULL. */
struct row *tracked_row(const struct tracked *scene, int64_t id);

/* The event at an age: 0 is the newest. */
const struct event *tracked_event(const struct tracked *scene, size_t age);
