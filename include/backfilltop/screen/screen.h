/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/buffer.h"
#include "backfilltop/screen/layout.h"
#include "backfilltop/screen/view.h"

/* Draws frames on the terminal that terminal_start() has opened. A frame is a view and its
 * layout. */

/* Lays `view` out for the terminal's present size. The cost grows with what is visible, and with
 * the text of the open pane or page. */
void screen_layout(struct layout *layout, const struct view *view);

/* Appends everything that the layout depends on and that changes with time: two views of one
 * edition for which it appends the same have the same layout on a terminal of the same size. */
void screen_add_times(struct buffer *key, const struct view *view);

/* Draws `view`, by `layout`, and changes neither. What the last frame drew from the same values is
 * kept, and only the cells that differ are sent. The cost grows with what has changed and with the
 * rows that are visible, not with those that exist. */
void screen_draw(const struct layout *layout, const struct view *view);
