/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/demo/world.h"

#include <stddef.h>
#include <stdint.h>

/* Realistic names and error messages for the simulated transfers. */

#define CATALOG_TRANSFERS_PER_TEAM 24

/* The transfers of a team; CATALOG_TRANSFERS_PER_TEAM of them. */
const struct world_transfer *catalog_transfers(int64_t team_id);

/* An error message that fits the data source and the destination of a team's `transfer`-th
 * transfer; `draw` picks one. Equal draws give equal messages. */
const char *catalog_error(int64_t team_id, size_t transfer, uint64_t draw);
