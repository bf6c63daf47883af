/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/cells.h"
#include "backfilltop/screen/bar.h"
#include "backfilltop/screen/terminal.h"

#include <curses.h>

/* What things mean, and how that looks on this terminal: the only place that knows a colour. */

enum theme_role {
    THEME_TEXT,
    THEME_STRONG,
    THEME_DIM,
    THEME_HEADING,
    THEME_KEY,
    THEME_GOOD,
    THEME_WARNING,
    THEME_BAD,
    THEME_CREATED, /* from here on one for each enum row_state, in its order */
    THEME_SCHEDULED,
    THEME_RUNNING,
    THEME_FAILED,
    THEME_COMPLETED,
    THEME_CANCELLED,
    THEME_OTHER,
    THEME_STALLED,
    THEME_LEFT,
    THEME_GONE,
    THEME_BAR_COMPLETED, /* from here on one for each enum bar_segment, in its order */
    THEME_BAR_FAILED,
    THEME_BAR_IN_FLIGHT,
    THEME_BAR_PENDING,
    theme_role_count
};

enum theme_glyph {
    GLYPH_ELLIPSIS,
    GLYPH_DOT,
    GLYPH_RULE,
    GLYPH_ABOUT,
    GLYPH_WAIT,
    GLYPH_LIVE,
    GLYPH_ALERT,
    GLYPH_REFUSED,
    GLYPH_PAUSED,
    GLYPH_ASCENDING,
    GLYPH_DESCENDING,
    GLYPH_FAILED_DAY,
    GLYPH_OPEN_DAY,
    GLYPH_WALL,
    theme_glyph_count
};

/* A colour as curses numbers it; -1 is the terminal's own. */
struct theme_paint {
    short ink;
    short ground;
    attr_t attributes;
};

struct style {
    attr_t attributes;
    int pair;
};

/* How a role looks with so many colours. Pure. `selected`: on the selected row. */
struct theme_paint theme_paint_of(enum theme_role role, bool selected,
                                  enum terminal_colours colours);

/* How a column of a bar looks: the ink of one segment on the ground of another. Pure. `muted`: of a
 * row that left. */
struct theme_paint theme_bar_paint_of(const struct bar_cell *cell, bool selected, bool muted,
                                      enum terminal_colours colours);

/* The same, for the terminal that is open. */
struct style theme_style(enum theme_role role, bool selected);
struct style theme_bar_style(const struct bar_cell *cell, bool selected, bool muted);

enum theme_role theme_state_role(enum row_state state);
enum theme_role theme_segment_role(enum bar_segment segment);

/* The mark of a state, one column wide. */
const char *theme_state_mark(enum row_state state, enum text_charset charset);

const char *theme_glyph(enum theme_glyph glyph, enum text_charset charset);
