/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/buffer.h"
#include "backfilltop/base/text.h"
#include "backfilltop/core/fleet.h"

#include <stdbool.h>
#include <stdint.h>

/* A row's values as text, the same words on the screen and in reports. What came from the API has
 * passed base/text. */

enum column {
    COLUMN_ID,       /* transfer_backfill_id */
    COLUMN_TRANSFER, /* transfer id */
    COLUMN_RANGE,    /* "2024-02-01..02-28", "2023-12-20..2024-01-08", "2024-02-01" for one day */
    COLUMN_DAYS,     /* days of the range: "28 d" */
    COLUMN_STATUS,   /* the word; "stalled" and "left" have words of their own */
    COLUMN_PROGRESS, /* percent: "53 %" (the screen draws the bar beside it) */
    COLUMN_RUNS,     /* "15/28"; "15/-" if the one is known without the other */
    COLUMN_FAILED,   /* failed runs, nothing for 0 */
    COLUMN_ETA,      /* span until the end: "2 h 05" */
    COLUMN_AGE,      /* span since created_time */
    column_count
};

/* What the user is to see of a row at a glance: its status, with two states that the API has no
 * word for. */
enum row_state {
    ROW_STATE_CREATED,
    ROW_STATE_SCHEDULED,
    ROW_STATE_RUNNING,
    ROW_STATE_FAILED,
    ROW_STATE_COMPLETED,
    ROW_STATE_CANCELLED,
    ROW_STATE_OTHER,
    ROW_STATE_STALLED, /* RUNNING without progress */
    ROW_STATE_LEFT,    /* left the list */
    row_state_count
};

enum row_state row_state(const struct row *row);

/* The heading of a column: "TRANSFER". */
const char *column_heading(enum column column);

/* Which side a column's text stands on. */
enum text_align column_align(enum column column);

/* Appends the text of a cell; "-" for what is absent. `now_s`: wall-clock seconds, for ages. */
void cell_add(struct buffer *out, const struct row *row, enum column column,
              enum text_charset charset, int64_t now_s);
