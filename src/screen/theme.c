/* SPDX-License-Identifier: MIT */
#include "theme.h"

#include "backfilltop/base/numbers.h"

/* Roles up to this one are only for words. */
#define LAST_WORD THEME_ALARM

_Static_assert(LAST_WORD + 1 == THEME_CREATED, "roles for words come first");

struct glyph {
    const char *utf8;
    const char *ascii;
};

static const struct glyph glyphs[theme_glyph_count] = {
    [GLYPH_ELLIPSIS] = {"…", "..."}, [GLYPH_DOT] = {"·", "-"},
    [GLYPH_RULE] = {"─", "-"},       [GLYPH_ABOUT] = {"≈", "~"},
    [GLYPH_WAIT] = {"◌", "*"},       [GLYPH_LIVE] = {"●", "*"},
    [GLYPH_ALERT] = {"▲", "!"},      [GLYPH_REFUSED] = {"✗", "!"},
    [GLYPH_PAUSED] = {"‖", "="},     [GLYPH_FAILED_DAY] = {"■", "x"},
    [GLYPH_OPEN_DAY] = {"·", "."},   [GLYPH_WALL] = {"│", "|"},
    [GLYPH_ASCENDING] = {"▲", "^"},  [GLYPH_DESCENDING] = {"▼", "v"},
    [GLYPH_AT_LEAST] = {"≥", ">="},
};

/* The word of a state that waits or has ended looks like the rest of its row. */
static const struct state_look {
    struct glyph mark;
    enum theme_role role; /* of the mark */
    enum theme_role word;
} states[row_state_count] = {
    [ROW_STATE_CREATED] = {{"○", "."}, THEME_CREATED, THEME_DIM},
    [ROW_STATE_SCHEDULED] = {{"◔", "o"}, THEME_SCHEDULED, THEME_DIM},
    [ROW_STATE_RUNNING] = {{"►", ">"}, THEME_RUNNING, THEME_TEXT},
    [ROW_STATE_FAILED] = {{"✗", "!"}, THEME_FAILED, THEME_FAILED},
    [ROW_STATE_COMPLETED] = {{"✓", "+"}, THEME_COMPLETED, THEME_DIM},
    [ROW_STATE_CANCELLED] = {{"⊘", "~"}, THEME_CANCELLED, THEME_DIM},
    [ROW_STATE_OTHER] = {{"?", "?"}, THEME_OTHER, THEME_TEXT},
    [ROW_STATE_STALLED] = {{"■", "="}, THEME_STALLED, THEME_STALLED},
    [ROW_STATE_LEFT] = {{"←", "<"}, THEME_LEFT, THEME_DIM},
    [ROW_STATE_GONE] = {{"·", "-"}, THEME_GONE, THEME_DIM},
};

static const enum theme_role segments[bar_segment_count] = {
    [BAR_COMPLETED] = THEME_BAR_COMPLETED,
    [BAR_FAILED] = THEME_BAR_FAILED,
    [BAR_IN_FLIGHT] = THEME_BAR_IN_FLIGHT,
    [BAR_PENDING] = THEME_BAR_PENDING,
};

static struct style open_style(struct theme_paint paint) {
    struct style style = {paint.attributes, 0};
    if (paint.ink != THEME_OWN || paint.ground != THEME_OWN) {
        int pair = alloc_pair(paint.ink, paint.ground);
        style.pair = max_int(pair, 0);
    }
    return style;
}

static struct theme_place here(bool selected) {
    return (struct theme_place){terminal_theme(), terminal_colours(), selected};
}

static bool is_badge(struct theme_paint paint) {
    return paint.ground != THEME_OWN || (paint.attributes & A_REVERSE);
}

static const struct theme *theme_at(struct theme_place place) {
    return theme_of(place.colours == TERMINAL_MONO ? THEME_ID_MONO : place.theme);
}

static struct theme_paint plain_paint(enum theme_role role, struct theme_place place) {
    const struct theme_look *look = &theme_at(place)->looks[role];
    return place.colours == TERMINAL_256 ? look->many : look->few;
}

/* The selected row is reversed, so its foreground colour is set as background. Words have the row's
 * own colours, since colours that suit a dark background are pale on a light one. A badge is not
 * reversed: it would look like a hole in the row. */
static struct theme_paint placed(struct theme_paint paint, bool is_word, bool selected) {
    if (selected && paint.ground == THEME_OWN) {
        paint.ground = is_word ? THEME_OWN : paint.ink;
        paint.ink = THEME_OWN;
        paint.attributes = (paint.attributes & ~A_DIM) ^ A_REVERSE;
    }
    return paint;
}

struct theme_paint theme_paint_of(enum theme_role role, struct theme_place place) {
    return placed(plain_paint(role, place), role <= LAST_WORD, place.selected);
}

struct theme_paint theme_changed_paint_of(enum theme_role role, struct theme_place place) {
    struct theme_paint paint = plain_paint(role, place);
    if (!is_badge(paint)) {
        paint.attributes = (paint.attributes & ~A_DIM) | A_BOLD;
    }
    return placed(paint, role <= LAST_WORD, place.selected);
}

/* A segment with a texture has its colour as background. */
static short segment_colour(struct theme_paint paint) {
    return paint.ground != THEME_OWN ? paint.ground : paint.ink;
}

struct theme_paint theme_bar_paint_of(const struct bar_cell *cell, bool muted,
                                      struct theme_place place) {
    enum theme_role role = muted ? THEME_BAR_MUTED : theme_segment_role(cell->front);
    struct theme_paint paint = plain_paint(role, place);
    if (cell->behind != cell->front) {
        paint.ink = segment_colour(paint);
        paint.ground = segment_colour(plain_paint(theme_segment_role(cell->behind), place));
    }
    return placed(paint, false, place.selected);
}

struct style theme_style(enum theme_role role, bool selected) {
    return open_style(theme_paint_of(role, here(selected)));
}

struct style theme_changed_style(enum theme_role role, bool selected) {
    return open_style(theme_changed_paint_of(role, here(selected)));
}

struct style theme_bar_style(const struct bar_cell *cell, bool selected, bool muted) {
    return open_style(theme_bar_paint_of(cell, muted, here(selected)));
}

enum bar_look theme_bar_look(bool in_row) {
    const struct theme *theme = theme_at(here(false));
    return in_row ? theme->row_bar : theme->bar;
}

enum theme_role theme_state_role(enum row_state state) {
    return states[state].role;
}

enum theme_role theme_word_role(enum row_state state) {
    return states[state].word;
}

enum theme_role theme_segment_role(enum bar_segment segment) {
    return segments[segment];
}

static const char *glyph_text(struct glyph glyph, enum text_charset charset) {
    return charset == TEXT_UTF8 ? glyph.utf8 : glyph.ascii;
}

const char *theme_state_mark(enum row_state state, enum text_charset charset) {
    return glyph_text(states[state].mark, charset);
}

const char *theme_glyph(enum theme_glyph glyph, enum text_charset charset) {
    return glyph_text(glyphs[glyph], charset);
}
