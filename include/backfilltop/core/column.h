/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/buffer.h"
#include "backfilltop/base/text.h"
#include "backfilltop/core/tracker.h"

#include <stdbool.h>
#include <stdint.h>

/* A row's values as text, the same words on the screen and in reports. What came from the API has
 * passed base/text. */

enum column {
    COLUMN_TEAM,     /* team id */
    COLUMN_ID,       /* transfer_backfill_id */
    COLUMN_TRANSFER, /* display name, or else transfer id */
    COLUMN_RANGE,    /* "2024-02-01..02-28", "2023-12-20..2024-01-08", "2024-02-01" for one day */
    COLUMN_DAYS,     /* days of the range: "28 d" */
    COLUMN_STATUS,   /* the word; "stalled" and "left" have words of their own */
    COLUMN_PROGRESS, /* percent: "53 %" (the screen draws the bar beside it) */
    COLUMN_RUNS,     /* "15/28"; "15/-" if the one is known without the other */
    COLUMN_FAILED,   /* failed runs, nothing for 0 */
    COLUMN_ETA,      /* span until the end: "2 h 05", "-" once that has passed; for what has ended
                        the time of day */
    COLUMN_AGE,      /* span since created_time */
    column_count
};

/* The heading of a column: "TRANSFER". */
const char *column_heading(enum column column);

/* Which side a column's text stands on. */
enum text_align column_align(enum column column);

/* The word for the state of a row, bytes as received: its status, or "stalled", "left", "gone". */
const char *cell_status_word(const struct row *row);

/* The columns that a cell will ever take, of those whose text does not depend on the time: runs
 * done become as many as there are. `text` is room for it. */
int cell_columns(const struct row *row, enum column column, struct buffer *text);

/* Appends the text of a cell; "-" for what is absent. `now_s`: wall-clock seconds, for ages;
 * `utc`: times of day in UTC, else local. */
void cell_add(struct buffer *out, const struct row *row, enum column column,
              enum text_charset charset, int64_t now_s, bool utc);
