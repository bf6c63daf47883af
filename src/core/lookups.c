/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/lookups.h"

#include "backfilltop/base/memory.h"

#include <stdlib.h>
#include <string.h>

#define REFUSED_BASE_MS (FATES_REFUSED_MAX_MS * 4 / 5) /* a quarter of it more is the longest */

enum failure { PASSING, REFUSAL, FORBIDDEN };

static const struct lookup_wait waits[] = {
    [PASSING] = {.least_ms = FATES_RETRY_MS,
                 .most_ms = FATES_RETRY_MAX_MS / 2,
                 .spread = 1,
                 .polls_from = FATES_RETRIES_ALONE},
    [REFUSAL] = {.least_ms = FATES_REFUSED_MS,
                 .most_ms = REFUSED_BASE_MS,
                 .spread = 4,
                 .polls_from = 1,
                 .is_refusal = true},
    [FORBIDDEN] = {.least_ms = FATES_REFUSED_MS,
                   .most_ms = REFUSED_BASE_MS,
                   .spread = 4,
                   .polls_from = 1,
                   .until_token = true,
                   .is_refusal = true},
};

/* What an answer without a final status means. */
static const enum failure failures[outcome_count] = {
    [OUTCOME_OK] = PASSING,
    [OUTCOME_UNAUTHORIZED] = REFUSAL,
    [OUTCOME_FORBIDDEN] = FORBIDDEN,
    [OUTCOME_NOT_FOUND] = REFUSAL,
    [OUTCOME_RATE_LIMITED] = PASSING,
    [OUTCOME_SERVER_ERROR] = PASSING,
    [OUTCOME_REFUSED] = REFUSAL,
    [OUTCOME_UNREADABLE] = REFUSAL,
    [OUTCOME_NO_CONNECTION] = PASSING,
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

static struct fate_team *find_team(const struct fates *fates, int64_t team_id) {
    for (size_t i = 0; i < fates->team_count; i++) {
        if (fates->teams[i].team_id == team_id) {
            return &fates->teams[i];
        }
    }
    return NULL;
}

/* The index of a team, which is added if it is not known yet. */
static size_t need_team(struct fates *fates, int64_t team_id) {
    struct fate_team *team = find_team(fates, team_id);
    if (team != NULL) {
        return (size_t)(team - fates->teams);
    }
    fates->teams = memory_grow(fates->teams, &fates->team_capacity, fates->team_count + 1,
                               sizeof(*fates->teams));
    fates->teams[fates->team_count] = (struct fate_team){.team_id = team_id};
    return fates->team_count++;
}

static void forget(struct fates *fates, struct fate_lookup *lookup) {
    struct fate_lookup *end = fates->lookups + fates->count--;
    memmove(lookup, lookup + 1, (size_t)(end - (lookup + 1)) * sizeof(*lookup));
}

static void make_room(struct fates *fates) {
    for (size_t i = 0; i < fates->count && fates->count >= FATES_MAX; i++) {
        if (!fates->lookups[i].in_flight) {
            forget(fates, &fates->lookups[i]);
            return;
        }
    }
}

static int64_t later(int64_t a, int64_t b) {
    return a > b ? a : b;
}

/* When a lookup may begin; INT64_MAX if something else has to happen first. */
static int64_t due_ms(const struct fates *fates, const struct fate_lookup *lookup) {
    const struct fate_team *team = &fates->teams[lookup->team];
    bool is_probing = team->backoff.failures > 0 && team->in_flight > 0;
    if (lookup->in_flight || is_probing) {
        return INT64_MAX;
    }
    int64_t allowed_ms = later(lookup_backoff_due_ms(&lookup->backoff),
                               lookup_backoff_due_ms(&team->backoff));
    return later(lookup->added_ms, allowed_ms);
}

/* The lookup due first that is not under way; of several the one queued first. */
static const struct fate_lookup *first_due(const struct fates *fates, int64_t *first_ms) {
    const struct fate_lookup *first = NULL;
    *first_ms = INT64_MAX;
    for (size_t i = 0; i < fates->count; i++) {
        int64_t at_ms = due_ms(fates, &fates->lookups[i]);
        if (at_ms < *first_ms) {
            *first_ms = at_ms;
            first = &fates->lookups[i];
        }
    }
    return first;
}

/* Two lookups that were under way together fail once. */
static void hold_team(struct fates *fates, struct fate_team *team, const struct lookup_wait *wait,
                      int64_t now_ms) {
    bool is_held = lookup_backoff_due_ms(&team->backoff) > now_ms;
    if (!is_held || (wait->is_refusal && !team->backoff.is_refusal)) {
        lookup_backoff_failed(&team->backoff, wait, now_ms, &fates->random);
    }
}

/* What an answer says about the lookups of its team. */
static void end_for_team(struct fates *fates, int64_t team_id, enum outcome outcome,
                         int64_t now_ms) {
    struct fate_team *team = find_team(fates, team_id);
    if (team == NULL || team->in_flight == 0) {
        return;
    }
    team->in_flight--;
    if (outcome == OUTCOME_OK || outcome == OUTCOME_NOT_FOUND) {
        team->backoff = (struct lookup_backoff){0};
    } else {
        hold_team(fates, team, &waits[failures[outcome]], now_ms);
    }
}

void fates_init(struct fates *fates, uint64_t seed) {
    *fates = (struct fates){.random = seed};
}

void fates_clear(struct fates *fates) {
    free(fates->lookups);
    free(fates->teams);
    *fates = (struct fates){.random = fates->random};
}

void fates_add(struct fates *fates, int64_t team_id, int64_t backfill_id, int64_t now_ms) {
    if (find(fates, team_id, backfill_id) != NULL) {
        return;
    }
    make_room(fates);
    fates->lookups = memory_grow(fates->lookups, &fates->capacity, fates->count + 1,
                                 sizeof(*fates->lookups));
    fates->lookups[fates->count++] = (struct fate_lookup){.team_id = team_id,
                                                          .backfill_id = backfill_id,
                                                          .added_ms = now_ms,
                                                          .team = need_team(fates, team_id)};
}

void fates_drop(struct fates *fates, int64_t team_id, int64_t backfill_id) {
    struct fate_lookup *lookup = find(fates, team_id, backfill_id);
    if (lookup != NULL) {
        forget(fates, lookup);
    }
}

const struct fate_lookup *fates_next(const struct fates *fates, int64_t now_ms) {
    int64_t first_ms;
    const struct fate_lookup *first = first_due(fates, &first_ms);
    return first_ms <= now_ms ? first : NULL;
}

int64_t fates_due_ms(const struct fates *fates) {
    int64_t first_ms;
    first_due(fates, &first_ms);
    return first_ms;
}

size_t fates_pending(const struct fates *fates) {
    size_t count = 0;
    for (size_t i = 0; i < fates->count; i++) {
        const struct fate_lookup *lookup = &fates->lookups[i];
        count += !lookup->backoff.is_refusal && !fates->teams[lookup->team].backoff.is_refusal;
    }
    return count;
}

void fates_begin(struct fates *fates, int64_t team_id, int64_t backfill_id) {
    struct fate_lookup *lookup = find(fates, team_id, backfill_id);
    if (lookup != NULL && !lookup->in_flight) {
        lookup->in_flight = true;
        fates->teams[lookup->team].in_flight++;
    }
}

enum fate_verdict fates_end(struct fates *fates, int64_t team_id, int64_t backfill_id,
                            enum outcome outcome, bool is_final, int64_t now_ms) {
    struct fate_lookup *lookup = find(fates, team_id, backfill_id);
    end_for_team(fates, team_id, outcome, now_ms);
    if (lookup == NULL || !lookup->in_flight) {
        return FATE_FORGOTTEN;
    }
    if ((outcome == OUTCOME_OK && is_final) || outcome == OUTCOME_NOT_FOUND) {
        forget(fates, lookup);
        return FATE_SETTLED;
    }
    lookup->in_flight = false;
    lookup_backoff_failed(&lookup->backoff, &waits[failures[outcome]], now_ms, &fates->random);
    return FATE_RETRY;
}

void fates_polled(struct fates *fates, int64_t team_id) {
    struct fate_team *team = find_team(fates, team_id);
    if (team == NULL) {
        return;
    }
    lookup_backoff_polled(&team->backoff);
    for (size_t i = 0; i < fates->count; i++) {
        if (fates->lookups[i].team_id == team_id) {
            lookup_backoff_polled(&fates->lookups[i].backoff);
        }
    }
}

void fates_token_changed(struct fates *fates) {
    for (size_t i = 0; i < fates->team_count; i++) {
        lookup_backoff_token_changed(&fates->teams[i].backoff);
    }
    for (size_t i = 0; i < fates->count; i++) {
        lookup_backoff_token_changed(&fates->lookups[i].backoff);
    }
}
