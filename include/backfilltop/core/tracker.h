/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/backfill.h"
#include "backfilltop/core/decode.h"
#include "backfilltop/core/events.h"
#include "backfilltop/core/forecast.h"
#include "backfilltop/core/throughput.h"
#include "backfilltop/core/transfer_names.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The backfills over time: snapshot after snapshot becomes rows, events and samples. */

#define TRACKER_ALL_TEAMS INT64_C(0)

enum row_change {
    ROW_UNCHANGED,
    ROW_NEW, /* not in the snapshot before, be it new or back; never at a team's first snapshot */
    ROW_CHANGED, /* some field differs: see changed_fields */
    ROW_GONE,    /* not in the latest snapshot: "left the list" */
};

/* Bits of row.changed_fields. */
enum row_field {
    ROW_FIELD_STATUS = 1 << 0,
    ROW_FIELD_COMPLETED = 1 << 1,
    ROW_FIELD_FAILED = 1 << 2,
    ROW_FIELD_CREATED = 1 << 3,
    ROW_FIELD_TOTAL = 1 << 4,
    ROW_FIELD_ERRORS = 1 << 5,
    ROW_FIELD_OTHER = 1 << 6, /* dates, times, ids */
};

/* What the get-one call told of a backfill that left the list. */
enum row_ending {
    ROW_ENDING_UNKNOWN, /* not told yet, or it could not be asked */
    ROW_ENDING_FINAL,   /* the row's backfill is COMPLETED or CANCELLED */
    ROW_ENDING_MISSING, /* 404: the API does not know it any more */
};

/* What the user is to see of a row at a glance: its status, and states that the API has no word
 * for. */
enum row_state {
    ROW_STATE_CREATED,
    ROW_STATE_SCHEDULED,
    ROW_STATE_RUNNING,
    ROW_STATE_FAILED,
    ROW_STATE_COMPLETED,
    ROW_STATE_CANCELLED,
    ROW_STATE_OTHER,
    ROW_STATE_STALLED, /* RUNNING without progress */
    ROW_STATE_LEFT,    /* left the list, and nobody has told why yet */
    ROW_STATE_GONE,    /* left the list, and the API does not know it any more */
    row_state_count
};

/* A row keeps its identity, and its address, for as long as it is in the tracker. */
struct row {
    int64_t team_id;
    struct backfill backfill; /* the latest that the API told */
    struct forecast_track track;
    struct forecast forecast;  /* as of its team's latest snapshot: no news is no stall */
    enum row_change change;    /* what its team's latest snapshot did to it */
    unsigned changed_fields;   /* enum row_field, for ROW_CHANGED */
    enum row_ending ending;    /* what a lookup told, for ROW_GONE */
    const char *transfer_name; /* bytes as received, borrowed: see tracker_set_names(); or NULL,
                                  also for a name in which there is nothing to read */
    int64_t gone_ms;           /* monotonic: when it was first missed; meaningful for ROW_GONE */
};

/* A team that has had a snapshot. */
struct tracker_team {
    int64_t team_id;
    int64_t applied_ms; /* monotonic: its latest */
    struct throughput throughput;
};

struct tracker {
    struct row **rows; /* by team id, then backfill id */
    size_t count;
    size_t capacity;
    struct events events;
    struct tracker_team *teams;
    size_t team_count;
    size_t team_capacity;
};

/* Sums over the rows of one team, or of all. */
struct tracker_totals {
    size_t rows; /* in the list */
    size_t gone; /* not in it any more, whatever their state */
    size_t by_state[row_state_count];
    struct backfill_runs runs; /* of the rows whose runs are known, in the list or completed */
    bool has_rate;
    double runs_per_minute; /* of the RUNNING rows together */
    bool has_eta;
    int64_t end_s;      /* wall clock: when the slowest RUNNING row with an ETA ends */
    size_t without_eta; /* rows in the list that run or wait, and nobody knows until when: with
                           any of them, end_s is only the earliest end of all */
};

enum row_state row_state(const struct row *row);

/* The state that a status of the API stands for by itself. */
enum row_state status_state(enum backfill_status status);

/* Completed, cancelled or gone: nothing will happen to it any more. */
bool row_has_ended(const struct row *row);

void tracker_init(struct tracker *tracker);
void tracker_clear(struct tracker *tracker);

/* Applies the snapshot of one team, taking the backfills out of it (it is left empty).
 * Rows of other teams keep their state. Events: none at a team's first snapshot. */
void tracker_apply(struct tracker *tracker, int64_t team_id, struct snapshot *snapshot,
                   int64_t now_ms, int64_t now_s);

/* Forgets the rows that have been gone for `keep_ms` or longer. Returns whether there were any. */
bool tracker_forget(struct tracker *tracker, int64_t keep_ms, int64_t now_ms);

/* The row of a backfill, or NULL. */
struct row *tracker_find(const struct tracker *tracker, int64_t team_id, int64_t backfill_id);

/* Adds up the rows of a team; of all for TRACKER_ALL_TEAMS. */
struct tracker_totals tracker_totals(const struct tracker *tracker, int64_t team_id);

/* The runs per minute of a team, or of all for TRACKER_ALL_TEAMS, minute by minute, oldest first;
 * see throughput_add_rates(). False, with all of them unknown, if no minute is known. */
bool tracker_throughput(const struct tracker *tracker, int64_t team_id, int64_t now_ms,
                        double rates[static THROUGHPUT_MINUTES]);

/* Records what a lookup told of a backfill that left the list: its final record, which is taken out
 * of *told, or, for NULL, that the API does not know it any more. Nothing if it is in the list
 * again or was settled before; a row that has been forgotten meanwhile still makes an event. */
void tracker_settle(struct tracker *tracker, int64_t team_id, int64_t backfill_id,
                    struct backfill *told, int64_t now_s);

/* Forgets a row that is not in the list any more; every such row of the team, or of all teams, for
 * BACKFILL_NO_ID. Returns how many. */
size_t tracker_dismiss(struct tracker *tracker, int64_t team_id, int64_t backfill_id);

/* Gives the team's rows their transfers' names, borrowed until the next call. */
void tracker_set_names(struct tracker *tracker, int64_t team_id,
                       const struct transfer_names *names);
