/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/buffer.h"
#include "backfilltop/screen/layout.h"
#include "backfilltop/screen/view.h"
#include "theme.h"

/* Draws text in pieces that each have a role, clipped to the columns there are. What is drawn must
 * have passed text_clean(), or be the program's own. */

#define STRIP_PIECES 144

/* A line of text in the making. All zeroes is an empty one. */
struct strip {
    struct buffer text;
    struct strip_piece {
        size_t end; /* in text */
        enum theme_role role;
    } pieces[STRIP_PIECES];
    size_t count;
};

void strip_add(struct strip *strip, enum theme_role role, const char *clean);

/* Appends as printf would write, at most 200 bytes: for numbers and short words, which must be
 * clean. */
void strip_add_format(struct strip *strip, enum theme_role role, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Appends bytes from outside, cleaned. NULL is nothing. */
void strip_add_bytes(struct strip *strip, enum theme_role role, const char *bytes);

void strip_add_glyph(struct strip *strip, enum theme_role role, enum theme_glyph glyph);

/* Appends a state's mark, a space and words about it. */
void strip_add_state(struct strip *strip, enum row_state state, const char *clean);

/* Appends `count` spaces. */
void strip_add_space(struct strip *strip, int count);

int strip_width(const struct strip *strip);
void strip_reset(struct strip *strip);
void strip_clear(struct strip *strip);

/* Draws a strip in at most `columns` columns; if it does not fit, the last one holds an
 * ellipsis. */
void strip_draw(const struct strip *strip, int y, int x, int columns);

/* Draws as much of the text as fits in `columns` columns. */
void draw_text(int y, int x, int columns, const char *clean, struct style style);

/* Fills `columns` columns with one character of one column. */
void draw_fill(int y, int x, int columns, const char *glyph, struct style style);

/* Draws the bar of the summary. */
void draw_bar(int y, int x, int columns, const struct backfill_runs *runs);

/* Draws the bar of a row; NULL `runs`: nothing is known. `muted`: it left the list. */
void draw_row_bar(int y, int x, int columns, const struct backfill_runs *runs, bool selected,
                  bool muted);

/* Appends milliseconds, as a span in whole seconds, rounded up (a wait) or down (an age). */
void strip_add_wait(struct strip *strip, enum theme_role role, int64_t ms);
void strip_add_age(struct strip *strip, enum theme_role role, int64_t ms);

/* Append what a part is drawn from to the key of canvas_keeps(). */
void draw_key_add_numbers(struct buffer *key, const int64_t *numbers, size_t count);
void draw_key_add_text(struct buffer *key, const char *text); /* NULL is a text of its own */

/* Appends the part's name, the layout and all of the view that does not pass with the time: see
 * view.edition. Nothing if the view has no edition: then the part is drawn. */
void draw_key_add_edition(struct buffer *key, const char *part, const struct layout *layout,
                          const struct view *view);

/* Appends a rate in the unit that suits it; nothing for none. */
void draw_add_rate(struct buffer *out, double runs_per_minute);
