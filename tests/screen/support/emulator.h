/* SPDX-License-Identifier: MIT */
#pragma once

#include <stddef.h>
#include <wchar.h>

/* A terminal of type xterm-256color that shows what it is sent: the bytes of the frames, as
 * ncurses writes them for that type, become cells. It fails the test at a sequence that it does not
 * know. */

#define EMULATOR_LINES   64
#define EMULATOR_COLUMNS 256
#define EMULATOR_MARKS   6 /* characters of a cell: one, and what combines with it */

enum emulator_attribute {
    EMULATOR_BOLD = 1,
    EMULATOR_DIM = 2,
    EMULATOR_UNDERLINE = 4,
    EMULATOR_REVERSE = 8,
};

struct emulator_look {
    unsigned attributes;
    int ink; /* as curses numbers them; -1: the terminal's own */
    int ground;
};

struct emulator_cell {
    wchar_t text[EMULATOR_MARKS]; /* empty: the right half of a wide character */
    struct emulator_look look;
};

struct emulator {
    int width;
    int height;
    int y;
    int x;   /* `width` while the line is full and the next character will begin another */
    int top; /* the first line that scrolls, and the last one */
    int bottom;
    int saved_y;
    int saved_x;
    struct emulator_look pen;
    struct emulator_cell cells[EMULATOR_LINES][EMULATOR_COLUMNS];
};

/* Makes it a terminal of this size; what it shows is not what it showed before. */
void emulator_resize(struct emulator *emulator, int width, int height);

/* Shows the bytes, which end with a whole sequence. */
void emulator_write(struct emulator *emulator, const char *bytes, size_t length);
