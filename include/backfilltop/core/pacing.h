/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/outcome.h"

#include <stdbool.h>
#include <stdint.h>

/* When the next poll of one team is due: by its interval, by how the polls before it ended, and by
 * the user's wish. What holds all calls of the token back (Retry-After, the quota) is the
 * limiter's.
 *
 * A pure state machine: the caller reports what happened and asks when. All times are monotonic
 * milliseconds. */

/* The most that the backoff adds to the interval. */
#define PACING_BACKOFF_MAX_MS (INT64_C(5) * 60 * 1000)

/* The least spacing of polls while 401, 403 or 404 last, and of those that the user asks for. */
#define PACING_DENIED_MS  (INT64_C(60) * 1000)
#define PACING_REFRESH_MS INT64_C(1000)

struct pacing {
    int64_t interval_ms;  /* the user's poll interval */
    int64_t stretched_ms; /* the spacing that the quota asks for; counts if it is longer */
    int64_t began_ms;     /* when the latest poll began */
    int64_t planned_ms;   /* when the next poll is due by the outcome of the latest */
    int64_t due_ms;       /* when the next poll is due */
    uint64_t random;      /* state of the jitter */
    double jitter;        /* of the latest success, in [0, 1) of the most that is added */
    int failures;         /* consecutive; 0 after any success */
    bool rate_limited;    /* the latest poll got 429: the server, not we, asks to wait */
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

/* The quota asks for a spacing of `interval_ms`: while that is longer than the user's interval, no
 * poll is due sooner than this after the latest began, plus the jitter of up to 5 %. It counts for
 * the poll that is waited for already, and a shorter one later lets that come sooner again, but
 * never sooner than the outcome of the latest allows. A poll that the user asked for is not bound
 * by it. */
void pacing_stretch(struct pacing *pacing, int64_t interval_ms);

/* The user asks for a poll now. Returns 0 and makes it due (or does nothing if one is in flight),
 * or returns the milliseconds for which it is refused: until `held_until_ms`, before which the
 * server allows no call, to the end of the wait after a 429, or of the least spacing. Until that
 * poll begins, pacing->refreshed says that it is the user's. */
int64_t pacing_refresh(struct pacing *pacing, int64_t held_until_ms, int64_t now_ms);

/* The reason why the latest poll failed is gone: the next, which counts as the user's, is due as
 * soon as pacing_refresh() would make one due. Nothing while one is in flight. */
void pacing_retry_now(struct pacing *pacing, int64_t held_until_ms, int64_t now_ms);

/* When the wait after a 429 ends, which the user cannot shorten even where the server did not say
 * how long; 0 if there is none. */
int64_t pacing_held_until_ms(const struct pacing *pacing);
