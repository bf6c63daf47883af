/* SPDX-License-Identifier: MIT */
#include "backfilltop/screen/themes.h"

#include "theme.h"

#include <string.h>

#define INK(colour, attributes)                                                                    \
    { colour, THEME_OWN, attributes }
#define ON(ground, ink, attributes)                                                                \
    { ink, ground, attributes }
#define OWN(attributes)                                                                            \
    { THEME_OWN, THEME_OWN, attributes }
#define ALIKE(...)                                                                                 \
    { __VA_ARGS__, __VA_ARGS__ }

/* Numbers in the 256-colour palette, which users rarely change. */
enum palette {
    COAL = 16,
    INDIGO = 26,
    FOREST = 28,
    AZURE = 32,
    LEAF = 40,
    AQUA = 45,
    POOL = 74,
    CRIMSON = 160,
    RUST = 166,
    SCARLET = 196,
    ORANGE = 208,
    PINK = 213,
    SAND = 222,
    LEMON = 226,
    SNOW = 231,
    STONE = 244,
    PEBBLE = 250,
};

/* Words have the terminal's own foreground; marks, bars and badges have colours. A badge sets both
 * foreground and background: nothing else is readable with every palette. Of black and the colours
 * only red is ever bold: some terminals brighten bold text, and the others would then be
 * unreadable. */
static const struct theme default_theme = {
    "default",
    BAR_LOOK_COLOURED,
    BAR_LOOK_SQUARES,
    {
        [THEME_TEXT] = ALIKE(OWN(0)),
        [THEME_STRONG] = ALIKE(OWN(A_BOLD)),
        [THEME_DIM] = ALIKE(OWN(A_DIM)),
        [THEME_HEADING] = ALIKE(OWN(A_DIM | A_UNDERLINE)),
        [THEME_KEY] = ALIKE(OWN(A_BOLD)),
        [THEME_GOOD] = ALIKE(INK(COLOR_GREEN, 0)),
        [THEME_WARNING] = ALIKE(ON(COLOR_YELLOW, COLOR_BLACK, 0)),
        [THEME_BAD] = ALIKE(INK(COLOR_RED, A_BOLD)),
        [THEME_ALARM] = ALIKE(ON(COLOR_RED, COLOR_WHITE, A_BOLD)),
        [THEME_CREATED] = ALIKE(OWN(A_DIM)),
        [THEME_SCHEDULED] = ALIKE(INK(COLOR_CYAN, 0)),
        [THEME_RUNNING] = ALIKE(INK(COLOR_GREEN, 0)),
        [THEME_FAILED] = ALIKE(ON(COLOR_RED, COLOR_WHITE, A_BOLD)),
        [THEME_COMPLETED] = ALIKE(INK(COLOR_GREEN, 0)),
        [THEME_CANCELLED] = ALIKE(OWN(A_DIM)),
        [THEME_OTHER] = ALIKE(INK(COLOR_MAGENTA, 0)),
        [THEME_STALLED] = ALIKE(ON(COLOR_YELLOW, COLOR_BLACK, 0)),
        [THEME_LEFT] = ALIKE(OWN(A_DIM)),
        [THEME_GONE] = ALIKE(OWN(A_DIM)),
        [THEME_BAR_COMPLETED] = ALIKE(INK(COLOR_GREEN, 0)),
        [THEME_BAR_FAILED] = ALIKE(INK(COLOR_RED, 0)),
        [THEME_BAR_IN_FLIGHT] = ALIKE(INK(COLOR_CYAN, 0)),
        [THEME_BAR_PENDING] = ALIKE(OWN(A_DIM)),
        [THEME_BAR_MUTED] = ALIKE(OWN(A_DIM)),
    },
};

