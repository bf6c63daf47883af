/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/column.h"
#include "backfilltop/screen/view.h"

#include <stdbool.h>
#include <stddef.h>

/* Where everything is on a screen of a given size, and which columns fit. Pure. */

#define LAYOUT_BESIDE_COLUMNS 160 /* from this width on, the pane is beside the table */

struct layout_column {
    enum column column;
    int x;     /* first column on the screen */
    int width; /* columns, with the bar where there is one */
};

/* A text that may have more lines than its place on the screen. */
struct layout_text {
    int lines; /* in all; 0 while it is not shown */
    int first; /* the first one that is shown, from 0 on */
    int most;  /* the largest value of `first`: there the last line of the text is at the end of its
                  place */
};

struct layout {
    int width;
    int height;
    int margin;       /* columns left free at both sides */
    int header_lines; /* 1 to 3, from line 0; 0 when there is no room */
    int heading_y;    /* line of the column headings, or -1 */
    int table_y;      /* first line of the rows */
    int table_lines;  /* rows that fit */
    int table_width;  /* columns of the table, from the left edge on */
    int pane_y;       /* line of the pane's title, or -1 when it is not shown */
    int pane_lines;   /* lines of the pane's text, below its title */
    int pane_x;       /* 0 below the table; beside it, the column of the rule between them */
    int pane_width;   /* columns, including that rule */
    int status_y;     /* line for problems and notices, or -1: the last header line, if it is wide
                         enough */
    int status_lines; /* 1, or up to 3 for a problem or a note that is longer than a line */
    int hints_y;      /* line of the key hints, or -1; if it is status_y, problems and notices take
                         precedence */
    int prompt_y;     /* line of the prompt while one is open, or -1 */
    int page_y;       /* first line of a page, which takes the place of table and pane */
    int page_lines;
    struct layout_text pane_text; /* screen_layout() fills in both, since it knows the texts */
    struct layout_text page_text;
    struct layout_column columns[column_count]; /* those that are shown, from left to right */
    size_t shown_columns;
};

/* Lays out a screen of `width` x `height` for `view`. Which columns are shown, and how wide,
 * depends on core/column and the widths of the listing's cells. */
void layout_compute(struct layout *layout, int width, int height, const struct view *view);

/* The width of the bar at the left of a column, without the gap before the text; 0: it has no
 * bar. */
int layout_bar_width(const struct layout_column *place);

/* The column whose heading is at this place; false if there is none. */
bool layout_heading_at(const struct layout *layout, const struct view *view, int y, int x,
                       enum column *column);

/* The index of the row at line `y` of the screen; false if there is none. */
bool layout_row_at(const struct layout *layout, const struct view *view, int y, size_t *index);
