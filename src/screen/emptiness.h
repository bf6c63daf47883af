/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/layout.h"
#include "backfilltop/screen/view.h"

#include <stdbool.h>

/* What stands in the middle of the table while it has no rows: that there is nothing to show, or
 * what keeps the data away, what the user can do about it, and when the next try is. */

/* Whether the middle says all that connection.problem says, so that no other line needs to. */
bool emptiness_explains(const struct view *view);

void emptiness_draw(const struct layout *layout, const struct view *view);
