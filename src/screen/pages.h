/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/layout.h"
#include "backfilltop/screen/view.h"

/* What is open in the place of table and pane: help, events, commands. */
void pages_draw(const struct layout *layout, const struct view *view);

/* The lines of its text, at the width that the layout gives it; 0 while none is open. */
int pages_count_lines(const struct layout *layout, const struct view *view);
