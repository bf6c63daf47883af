/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/backfill.h"
#include "backfilltop/core/forecast.h"

#include <stdbool.h>
#include <stdint.h>

/* A backfill as it is shown: its latest record, what changed in it, and its state. */

/* What the latest snapshot of its team did to a row. */
enum row_change {
    ROW_UNCHANGED,
    ROW_NEW,     /* not in the snapshot before: new, or back; never in a team's first snapshot */
    ROW_CHANGED, /* some field differs: see changed_fields */
    ROW_GONE,    /* not in the latest snapshot: it left the list */
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

/* What a lookup found of a backfill that left the list. */
enum row_ending {
    ROW_ENDING_UNKNOWN, /* no answer yet, or lookups fail */
    ROW_ENDING_FINAL,   /* the row's backfill is COMPLETED or CANCELLED */
    ROW_ENDING_MISSING, /* 404: the API no longer has it */
};

/* The state of a row: the API's status, or one that the API has no word for. */
enum row_state {
    ROW_STATE_CREATED,
    ROW_STATE_SCHEDULED,
    ROW_STATE_RUNNING,
    ROW_STATE_FAILED,
    ROW_STATE_COMPLETED,
    ROW_STATE_CANCELLED,
    ROW_STATE_OTHER,   /* a status that this program does not know, or none */
    ROW_STATE_STALLED, /* RUNNING without progress */
    ROW_STATE_LEFT,    /* left the list; how it ended is not known yet */
    ROW_STATE_GONE,    /* left the list, and the API no longer has it */
    row_state_count
};

/* A row keeps its identity, and its address, as long as the tracker has it. */
struct row {
    int64_t team_id;
    struct backfill backfill; /* the latest record */
    struct forecast_track track;
    struct forecast forecast;  /* as of its team's latest snapshot */
    enum row_change change;    /* by its team's latest snapshot */
    unsigned changed_fields;   /* enum row_field, for ROW_CHANGED */
    enum row_ending ending;    /* for ROW_GONE */
    const char *transfer_name; /* bytes as received, borrowed: see tracker_set_names(); NULL if
                                  unknown or blank */
    uint64_t revision;         /* the tracker's, when the record or the name changed last; 0 for a
                                  row of no tracker */
    int64_t gone_ms;           /* for ROW_GONE: monotonic, when it was first missing */
};

enum row_state row_state(const struct row *row);

/* The word for its state, bytes as received: its status, or "stalled", "left", "gone". */
const char *row_status_word(const struct row *row);

/* The state of a row in the list with this status, if it is not stalled. */
enum row_state row_state_of_status(enum backfill_status status);

/* COMPLETED, CANCELLED or gone. */
bool row_has_ended(const struct row *row);

/* Running or waiting to run. A FAILED row is not, until it is retried. */
bool row_is_active(const struct row *row);
