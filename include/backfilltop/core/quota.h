/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdint.h>

/* What is known of one token's hourly quota of requests (X-RateLimit-Limit,
 * X-RateLimit-Remaining).
 *
 * The API does not say when its window began. The worst is assumed: that it began with the first
 * answer that told of it, so what remains has to last a whole hour from there. An answer whose
 * Remaining is above the lowest that was known when its request was sent shows that a new window
 * has begun; answers that overtook each other do not. A window can also begin unnoticed, when its
 * Remaining is not above the lowest of the one before: so, when a window must have ended, what
 * remained of it still counts until an answer tells anew, or until the lowest is an hour old. All
 * times are monotonic milliseconds supplied by the caller. */

#define QUOTA_WINDOW_MS     (INT64_C(3600) * 1000)
#define QUOTA_RESERVE_PARTS 10 /* a tenth of the limit, rounded up, is left for others */
#define QUOTA_UNKNOWN       INT64_C(-1)

/* An hour of the API's, as far as it can be known. */
struct quota_window {
    uint64_t number; /* 0: none is known yet */
    int64_t ends_ms; /* when it has ended at the latest */
    int64_t lowest;  /* the least Remaining that was told in it */
};

struct quota {
    int64_t limit;       /* requests an hour, or the most that ever remained; QUOTA_UNKNOWN */
    int64_t stated;      /* the limit as the server stated it last; QUOTA_UNKNOWN */
    int64_t remaining;   /* as told, less all that may not be counted in it; QUOTA_UNKNOWN */
    int64_t reported_ms; /* when the lowest was told last */
    struct quota_window window;
    uint64_t unreported; /* answers that told nothing, ever */
};

/* What was known when a request was sent: goes with it, and back to quota_reported() with its end.
 */
struct quota_ticket {
    int64_t sent_ms;
    struct quota_window window;
    uint64_t unreported;
};

/* A quota of which nothing is known yet. */
struct quota quota_unknown(void);

/* Records a request that goes out. */
struct quota_ticket quota_spend(struct quota *quota, int64_t now_ms);

/* Records the end of a request, be it that no answer came: what it told, QUOTA_UNKNOWN (as any
 * negative value) for a header that was absent or unreadable. `in_flight`: the requests still under
 * way. */
void quota_reported(struct quota *quota, const struct quota_ticket *ticket, int64_t limit,
                    int64_t remaining, int in_flight, int64_t now_ms);

/* The server's word that a quota that is used up is renewed by then: Retry-After of a 429 that
 * tells of no remaining requests. */
void quota_renewed_by(struct quota *quota, int64_t at_ms);

/* Requests that the server still takes in this window, unless others make them; INT64_MAX if no
 * quota is known. */
int64_t quota_remaining(const struct quota *quota, int64_t now_ms);

/* What is left of the hour, to be shown. */
struct quota_left {
    int64_t remaining; /* as quota_remaining() has it */
    int64_t limit;     /* QUOTA_UNKNOWN if the server has stated none, or one below what remains */
};
struct quota_left quota_left(const struct quota *quota, int64_t now_ms);

/* What remains, less the reserve for others; never negative. */
int64_t quota_spendable(const struct quota *quota, int64_t now_ms);

/* The interval at which `endpoints` endpoints can each be polled so that what is spendable lasts
 * until the window's end: `interval_ms` if that is slow enough, longer otherwise. Nothing
 * spendable: until the window's end. To be asked again at every turn: what others spend makes it
 * longer, a new window makes it `interval_ms` again. */
int64_t quota_interval(const struct quota *quota, int64_t interval_ms, int endpoints,
                       int64_t now_ms);
