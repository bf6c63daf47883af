/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/layout.h"
#include "backfilltop/screen/view.h"
#include "draw.h"

/* The open prompt, and the words for what the search and the filter do. */

/* Draws the open prompt in `columns` columns; the cursor's column goes to *cursor_x, -1 if there is
 * none. */
void prompt_draw(const struct view *view, int y, int x, int columns, int *cursor_x);

/* Appends the present filter, and the key that clears it; nothing if there is none. */
void prompt_describe_filter(struct strip *strip, const struct view *view);

/* Appends "3 of 12", "12 rows" if the selected row is not one of them, or "no match"; nothing
 * unless a search is being typed. `terse` is for narrow screens. */
void prompt_describe_matches(struct strip *strip, const struct view *view, bool terse);

/* Appends "7 of 23 shown"; nothing when nothing is hidden. */
void prompt_describe_hidden(struct strip *strip, const struct view *view, bool terse);
