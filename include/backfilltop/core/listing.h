/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/column.h"
#include "backfilltop/core/filter.h"
#include "backfilltop/core/row_group.h"
#include "backfilltop/core/sort.h"
#include "backfilltop/core/tracker.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Which rows are shown, in which order, and which one is selected.
 *
 * Until the user has chosen a row the first one is selected; from then on the selection follows its
 * backfill through sorting, vanishing and coming back. What is on the screen follows the selection,
 * except after sorting: then the first rows are shown until the user moves the selection. */
struct listing {
    struct row **rows; /* borrowed, in the order shown; valid until the tracker changes */
    size_t count;
    size_t capacity;
    size_t total;             /* rows of the team, including those that the query hides */
    size_t selected;          /* index into rows; 0 when there are none */
    size_t top;               /* index of the first row on the screen */
    int widths[column_count]; /* of the widest cell so far of each column, in terminal columns; 0
                                 for columns of fixed width */
    int64_t team_id;          /* of the latest update, as for the two below */
    uint64_t set_revision;    /* of the tracker */
    uint64_t measured;        /* the rows of the team are measured up to this revision */
    bool follows;             /* the user has chosen the selected row */
    bool stays;               /* the rows on the screen do not follow the selection */
    int64_t selected_team;
    int64_t selected_id; /* BACKFILL_NO_ID until a row is selected; kept while there are no rows */
};

void listing_init(struct listing *listing);
void listing_clear(struct listing *listing);

/* Which rows to show, in which order. All zeroes: all rows of all teams, trouble on top. */
struct listing_query {
    int64_t team_id;             /* or BACKFILL_ALL_TEAMS */
    const struct filter *filter; /* borrowed; NULL: all */
    enum row_group group;
    struct sort sort;
};

/* Updates the rows to those that the query asks for. A selection that the user has chosen stays on
 * its backfill; if the tracker has dropped the backfill, the row that takes its place is selected.
 * While the query merely hides it, the row in its place is shown as selected until the backfill is
 * shown again or the user moves the selection. */
void listing_update(struct listing *listing, const struct tracker *tracker,
                    const struct listing_query *query);

/* Widens `widths` to what the rows need that have changed since. They never shrink, so that columns
 * keep their places as rows scroll, come and go. listing_update() calls it, also for the rows that
 * the query hides. */
void listing_measure(struct listing *listing);

/* The selected row, or NULL when there are no rows. */
struct row *listing_selected(const struct listing *listing);

/* Moves the selection by `delta` rows, stopping at the ends. */
void listing_move(struct listing *listing, long delta);

/* Selects the row at `index`, or the last one if there are fewer, as the user's choice. */
void listing_select(struct listing *listing, size_t index);

/* Shows the first rows until the user moves the selection, wherever that is. */
void listing_show_top(struct listing *listing);

/* Scrolls as little as needed to have the selection among the `visible` rows and no free line below
 * the last row. After listing_show_top() the selection may stay out of sight. */
void listing_scroll(struct listing *listing, size_t visible);

/* Scrolls by `delta` rows: the mouse wheel. Moves the selection to keep it on the screen, unless
 * listing_show_top() has put it out of sight. */
void listing_wheel(struct listing *listing, long delta, size_t visible);
