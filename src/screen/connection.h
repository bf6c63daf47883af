/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/view.h"
#include "draw.h"

/* How the connection to the API is, in words. */

#define CONNECTION_TERSEST 4

/* Appends the state: level 0 with all there is to say, CONNECTION_TERSEST its mark alone. The age
 * of what is shown goes before anything else does when the latest poll did not bring it. */
void connection_describe(struct strip *strip, const struct view *view, int level);

/* Appends what the table says while it has no rows. */
void connection_describe_emptiness(struct strip *strip, const struct view *view);
