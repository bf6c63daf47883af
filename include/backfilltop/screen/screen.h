/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/layout.h"
#include "backfilltop/screen/view.h"

/* Draws frames on the terminal that terminal_start() has opened. */

/* The layout that a frame of this view would have now. */
void screen_layout(struct layout *layout, const struct view *view);

/* Draws `view` whole; only the cells that differ from the last frame are sent. The cost grows with
 * the rows that are visible, not with those that exist. */
void screen_draw(const struct view *view);

/* How far the open pane, or page, can be scrolled at most, in lines. */
int screen_pane_scroll_max(const struct view *view);
int screen_page_scroll_max(const struct view *view);
