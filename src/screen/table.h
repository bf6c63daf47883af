/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/layout.h"
#include "backfilltop/screen/view.h"

/* The rows that are visible, one line each, below their headings. */
void table_draw(const struct layout *layout, const struct view *view);
