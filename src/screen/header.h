/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/layout.h"
#include "backfilltop/screen/view.h"

/* The top lines: who is watched and how the connection is, how many of what, how far and until
 * when. */
void header_draw(const struct layout *layout, const struct view *view);

/* Whether there is room for the quota in it. */
bool header_shows_quota(const struct layout *layout, const struct view *view);
