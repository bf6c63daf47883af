/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/backfill.h"
#include "backfilltop/core/decode.h"
#include "backfilltop/core/events.h"
#include "backfilltop/core/forecast.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The backfills over time: snapshot after snapshot becomes rows, events and samples. */

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

/* A row keeps its identity, and its address, for as long as it is in the fleet. */
struct row {
    int64_t team_id;
    struct backfill backfill; /* the latest that the API told */
    struct forecast_track track;
    struct forecast forecast; /* as of its team's latest snapshot: no news is no stall */
    enum row_change change;   /* what its team's latest snapshot did to it */
    unsigned changed_fields;  /* enum row_field, for ROW_CHANGED */
    int64_t gone_ms;          /* monotonic: when it was first missed; meaningful for ROW_GONE */
};

struct fleet {
    struct row **rows; /* by team id, then backfill id */
    size_t count;
    size_t capacity;
    struct events events;
    int64_t *known_teams; /* teams that have had a snapshot */
    size_t known_team_count;
    size_t known_team_capacity;
};

/* Sums over the rows that are in the list (gone ones apart). */
struct fleet_totals {
    size_t rows; /* in the list */
    size_t by_status[backfill_status_count];
    size_t stalled;
    size_t gone;
    struct backfill_runs runs; /* of the rows whose runs are known */
    bool has_rate;
    double runs_per_minute; /* of the RUNNING rows together */
    bool has_eta;
    int64_t eta_s; /* until the last RUNNING row with an ETA ends */
};

void fleet_init(struct fleet *fleet);
void fleet_clear(struct fleet *fleet);

/* Applies the snapshot of one team, taking the backfills out of it (it is left empty).
 * Rows of other teams keep their state. Events: none at a team's first snapshot. */
void fleet_apply(struct fleet *fleet, int64_t team_id, struct snapshot *snapshot, int64_t now_ms,
                 int64_t now_s);

/* Forgets the rows that have been gone for `keep_ms` or longer. Returns whether there were any. */
bool fleet_forget(struct fleet *fleet, int64_t keep_ms, int64_t now_ms);

/* The row of a backfill, or NULL. */
struct row *fleet_find(const struct fleet *fleet, int64_t team_id, int64_t backfill_id);

/* Adds up the fleet. */
struct fleet_totals fleet_totals(const struct fleet *fleet);
