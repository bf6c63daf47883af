/* SPDX-License-Identifier: MIT */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The kind of a slot's backfill (see plan.h), its transfer, and how far in the past its range is.
 *
 * The API refuses a backfill that overlaps an active one of the same transfer. So each slot has its
 * own place: a transfer, and a band of the past that contains its range. Usual backfills take the
 * transfers in turn, alternately in the recent past and further back, and have ended before another
 * gets their place; each kind of the lingering backfills has its own transfers in the last band. */

/* From one band to the next: the longest lag and range, and some more. */
#define PLAN_BAND_DAYS 415

/* From the end of a range to the end of its band. */
#define PLAN_LAG_DAYS_MAX 40

enum plan_kind_name {
    PLAN_KIND_CLEAN,
    PLAN_KIND_FLAKY,
    PLAN_KIND_ABORTED,
    PLAN_KIND_LONG,
    PLAN_KIND_GIANT,
    PLAN_KIND_BADLY_FAILED,
    PLAN_KIND_LONG_FAILED,
    PLAN_KIND_STUCK_AT_START,
    PLAN_KIND_STUCK_MIDWAY,
};

struct plan_place {
    size_t transfer; /* index among the team's */
    int band;        /* 0: the recent past */
};

enum plan_kind_name plan_kind_of(int64_t team_id, int64_t slot);
struct plan_place plan_place_of(uint64_t seed, int64_t team_id, int64_t slot);

/* A number that depends on both. */
uint64_t plan_mix(uint64_t a, uint64_t b);
