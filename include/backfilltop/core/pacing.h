/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/outcome.h"

#include <stdbool.h>
#include <stdint.h>

/* When the next poll of one team is due: by its interval, by how earlier polls ended, and by the
 * user's request. Retry-After and the quota, which hold back all calls of the token, belong to the
 * limiter.
 *
 * A pure state machine: the caller reports what happened and asks when. All times are monotonic
 * milliseconds. */

/* The most that the backoff adds to the interval. */
#define PACING_BACKOFF_MAX_MS (INT64_C(5) * 60 * 1000)

/* The least time between polls while 401, 403 or 404 last, and before a poll that the user asks
 * for. */
#define PACING_DENIED_MS  (INT64_C(60) * 1000)
#define PACING_REFRESH_MS INT64_C(1000)

struct pacing {
    int64_t interval_ms;  /* the user's poll interval */
    int64_t stretched_ms; /* the interval that the quota allows; used if it is longer */
    int64_t began_ms;     /* when the latest poll began */
    int64_t planned_ms;   /* when the next poll is due, by the outcome of the latest */
    int64_t due_ms;       /* when the next poll is due */
    uint64_t random;      /* state of the jitter */
    double jitter;        /* of the latest success, as a fraction in [0, 1) of the largest jitter */
    int failures;         /* consecutive; 0 after any success */
    bool rate_limited;    /* the latest poll got 429: the server asked to wait */
    bool in_flight;       /* a poll has begun and not ended */
    bool polled;          /* any poll has begun */
    bool refreshed;       /* the user asked for the next poll */
};

/* A schedule whose first poll is due at `now_ms`. Equal seeds give equal schedules. */
void pacing_init(struct pacing *pacing, int64_t interval_ms, uint64_t seed, int64_t now_ms);

/* Whether a poll may begin now. Never while one is in flight. */
bool pacing_is_due(const struct pacing *pacing, int64_t now_ms);

/* Records that a poll begins. Only when pacing_is_due(). */
void pacing_begin(struct pacing *pacing, int64_t now_ms);

/* Records the outcome of the poll that ended at `now_ms`.
 *
 * Success: the next is due one interval after this one began, plus up to 5 % of jitter, so that
 * many hosts do not poll in step. Transient failure, the n-th in a row: the interval plus full
 * jitter, uniform in [0, min(PACING_BACKOFF_MAX_MS, interval x 2^n)], from now. Denial (401, 403,
 * 404 and other refusals): PACING_DENIED_MS or the interval, the longer, from the beginning. */
void pacing_end(struct pacing *pacing, enum outcome outcome, int64_t now_ms);

/* The quota allows an interval of `interval_ms`. While that is longer than the user's, no poll is
 * due sooner than this after the latest began, plus the jitter of up to 5 %. It applies at once, to
 * the poll that is already being waited for; a shorter interval later brings that poll forward
 * again, but never before the outcome of the latest allows. A poll that the user asked for is
 * exempt. */
void pacing_stretch(struct pacing *pacing, int64_t interval_ms);

/* The user asks for a poll now. Returns 0 and makes it due (or does nothing if one is in flight),
 * or returns for how many milliseconds it is refused: until `held_until_ms`, before which the
 * server allows no call, until the end of the wait after a 429, or until PACING_REFRESH_MS after
 * the latest. Until that poll begins, pacing->refreshed says that it is the user's. */
int64_t pacing_refresh(struct pacing *pacing, int64_t held_until_ms, int64_t now_ms);

/* Whatever made the latest poll fail is gone: the next is due as soon as pacing_refresh() would
 * make it, and counts as the user's. Does nothing while one is in flight. */
void pacing_retry_now(struct pacing *pacing, int64_t held_until_ms, int64_t now_ms);

/* When the wait after a 429 ends; 0 if there is none. The user cannot shorten it, even if the
 * server did not say how long. */
int64_t pacing_held_until_ms(const struct pacing *pacing);
