/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/layout.h"
#include "backfilltop/screen/view.h"

/* The keys, from the keymap's own table, and what the marks mean; in the place of table and pane.
 */
void help_draw(const struct layout *layout, const struct view *view);

int help_count_lines(const struct layout *layout, const struct view *view);
