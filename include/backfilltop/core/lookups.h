/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/lookup_backoff.h"
#include "backfilltop/core/outcome.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Which backfills that left the list still have to be looked up (get-one call), and when.
 *
 * Pure: the caller sends the requests and says what came of them. All times are monotonic
 * milliseconds. */

#define FATES_RETRY_MS      INT64_C(2000) /* least wait before the first retry; doubles with each */
#define FATES_RETRY_MAX_MS  (INT64_C(5) * 60 * 1000) /* the longest wait before any */
#define FATES_RETRIES_ALONE 5 /* from this failure in a row on, polls have to succeed first */

/* The same after a refusal. */
#define FATES_REFUSED_MS     (INT64_C(60) * 1000)
#define FATES_REFUSED_MAX_MS (INT64_C(60) * 60 * 1000)

#define FATES_MAX 10000 /* queued at most; beyond it the oldest are forgotten */

struct fate_lookup {
    int64_t team_id;
    int64_t backfill_id;
    int64_t added_ms;
    struct lookup_backoff backoff; /* lookups of it that did not settle it */
    size_t team;                   /* index in fates.teams */
    bool in_flight;
};

/* A team whose backfills have been looked up. While lookups of a team fail, one at a time is tried:
 * however many rows wait, a lasting refusal costs the same. */
struct fate_team {
    int64_t team_id;
    struct lookup_backoff backoff; /* lookups of the team that failed in a row */
    int in_flight;
};

struct fates {
    struct fate_lookup *lookups; /* oldest first */
    size_t count;
    size_t capacity;
    struct fate_team *teams;
    size_t team_count;
    size_t team_capacity;
    uint64_t random; /* state of the jitter */
};

/* Equal seeds give equal schedules. */
void fates_init(struct fates *fates, uint64_t seed);
void fates_clear(struct fates *fates);

/* Asks for a lookup; nothing if the backfill is queued already. */
void fates_add(struct fates *fates, int64_t team_id, int64_t backfill_id, int64_t now_ms);

/* Forgets a backfill: it is in the list again, or its row is gone. */
void fates_drop(struct fates *fates, int64_t team_id, int64_t backfill_id);

/* The lookup that has been due for longest and is not under way, or NULL. Valid until the next
 * change. */
const struct fate_lookup *fates_next(const struct fates *fates, int64_t now_ms);

/* When the next lookup is due; INT64_MAX if none is. */
int64_t fates_due_ms(const struct fates *fates);

/* The lookups that may soon have an answer: those that do not wait for a refusal to end. */
size_t fates_pending(const struct fates *fates);

/* Records that the lookup of a backfill begins. */
void fates_begin(struct fates *fates, int64_t team_id, int64_t backfill_id);

/* What became of a lookup. */
enum fate_verdict {
    FATE_SETTLED,  /* the answer told a final status, or 404: no longer queued */
    FATE_RETRY,    /* it failed, or told that the backfill is not final yet: asked again later */
    FATE_FORGOTTEN /* it was dropped meanwhile: the answer is of no interest any more */
};

/* Records the end of a lookup. `is_final`: the answer was readable and the backfill is final.
 *
 * No connection, 429, 5xx, or not final yet: the n-th retry comes after min(FATES_RETRY_MS x
 * 2^(n-1), FATES_RETRY_MAX_MS / 2) and up to as much again; from the FATES_RETRIES_ALONE-th failure
 * in a row on not before polls of the team have succeeded since. 401, a redirect, another 4xx, an
 * unreadable answer: after FATES_REFUSED_MS, doubling, and up to a quarter more,
 * FATES_REFUSED_MAX_MS at most, and not before polls have succeeded (see core/lookup_backoff). 403:
 * likewise, once the token has changed or LOOKUP_FORBIDDEN_MS have passed. */
enum fate_verdict fates_end(struct fates *fates, int64_t team_id, int64_t backfill_id,
                            enum outcome outcome, bool is_final, int64_t now_ms);

/* A poll of the team has succeeded. */
void fates_polled(struct fates *fates, int64_t team_id);

/* Another token is in use. */
void fates_token_changed(struct fates *fates);
