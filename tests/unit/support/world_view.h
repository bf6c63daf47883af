/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/demo/world.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Looking at the simulated world, for its tests. */

#define EPOCH_S INT64_C(1700000000)
#define MINUTE  INT64_C(60000)
#define HOUR    (60 * MINUTE)
#define TEAM    42

/* The list at one moment. */
struct view {
    struct backfill *items;
    size_t count;
};

/* The world of a seed, which starts at EPOCH_S. */
struct world view_world(uint64_t seed);

/* The list at a moment; the caller clears it. */
struct view view_at(uint64_t seed, int64_t team_id, int64_t elapsed_ms);
void view_clear(struct view *view);

/* The backfill with an id, or NULL. */
const struct backfill *view_find(const struct view *view, int64_t id);

bool view_same_backfill(const struct backfill *a, const struct backfill *b);
bool view_same(const struct view *a, const struct view *b);
