/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/backfill.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Simulated backfills of one team: a pure function of seed and time, so that any moment can be
 * computed, in any order, and always gives the same result. */

struct world {
    uint64_t seed;
    int64_t epoch_s; /* wall-clock seconds at elapsed time 0; backfills exist from before that */
};

struct world_transfer {
    int64_t id;
    const char *name; /* "Google Ads EU daily" */
};

/* The backfills at `elapsed_ms` that the list call would show: incomplete ones, newest created
 * first. */
struct backfill *world_list(const struct world *world, int64_t team_id, int64_t elapsed_ms,
                            size_t *count);

/* One backfill at `elapsed_ms`, ended ones included. False if it does not exist (yet). The caller
 * clears it. */
bool world_get(const struct world *world, int64_t team_id, int64_t elapsed_ms, int64_t id,
               struct backfill *backfill);

/* Frees what world_list() returned. */
void world_list_free(struct backfill *backfills, size_t count);

/* The team's transfers. */
const struct world_transfer *world_transfers(int64_t team_id, size_t *count);

/* One run of a transfer: the data of one day, fetched once. */
struct world_run {
    int64_t id;
    int64_t day;                 /* data_date */
    int64_t created_time;        /* seconds */
    int64_t ended_time;          /* seconds, or TIMES_ABSENT while it is under way */
    int64_t duration_ms;         /* of its queries; -1 while it is under way */
    int64_t rows;                /* -1 while it is under way */
    enum backfill_status status; /* SCHEDULED, RUNNING, COMPLETED or FAILED */
    bool is_backfill;            /* else one of the daily schedule */
    const char *message;         /* why it failed, or "" */
};

/* The runs of a transfer at `elapsed_ms` whose day lies in [first_day, last_day]: those of the
 * daily schedule of the last 400 days, and those of the backfills that run or have ended in the
 * last hour or so; in no order. The caller frees the array. */
struct world_run *world_runs(const struct world *world, int64_t team_id, int64_t elapsed_ms,
                             int64_t transfer_id, int64_t first_day, int64_t last_day,
                             size_t *count);
