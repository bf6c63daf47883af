/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/layout.h"
#include "backfilltop/screen/view.h"

#include <stdbool.h>

/* The text in the middle of the table while it has no rows: that there is nothing to show, or why
 * there are no data, what the user can do, and when the next try is. */

/* Whether that text includes connection.problem, so that no other line has to show it. */
bool emptiness_explains(const struct view *view);

void emptiness_draw(const struct layout *layout, const struct view *view);
