/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/buffer.h"
#include "backfilltop/base/text.h"
#include "backfilltop/core/row.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The columns. All about a column is in its row of the table in column.c. To add a column, add it
 * to the list below and to that table. */

/* The columns from left to right, with their names for options and settings. The first one is
 * apart so that the names can be joined with commas. */
#define COLUMN_LIST(FIRST, OTHER)                                                                  \
    FIRST(TEAM, "team")         /* team id */                                                      \
    OTHER(ID, "id")             /* transfer_backfill_id */                                         \
    OTHER(TRANSFER, "transfer") /* display name, or else transfer id */                            \
    OTHER(RANGE, "range")       /* "2024-02-01..02-28"; the second year only if it differs */      \
    OTHER(DAYS, "days")         /* days of the range: "28 d" */                                    \
    OTHER(STATUS, "status")     /* the API's word; "stalled", "left" and "gone" are ours */        \
    OTHER(PROGRESS, "progress") /* percent: "53 %"; the screen draws a bar beside it */            \
    OTHER(RUNS, "runs")         /* completed of total: "15/28"; "15/-" if one is unknown */        \
    OTHER(FAILED, "failed")     /* failed runs, empty for 0 */                                     \
    OTHER(ETA, "eta")           /* time left: "2 h 05"; for what has ended, the time of day */     \
    OTHER(AGE, "age")           /* time since created_time */

#define COLUMN_ENUMERATOR(column, name) COLUMN_##column,
enum column { COLUMN_LIST(COLUMN_ENUMERATOR, COLUMN_ENUMERATOR) column_count };
#undef COLUMN_ENUMERATOR

/* "team,id,transfer,...": a string literal of all names, for texts that list them. */
#define COLUMN_FIRST_NAME(column, name) name
#define COLUMN_OTHER_NAME(column, name) "," name
#define COLUMN_NAMES                    COLUMN_LIST(COLUMN_FIRST_NAME, COLUMN_OTHER_NAME)

/* How a column gets its width. */
enum column_width {
    COLUMN_FIXED,    /* as its steps say */
    COLUMN_MEASURED, /* that of its widest cell so far, from `least` up to what its step says. Only
                        for texts that do not change with time, so that columns keep their width. */
    COLUMN_CLIPPED,  /* the same, but narrower down to `least` where there is no room */
};

/* A step by which a column gets wider. The steps of all columns are taken in order of rank, the
 * lowest first, equal ranks together, as long as there is room: as the terminal narrows, low ranks
 * stay longest. Ranks are multiples of ten, so that others fit in between. */
struct column_step {
    int rank;  /* above 0; from COLUMN_RANK_SPARE on: wider than the column needs */
    int width; /* of the whole column after this step, in terminal columns */
};

#define COLUMN_STEPS      5
#define COLUMN_RANK_SPARE 180

/* How a cell looks while nothing in it has changed. */
enum column_tone { COLUMN_TONE_PLAIN, COLUMN_TONE_DIM, COLUMN_TONE_BAD };

struct sort_value; /* private to core */

/* A row, and the form in which its values are written. */
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
    /* The widest text that the cell can get later; NULL: the present text is the widest. */
    void (*add_widest)(struct buffer *out, const struct row *row);
    /* What rows are sorted by. */
    void (*sort_value)(struct sort_value *value, const struct row *row);
    /* Whether the raw values contain a word of the filter; NULL: the filter has no "NAME:word" for
     * it. */
    bool (*matches)(const struct row *row, const char *word);
    bool descends;           /* large values, or late ones, stand first when sorted */
    bool searched;           /* the search, and filter words without a name, look in this column */
    unsigned changed_fields; /* enum row_field: a change in these highlights the cell */
    enum column_width width;
    int least;                              /* columns, unless COLUMN_FIXED */
    struct column_step steps[COLUMN_STEPS]; /* by rank; those that are not needed are zero */
    int bar_text; /* columns of the text to the right of the bar; 0: no bar */
};

const struct column_info *column_info(enum column column);

/* The name for options and settings: "eta". */
const char *column_name(enum column column);

/* The column of a name of `length` bytes. False, with *column untouched, if there is none. */
bool column_parse(enum column *column, const char *name, size_t length);

/* Appends the text of a cell: "-" if the value is absent. Text from the API has passed
 * text_clean(). The screen and reports use the same words. */
void column_add_text(struct buffer *out, enum column column, const struct column_cell *cell);

/* The most terminal columns that the cell can take, for a text that does not change with time.
 * `text` is scratch space. */
int column_cell_width(enum column column, const struct row *row, struct buffer *text);

/* Columns from left to right. As the user's choice, none means no choice: all columns, TEAM only
 * with several teams. */
struct columns {
    enum column list[column_count];
    size_t count;
};

/* Reads names with commas between them, or "all" for no choice. False, with *columns untouched, if
 * one is unknown, empty or given twice. */
bool columns_parse(struct columns *columns, const char *text);

/* Which columns to show. */
struct columns columns_shown(const struct columns *choice, bool several_teams);

/* The columns that rows can be sorted by: those that are shown, then the others. */
struct columns columns_sortable(const struct columns *choice, bool several_teams);

bool columns_has(const struct columns *columns, enum column column);
