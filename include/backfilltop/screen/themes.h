/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>

/* The themes that the user can choose from. */

enum theme_id {
    THEME_ID_DEFAULT,    /* the terminal's own colours, on dark and on light */
    THEME_ID_CONTRAST,   /* nothing dim; every state has its own background */
    THEME_ID_COLORBLIND, /* blue is good, orange is bad */
    THEME_ID_MONO,       /* no colours, attributes only */
    theme_id_count
};

/* The names of all of them. */
#define THEME_NAMES "default,contrast,colorblind,mono"

/* Reads a name; false, with *theme as it was, if there is no theme of that name. */
bool theme_parse(const char *name, enum theme_id *theme);
