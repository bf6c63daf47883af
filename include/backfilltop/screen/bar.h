/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/text.h"
#include "backfilltop/core/backfill.h"

/* Computes the progress bar: the glyph of each column, and the segments that give its colours.
 * Pure, so that it can be tested without a terminal. */

enum bar_segment { BAR_COMPLETED, BAR_FAILED, BAR_IN_FLIGHT, BAR_PENDING, bar_segment_count };

/* How the segments are distinguished. */
enum bar_look {
    BAR_LOOK_PLAIN,    /* by their glyphs */
    BAR_LOOK_COLOURED, /* by their colours */
    BAR_LOOK_SQUARES,  /* by their colours, in squares that leave a gap between two rows */
    BAR_LOOK_TEXTURED, /* by their colours, and failed by its glyph as well */
};

#define BAR_COLUMNS_MAX 512

struct bar_cell {
    const char *glyph;      /* one column, UTF-8 */
    enum bar_segment front; /* the segment of the glyph's foreground colour */
    enum bar_segment
        behind; /* the segment behind it: the same unless a boundary is in this column */
};

/* Lays the segments of `runs` out over `columns` columns (at most BAR_COLUMNS_MAX).
 *
 * BAR_LOOK_COLOURED has boundaries in eighths of a column, drawn by the left block elements with
 * the next segment as background. The other looks have whole columns; with BAR_LOOK_PLAIN every
 * segment has its own glyph. TEXT_ASCII, for all looks: "#" completed, "x" failed, ">" in flight,
 * "-" not yet created. A segment that is not empty stays visible as long as there are columns for
 * it, and the bar is full only when everything is completed. NULL `runs` or a total of 0: all
 * pending. */
void bar_layout(struct bar_cell *cells, int columns, const struct backfill_runs *runs,
                enum text_charset charset, enum bar_look look);
