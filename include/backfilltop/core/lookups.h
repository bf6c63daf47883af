/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/lookup_backoff.h"
#include "backfilltop/core/outcome.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Which backfills that left the list still have to be looked up (get-one call), and when.
 *
 * Pure: the caller sends the requests and reports how they ended. All times are monotonic
 * milliseconds. */

#define LOOKUPS_RETRY_MS      INT64_C(2000) /* least wait before the first retry; doubles with each */
#define LOOKUPS_RETRY_MAX_MS  (INT64_C(5) * 60 * 1000) /* the longest wait before any */
#define LOOKUPS_RETRIES_ALONE 5 /* from this failure in a row on, polls have to succeed first */

/* The same after a refusal. */
#define LOOKUPS_REFUSED_MS     (INT64_C(60) * 1000)
#define LOOKUPS_REFUSED_MAX_MS (INT64_C(60) * 60 * 1000)

#define LOOKUPS_MAX 10000 /* in the queue; beyond that the oldest are forgotten */

struct lookup {
    int64_t team_id;
    int64_t backfill_id;
    int64_t added_ms;
    struct lookup_backoff backoff; /* its lookups that failed */
    size_t team;                   /* index in lookups.teams */
    bool in_flight;
};

/* A team whose backfills have been looked up. While lookups of a team fail, only one at a time is
 * tried, so that a lasting refusal costs the same however many rows wait. */
struct lookup_team {
    int64_t team_id;
    struct lookup_backoff backoff; /* the team's lookups that failed in a row */
    int in_flight;
};

struct lookups {
    struct lookup *items; /* oldest first */
    size_t count;
    size_t capacity;
    struct lookup_team *teams;
    size_t team_count;
    size_t team_capacity;
    uint64_t random; /* state of the jitter */
};

/* Equal seeds give equal schedules. */
void lookups_init(struct lookups *lookups, uint64_t seed);
void lookups_clear(struct lookups *lookups);

/* Asks for a lookup; nothing if the backfill is queued already. */
void lookups_add(struct lookups *lookups, int64_t team_id, int64_t backfill_id, int64_t now_ms);

/* Forgets a backfill: it is in the list again, or its row is gone. */
void lookups_drop(struct lookups *lookups, int64_t team_id, int64_t backfill_id);

/* The lookup that has been due for longest and is not under way, or NULL. Valid until the next
 * change. */
const struct lookup *lookups_next(const struct lookups *lookups, int64_t now_ms);

/* When the next lookup is due; INT64_MAX if none is. */
int64_t lookups_due_ms(const struct lookups *lookups);

/* The lookups that may soon have an answer: those that do not wait for a refusal to end. */
size_t lookups_pending(const struct lookups *lookups);

/* Records that the lookup of a backfill begins. */
void lookups_begin(struct lookups *lookups, int64_t team_id, int64_t backfill_id);

/* How a lookup ended. */
struct lookup_answer {
    enum outcome outcome;
    bool is_final; /* the answer was readable and the backfill has a final status */
};

enum lookup_verdict {
    LOOKUP_SETTLED,  /* a final status, or 404: no longer queued */
    LOOKUP_RETRY,    /* a failure, or a status that is not final yet: asked again later */
    LOOKUP_FORGOTTEN /* the backfill was dropped before the answer came: it is not needed any more
                      */
};

/* Records the end of a lookup.
 *
 * No connection, 429, 5xx, or not final yet: the n-th retry comes after min(LOOKUPS_RETRY_MS x
 * 2^(n-1), LOOKUPS_RETRY_MAX_MS / 2) plus up to as much again; from the LOOKUPS_RETRIES_ALONE-th
 * failure in a row on, polls of the team have to succeed first. 401, a redirect, another 4xx, an
 * unreadable answer: after LOOKUPS_REFUSED_MS, doubling, plus up to a quarter,
 * LOOKUPS_REFUSED_MAX_MS at most, and polls have to succeed first (see core/lookup_backoff). 403:
 * the same, but once the token has changed or LOOKUP_FORBIDDEN_MS have passed. */
enum lookup_verdict lookups_end(struct lookups *lookups, int64_t team_id, int64_t backfill_id,
                                struct lookup_answer answer, int64_t now_ms);

/* A poll of the team has succeeded. */
void lookups_polled(struct lookups *lookups, int64_t team_id);

/* Another token is in use. */
void lookups_token_changed(struct lookups *lookups);
