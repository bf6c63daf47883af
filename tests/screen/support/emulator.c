/* SPDX-License-Identifier: MIT */
#include "screen/support/emulator.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define NUMBERS 16

/* The numbers of a control sequence; those that are missing are -1. */
struct sequence {
    int numbers[NUMBERS];
    int count;
    bool is_private; /* begins with '?' or '>' */
    char end;
};

static int at_most(int number, int most) {
    return number < most ? number : most;
}

static int number_of(const struct sequence *sequence, int index, int missing) {
    int number = index < sequence->count ? sequence->numbers[index] : -1;
    return number >= 0 ? number : missing;
}

static void erase(struct emulator *emulator, int y, int from, int end) {
    for (int x = from; x < end && x < emulator->width; x++) {
        emulator->cells[y][x] = (struct emulator_cell){{L' '}, {0, -1, emulator->pen.ground}};
    }
}

static void erase_lines(struct emulator *emulator, int from, int end) {
    for (int y = from; y < end; y++) {
        erase(emulator, y, 0, emulator->width);
    }
}

void emulator_resize(struct emulator *emulator, int width, int height) {
    assert_true(width <= EMULATOR_COLUMNS && height <= EMULATOR_LINES);
    emulator->width = width;
    emulator->height = height;
    emulator->x = 0;
    emulator->y = 0;
    emulator->top = 0;
    emulator->bottom = height - 1;
    for (int y = 0; y < height; y++) {
        for (int x = 0; x < width; x++) {
            emulator->cells[y][x] = (struct emulator_cell){{L'?'}, {EMULATOR_UNDERLINE, 1, 2}};
        }
    }
}

static void set_colour(const struct sequence *sequence, int *at, int *colour) {
    assert_int_equal(number_of(sequence, *at + 1, 0), 5);
    *colour = number_of(sequence, *at + 2, 0);
    *at += 2;
}

static void set_look(struct emulator_look *pen, const struct sequence *sequence) {
    for (int i = 0; i < sequence->count || i == 0; i++) {
        int number = number_of(sequence, i, 0);
        if (number == 0) {
            *pen = (struct emulator_look){0, -1, -1};
        } else if (number == 1 || number == 2) {
            pen->attributes |= number == 1 ? EMULATOR_BOLD : EMULATOR_DIM;
        } else if (number == 4 || number == 7) {
            pen->attributes |= number == 4 ? EMULATOR_UNDERLINE : EMULATOR_REVERSE;
        } else if (number == 24 || number == 27) {
            pen->attributes &= ~(number == 24 ? 0U + EMULATOR_UNDERLINE : 0U + EMULATOR_REVERSE);
        } else if (number == 22) {
            pen->attributes &= ~(0U + EMULATOR_BOLD + EMULATOR_DIM);
        } else if (number == 38 || number == 48) {
            set_colour(sequence, &i, number == 38 ? &pen->ink : &pen->ground);
        } else if (number == 39 || number == 49) {
            *(number == 39 ? &pen->ink : &pen->ground) = -1;
        } else if (number >= 30 && number <= 47) {
            *(number < 40 ? &pen->ink : &pen->ground) = number % 10;
        } else if (number >= 90 && number <= 107) {
            *(number < 100 ? &pen->ink : &pen->ground) = number % 10 + 8;
        } else {
            fail_msg("SGR %d is not known", number);
        }
    }
}

/* Moves what stands from `from` on to `to`, on the cursor's line. */
static void shift(struct emulator *emulator, int from, int to) {
    struct emulator_cell *line = emulator->cells[emulator->y];
    int count = emulator->width - (from > to ? from : to);
    if (count > 0) {
        memmove(line + to, line + from, (size_t)count * sizeof *line);
    }
}

