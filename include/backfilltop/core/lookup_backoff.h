/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* When a lookup (a backfill's status, a team's transfer names) may be made again after it failed.
 *
 * Pure; times are monotonic milliseconds. A lasting failure must not double the number of requests:
 * the waits grow, and more and more polls have to succeed before the next try. */

/* A refusal for lack of permission (403) lasts until the token changes, or this long. */
#define LOOKUP_FORBIDDEN_MS (INT64_C(60) * 60 * 1000)

/* The most polls that have to succeed before a lookup is tried again. */
#define LOOKUP_POLLS_MAX 4

/* What a failure means for the next try: the n-th in a row waits min(least_ms x 2^(n-1), most_ms),
 * and up to a `spread`-th part of it more. */
struct lookup_wait {
    int64_t least_ms;
    int64_t most_ms;
    int spread;       /* 0: nothing more */
    int polls_from;   /* after this many failures in a row one poll has to succeed first, after one
                         more failure two polls, and so on up to LOOKUP_POLLS_MAX */
    bool until_token; /* LOOKUP_FORBIDDEN_MS, unless the token changes */
    bool is_refusal;  /* the answer was a refusal, or unreadable */
};

/* All zero: nothing has failed. */
struct lookup_backoff {
    int failures;       /* in a row */
    int polls;          /* that have yet to succeed */
    int64_t due_ms;     /* not before */
    int64_t renewed_ms; /* what due_ms becomes once the token has changed */
    bool is_refusal;    /* the latest failure was one */
};

/* Records a failure; `from_ms` is when the wait begins, `random` the state of the jitter, which may
 * be NULL without a spread. */
void lookup_backoff_failed(struct lookup_backoff *backoff, const struct lookup_wait *wait,
                           int64_t from_ms, uint64_t *random);

/* A poll of the team has succeeded. */
void lookup_backoff_polled(struct lookup_backoff *backoff);

/* Another token is in use: the wait after a 403 is waived and, after a first failure, the poll that
 * has to succeed. The backoff stays, and so do the polls after more failures: a source that gives
 * one bad token after another must not cause more requests. */
void lookup_backoff_token_changed(struct lookup_backoff *backoff);

/* When the next try may be made; INT64_MAX while polls have to succeed first. */
int64_t lookup_backoff_due_ms(const struct lookup_backoff *backoff);
