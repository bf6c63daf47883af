/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/decode.h"

#include <stddef.h>
#include <stdint.h>

/* Decodes only what is new in a list: a list differs from the one before in a few items.
 *
 * The cache keeps the bytes of one team's latest list. Items whose bytes are all the same in the
 * next one, in whatever order, are not decoded again. What the next list says does not depend on
 * the cache: backfills, warnings and errors are those of decode_list(). */
struct decode_cache;

/* A longer body is not kept, so that hostile answers do not take memory for good. */
#define DECODE_CACHE_MAX ((size_t)16 * 1024 * 1024)

/* What is run while a large list is decoded: after each DECODE_PAUSE_ITEMS items that are new, a
 * fraction of a millisecond apart. It must not decode with the same cache. */
#define DECODE_PAUSE_ITEMS 64
struct decode_pause {
    void (*run)(void *context); /* NULL: nothing */
    void *context;
};

/* Empty. The caller frees it. */
struct decode_cache *decode_cache_new(void);
void decode_cache_free(struct decode_cache *cache); /* NULL: nothing */

/* Sets what is run while later lists are decoded. */
void decode_cache_set_pause(struct decode_cache *cache, struct decode_pause pause);

/* As decode_list(), but the snapshot may be an update of the one whose serial is `base`: the latest
 * that was applied. 0: none was. If the cache does not have that one, the snapshot is whole. An
 * answer that is an error leaves the cache as it is. */
void decode_list_since(struct decode_cache *cache, uint64_t base, const char *bytes, size_t length,
                       struct decoded *decoded);