static void erase_by(struct emulator *emulator, const struct sequence *sequence) {
    int kind = number_of(sequence, 0, 0);
    int y = emulator->y;
    int from = kind == 0 ? emulator->x : 0;
    int end = kind == 1 ? emulator->x + 1 : emulator->width;
    erase(emulator, y, from, end);
    if (sequence->end == 'J') {
        erase_lines(emulator, kind == 0 ? y + 1 : 0, kind == 1 ? y : emulator->height);
    }
}

/* Scrolls the lines from `top` to the last one that scrolls, up by `count`, or down below 0. */
static void scroll(struct emulator *emulator, int top, int count) {
    int lines = emulator->bottom - top + 1;
    int moved = at_most(abs(count), lines);
    int from = count > 0 ? top + moved : top;
    int to = count > 0 ? top : top + moved;
    int blank = count > 0 ? emulator->bottom + 1 - moved : top;
    memmove(emulator->cells[to], emulator->cells[from],
            (size_t)(lines - moved) * sizeof emulator->cells[0]);
    erase_lines(emulator, blank, blank + moved);
}

static void set_region(struct emulator *emulator, const struct sequence *sequence) {
    emulator->top = number_of(sequence, 0, 1) - 1;
    emulator->bottom = at_most(number_of(sequence, 1, emulator->height), emulator->height) - 1;
    emulator->y = 0;
    emulator->x = 0;
}

static void put(struct emulator *emulator, wchar_t character);

static void repeat(struct emulator *emulator, int count) {
    wchar_t last = emulator->cells[emulator->y][emulator->x - 1].text[0];
    for (int i = 0; i < count; i++) {
        put(emulator, last);
    }
}

/* Whether it was a sequence that moves the cursor. */
static bool move_cursor(struct emulator *emulator, const struct sequence *sequence) {
    int count = number_of(sequence, 0, 1);
    switch (sequence->end) {
    case 'H':
        emulator->y = at_most(count, emulator->height) - 1;
        emulator->x = at_most(number_of(sequence, 1, 1), emulator->width) - 1;
        return true;
    case 'G':
        emulator->x = at_most(count, emulator->width) - 1;
        return true;
    case 'd':
        emulator->y = at_most(count, emulator->height) - 1;
        return true;
    case 'A':
        emulator->y = count < emulator->y ? emulator->y - count : 0;
        return true;
    case 'B':
        emulator->y = at_most(emulator->y + count, emulator->height - 1);
        return true;
    case 'C':
        emulator->x = at_most(emulator->x + count, emulator->width - 1);
        return true;
    case 'D':
        emulator->x = count < emulator->x ? emulator->x - count : 0;
        return true;
    default:
        return false;
    }
}

/* Whether it was a sequence that moves or erases what is shown. */
static bool edit(struct emulator *emulator, const struct sequence *sequence) {
    int count = number_of(sequence, 0, 1);
    int x = emulator->x;
    switch (sequence->end) {
    case 'J':
    case 'K':
        erase_by(emulator, sequence);
        return true;
    case 'X':
        erase(emulator, emulator->y, x, x + count);
        return true;
    case 'P':
        shift(emulator, x + count, x);
        erase(emulator, emulator->y, emulator->width - count, emulator->width);
        return true;
    case '@':
        shift(emulator, x, x + count);
        erase(emulator, emulator->y, x, x + count);
        return true;
    case 'S':
    case 'T':
        scroll(emulator, emulator->top, sequence->end == 'S' ? count : -count);
        return true;
    case 'L':
    case 'M':
        scroll(emulator, emulator->y, sequence->end == 'M' ? count : -count);
        return true;
    default:
        return false;
    }
}

/* Private ones are modes, and 't' is the window's title: neither is shown. */
static void run(struct emulator *emulator, const struct sequence *sequence) {
    int count = number_of(sequence, 0, 1);
    if (sequence->is_private || sequence->end == 't') {
        return;
    }
    if (strchr("bm", sequence->end) == NULL) {
        emulator->x = at_most(emulator->x, emulator->width - 1);
    }
    if (sequence->end == 'b') {
        repeat(emulator, count);
    } else if (sequence->end == 'm') {
        set_look(&emulator->pen, sequence);
    } else if (sequence->end == 'r') {
        set_region(emulator, sequence);
    } else if (sequence->end == 'l') {
        assert_int_equal(count, 4); /* nothing is inserted */
    } else if (!move_cursor(emulator, sequence) && !edit(emulator, sequence)) {
        fail_msg("CSI %c is not known", sequence->end);
    }
}

