/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/pacing.h"

#include "backfilltop/base/numbers.h"
#include "backfilltop/base/random.h"
#include "backfilltop/core/backoff.h"

#include <limits.h>

#define JITTER_PARTS 20 /* a twentieth of the interval: 5 % */

/* One interval after the latest poll began, with its jitter. */
static int64_t spaced(const struct pacing *pacing, int64_t interval_ms) {
    double jitter_ms = pacing->jitter * (double)(interval_ms / JITTER_PARTS + 1);
    return pacing->began_ms + interval_ms + (int64_t)jitter_ms;
}

static int64_t due_after_success(struct pacing *pacing, int64_t now_ms) {
    (void)now_ms;
    pacing->jitter = random_fraction(&pacing->random);
    return spaced(pacing, pacing->interval_ms);
}

static int64_t due_after_failure(struct pacing *pacing, int64_t now_ms) {
    int64_t limit_ms = backoff_ms(pacing->interval_ms, pacing->failures, PACING_BACKOFF_MAX_MS);
    return now_ms + pacing->interval_ms + random_upto(&pacing->random, limit_ms);
}

static int64_t due_after_denial(struct pacing *pacing, int64_t now_ms) {
    (void)now_ms;
    return pacing->began_ms + max_int64(PACING_DENIED_MS, pacing->interval_ms);
}

static int64_t (*const due_after[outcome_kind_count])(struct pacing *, int64_t) = {
    [OUTCOME_KIND_SUCCESS] = due_after_success,
    [OUTCOME_KIND_TRANSIENT] = due_after_failure,
    [OUTCOME_KIND_DENIED] = due_after_denial,
};

static void count_failure(struct pacing *pacing, enum outcome outcome) {
    if (outcome == OUTCOME_OK) {
        pacing->failures = 0;
    } else if (pacing->failures < INT_MAX) {
        pacing->failures++;
    }
}

static void update_due(struct pacing *pacing) {
    pacing->due_ms = pacing->planned_ms;
    bool bound = pacing->polled && !pacing->refreshed;
    if (bound && pacing->stretched_ms > pacing->interval_ms) {
        pacing->due_ms = max_int64(pacing->due_ms, spaced(pacing, pacing->stretched_ms));
    }
}

void pacing_init(struct pacing *pacing, int64_t interval_ms, uint64_t seed, int64_t now_ms) {
    *pacing = (struct pacing){
        .interval_ms = interval_ms, .planned_ms = now_ms, .due_ms = now_ms, .random = seed};
}

bool pacing_is_due(const struct pacing *pacing, int64_t now_ms) {
    return !pacing->in_flight && now_ms >= pacing->due_ms;
}

void pacing_begin(struct pacing *pacing, int64_t now_ms) {
    pacing->began_ms = now_ms;
    pacing->in_flight = true;
    pacing->polled = true;
    pacing->refreshed = false;
}

void pacing_end(struct pacing *pacing, enum outcome outcome, int64_t now_ms) {
    count_failure(pacing, outcome);
    pacing->in_flight = false;
    pacing->rate_limited = outcome == OUTCOME_RATE_LIMITED;
    pacing->planned_ms = due_after[outcome_traits(outcome)->kind](pacing, now_ms);
    update_due(pacing);
}

void pacing_stretch(struct pacing *pacing, int64_t interval_ms) {
    pacing->stretched_ms = interval_ms;
    update_due(pacing);
}

/* When the user may have the next poll. */
static int64_t allowed_ms(const struct pacing *pacing, int64_t held_until_ms) {
    int64_t least_ms = max_int64(held_until_ms, pacing_held_until_ms(pacing));
    return pacing->polled ? max_int64(least_ms, pacing->began_ms + PACING_REFRESH_MS) : least_ms;
}

/* The next poll is the user's: due at `at_ms` at the latest. */
static void refresh_at(struct pacing *pacing, int64_t at_ms) {
    pacing->refreshed = true;
    if (at_ms < pacing->due_ms) {
        pacing->planned_ms = at_ms;
        pacing->due_ms = at_ms;
    }
}

int64_t pacing_refresh(struct pacing *pacing, int64_t held_until_ms, int64_t now_ms) {
    int64_t left_ms = allowed_ms(pacing, held_until_ms) - now_ms;
    if (pacing->in_flight) {
        return 0;
    }
    if (left_ms > 0) {
        return left_ms;
    }
    refresh_at(pacing, now_ms);
    return 0;
}

void pacing_retry_now(struct pacing *pacing, int64_t held_until_ms, int64_t now_ms) {
    if (!pacing->in_flight) {
        refresh_at(pacing, max_int64(now_ms, allowed_ms(pacing, held_until_ms)));
    }
}

int64_t pacing_held_until_ms(const struct pacing *pacing) {
    return pacing->rate_limited && !pacing->in_flight ? pacing->planned_ms : 0;
}
