/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/view.h"

#include "draw.h"

/* Appends the runs per minute of the last half hour (view.throughput) in at most `cells` columns,
 * each the mean of some minutes; nothing while fewer than two are known. Unknown minutes are left
 * out at the beginning, and are gaps later. The highest rate has the full height; only 0 has the
 * lowest. */
void sparkline_add(struct strip *strip, enum theme_role role, const struct view *view, int cells);
