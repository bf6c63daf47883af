/* SPDX-License-Identifier: MIT */
#include "draw.h"

#include "backfilltop/base/numbers.h"
#include "backfilltop/base/times.h"
#include "canvas.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define MINUTES_PER_HOUR 60
#define MS_PER_S         1000
#define FORMATTED_BYTES  201

static void end_piece(struct strip *strip, enum theme_role role) {
    bool continues = strip->count > 0 && strip->pieces[strip->count - 1].role == role;
    if (!continues && strip->count < STRIP_PIECES) {
        strip->pieces[strip->count++].role = role;
    }
    strip->pieces[strip->count - 1].end = strip->text.length;
}

/* A bar of one colour can only show what is completed. */
static struct backfill_runs merged_runs(const struct backfill_runs *runs) {
    return (struct backfill_runs){.total = runs->total,
                                  .completed = runs->completed,
                                  .pending = runs->total - runs->completed};
}

/* Draws as much of `clean` as fits and returns the columns used. */
static int put(int y, int x, int columns, const char *clean, struct style style) {
    int used;
    size_t length = text_prefix(clean, min_int(columns, canvas_room(x)), &used);
    canvas_add(y, x, clean, length, style);
    return used;
}

void strip_add(struct strip *strip, enum theme_role role, const char *clean) {
    buffer_add_string(&strip->text, clean);
    end_piece(strip, role);
}

void strip_add_format(struct strip *strip, enum theme_role role, const char *format, ...) {
    char text[FORMATTED_BYTES];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    strip_add(strip, role, text);
}

void strip_add_bytes(struct strip *strip, enum theme_role role, const char *bytes) {
    if (bytes != NULL) {
        text_clean(&strip->text, bytes, strlen(bytes), terminal_charset());
        end_piece(strip, role);
    }
}

void strip_add_glyph(struct strip *strip, enum theme_role role, enum theme_glyph glyph) {
    strip_add(strip, role, theme_glyph(glyph, terminal_charset()));
}

void strip_add_state(struct strip *strip, enum row_state state, const char *clean) {
    strip_add(strip, theme_state_role(state), theme_state_mark(state, terminal_charset()));
    strip_add(strip, theme_word_role(state), " ");
    strip_add(strip, theme_word_role(state), clean);
}

void strip_add_space(struct strip *strip, int count) {
    if (count > 0) {
        buffer_add_repeated(&strip->text, ' ', (size_t)count);
        end_piece(strip, THEME_TEXT);
    }
}

void strip_add_wait(struct strip *strip, enum theme_role role, int64_t ms) {
    char text[TIMES_TEXT];
    times_format_span(text, ms <= 0 ? 0 : (ms + MS_PER_S - 1) / MS_PER_S);
    strip_add(strip, role, text);
}

void strip_add_age(struct strip *strip, enum theme_role role, int64_t ms) {
    char text[TIMES_TEXT];
    times_format_span(text, ms / MS_PER_S);
    strip_add(strip, role, text);
}

int strip_width(const struct strip *strip) {
    return text_width(buffer_string(&strip->text));
}

void strip_reset(struct strip *strip) {
    buffer_reset(&strip->text);
    strip->count = 0;
}

void strip_clear(struct strip *strip) {
    buffer_clear(&strip->text);
    strip->count = 0;
}

void strip_draw(const struct strip *strip, int y, int x, int columns) {
    bool clipped = strip_width(strip) > columns;
    int left = clipped ? columns - 1 : columns;
    struct buffer piece = {0};
    size_t start = 0;
    for (size_t i = 0; i < strip->count && left > 0; i++) {
        buffer_reset(&piece);
        buffer_add(&piece, strip->text.bytes + start, strip->pieces[i].end - start);
        int used = put(y, x, left, buffer_string(&piece),
                       theme_style(strip->pieces[i].role, false));
        x += used;
        left -= used;
        start = strip->pieces[i].end;
    }
    buffer_clear(&piece);
    if (clipped && columns > 0) {
        put(y, x, 1, terminal_charset() == TEXT_UTF8 ? "…" : "~", theme_style(THEME_DIM, false));
    }
}

void draw_text(int y, int x, int columns, const char *clean, struct style style) {
    put(y, x, columns, clean, style);
}

void draw_fill(int y, int x, int columns, const char *glyph, struct style style) {
    canvas_add_run(y, x, min_int(columns, canvas_room(x)), glyph, style);
}

/* How many cells look like the first one. */
static int run_length(const struct bar_cell *cells, int columns) {
    int length = 1;
    while (length < columns && cells[length].glyph == cells->glyph &&
           cells[length].front == cells->front && cells[length].behind == cells->behind) {
        length++;
    }
    return length;
}

static void put_bar(int y, int x, int columns, const struct backfill_runs *runs, enum bar_look look,
                    bool selected, bool muted) {
    struct bar_cell cells[BAR_COLUMNS_MAX];
    columns = min_int(columns, BAR_COLUMNS_MAX);
    bar_layout(cells, columns, runs, terminal_charset(), look);
    for (int i = 0, run; i < columns; i += run) {
        run = run_length(cells + i, columns - i);
        draw_fill(y, x + i, run, cells[i].glyph, theme_bar_style(&cells[i], selected, muted));
    }
}

void draw_bar(int y, int x, int columns, const struct backfill_runs *runs) {
    put_bar(y, x, columns, runs, theme_bar_look(false), false, false);
}

void draw_row_bar(int y, int x, int columns, const struct backfill_runs *runs, bool selected,
                  bool muted) {
    struct backfill_runs merged;
    if (muted && runs != NULL) {
        merged = merged_runs(runs);
        runs = &merged;
    }
    put_bar(y, x, columns, runs, theme_bar_look(true), selected, muted);
}

void draw_key_add_numbers(struct buffer *key, const int64_t *numbers, size_t count) {
    buffer_add(key, (const char *)numbers, count * sizeof *numbers);
}

void draw_key_add_text(struct buffer *key, const char *text) {
    int64_t length = text != NULL ? (int64_t)strlen(text) : -1;
    draw_key_add_numbers(key, &length, 1);
    if (length > 0) {
        buffer_add(key, text, (size_t)length);
    }
}

void draw_key_add_edition(struct buffer *key, const char *part, const struct layout *layout,
                          const struct view *view) {
    if (view->edition != 0) {
        draw_key_add_text(key, part);
        buffer_add(key, (const char *)&view->edition, sizeof view->edition);
        buffer_add(key, (const char *)layout, sizeof *layout);
    }
}

void draw_add_rate(struct buffer *out, double runs_per_minute) {
    if (runs_per_minute >= 1) {
        buffer_add_format(out, "%.1f runs/min", runs_per_minute);
    } else if (runs_per_minute * MINUTES_PER_HOUR >= 0.1) {
        buffer_add_format(out, "%.1f runs/h", runs_per_minute * MINUTES_PER_HOUR);
    } else if (runs_per_minute > 0) {
        buffer_add_string(out, "under 0.1 runs/h");
    }
}
