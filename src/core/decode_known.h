/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/decode_cache.h"
#include "decode_fields.h"
#include "json_scan.h"

#include <stdbool.h>

/* What decode_list_since() needs of a cache. */

/* Empties a cache, unless it has the snapshot `base`. */
void decode_cache_rebase(struct decode_cache *cache, uint64_t base);

/* The scan of the list that it has, or NULL. */
const struct json_scan *decode_cache_scan(const struct decode_cache *cache);

/* Reads a list that was scanned after decode_cache_scan(), and keeps it: *scan is taken. False,
 * with an empty cache and a snapshot in disorder, if two items have one id. */
bool decode_cache_read(struct decode_cache *cache, struct json_scan *scan,
                       const struct decode_list *list, struct snapshot *snapshot);
