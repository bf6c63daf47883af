/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/view.h"

#include "draw.h"

/* Appends the runs per minute of the last half hour in at most `cells` columns, each of which is so
 * many minutes; nothing before there are two. What was not watched at the beginning is left out,
 * later it is a gap; the highest rate is the full height, and only none at all the lowest. */
void sparkline_add(struct strip *strip, enum theme_role role, const struct view *view, int cells);
