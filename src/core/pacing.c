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
    [OUTCOME_SUCCESS] = due_after_success,
    [OUTCOME_TRANSIENT] = due_after_failure,
    [OUTCOME_DENIED] = due_after_denial,
};

static void count_failure(struct pacing *pacing, enum outcome outcome) {
    if (outcome == OUTCOME_OK) {
        pacing->failures = 0;
    } else if (pacing->failures < INT_MAX) {
        pacing->failures++;
    }
}

static int64_t held_until(const struct outcome_traits *traits, int64_t retry_after_ms,
                          int64_t now_ms) {
    if (!traits->heeds_retry_after || retry_after_ms == PACING_NO_RETRY_AFTER) {
        return 0;
    }
    if (retry_after_ms > PACING_RETRY_AFTER_MAX_MS) {
        return now_ms + PACING_RETRY_AFTER_MAX_MS;
    }
    return now_ms + max_int64(retry_after_ms, 0);
}

static void settle_due(struct pacing *pacing) {
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

void pacing_end(struct pacing *pacing, enum outcome outcome, int64_t retry_after_ms,
                int64_t now_ms) {
    const struct outcome_traits *traits = outcome_traits(outcome);
    count_failure(pacing, outcome);
    pacing->in_flight = false;
    pacing->not_before_ms = held_until(traits, retry_after_ms, now_ms);
    pacing->planned_ms = max_int64(due_after[traits->kind](pacing, now_ms), pacing->not_before_ms);
    if (outcome == OUTCOME_RATE_LIMITED) { /* it asked to wait, even if it did not say how long */
        pacing->not_before_ms = pacing->planned_ms;
    }
    settle_due(pacing);
}

void pacing_stretch(struct pacing *pacing, int64_t interval_ms) {
    pacing->stretched_ms = interval_ms;
    settle_due(pacing);
}

int64_t pacing_refresh(struct pacing *pacing, int64_t now_ms) {
    if (pacing->in_flight) {
        return 0;
    }
    int64_t allowed_ms = pacing->not_before_ms;
    if (pacing->polled) {
        allowed_ms = max_int64(allowed_ms, pacing->began_ms + PACING_REFRESH_MS);
    }
    if (now_ms < allowed_ms) {
        return allowed_ms - now_ms;
    }
    pacing->refreshed = true;
    if (now_ms < pacing->due_ms) {
        pacing->planned_ms = now_ms;
        pacing->due_ms = now_ms;
    }
    return 0;
}

void pacing_retry_now(struct pacing *pacing, int64_t now_ms) {
    if (pacing->in_flight) {
        return;
    }
    int64_t allowed_ms = max_int64(now_ms, pacing->not_before_ms);
    if (pacing->polled) {
        allowed_ms = max_int64(allowed_ms, pacing->began_ms + PACING_REFRESH_MS);
    }
    pacing->refreshed = true;
    if (allowed_ms < pacing->due_ms) {
        pacing->planned_ms = allowed_ms;
        pacing->due_ms = allowed_ms;
    }
}

bool pacing_is_held(const struct pacing *pacing, int64_t now_ms) {
    return !pacing->in_flight && now_ms < pacing->not_before_ms;
}
