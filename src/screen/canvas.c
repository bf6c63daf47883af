/* SPDX-License-Identifier: MIT */
#include "canvas.h"

#include "backfilltop/base/memory.h"
#include "backfilltop/base/numbers.h"

#include <curses.h>

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

/* What is drawn on one line of a layer. */
struct drawing {
    struct buffer marks; /* each a struct mark and its text */
    struct buffer key;   /* that the lines from here on are drawn from; empty: not known */
};

/* A text in one style, or a character that is repeated. */
struct mark {
    attr_t attributes;
    int pair;
    int x;
    int columns; /* of a run; 0: a text */
    size_t length;
};

struct line {
    struct drawing now;
    struct drawing before; /* on the screen */
    bool is_kept;
};

static struct {
    int width;
    int height;
    bool is_unknown; /* what is on the screen */
    enum canvas_layer layer;
    struct line *lines[canvas_layer_count]; /* `height` of each */
} canvas;

static void clear_drawing(struct drawing *drawing) {
    buffer_clear(&drawing->marks);
    buffer_clear(&drawing->key);
}

static void clear_layer(enum canvas_layer layer) {
    for (int y = 0; y < canvas.height; y++) {
        clear_drawing(&canvas.lines[layer][y].now);
        clear_drawing(&canvas.lines[layer][y].before);
    }
    free(canvas.lines[layer]);
    canvas.lines[layer] = NULL;
}

void canvas_clear(void) {
    for (int layer = 0; layer < canvas_layer_count; layer++) {
        clear_layer((enum canvas_layer)layer);
    }
    canvas.width = 0;
    canvas.height = 0;
    canvas_forget();
}

void canvas_forget(void) {
    canvas.is_unknown = true;
}

void canvas_begin(void) {
    if (canvas.width != COLS || canvas.height != LINES) {
        canvas_clear();
        canvas.width = COLS;
        canvas.height = LINES;
        for (int layer = 0; layer < canvas_layer_count; layer++) {
            canvas.lines[layer] = memory_new((size_t)LINES, sizeof *canvas.lines[layer]);
        }
    }
    canvas.layer = CANVAS_GROUND;
}

void canvas_enter(enum canvas_layer layer) {
    canvas.layer = layer;
}

/* NULL off the screen. */
static struct line *line_at(int y) {
    return y >= 0 && y < canvas.height ? &canvas.lines[canvas.layer][y] : NULL;
}

/* Draws on a line what another one showed, if that was drawn from an equal key: rows move. */
static bool take_moved(struct line *line) {
    const struct line *lines = canvas.lines[canvas.layer];
    for (int y = 0; y < canvas.height && !canvas.is_unknown; y++) {
        const struct drawing *before = &lines[y].before;
        if (buffer_equals(&line->now.key, &before->key)) {
            buffer_add(&line->now.marks, before->marks.bytes, before->marks.length);
            return true;
        }
    }
    return false;
}

bool canvas_keeps(int y, int lines, const struct buffer *key) {
    struct line *first = line_at(y);
    if (first == NULL || key->length == 0) {
        return false;
    }
    buffer_add(&first->now.key, (const char *)&lines, sizeof lines);
    buffer_add(&first->now.key, key->bytes, key->length);
    bool is_equal = !canvas.is_unknown && buffer_equals(&first->now.key, &first->before.key);
    for (int i = 0; i < lines && is_equal && y + i < canvas.height; i++) {
        first[i].is_kept = true;
    }
    return is_equal || (lines == 1 && take_moved(first));
}

int canvas_room(int x) {
    return max_int(canvas.width - x, 0);
}

static void add(int y, const struct mark *mark, const char *text) {
    struct line *line = line_at(y);
    if (line != NULL && mark->x >= 0 && mark->x < canvas.width) {
        buffer_add(&line->now.marks, (const char *)mark, sizeof *mark);
        buffer_add(&line->now.marks, text, mark->length);
    }
}

/* The padding counts when marks are compared: here it is zero. */
static struct mark mark_of(int x, int columns, size_t length, struct style style) {
    struct mark mark;
    memset(&mark, 0, sizeof mark);
    mark.attributes = style.attributes;
    mark.pair = style.pair;
    mark.x = x;
    mark.columns = columns;
    mark.length = length;
    return mark;
}

void canvas_add(int y, int x, const char *text, size_t length, struct style style) {
    struct mark mark = mark_of(x, 0, length, style);
    if (length > 0) {
        add(y, &mark, text);
    }
}

void canvas_add_run(int y, int x, int columns, const char *glyph, struct style style) {
    struct mark mark = mark_of(x, columns, strlen(glyph), style);
    if (columns > 0) {
        add(y, &mark, glyph);
    }
}

static void put_run(int y, const struct mark *mark, const char *glyph) {
    wchar_t text[CCHARW_MAX + 1] = {0};
    mbstate_t state = {0};
    cchar_t cell;
    int pair = mark->pair;
    if (mbrtowc(text, glyph, mark->length, &state) <= mark->length &&
        setcchar(&cell, text, mark->attributes, 0, &pair) == OK) {
        mvhline_set(y, mark->x, &cell, mark->columns);
    }
}

