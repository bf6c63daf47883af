/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/layout.h"
#include "backfilltop/screen/view.h"

/* The top lines: what is watched, the state of the connection, how many backfills are in which
 * state, how far they are and when the last of them ends. */
void header_draw(const struct layout *layout, const struct view *view);

/* Whether the header shows connection.quota. */
bool header_shows_quota(const struct layout *layout, const struct view *view);
