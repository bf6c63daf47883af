/* SPDX-License-Identifier: MIT */
#pragma once

#include "theme.h"

/* The themes as data. */

#define THEME_OWN (-1) /* the terminal's own ink or ground */

/* How a role looks where the palette has 256 colours, and where it has 8 or 16. With 16 the same as
 * with 8: the bright ones are not readable on white, and greys in some palettes. */
struct theme_look {
    struct theme_paint many;
    struct theme_paint few;
};

struct theme {
    const char *name;
    enum bar_look bar;     /* in the summary */
    enum bar_look row_bar; /* in the rows, where bars stand one below the other */
    struct theme_look looks[theme_role_count];
};

const struct theme *theme_of(enum theme_id id);
