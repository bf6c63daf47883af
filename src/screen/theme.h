/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/column.h"
#include "backfilltop/screen/bar.h"
#include "backfilltop/screen/terminal.h"
#include "backfilltop/screen/themes.h"

#include <curses.h>

/* What things mean, and how that looks on this terminal: no other place knows a colour. */

enum theme_role {
    THEME_TEXT,
    THEME_STRONG,
    THEME_DIM,
    THEME_HEADING,
    THEME_KEY,
    THEME_GOOD,    /* a mark */
    THEME_WARNING, /* a badge: a few words at most */
    THEME_BAD,     /* a number, and the word that goes with it */
    THEME_ALARM,   /* a badge */
    THEME_CREATED, /* a mark; from here on one for each enum row_state, in its order */
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
    THEME_BAR_MUTED, /* of a row that left */
    theme_role_count
};

enum theme_glyph {
    GLYPH_ELLIPSIS,
    GLYPH_DOT,
    GLYPH_RULE,
    GLYPH_ABOUT,
    GLYPH_AT_LEAST,
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

/* Where a theme is looked at. */
struct theme_place {
    enum theme_id theme;
    enum terminal_colours colours;
    bool selected; /* on the selected row */
};

/* How a role looks there. Pure. */
struct theme_paint theme_paint_of(enum theme_role role, struct theme_place place);

/* The same for a cell that has just changed: bold, unless it is a badge. Pure. */
struct theme_paint theme_changed_paint_of(enum theme_role role, struct theme_place place);

/* How a column of a bar looks: the colour of one segment on that of another. Pure. `muted`: of a
 * row that left. */
struct theme_paint theme_bar_paint_of(const struct bar_cell *cell, bool muted,
                                      struct theme_place place);

/* The same, for the terminal that is open. */
struct style theme_style(enum theme_role role, bool selected);
struct style theme_changed_style(enum theme_role role, bool selected);
struct style theme_bar_style(const struct bar_cell *cell, bool selected, bool muted);
enum bar_look theme_bar_look(bool in_row);

/* How a state's mark looks, and the word beside it: trouble's is in the mark's look, the others'
 * are text. */
enum theme_role theme_state_role(enum row_state state);
enum theme_role theme_word_role(enum row_state state);
enum theme_role theme_segment_role(enum bar_segment segment);

/* The mark of a state, one column wide. */
const char *theme_state_mark(enum row_state state, enum text_charset charset);

const char *theme_glyph(enum theme_glyph glyph, enum text_charset charset);
