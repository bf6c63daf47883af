/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/buffer.h"
#include "backfilltop/base/text.h"
#include "backfilltop/core/row.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The columns: everything that is known about one stands in its row of the table in column.c. To
 * add a column, add it to the list below and to that table. */

/* The columns from left to right, with their names for options and settings. The first one is
 * apart so that the names can be joined with commas. */
#define COLUMN_LIST(FIRST, OTHER)                                                                  \
    FIRST(TEAM, "team")         /* team id */                                                      \
    OTHER(ID, "id")             /* transfer_backfill_id */                                         \
    OTHER(TRANSFER, "transfer") /* display name, or else transfer id */                            \
    OTHER(RANGE, "range")       /* "2024-02-01..02-28"; the second year only if it differs */      \
    OTHER(DAYS, "days")         /* days of the range: "28 d" */                                    \
    OTHER(STATUS, "status")     /* the API's word; "stalled", "left" and "gone" are our own */     \
    OTHER(PROGRESS, "progress") /* percent: "53 %"; the screen draws a bar beside it */            \
    OTHER(RUNS, "runs")         /* completed of total: "15/28"; "15/-" if one is unknown */        \
    OTHER(FAILED, "failed")     /* failed runs, empty for 0 */                                     \
    OTHER(ETA, "eta")           /* time left: "2 h 05"; of what has ended the time of day */       \
    OTHER(AGE, "age")           /* time since created_time */

#define COLUMN_ENUMERATOR(column, name) COLUMN_##column,
enum column { COLUMN_LIST(COLUMN_ENUMERATOR, COLUMN_ENUMERATOR) column_count };
#undef COLUMN_ENUMERATOR

/* "team,id,transfer,...": a string literal of all names, for texts that list them. */
#define COLUMN_FIRST_NAME(column, name) name
#define COLUMN_OTHER_NAME(column, name) "," name
#define COLUMN_NAMES                    COLUMN_LIST(COLUMN_FIRST_NAME, COLUMN_OTHER_NAME)

/* How a column's width comes about. */
enum column_width {
    COLUMN_FIXED,    /* as its steps say */
    COLUMN_MEASURED, /* as its widest cell so far needs, from `least` up to what its step says.
                        For texts that do not depend on the time, so that columns stand still. */
    COLUMN_CLIPPED,  /* the same, but narrower down to `least` where there is no room */
};

/* A step in which a column gets room on the screen. The steps of all columns are taken by rank, the
 * lowest first, equal ones together, as far as there is room: what has a low rank stays longest as
 * the terminal narrows. Ranks go by tens, so that another one fits between. */
struct column_step {
    int rank;  /* above 0; from COLUMN_RANK_SPARE on: more than the column needs */
    int width; /* the whole column then, in terminal columns */
};

#define COLUMN_STEPS      5
#define COLUMN_RANK_SPARE 180

/* How a cell looks while nothing in it has changed. */
enum column_tone { COLUMN_TONE_PLAIN, COLUMN_TONE_DIM, COLUMN_TONE_BAD };

struct sort_value; /* private to core */

/* A row, and how its values are written. */
struct column_cell {
    const struct row *row;
    enum text_charset charset;
    int64_t now_s; /* wall clock, for ages and time left */
    bool utc;      /* times of day in UTC, else local */
};

/* All about one column. */
struct column_info {
    const char *heading; /* "ETA" */
    enum text_align align;
    enum column_tone tone;
    void (*add_text)(struct buffer *out, const struct column_cell *cell);
    /* The widest text that the cell will get, where that is not the present one; or NULL. */
    void (*add_widest)(struct buffer *out, const struct row *row);
    /* What rows are sorted by. */
    void (*sort_value)(struct sort_value *value, const struct row *row);
    /* Whether the raw values contain a word of the filter; NULL: it knows no "NAME:word". */
    bool (*matches)(const struct row *row, const char *word);
    bool descends;           /* large values, or late ones, stand first when sorted */
    bool searched;           /* the search, and words of the filter without a name, look into it */
    unsigned changed_fields; /* enum row_field: a change of these makes the cell stand out */
    enum column_width width;
    int least;                              /* columns, unless COLUMN_FIXED */
    struct column_step steps[COLUMN_STEPS]; /* by rank; those that are not needed are zero */
    int bar_text; /* with a bar: columns of the text, right of it; 0: no bar */
};

const struct column_info *column_info(enum column column);

/* The name for options and settings: "eta". */
const char *column_name(enum column column);

/* The column of a name of `length` bytes. False, with *column untouched, if there is none. */
bool column_parse(enum column *column, const char *name, size_t length);

/* Appends the text of a cell: "-" for what is absent. What came from the API has passed base/text.
 * The same words on the screen and in reports. */
void column_add_text(struct buffer *out, enum column column, const struct column_cell *cell);

/* The terminal columns that a cell will ever take, for a text that does not depend on the time.
 * `text` is room for it. */
int column_cell_width(enum column column, const struct row *row, struct buffer *text);

/* Columns from left to right. As the user's choice, none means no choice: all of them, the team
 * only if there are several. */
struct columns {
    enum column list[column_count];
    size_t count;
};

/* Reads names with commas between them, or "all" for no choice. False, with *columns untouched, if
 * one is unknown, empty or given twice. */
bool columns_parse(struct columns *columns, const char *text);

/* Which columns to show. */
struct columns columns_shown(const struct columns *choice, bool several_teams);

/* Which columns to sort by: those that are shown, then the others. */
struct columns columns_sortable(const struct columns *choice, bool several_teams);

bool columns_has(const struct columns *columns, enum column column);
