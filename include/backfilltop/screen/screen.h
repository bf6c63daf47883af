/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/layout.h"
#include "backfilltop/screen/view.h"

/* Draws frames on the terminal that terminal_start() has opened. A frame is a view and its
 * layout. */

/* Lays `view` out for the terminal's present size. The cost grows with what is visible, and with
 * the text of the open pane or page. */
void screen_layout(struct layout *layout, const struct view *view);

/* Draws all of `view`, by `layout`, and changes neither. Only the cells that differ from the last
 * frame are sent. The cost grows with the rows that are visible, not with those that exist. */
void screen_draw(const struct layout *layout, const struct view *view);
