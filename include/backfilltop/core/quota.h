/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdint.h>

/* What is known of one token's hourly budget of requests (X-RateLimit-Limit,
 * X-RateLimit-Remaining).
 *
 * The API does not say when its window began. The worst is assumed: that it began with the first
 * answer that told of it, so what remains has to last a whole hour from there. An answer whose
 * Remaining is above the lowest that was known when its request was sent shows that a new window
 * has begun; answers that overtook each other do not. A window can also begin unnoticed, when its
 * Remaining is not above the lowest of the one before: so, when a window must have ended, what
 * remained of it still counts until an answer tells anew, or until the lowest is an hour old. All
 * times are monotonic milliseconds supplied by the caller. */

#define BUDGET_WINDOW_MS     (INT64_C(3600) * 1000)
#define BUDGET_RESERVE_PARTS 10 /* a tenth of the limit, rounded up, is left for others */
#define BUDGET_UNKNOWN       INT64_C(-1)

/* An hour of the API's, as far as it can be known. */
struct budget_window {
    uint64_t number; /* 0: none is known yet */
    int64_t ends_ms; /* when it has ended at the latest */
    int64_t lowest;  /* the least Remaining that was told in it */
};

struct budget {
    int64_t limit;     /* requests an hour, or the most that ever remained; BUDGET_UNKNOWN */
    int64_t stated;    /* the limit as the server stated it last; BUDGET_UNKNOWN */
    int64_t remaining; /* as told, less all that may not be counted in it; BUDGET_UNKNOWN */
    int64_t told_ms;   /* when the lowest was told last */
    struct budget_window window;
    uint64_t untold; /* answers that told nothing, ever */
};

/* What was known when a request was sent: goes with it, and back to budget_told() with its end. */
struct budget_ticket {
    int64_t sent_ms;
    struct budget_window window;
    uint64_t untold;
};

/* A budget of which nothing is known yet. */
struct budget budget_unknown(void);

/* Records a request that goes out. */
struct budget_ticket budget_spend(struct budget *budget, int64_t now_ms);

/* Records the end of a request, be it that no answer came: what it told, BUDGET_UNKNOWN (as any
 * negative value) for a header that was absent or unreadable. `in_flight`: the requests still under
 * way. */
void budget_told(struct budget *budget, const struct budget_ticket *ticket, int64_t limit,
                 int64_t remaining, int in_flight, int64_t now_ms);

/* The server's word that a budget that is used up is renewed by then: Retry-After of a 429 that
 * tells of no remaining requests. */
void budget_renewed_by(struct budget *budget, int64_t at_ms);

/* Requests that the server still takes in this window, unless others make them; INT64_MAX if no
 * budget is known. */
int64_t budget_remaining(const struct budget *budget, int64_t now_ms);

/* The limit, to be shown beside what remains; BUDGET_UNKNOWN if the server has stated none, or one
 * that is below what remains. */
int64_t budget_stated_limit(const struct budget *budget);

/* What remains, less the reserve for others; never negative. */
int64_t budget_spendable(const struct budget *budget, int64_t now_ms);

/* The interval at which `endpoints` endpoints can each be polled so that what is spendable lasts
 * until the window's end: `interval_ms` if that is slow enough, longer otherwise. Nothing
 * spendable: until the window's end. To be asked again at every turn: what others spend makes it
 * longer, a new window makes it `interval_ms` again. */
int64_t budget_interval(const struct budget *budget, int64_t interval_ms, int endpoints,
                        int64_t now_ms);
