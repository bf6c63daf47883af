/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/decode.h"
#include "decode_fields.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Reads the item at `index` and adds the backfill to the snapshot, or a warning why there is none.
 * `repeated`: an earlier item has its id. Returns its id; BACKFILL_NO_ID if nothing was added. */
int64_t decode_item(const struct decode_list *list, size_t index, bool repeated,
                    struct snapshot *snapshot);

/* Reads one backfill whose id was read already. */
void decode_item_fields(const json_t *item, int64_t id, size_t index, struct snapshot *snapshot);
