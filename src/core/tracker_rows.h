/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/tracker.h"

#include <stddef.h>
#include <stdint.h>

/* Finds teams and rows in a tracker; for the tracker's own files. */

/* The record of a team; NULL before its first snapshot. */
struct tracker_team *tracker_team_of(const struct tracker *tracker, int64_t team_id);

/* The index of a team's first row, and the index after its last. */
size_t tracker_team_start(const struct tracker *tracker, int64_t team_id);
size_t tracker_team_end(const struct tracker *tracker, int64_t team_id);