static void put_text(int y, const struct mark *mark, const char *text) {
    int pair = mark->pair;
    attr_set(mark->attributes, 0, &pair);
    mvaddnstr(y, mark->x, text, (int)mark->length);
    attr_set(A_NORMAL, 0, NULL);
}

static void put_mark(int y, const struct mark *mark, const char *text) {
    if (mark->columns > 0) {
        put_run(y, mark, text);
    } else {
        put_text(y, mark, text);
    }
}

static void put_marks(int y, const struct buffer *marks) {
    struct mark mark;
    for (size_t at = 0; at < marks->length; at += sizeof mark + mark.length) {
        memcpy(&mark, marks->bytes + at, sizeof mark);
        put_mark(y, &mark, marks->bytes + at + sizeof mark);
    }
}

/* A line of which only what has changed is put, and what is drawn over that. */
struct patch {
    int y;
    int first; /* of the cells put so far */
    int end;
};

/* Whether it takes exactly the cells that its size says, and leaves its neighbours alone. */
static bool is_plain(const struct mark *mark, const char *text) {
    for (size_t i = 0; mark->columns == 0 && i < mark->length; i++) {
        if (text[i] < ' ' || text[i] > '~') {
            return false;
        }
    }
    return true;
}

/* A character takes no more cells than bytes; one of no width is put on the cell before it. */
static bool touches(const struct patch *patch, const struct mark *mark, int columns,
                    bool is_plain) {
    int beside = is_plain ? 0 : 1;
    return mark->x - beside < patch->end && mark->x + columns + beside > patch->first;
}

static bool patch_mark(struct patch *patch, const struct mark *mark, const char *text,
                       bool has_changed) {
    int columns = mark->columns > 0 ? mark->columns : (int)mark->length;
    bool plain = is_plain(mark, text);
    if (!has_changed && !touches(patch, mark, columns, plain)) {
        return true;
    }
    patch->first = min_int(patch->first, mark->x);
    patch->end = max_int(patch->end, mark->x + columns);
    if (plain) {
        put_mark(patch->y, mark, text);
    }
    return plain;
}

static bool patch_layer(struct patch *patch, const struct line *line) {
    const struct buffer *before = &line->before.marks;
    const struct buffer *now = line->is_kept ? before : &line->now.marks;
    struct mark mark;
    struct mark old;
    if (now->length != before->length) {
        return false;
    }
    for (size_t at = 0; at < now->length; at += sizeof mark + mark.length) {
        const char *text = now->bytes + at + sizeof mark;
        const char *old_text = before->bytes + at + sizeof mark;
        memcpy(&mark, now->bytes + at, sizeof mark);
        memcpy(&old, before->bytes + at, sizeof old);
        if (mark.x != old.x || mark.columns != old.columns || mark.length != old.length) {
            return false;
        }
        bool has_changed = memcmp(&mark, &old, sizeof mark) != 0 ||
                           memcmp(text, old_text, mark.length) != 0;
        if ((has_changed && !is_plain(&old, old_text)) ||
            !patch_mark(patch, &mark, text, has_changed)) {
            return false;
        }
    }
    return true;
}

/* False if the line must be put whole: its parts have moved, or take other cells than before. Some
 * of it may have been put by then. */
static bool patch_line(int y) {
    struct patch patch = {.y = y, .first = canvas.width, .end = 0};
    bool can_patch = !canvas.is_unknown;
    for (int layer = 0; layer < canvas_layer_count && can_patch; layer++) {
        can_patch = patch_layer(&patch, &canvas.lines[layer][y]);
    }
    return can_patch;
}

static bool has_changed(int y) {
    bool has_changed = canvas.is_unknown;
    for (int layer = 0; layer < canvas_layer_count; layer++) {
        const struct line *line = &canvas.lines[layer][y];
        has_changed |= !line->is_kept && !buffer_equals(&line->now.marks, &line->before.marks);
    }
    return has_changed;
}

static void put_line(int y) {
    move(y, 0);
    clrtoeol();
    for (int layer = 0; layer < canvas_layer_count; layer++) {
        const struct line *line = &canvas.lines[layer][y];
        put_marks(y, line->is_kept ? &line->before.marks : &line->now.marks);
    }
}

static void end_line(struct line *line) {
    if (!line->is_kept) {
        struct drawing before = line->before;
        line->before = line->now;
        line->now = before;
    }
    buffer_reset(&line->now.marks);
    buffer_reset(&line->now.key);
    line->is_kept = false;
}

void canvas_end(void) {
    for (int y = 0; y < canvas.height; y++) {
        if (has_changed(y) && !patch_line(y)) {
            put_line(y);
        }
        for (int layer = 0; layer < canvas_layer_count; layer++) {
            end_line(&canvas.lines[layer][y]);
        }
    }
    canvas.is_unknown = false;
}
