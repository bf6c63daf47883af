/* SPDX-License-Identifier: MIT */
#include "theme.h"

#define DEFAULT (-1)

/* Numbers of the 256-colour palette that read well on black and on white alike. */
enum palette {
    RED = 167,
    AMBER = 172,
    GREEN = 71,
    MOSS = 65,
    BLUE = 67,
    SKY = 110,
    LAVENDER = 103,
    ORCHID = 133,
    MAUVE = 139,
    TAUPE = 95,
    GREY = 243,
    SELECTION = 24,
    ON_SELECTION = 231,
};

struct paint_mono {
    attr_t attributes;
};

struct paint_8 {
    short ink;
    attr_t attributes;
};

struct paint_256 {
    short ink;
    short selected_ink;
    attr_t attributes;
};

/* With 16 colours the same as with 8: the bright ones are not readable on white. */
static const struct role_paint {
    struct paint_mono mono;
    struct paint_8 few;
    struct paint_256 many;
} paints[theme_role_count] = {
    [THEME_TEXT] = {{0}, {DEFAULT, 0}, {DEFAULT, ON_SELECTION, 0}},
    [THEME_STRONG] = {{A_BOLD}, {DEFAULT, A_BOLD}, {DEFAULT, ON_SELECTION, A_BOLD}},
    [THEME_DIM] = {{A_DIM}, {DEFAULT, A_DIM}, {GREY, 252, 0}},
    [THEME_HEADING] = {{A_UNDERLINE}, {DEFAULT, A_UNDERLINE}, {GREY, 252, A_UNDERLINE}},
    [THEME_KEY] = {{A_BOLD}, {DEFAULT, A_BOLD}, {DEFAULT, ON_SELECTION, A_BOLD}},
    [THEME_GOOD] = {{0}, {COLOR_GREEN, 0}, {GREEN, 157, 0}},
    [THEME_WARNING] = {{A_BOLD}, {COLOR_YELLOW, A_BOLD}, {AMBER, 222, A_BOLD}},
    [THEME_BAD] = {{A_BOLD}, {COLOR_RED, A_BOLD}, {RED, 217, A_BOLD}},
    [THEME_CREATED] = {{0}, {DEFAULT, 0}, {LAVENDER, 189, 0}},
    [THEME_SCHEDULED] = {{0}, {COLOR_CYAN, 0}, {BLUE, 153, 0}},
    [THEME_RUNNING] = {{0}, {COLOR_GREEN, 0}, {GREEN, 157, 0}},
    [THEME_FAILED] = {{A_BOLD}, {COLOR_RED, A_BOLD}, {RED, 217, A_BOLD}},
    [THEME_COMPLETED] = {{0}, {COLOR_GREEN, A_BOLD}, {GREEN, 193, A_BOLD}},
    [THEME_CANCELLED] = {{A_DIM}, {COLOR_MAGENTA, A_DIM}, {MAUVE, 225, 0}},
    [THEME_OTHER] = {{0}, {COLOR_MAGENTA, 0}, {ORCHID, 219, 0}},
    [THEME_STALLED] = {{A_BOLD}, {COLOR_YELLOW, A_BOLD}, {AMBER, 222, A_BOLD}},
    [THEME_LEFT] = {{A_DIM}, {DEFAULT, A_DIM}, {GREY, 250, 0}},
    [THEME_GONE] = {{A_DIM}, {COLOR_CYAN, A_DIM}, {TAUPE, 224, 0}},
    [THEME_BAR_COMPLETED] = {{0}, {COLOR_GREEN, 0}, {MOSS, MOSS, 0}},
    [THEME_BAR_FAILED] = {{0}, {COLOR_RED, 0}, {RED, RED, 0}},
    [THEME_BAR_IN_FLIGHT] = {{0}, {COLOR_CYAN, 0}, {SKY, SKY, 0}},
    [THEME_BAR_PENDING] = {{A_DIM}, {DEFAULT, A_DIM}, {GREY, 250, 0}},
};

