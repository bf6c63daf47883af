/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/buffer.h"
#include "theme.h"

#include <stdbool.h>
#include <stddef.h>

/* What is drawn, and what of it is on the screen already.
 *
 * Texts are drawn on the canvas, line by line, and canvas_end() gives ncurses only the lines that
 * differ from those of the frame before, and of a line whose texts have not moved only those that
 * differ. A part that knows from which values it draws need not even
 * draw again what it has drawn from the same ones: see canvas_keeps().
 *
 * As ncurses' own, this state is global: there is one screen. */

/* Layers are drawn one upon the other, so that a part can be kept while another one, on the same
 * lines, is drawn. */
enum canvas_layer { CANVAS_GROUND, CANVAS_PANE, CANVAS_TOP, canvas_layer_count };

/* Begins a frame of the screen's present size: all of it is empty. */
void canvas_begin(void);

/* What follows is drawn on this layer. */
void canvas_enter(enum canvas_layer layer);

/* Whether lines `y` to `y + lines - 1` of the layer were drawn from an equal key in the frame
 * before: then they stay as they are, and nothing may be drawn on them; a single line gets what
 * another one showed, if that was drawn from an equal key. Else they are to be drawn, and the key
 * is remembered. It must hold everything that the lines are drawn from, but for their place from
 * above and the screen's size, colours and character set. An empty key is never equal. */
bool canvas_keeps(int y, int lines, const struct buffer *key);

/* Draws a text, which ends on its line. Nothing if it begins off the screen. */
void canvas_add(int y, int x, const char *text, size_t length, struct style style);

/* Draws a character of one column `columns` times. */
void canvas_add_run(int y, int x, int columns, const char *glyph, struct style style);

/* The columns from `x` to the right edge. */
int canvas_room(int x);

/* Ends the frame: ncurses gets the lines that differ. */
void canvas_end(void);

/* What is on the screen is not known any more: the next frame is drawn whole. */
void canvas_forget(void);

/* Frees what is remembered. */
void canvas_clear(void);
