/* SPDX-License-Identifier: MIT */
#pragma once

#include "plan_place.h"

#include "backfilltop/core/backfill.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The life of one simulated backfill: a plan is made from (seed, team, slot); from it follows the
 * state at any moment. A new backfill is created in every slot of PLAN_PERIOD_MS; slots below 0 are
 * before the start. All times are milliseconds of simulated time since the start. */

#define PLAN_PERIOD_MS INT64_C(48000)
#define PLAN_OLDEST    INT64_C(-9000) /* there is nothing before this slot */
#define PLAN_MAX_DAYS  365
#define PLAN_NO_TIME   INT64_MIN

struct plan_kind;

struct plan {
    const struct plan_kind *kind;
    uint64_t seed; /* of all that is random about its runs */
    int64_t created_ms;
    int64_t scheduled_ms;
    int64_t started_ms;
    int64_t cancelled_ms; /* INT64_MAX: it is not cancelled while it runs */
    int64_t hold_ms;      /* how long it stays FAILED */
    int64_t run_ms;       /* mean time from the end of one run to the end of the next */
    int64_t created_user_id;
    int64_t removed_user_id;
    int days;
    struct plan_place place; /* its transfer, and how far in the past its range lies */
    int lag_days;            /* from the end of the range to the creation */
    int window;              /* runs in flight at a time */
    int halt;                /* runs after which the first pass stops */
    int bad_from;            /* runs [bad_from, bad_to) fail in the first pass */
    int bad_to;
    bool retried; /* after FAILED it runs again; else it is cancelled */
};

enum plan_run_state { PLAN_RUN_PENDING, PLAN_RUN_IN_FLIGHT, PLAN_RUN_COMPLETED, PLAN_RUN_FAILED };

struct plan_run {
    enum plan_run_state state;
    int64_t ended_ms; /* PLAN_NO_TIME until it has ended */
};

/* What a backfill looks like at one moment. */
struct plan_moment {
    enum backfill_status status;
    int64_t started_ms;              /* PLAN_NO_TIME: not yet */
    int64_t ended_ms;                /* PLAN_NO_TIME: not yet */
    int64_t removed_ms;              /* PLAN_NO_TIME: it was not cancelled */
    int counts[PLAN_RUN_FAILED + 1]; /* by enum plan_run_state */
    struct plan_run runs[PLAN_MAX_DAYS];
};

/* Plans the backfill of a slot. */
struct plan plan_make(uint64_t seed, int64_t team_id, int64_t slot);

/* The latest slot, at or before `slot`, whose backfill can be incomplete, or have ended recently,
 * at `now_ms`; PLAN_OLDEST - 1 if there is none. */
int64_t plan_slot_alive(int64_t team_id, int64_t slot, int64_t now_ms);

/* Writes what the backfill looks like at `now_ms`; false if it has not been created yet. */
bool plan_at(const struct plan *plan, int64_t now_ms, struct plan_moment *moment);

/* A random number for the `run`-th run and `salt`, always the same. */
uint64_t plan_draw(const struct plan *plan, int run, uint64_t salt);

/* Whether the `run`-th run is in a long stretch of failures with one cause. */
bool plan_run_in_stretch(const struct plan *plan, int run);
