/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/layout.h"
#include "backfilltop/screen/view.h"

/* The bottom lines: what there is to say, which keys there are, which rows are shown, and the open
 * prompt. Returns the column of its cursor, or -1. */
int footer_draw(const struct layout *layout, const struct view *view);
