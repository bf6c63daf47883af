/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/outcome.h"
#include "backfilltop/core/quota.h"

#include <stdbool.h>
#include <stdint.h>

/* Holds back the requests of a token, of any kind: by the hourly quota, by Retry-After, and by how
 * many lookups (of backfills, of transfer names) may be in flight. It decides about one request at
 * a time; core/poller chooses the order. All times are monotonic milliseconds supplied by the
 * caller. */

#define LIMITER_LOOKUPS_IN_FLIGHT 2            /* at most */
#define LIMITER_LOOKUP_SPACING_MS INT64_C(250) /* least time from the start of one to the next */
#define LIMITER_POLLS_PER_LOOKUP  3 /* polls between two lookups while the interval is stretched */

enum limiter_class {
    LIMITER_POLL,
    LIMITER_REFRESH, /* a poll that the user asked for: it may use the reserve */
    LIMITER_LOOKUP,
    limiter_class_count
};

struct limiter {
    struct quota quota;
    int64_t not_before_ms;    /* the end of the longest Retry-After; 0: there was none */
    int64_t latest_lookup_ms; /* when it began */
    int polls_since_lookup;   /* up to LIMITER_POLLS_PER_LOOKUP */
    int in_flight[limiter_class_count];
};

/* Made by limiter_sent() when a request leaves; limiter_answered() needs it when the request
 * ends. */
struct limiter_ticket {
    enum limiter_class class;
    struct quota_ticket quota;
};

/* What the limiter needs to know about the end of a request. */
struct limiter_answer {
    enum outcome outcome;
    int64_t retry_after_ms; /* RFC 9110 section 10.2.3; a day at most; 0 or less: none */
    int64_t limit;          /* see struct quota_report, as for the next */
    int64_t remaining;
};

void limiter_init(struct limiter *limiter);

/* The earliest time at which a request of this class may leave, if until then no other leaves and
 * no answer comes; INT64_MAX if it has to wait for an answer. If that is not after `now_ms`, it may
 * leave now. `stretched`: quota_interval() is longer than the user's.
 *
 * Nothing leaves before a Retry-After has passed, nor in a quota window of which nothing remains;
 * polls and lookups do not use the reserve. The wait lasts until the window must have ended, or
 * until an answer shows that it has. Then only one poll at a time may leave until an answer reports
 * what remains, or until no answer has for an hour. */
int64_t limiter_opens_ms(const struct limiter *limiter, enum limiter_class class, bool stretched,
                         int64_t now_ms);

/* Whether a request of this class may leave now. */
bool limiter_admits(const struct limiter *limiter, enum limiter_class class, bool stretched,
                    int64_t now_ms);

/* What makes a request of this class wait, apart from the rules for lookups. */
enum limiter_hold {
    LIMITER_OPEN,
    LIMITER_HELD_BY_SERVER, /* its Retry-After has not passed */
    LIMITER_HELD_BY_QUOTA,  /* nothing remains of this hour, or only the reserve */
};
enum limiter_hold limiter_hold(const struct limiter *limiter, enum limiter_class class,
                               int64_t now_ms);

/* Records a request that leaves. */
struct limiter_ticket limiter_sent(struct limiter *limiter, enum limiter_class class,
                                   int64_t now_ms);

/* Records the end of a request. Retry-After holds back all requests of the token; it counts for
 * outcomes with heeds_retry_after (see core/outcome). */
void limiter_answered(struct limiter *limiter, const struct limiter_ticket *ticket,
                      const struct limiter_answer *answer, int64_t now_ms);