static void put(struct emulator *emulator, wchar_t character) {
    int columns = wcwidth(character);
    struct emulator_cell *line = emulator->cells[emulator->y];
    assert_true(columns >= 0);
    if (columns == 0) {
        struct emulator_cell *cell = &line[emulator->x - 1];
        cell = cell->text[0] == L'\0' ? cell - 1 : cell;
        size_t length = wcslen(cell->text);
        assert_true(length < EMULATOR_MARKS - 1);
        cell->text[length] = character;
        return;
    }
    assert_true(emulator->x + columns <= emulator->width); /* texts end on their line */
    line[emulator->x] = (struct emulator_cell){{character}, emulator->pen};
    if (columns == 2) {
        line[emulator->x + 1] = (struct emulator_cell){{0}, emulator->pen};
    }
    emulator->x += columns;
}

static void control(struct emulator *emulator, char byte) {
    switch (byte) {
    case '\r':
        emulator->x = 0;
        break;
    case '\n':
        if (emulator->y == emulator->bottom) {
            scroll(emulator, emulator->top, 1);
        } else {
            emulator->y = at_most(emulator->y + 1, emulator->height - 1);
        }
        break;
    case '\b':
        emulator->x = at_most(emulator->x, emulator->width - 1) - 1;
        break;
    case '\a':
    case '\x18':
        break;
    default:
        fail_msg("control %d is not known", byte);
    }
}

/* The bytes of what follows "ESC [". */
static size_t read_sequence(struct emulator *emulator, const char *bytes) {
    struct sequence sequence = {.count = 0};
    size_t at = 0;
    sequence.is_private = bytes[at] == '?' || bytes[at] == '>';
    at += sequence.is_private;
    while (bytes[at] < '@') {
        if (bytes[at] >= '0' && bytes[at] <= '9') {
            char *end;
            assert_true(sequence.count < NUMBERS);
            sequence.numbers[sequence.count++] = (int)strtol(bytes + at, &end, 10);
            at = (size_t)(end - bytes);
        } else {
            at++;
        }
    }
    sequence.end = bytes[at];
    run(emulator, &sequence);
    return at + 1;
}

/* The bytes of what follows ESC. */
static size_t read_escape(struct emulator *emulator, const char *bytes) {
    switch (bytes[0]) {
    case '[':
        return 1 + read_sequence(emulator, bytes + 1);
    case ']':
        return strcspn(bytes, "\a") + 1;
    case '(':
        assert_int_equal(bytes[1], 'B');
        return 2;
    case 'M':
        if (emulator->y == emulator->top) {
            scroll(emulator, emulator->top, -1);
        } else {
            emulator->y--;
        }
        return 1;
    case '7':
        emulator->saved_y = emulator->y;
        emulator->saved_x = emulator->x;
        return 1;
    case '8':
        emulator->y = emulator->saved_y;
        emulator->x = emulator->saved_x;
        return 1;
    case '=':
    case '>':
        return 1;
    default:
        fail_msg("ESC %c is not known", bytes[0]);
    }
    return 1;
}

void emulator_write(struct emulator *emulator, const char *bytes, size_t length) {
    size_t at = 0;
    while (at < length) {
        unsigned char byte = (unsigned char)bytes[at];
        if (byte == 0x1b) {
            at += 1 + read_escape(emulator, bytes + at + 1);
        } else if (byte < 0x20) {
            control(emulator, bytes[at++]);
        } else {
            wchar_t character;
            int used = mbtowc(&character, bytes + at, length - at);
            assert_true(used > 0);
            put(emulator, character);
            at += (size_t)used;
        }
    }
}
