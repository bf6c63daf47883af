/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/decode.h"
#include "backfilltop/core/events.h"
#include "backfilltop/core/row.h"
#include "backfilltop/core/throughput.h"
#include "backfilltop/core/transfer_names.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The backfills over time: rows, events, samples and forecasts, from one snapshot to the next. */

/* A team that has had a snapshot. */
struct tracker_team {
    int64_t team_id;
    int64_t applied_ms; /* monotonic: its latest */
    uint64_t serial;    /* likewise: see struct snapshot */
    struct throughput throughput;
};

/* What an answer did to a row. */
enum tracker_change_kind {
    TRACKER_ADDED,    /* seen for the first time, in a team's first snapshot too */
    TRACKER_CHANGED,  /* some field differs: see row.changed_fields */
    TRACKER_LEFT,     /* not in the list any more */
    TRACKER_RETURNED, /* in the list again */
    TRACKER_ENDED,    /* a lookup found how it ended: see row.ending */
};

struct tracker_change {
    enum tracker_change_kind kind;
    const struct row *row;
};

/* Owned by the tracker, and valid until its next call that is not const. */
struct tracker_changes {
    struct tracker_change *items;
    size_t count;
    size_t capacity;
};

struct tracker {
    struct row **rows; /* by team id, then backfill id */
    size_t count;
    size_t gone;       /* of the rows: those that left the list */
    uint64_t revision; /* counts the changes of records and names of rows */
    uint64_t
        seen_revision; /* counts the changes of all that rows show, are sorted by or add up to:
                          records, names, marks of changes, forecasts, and which rows there are */
    uint64_t
        set_revision; /* counts the changes of `rows`: a row came, or was dropped; 0: none did */
    struct events events;
    struct tracker_changes changes; /* made by the latest answer */
    struct tracker_team *teams;
    size_t team_count;
    size_t team_capacity;
};

/* Sums over the rows of one team, or of all. */
struct tracker_totals {
    size_t rows; /* in the list */
    size_t gone; /* not in it any more, in any state */
    size_t by_state[row_state_count];
    struct backfill_runs runs; /* of the rows whose runs are known, in the list or completed */
    bool has_rate;
    double runs_per_minute; /* of the RUNNING rows together */
    bool has_eta;
    int64_t end_s;      /* wall clock: when the slowest RUNNING row with an ETA ends */
    size_t without_eta; /* active rows in the list without an ETA: with any of them, end_s is only
                           the earliest end of all */
};

void tracker_init(struct tracker *tracker);
void tracker_clear(struct tracker *tracker);

/* The serial of the team's latest snapshot: the only one that an update may be based on. 0 before
 * the first, or if it had none. */
uint64_t tracker_serial(const struct tracker *tracker, int64_t team_id);

/* Applies the snapshot of one team and returns what it changed. Takes the backfills out of the
 * snapshot, which is left empty. An update must be based on tracker_serial(); what it keeps is not
 * compared. `now_ms` is monotonic, `now_s` the wall clock. Rows of other teams keep their state. A
 * team's first snapshot makes no events. */
const struct tracker_changes *tracker_apply(struct tracker *tracker, int64_t team_id,
                                            struct snapshot *snapshot, int64_t now_ms,
                                            int64_t now_s);

/* The same as applying the team's latest snapshot again, which must have been applied: nothing has
 * changed since, but time has passed. */
const struct tracker_changes *tracker_apply_again(struct tracker *tracker, int64_t team_id,
                                                  int64_t now_ms, int64_t now_s);

/* Records what a lookup found of a backfill that left the list: its final record, which is taken
 * out of *record, or, for NULL, that the API no longer knows it. Returns what that changed: nothing
 * if the backfill is in the list again. If the row has been forgotten by then, its ending still
 * makes an event, once. `now_s`: wall clock. */
const struct tracker_changes *tracker_record_ending(struct tracker *tracker, int64_t team_id,
                                                    int64_t backfill_id, struct backfill *record,
                                                    int64_t now_s);

/* Forgets the rows that have been gone for `keep_ms` or longer. Returns whether there were any. */
bool tracker_forget(struct tracker *tracker, int64_t keep_ms, int64_t now_ms);

/* The row of a backfill, or NULL. */
struct row *tracker_find(const struct tracker *tracker, int64_t team_id, int64_t backfill_id);

/* Whether any row is active; see row_is_active(). */
bool tracker_has_active(const struct tracker *tracker);

/* Adds up the rows of a team; of all for BACKFILL_ALL_TEAMS. */
struct tracker_totals tracker_totals(const struct tracker *tracker, int64_t team_id);

/* The runs per minute of a team, or of all for BACKFILL_ALL_TEAMS, minute by minute, oldest first;
 * see throughput_add_rates(). False, with all of them unknown, if no minute is known. */
bool tracker_throughput(const struct tracker *tracker, int64_t team_id, int64_t now_ms,
                        double rates[static THROUGHPUT_MINUTES]);

/* Forgets a row that is not in the list any more; every such row of the team, or of all teams, for
 * BACKFILL_NO_ID. Returns how many. */
size_t tracker_dismiss(struct tracker *tracker, int64_t team_id, int64_t backfill_id);

/* Gives the team's rows their transfers' names, borrowed until the next call. */
void tracker_set_names(struct tracker *tracker, int64_t team_id,
                       const struct transfer_names *names);
