/* SPDX-License-Identifier: MIT */
#pragma once

#include "list_text.h"

#include "backfilltop/core/decode_cache.h"
#include "backfilltop/core/tracker.h"

#include <stddef.h>
#include <stdint.h>

/* The same answers read in two ways: whole, and as far as they differ from the ones before. Both
 * must say the same, whatever the answers. */
struct two_ways {
    struct decode_cache *cache;
    struct tracker whole;
    struct tracker updated;
    int64_t elapsed_s;
    size_t kept; /* backfills that were not decoded again, of all answers */
};

void two_ways_init(struct two_ways *ways);
void two_ways_clear(struct two_ways *ways);

/* Reads a body in both ways and applies it. Returns NULL, or in what they differ. */
const char *two_ways_answer(struct two_ways *ways, const char *body, size_t length);

/* The same, of an answer that is not applied. */
const char *two_ways_drop(struct two_ways *ways, const char *body, size_t length);

/* What else changes rows: lookups end, rows are forgotten, nothing has changed since. */
const char *two_ways_disturb(struct two_ways *ways, struct choices *choices);

/* Reads answers that follow one another until `documents` of them are read, or the choices end.
 * Returns NULL, or in what the ways differ; *body is the latest answer. Counts down *documents. */
const char *two_ways_run(struct two_ways *ways, struct choices *choices, size_t *documents,
                         struct buffer *body);