static const struct mark {
    const char *utf8;
    const char *ascii;
} marks[row_state_count] = {
    [ROW_STATE_CREATED] = {"○", "."},   [ROW_STATE_SCHEDULED] = {"◔", "o"},
    [ROW_STATE_RUNNING] = {"►", ">"},   [ROW_STATE_FAILED] = {"✗", "!"},
    [ROW_STATE_COMPLETED] = {"✓", "+"}, [ROW_STATE_CANCELLED] = {"⊘", "~"},
    [ROW_STATE_OTHER] = {"?", "?"},     [ROW_STATE_STALLED] = {"■", "="},
    [ROW_STATE_LEFT] = {"←", "<"},      [ROW_STATE_GONE] = {"·", "-"},
};

static const struct mark glyphs[theme_glyph_count] = {
    [GLYPH_ELLIPSIS] = {"…", "..."}, [GLYPH_DOT] = {"·", "-"},        [GLYPH_RULE] = {"─", "-"},
    [GLYPH_ABOUT] = {"≈", "~"},      [GLYPH_WAIT] = {"◌", "*"},       [GLYPH_LIVE] = {"●", "*"},
    [GLYPH_ALERT] = {"▲", "!"},      [GLYPH_REFUSED] = {"✗", "!"},    [GLYPH_PAUSED] = {"‖", "="},
    [GLYPH_FAILED_DAY] = {"■", "x"}, [GLYPH_OPEN_DAY] = {"·", "."},   [GLYPH_WALL] = {"│", "|"},
    [GLYPH_ASCENDING] = {"▲", "^"},  [GLYPH_DESCENDING] = {"▼", "v"},
};

static struct style open_style(struct theme_paint paint) {
    struct style style = {paint.attributes, 0};
    if (terminal_colours() != TERMINAL_MONO && (paint.ink != DEFAULT || paint.ground != DEFAULT)) {
        int pair = alloc_pair(paint.ink, paint.ground);
        style.pair = pair > 0 ? pair : 0;
    }
    return style;
}

static struct theme_paint reversed(struct theme_paint paint, bool selected) {
    if (selected) {
        paint.attributes = (paint.attributes & ~A_DIM) | A_REVERSE;
    }
    return paint;
}

struct theme_paint theme_paint_of(enum theme_role role, bool selected,
                                  enum terminal_colours colours) {
    const struct role_paint *paint = &paints[role];
    if (colours == TERMINAL_MONO) {
        return reversed((struct theme_paint){DEFAULT, DEFAULT, paint->mono.attributes}, selected);
    }
    if (colours < TERMINAL_256) {
        short ink = selected && role < THEME_CREATED ? DEFAULT : paint->few.ink;
        return reversed((struct theme_paint){ink, DEFAULT, paint->few.attributes}, selected);
    }
    if (selected) {
        return (struct theme_paint){paint->many.selected_ink, SELECTION, paint->many.attributes};
    }
    return (struct theme_paint){paint->many.ink, DEFAULT, paint->many.attributes};
}

struct theme_paint theme_bar_paint_of(const struct bar_cell *cell, bool selected, bool muted,
                                      enum terminal_colours colours) {
    enum theme_role front = muted ? THEME_LEFT : theme_segment_role(cell->front);
    enum theme_role behind = muted ? THEME_LEFT : theme_segment_role(cell->behind);
    bool on_the_row = cell->behind == BAR_PENDING || cell->behind == cell->front;
    struct theme_paint paint = theme_paint_of(front, selected && colours == TERMINAL_256, colours);
    if (!on_the_row) {
        paint.ground = theme_paint_of(behind, false, colours).ink;
    }
    return paint;
}

struct style theme_style(enum theme_role role, bool selected) {
    return open_style(theme_paint_of(role, selected, terminal_colours()));
}

struct style theme_bar_style(const struct bar_cell *cell, bool selected, bool muted) {
    return open_style(theme_bar_paint_of(cell, selected, muted, terminal_colours()));
}

enum theme_role theme_state_role(enum row_state state) {
    return (enum theme_role)(THEME_CREATED + (int)state);
}

enum theme_role theme_segment_role(enum bar_segment segment) {
    return (enum theme_role)(THEME_BAR_COMPLETED + (int)segment);
}

const char *theme_state_mark(enum row_state state, enum text_charset charset) {
    return charset == TEXT_UTF8 ? marks[state].utf8 : marks[state].ascii;
}

const char *theme_glyph(enum theme_glyph glyph, enum text_charset charset) {
    return charset == TEXT_UTF8 ? glyphs[glyph].utf8 : glyphs[glyph].ascii;
}
