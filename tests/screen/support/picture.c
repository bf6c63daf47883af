/* SPDX-License-Identifier: MIT */
#include "screen/support/picture.h"

#include "backfilltop/base/memory.h"

#include <curses.h>

#include <wchar.h>

static struct emulator_cell cell_of(const cchar_t *drawn) {
    struct emulator_cell cell = {.look = {0, -1, -1}};
    wchar_t text[CCHARW_MAX + 1] = {0};
    attr_t attributes;
    short short_pair;
    int pair = 0;
    getcchar(drawn, text, &attributes, &short_pair, &pair);
    wcsncpy(cell.text, text, EMULATOR_MARKS - 1);
    cell.look.attributes = ((attributes & A_BOLD) ? EMULATOR_BOLD : 0U) |
                           ((attributes & A_DIM) ? EMULATOR_DIM : 0U) |
                           ((attributes & A_UNDERLINE) ? EMULATOR_UNDERLINE : 0U) |
                           ((attributes & A_REVERSE) ? EMULATOR_REVERSE : 0U);
    if (pair > 0) {
        extended_pair_content(pair, &cell.look.ink, &cell.look.ground);
    }
    return cell;
}

void picture_take(struct picture *picture) {
    *picture = (struct picture){.width = COLS, .height = LINES};
    picture->cells = memory_new((size_t)(COLS * LINES), sizeof *picture->cells);
    getyx(stdscr, picture->cursor_y, picture->cursor_x);
    for (int y = 0; y < LINES; y++) {
        for (int x = 0; x < COLS; x++) {
            cchar_t cell;
            mvin_wch(y, x, &cell);
            picture->cells[y * COLS + x] = cell_of(&cell);
        }
    }
    move(picture->cursor_y, picture->cursor_x);
}

void picture_fade(struct emulator_cell *cell) {
    if (cell->text[0] == L' ' &&
        (cell->look.attributes & (EMULATOR_UNDERLINE | EMULATOR_REVERSE)) == 0) {
        cell->look.attributes = 0;
        cell->look.ink = -1;
    }
}

bool picture_alike(const struct emulator_cell *a, const struct emulator_cell *b) {
    return wcscmp(a->text, b->text) == 0 && a->look.ink == b->look.ink &&
           a->look.ground == b->look.ground && a->look.attributes == b->look.attributes;
}
