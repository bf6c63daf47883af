/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/layout.h"
#include "backfilltop/screen/view.h"

/* Frames on the terminal that terminal_start() has opened: a view, and its layout. */

/* Lays `view` out on the terminal's present size. The cost grows with what is visible, and with the
 * text of the open pane or page. */
void screen_layout(struct layout *layout, const struct view *view);

/* Draws `view` whole, where `layout` says; only the cells that differ from the last frame are sent.
 * Changes neither. The cost grows with the rows that are visible, not with those that exist. */
void screen_draw(const struct layout *layout, const struct view *view);
