/* SPDX-License-Identifier: MIT */
#pragma once

#include "json_scan.h"

#include <stddef.h>
#include <stdint.h>

/* Finds the items of a list among those of a scan before. Two items are the same if all their bytes
 * are; hashes and places only say where to look. Only objects without repairs are looked for and
 * found: they end where they end whatever follows, and their bytes are what was received. */

struct json_known {
    const struct json_scan *before; /* NULL: none, nothing is found */
    size_t next;                    /* the item of it that is expected */
    uint32_t *slots;                /* by hash: index + 1; NULL until a hash was looked up */
    size_t slot_count;              /* a power of 2 */
};

uint32_t json_known_hash(const char *bytes, size_t length);

/* The index of the item that the `length` bytes begin with, if that is the expected one or beside
 * it; else JSON_ITEM_NEW. */
uint32_t json_known_next(struct json_known *known, const char *bytes, size_t length);

/* The index of the item that the `length` bytes are, wherever it was; else JSON_ITEM_NEW. An item
 * may be missed, if many have the same hash. */
uint32_t json_known_find(struct json_known *known, const char *bytes, size_t length, uint32_t hash);

void json_known_clear(struct json_known *known);