/* Every state has a background: trouble behind mark and word, other states behind the mark. */
static const struct theme contrast_theme = {
    "contrast",
    BAR_LOOK_TEXTURED,
    BAR_LOOK_TEXTURED,
    {
        [THEME_TEXT] = ALIKE(OWN(0)),
        [THEME_STRONG] = ALIKE(OWN(A_BOLD)),
        [THEME_DIM] = ALIKE(OWN(0)),
        [THEME_HEADING] = ALIKE(OWN(A_BOLD | A_UNDERLINE)),
        [THEME_KEY] = ALIKE(OWN(A_BOLD)),
        [THEME_GOOD] = {ON(LEAF, COAL, 0), ON(COLOR_GREEN, COLOR_BLACK, 0)},
        [THEME_WARNING] = {ON(LEMON, COAL, A_BOLD), ON(COLOR_YELLOW, COLOR_BLACK, 0)},
        [THEME_BAD] = {INK(SCARLET, A_BOLD), INK(COLOR_RED, A_BOLD)},
        [THEME_ALARM] = {ON(CRIMSON, SNOW, A_BOLD), ON(COLOR_RED, COLOR_WHITE, A_BOLD)},
        [THEME_CREATED] = {ON(PEBBLE, COAL, 0), ON(COLOR_WHITE, COLOR_BLACK, 0)},
        [THEME_SCHEDULED] = {ON(AQUA, COAL, 0), ON(COLOR_CYAN, COLOR_BLACK, 0)},
        [THEME_RUNNING] = {ON(LEAF, COAL, 0), ON(COLOR_GREEN, COLOR_BLACK, 0)},
        [THEME_FAILED] = {ON(CRIMSON, SNOW, A_BOLD), ON(COLOR_RED, COLOR_WHITE, A_BOLD)},
        [THEME_COMPLETED] = {ON(LEAF, COAL, 0), ON(COLOR_GREEN, COLOR_BLACK, 0)},
        [THEME_CANCELLED] = {ON(PEBBLE, COAL, 0), ON(COLOR_WHITE, COLOR_BLACK, 0)},
        [THEME_OTHER] = {ON(PINK, COAL, 0), ON(COLOR_MAGENTA, COLOR_WHITE, A_BOLD)},
        [THEME_STALLED] = {ON(LEMON, COAL, A_BOLD), ON(COLOR_YELLOW, COLOR_BLACK, 0)},
        [THEME_LEFT] = {ON(PEBBLE, COAL, 0), ON(COLOR_WHITE, COLOR_BLACK, 0)},
        [THEME_GONE] = {ON(PEBBLE, COAL, 0), ON(COLOR_WHITE, COLOR_BLACK, 0)},
        [THEME_BAR_COMPLETED] = {INK(FOREST, 0), INK(COLOR_GREEN, 0)},
        [THEME_BAR_FAILED] = {ON(SCARLET, COAL, 0), ON(COLOR_RED, COLOR_BLACK, 0)},
        [THEME_BAR_IN_FLIGHT] = {INK(AZURE, 0), INK(COLOR_CYAN, 0)},
        [THEME_BAR_PENDING] = ALIKE(OWN(0)),
        [THEME_BAR_MUTED] = {INK(STONE, 0), OWN(0)},
    },
};

/* Blue and orange differ for any colour vision; in bars failed runs also have a texture. Palettes
 * of few colours have no orange: yellow replaces it, only as background. */
