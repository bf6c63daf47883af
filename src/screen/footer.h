/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/layout.h"
#include "backfilltop/screen/view.h"

/* The bottom lines: problems and notices, the key hints, which rows are shown, and the open prompt.
 * Returns the column of the prompt's cursor, or -1. */
int footer_draw(const struct layout *layout, const struct view *view);
