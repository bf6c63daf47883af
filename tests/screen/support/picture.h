/* SPDX-License-Identifier: MIT */
#pragma once

#include "screen/support/emulator.h"

#include <stdbool.h>

/* A window as it was drawn, and where its cursor is. */
struct picture {
    int width;
    int height;
    int cursor_y;
    int cursor_x;
    struct emulator_cell *cells;
};

/* Takes the window as it is; the caller frees the cells. */
void picture_take(struct picture *picture);

/* Forgets what cannot be seen: a space has no ink. */
void picture_fade(struct emulator_cell *cell);

/* Whether two cells have the same text and look. */
bool picture_alike(const struct emulator_cell *a, const struct emulator_cell *b);
