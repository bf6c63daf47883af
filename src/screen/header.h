/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/layout.h"
#include "backfilltop/screen/view.h"

/* The top lines: who is watched and how the link is, how many of what, how far and until when. */
void header_draw(const struct layout *layout, const struct view *view);

/* Whether there is room for the budget in it. */
bool header_shows_budget(const struct layout *layout, const struct view *view);
