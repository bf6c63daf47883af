/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdint.h>

/* What is known about the hourly quota of requests of one token (X-RateLimit-Limit,
 * X-RateLimit-Remaining).
 *
 * The API does not say when its window began. The worst case is assumed: that it began with the
 * first answer that reported it, so that what remains has to last a whole hour from then. If an
 * answer reports a higher Remaining than the lowest that was known when its request was sent, a new
 * window has begun; comparing with that moment allows for answers that overtake each other. A
 * window can also begin unnoticed, when its Remaining is not above the lowest of the one before. So
 * when a window must have ended, what remained of it still counts until the next report, or until
 * the lowest is an hour old. All times are monotonic milliseconds supplied by the caller. */

#define QUOTA_WINDOW_MS     (INT64_C(3600) * 1000)
#define QUOTA_RESERVE_PARTS 10 /* a tenth of the limit, rounded up, is left for others */
#define QUOTA_UNKNOWN       INT64_C(-1)

/* One hour of the API's quota, as far as it can be known. */
struct quota_window {
    uint64_t number; /* 0: none is known yet */
    int64_t ends_ms; /* when it has ended at the latest */
    int64_t lowest;  /* the least Remaining that was reported in it */
};

struct quota {
    int64_t limit;  /* requests an hour, or the highest Remaining so far; or QUOTA_UNKNOWN */
    int64_t stated; /* the limit that the server reported last; or QUOTA_UNKNOWN */
    int64_t
        remaining; /* as reported, less requests that it may not include yet; or QUOTA_UNKNOWN */
    int64_t reported_ms; /* when the lowest Remaining was last reported */
    struct quota_window window;
    uint64_t unreported; /* answers so far that did not report what remains */
};

/* What was known when a request was sent; quota_reported() needs it when the request ends. */
struct quota_ticket {
    int64_t sent_ms;
    struct quota_window window;
    uint64_t unreported;
};

/* A quota of which nothing is known yet. */
struct quota quota_unknown(void);

/* Records a request that goes out. */
struct quota_ticket quota_spend(struct quota *quota, int64_t now_ms);

/* What the end of a request says about the quota. */
struct quota_report {
    int64_t limit;     /* QUOTA_UNKNOWN, or below 0, if the header was absent or unreadable */
    int64_t remaining; /* the same */
    int in_flight;     /* the requests that are still under way */
};

/* Records the end of a request, with an answer or without one. */
void quota_reported(struct quota *quota, const struct quota_ticket *ticket,
                    struct quota_report report, int64_t now_ms);

/* The server said that the quota is used up and when it is renewed: Retry-After of a 429 that does
 * not report remaining requests. */
void quota_renewed_by(struct quota *quota, int64_t at_ms);

/* Requests that the server still accepts in this window, if other clients make none; INT64_MAX if
 * no quota is known. */
int64_t quota_remaining(const struct quota *quota, int64_t now_ms);

/* What is left of the hour, to be shown. */
struct quota_left {
    int64_t remaining; /* see quota_remaining() */
    int64_t limit; /* QUOTA_UNKNOWN if the server has reported none, or one below what remains */
};
struct quota_left quota_left(const struct quota *quota, int64_t now_ms);

/* What remains, less the reserve for others; never negative. */
int64_t quota_spendable(const struct quota *quota, int64_t now_ms);

/* The interval at which each of `endpoints` endpoints can be polled so that the spendable requests
 * last until the window's end: `interval_ms` if that is slow enough, else a longer one; the time to
 * the window's end if nothing is spendable. Call it again at every turn: it grows as other clients
 * spend, and returns to `interval_ms` in a new window. */
int64_t quota_interval(const struct quota *quota, int64_t interval_ms, int endpoints,
                       int64_t now_ms);
