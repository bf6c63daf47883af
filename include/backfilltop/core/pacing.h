/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/outcome.h"

#include <stdbool.h>
#include <stdint.h>

/* When the next poll of one endpoint may go out.
 *
 * A pure state machine: feed it what happened, ask it when. All times are
 * monotonic milliseconds supplied by the caller. */

/* A longer Retry-After counts as this. */
#define PACING_RETRY_AFTER_MAX_MS (INT64_C(24) * 3600 * 1000)

/* The most that backoff adds to the interval. */
#define PACING_BACKOFF_MAX_MS (INT64_C(5) * 60 * 1000)

/* The least spacing of polls while 401, 403 or 404 last, and of those that the user asks for. */
#define PACING_DENIED_MS  (INT64_C(60) * 1000)
#define PACING_REFRESH_MS INT64_C(1000)

#define PACING_NO_RETRY_AFTER INT64_C(-1)

struct pacing {
    int64_t interval_ms;   /* the user's poll interval */
    int64_t stretched_ms;  /* the spacing that the quota asks for; counts if it is longer */
    int64_t began_ms;      /* when the latest poll began */
    int64_t planned_ms;    /* when the next poll may begin as far as its outcome goes */
    int64_t due_ms;        /* when the next poll may begin */
    int64_t not_before_ms; /* the server's word (Retry-After), never undercut; 0 for none */
    uint64_t random;       /* state of the jitter */
    double jitter;         /* of the latest success, in [0, 1) of the most that is added */
    int failures;          /* consecutive; 0 after any success */
    bool in_flight;        /* a poll has begun and not ended */
    bool polled;           /* any poll has begun */
    bool refreshed;        /* the user asked for the next poll */
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
 * many hosts do not march in step. Failure, the n-th in a row: the interval plus full jitter,
 * uniform in [0, min(PACING_BACKOFF_MAX_MS, interval x 2^n)], from now. 401, 403, 404 and other
 * refusals: PACING_DENIED_MS or the interval, the longer. `retry_after_ms` (RFC 9110
 * section 10.2.3; PACING_NO_RETRY_AFTER for none) counts for OUTCOME_RATE_LIMITED and
 * OUTCOME_SERVER_ERROR, whose callers pass it for 429 and 503: the next poll is not due before it
 * has passed. 0 or less (a date in the past) is no wait. After a 429 the whole wait counts as the
 * server's, even if it did not say how long: the user cannot shorten it. */
void pacing_end(struct pacing *pacing, enum outcome outcome, int64_t retry_after_ms,
                int64_t now_ms);

/* The quota asks for a spacing of `interval_ms`: while that is longer than the user's interval, no
 * poll is due sooner than this after the latest began, plus the jitter of up to 5 %. It counts for
 * the poll that is waited for already, and a shorter one later lets that come sooner again, but
 * never sooner than the outcome and Retry-After of the latest allow. A poll that the user asked for
 * is not bound by it. */
void pacing_stretch(struct pacing *pacing, int64_t interval_ms);

/* The user asks for a poll now. Returns 0 and makes it due (or does nothing if one is in flight),
 * or returns the milliseconds that the server's Retry-After or the least spacing still forbid it.
 * Until that poll begins, pacing->refreshed says that it is the user's. */
int64_t pacing_refresh(struct pacing *pacing, int64_t now_ms);

/* What made the latest poll fail is mended: the next, which counts as the user's, is due as soon as
 * the least spacing and Retry-After allow. Nothing while one is in flight. */
void pacing_retry_now(struct pacing *pacing, int64_t now_ms);

/* Whether the wait is the server's word, not ours. */
bool pacing_is_held(const struct pacing *pacing, int64_t now_ms);
