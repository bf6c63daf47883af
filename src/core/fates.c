/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/fates.h"

#include "backfilltop/base/memory.h"
#include "backfilltop/base/random.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define MOST_DOUBLINGS 20 /* beyond the longest wait by far */

/* What an answer that did not tell a final status means. */
static const enum fate_verdict verdicts[outcome_count] = {
    [OUTCOME_OK] = FATE_RETRY,
    [OUTCOME_UNAUTHORIZED] = FATE_GIVEN_UP,
    [OUTCOME_FORBIDDEN] = FATE_GIVEN_UP,
    [OUTCOME_NOT_FOUND] = FATE_SETTLED,
    [OUTCOME_RATE_LIMITED] = FATE_RETRY,
    [OUTCOME_SERVER_ERROR] = FATE_RETRY,
    [OUTCOME_REFUSED] = FATE_GIVEN_UP,
    [OUTCOME_UNREADABLE] = FATE_RETRY,
    [OUTCOME_NO_CONNECTION] = FATE_RETRY,
};

static struct fate_lookup *find(const struct fates *fates, int64_t team_id, int64_t backfill_id) {
    for (size_t i = 0; i < fates->count; i++) {
        struct fate_lookup *lookup = &fates->lookups[i];
        if (lookup->backfill_id == backfill_id && lookup->team_id == team_id) {
            return lookup;
        }
    }
    return NULL;
}

static void forget(struct fates *fates, struct fate_lookup *lookup) {
    struct fate_lookup *end = fates->lookups + fates->count--;
    memmove(lookup, lookup + 1, (size_t)(end - (lookup + 1)) * sizeof(*lookup));
}

/* The lookup due first that is not under way; of several the one queued first. */
static const struct fate_lookup *first_due(const struct fates *fates) {
    const struct fate_lookup *first = NULL;
    for (size_t i = 0; i < fates->count; i++) {
        const struct fate_lookup *lookup = &fates->lookups[i];
        if (!lookup->in_flight && (first == NULL || lookup->due_ms < first->due_ms)) {
            first = lookup;
        }
    }
    return first;
}

static int64_t retry_wait_ms(int failures) {
    int doublings = failures < MOST_DOUBLINGS ? failures : MOST_DOUBLINGS;
    int64_t wait_ms = FATES_RETRY_MS << doublings;
    return wait_ms < FATES_RETRY_MAX_MS / 2 ? wait_ms : FATES_RETRY_MAX_MS / 2;
}

static void retry(struct fates *fates, struct fate_lookup *lookup, int64_t now_ms) {
    int64_t wait_ms = retry_wait_ms(lookup->failures);
    if (lookup->failures < INT_MAX) {
        lookup->failures++;
    }
    lookup->in_flight = false;
    lookup->due_ms = now_ms + wait_ms + random_upto(&fates->random, wait_ms);
}

void fates_init(struct fates *fates, uint64_t seed) {
    *fates = (struct fates){.random = seed};
}

void fates_clear(struct fates *fates) {
    free(fates->lookups);
    *fates = (struct fates){.random = fates->random};
}

void fates_add(struct fates *fates, int64_t team_id, int64_t backfill_id, int64_t now_ms) {
    if (find(fates, team_id, backfill_id) != NULL) {
        return;
    }
    fates->lookups = memory_grow(fates->lookups, &fates->capacity, fates->count + 1,
                                 sizeof(*fates->lookups));
    fates->lookups[fates->count++] = (struct fate_lookup){
        .team_id = team_id, .backfill_id = backfill_id, .due_ms = now_ms};
}

void fates_drop(struct fates *fates, int64_t team_id, int64_t backfill_id) {
    struct fate_lookup *lookup = find(fates, team_id, backfill_id);
    if (lookup != NULL) {
        forget(fates, lookup);
    }
}

const struct fate_lookup *fates_next(const struct fates *fates, int64_t now_ms) {
    const struct fate_lookup *first = first_due(fates);
    return first != NULL && first->due_ms <= now_ms ? first : NULL;
}

int64_t fates_due_ms(const struct fates *fates) {
    const struct fate_lookup *first = first_due(fates);
    return first != NULL ? first->due_ms : INT64_MAX;
}

void fates_begin(struct fates *fates, int64_t team_id, int64_t backfill_id) {
    struct fate_lookup *lookup = find(fates, team_id, backfill_id);
    if (lookup != NULL) {
        lookup->in_flight = true;
    }
}

enum fate_verdict fates_end(struct fates *fates, int64_t team_id, int64_t backfill_id,
                            enum outcome outcome, bool is_final, int64_t now_ms) {
    struct fate_lookup *lookup = find(fates, team_id, backfill_id);
    if (lookup == NULL || !lookup->in_flight) {
        return FATE_FORGOTTEN;
    }
    enum fate_verdict verdict = outcome == OUTCOME_OK && is_final ? FATE_SETTLED
                                                                  : verdicts[outcome];
    if (verdict == FATE_RETRY) {
        retry(fates, lookup, now_ms);
    } else {
        forget(fates, lookup);
    }
    return verdict;
}
