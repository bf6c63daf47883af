/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/row.h"
#include "backfilltop/screen/bar.h"
#include "backfilltop/screen/terminal.h"
#include "backfilltop/screen/themes.h"

#include <curses.h>

/* Roles and glyphs, and how they look in each theme and on the terminal. No other file names a
 * colour. themes.c has the themes, theme.c applies them. */

enum theme_role {
    THEME_TEXT,
    THEME_STRONG,
    THEME_DIM,
    THEME_HEADING,
    THEME_KEY,
    THEME_GOOD,    /* a mark */
    THEME_WARNING, /* a badge: a few words at most */
    THEME_BAD,     /* a number, and the word that goes with it */
    THEME_ALARM,   /* a badge; the last role for words only */
    THEME_CREATED, /* the mark of a state, as are those up to THEME_GONE */
    THEME_SCHEDULED,
    THEME_RUNNING,
    THEME_FAILED,
    THEME_COMPLETED,
    THEME_CANCELLED,
    THEME_OTHER,
    THEME_STALLED,
    THEME_LEFT,
    THEME_GONE,
    THEME_BAR_COMPLETED, /* a segment of a bar, as are those up to THEME_BAR_PENDING */
    THEME_BAR_FAILED,
    THEME_BAR_IN_FLIGHT,
    THEME_BAR_PENDING,
    THEME_BAR_MUTED, /* the bar of a row that left */
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

#define THEME_OWN (-1) /* the terminal's default foreground or background */

/* Colours as curses numbers them, or THEME_OWN. */
struct theme_paint {
    short ink;
    short ground;
    attr_t attributes;
};

/* A paint on the terminal that is open. */
struct style {
    attr_t attributes;
    int pair;
};

/* How a role looks with a palette of 256 colours, and with one of 8 or 16. With 16 the same as with
 * 8: the bright ones are unreadable on white, and some palettes have greys in their place. */
struct theme_look {
    struct theme_paint many;
    struct theme_paint few;
};

/* A theme as data. */
struct theme {
    const char *name;
    enum bar_look bar;     /* in the header */
    enum bar_look row_bar; /* in the rows, where bars are below each other */
    struct theme_look looks[theme_role_count];
};

const struct theme *theme_of(enum theme_id id);

/* Where a theme is shown. */
struct theme_place {
    enum theme_id theme;
    enum terminal_colours colours;
    bool selected; /* on the selected row */
};

/* How a role looks in a place. Pure. */
struct theme_paint theme_paint_of(enum theme_role role, struct theme_place place);

/* The same for a cell that has just changed: bold, unless it is a badge. Pure. */
struct theme_paint theme_changed_paint_of(enum theme_role role, struct theme_place place);

/* How a column of a bar looks: the colour of one segment on that of another. `muted` is for a row
 * that left. Pure. */
struct theme_paint theme_bar_paint_of(const struct bar_cell *cell, bool muted,
                                      struct theme_place place);

/* The same three for the terminal that is open. */
struct style theme_style(enum theme_role role, bool selected);
struct style theme_changed_style(enum theme_role role, bool selected);
struct style theme_bar_style(const struct bar_cell *cell, bool selected, bool muted);

/* How bars are drawn on the terminal that is open, in rows or in the header. */
enum bar_look theme_bar_look(bool in_row);

/* The role of a state's mark, and of the word beside it: that of the mark where the state is
 * trouble, else one of text. */
enum theme_role theme_state_role(enum row_state state);
enum theme_role theme_word_role(enum row_state state);

enum theme_role theme_segment_role(enum bar_segment segment);

/* The mark of a state, one column wide. */
const char *theme_state_mark(enum row_state state, enum text_charset charset);

/* One column wide in UTF-8, up to three in ASCII. */
const char *theme_glyph(enum theme_glyph glyph, enum text_charset charset);