static const struct theme colorblind_theme = {
    "colorblind",
    BAR_LOOK_TEXTURED,
    BAR_LOOK_TEXTURED,
    {
        [THEME_TEXT] = ALIKE(OWN(0)),
        [THEME_STRONG] = ALIKE(OWN(A_BOLD)),
        [THEME_DIM] = ALIKE(OWN(A_DIM)),
        [THEME_HEADING] = ALIKE(OWN(A_DIM | A_UNDERLINE)),
        [THEME_KEY] = ALIKE(OWN(A_BOLD)),
        [THEME_GOOD] = {INK(AZURE, 0), INK(COLOR_CYAN, 0)},
        [THEME_WARNING] = {ON(SAND, COAL, 0), ON(COLOR_BLACK, COLOR_YELLOW, 0)},
        [THEME_BAD] = {INK(RUST, A_BOLD), OWN(A_BOLD)},
        [THEME_ALARM] = {ON(ORANGE, COAL, A_BOLD), ON(COLOR_YELLOW, COLOR_BLACK, 0)},
        [THEME_CREATED] = ALIKE(OWN(A_DIM)),
        [THEME_SCHEDULED] = {INK(POOL, 0), OWN(0)},
        [THEME_RUNNING] = {INK(AZURE, 0), INK(COLOR_CYAN, 0)},
        [THEME_FAILED] = {ON(ORANGE, COAL, A_BOLD), ON(COLOR_YELLOW, COLOR_BLACK, 0)},
        [THEME_COMPLETED] = {INK(AZURE, 0), INK(COLOR_CYAN, 0)},
        [THEME_CANCELLED] = ALIKE(OWN(A_DIM)),
        [THEME_OTHER] = ALIKE(OWN(A_BOLD)),
        [THEME_STALLED] = {ON(SAND, COAL, 0), ON(COLOR_BLACK, COLOR_YELLOW, 0)},
        [THEME_LEFT] = ALIKE(OWN(A_DIM)),
        [THEME_GONE] = ALIKE(OWN(A_DIM)),
        [THEME_BAR_COMPLETED] = {INK(INDIGO, 0), INK(COLOR_CYAN, 0)},
        [THEME_BAR_FAILED] = {ON(ORANGE, COAL, 0), ON(COLOR_YELLOW, COLOR_BLACK, 0)},
        [THEME_BAR_IN_FLIGHT] = {INK(POOL, 0), INK(COLOR_BLUE, 0)},
        [THEME_BAR_PENDING] = ALIKE(OWN(A_DIM)),
        [THEME_BAR_MUTED] = ALIKE(OWN(A_DIM)),
    },
};

static const struct theme mono_theme = {
    "mono",
    BAR_LOOK_PLAIN,
    BAR_LOOK_PLAIN,
    {
        [THEME_TEXT] = ALIKE(OWN(0)),
        [THEME_STRONG] = ALIKE(OWN(A_BOLD)),
        [THEME_DIM] = ALIKE(OWN(A_DIM)),
        [THEME_HEADING] = ALIKE(OWN(A_UNDERLINE)),
        [THEME_KEY] = ALIKE(OWN(A_BOLD)),
        [THEME_GOOD] = ALIKE(OWN(A_BOLD)),
        [THEME_WARNING] = ALIKE(OWN(A_REVERSE)),
        [THEME_BAD] = ALIKE(OWN(A_BOLD)),
        [THEME_ALARM] = ALIKE(OWN(A_REVERSE | A_BOLD)),
        [THEME_CREATED] = ALIKE(OWN(A_DIM)),
        [THEME_SCHEDULED] = ALIKE(OWN(0)),
        [THEME_RUNNING] = ALIKE(OWN(A_BOLD)),
        [THEME_FAILED] = ALIKE(OWN(A_REVERSE | A_BOLD)),
        [THEME_COMPLETED] = ALIKE(OWN(A_BOLD)),
        [THEME_CANCELLED] = ALIKE(OWN(A_DIM)),
        [THEME_OTHER] = ALIKE(OWN(A_BOLD)),
        [THEME_STALLED] = ALIKE(OWN(A_REVERSE)),
        [THEME_LEFT] = ALIKE(OWN(A_DIM)),
        [THEME_GONE] = ALIKE(OWN(A_DIM)),
        [THEME_BAR_COMPLETED] = ALIKE(OWN(0)),
        [THEME_BAR_FAILED] = ALIKE(OWN(A_BOLD)),
        [THEME_BAR_IN_FLIGHT] = ALIKE(OWN(0)),
        [THEME_BAR_PENDING] = ALIKE(OWN(A_DIM)),
        [THEME_BAR_MUTED] = ALIKE(OWN(A_DIM)),
    },
};

const struct theme *theme_of(enum theme_id id) {
    static const struct theme *const themes[theme_id_count] = {
        [THEME_ID_DEFAULT] = &default_theme,
        [THEME_ID_CONTRAST] = &contrast_theme,
        [THEME_ID_COLORBLIND] = &colorblind_theme,
        [THEME_ID_MONO] = &mono_theme,
    };
    return themes[id];
}

bool theme_parse(const char *name, enum theme_id *theme) {
    for (int id = 0; id < theme_id_count; id++) {
        if (strcmp(name, theme_of((enum theme_id)id)->name) == 0) {
            *theme = (enum theme_id)id;
            return true;
        }
    }
    return false;
}
