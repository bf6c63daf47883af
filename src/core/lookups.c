/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/lookups.h"

#include "backfilltop/base/memory.h"
#include "backfilltop/base/numbers.h"

#include <stdlib.h>
#include <string.h>

#define REFUSED_BASE_MS                                                                            \
    (LOOKUPS_REFUSED_MAX_MS * 4 / 5) /* with the jitter of a quarter, the longest wait */

static const struct lookup_wait waits[outcome_retry_count] = {
    [OUTCOME_RETRY_SOON] = {.least_ms = LOOKUPS_RETRY_MS,
                            .most_ms = LOOKUPS_RETRY_MAX_MS / 2,
                            .spread = 1,
                            .polls_from = LOOKUPS_RETRIES_ALONE},
    [OUTCOME_RETRY_UNANSWERED] = {.least_ms = LOOKUPS_RETRY_MS,
                                  .most_ms = LOOKUPS_RETRY_MAX_MS / 2,
                                  .spread = 1,
                                  .polls_from = LOOKUPS_RETRIES_ALONE},
    [OUTCOME_RETRY_REFUSED] = {.least_ms = LOOKUPS_REFUSED_MS,
                               .most_ms = REFUSED_BASE_MS,
                               .spread = 4,
                               .polls_from = 1,
                               .is_refusal = true},
    [OUTCOME_RETRY_FORBIDDEN] = {.least_ms = LOOKUPS_REFUSED_MS,
                                 .most_ms = REFUSED_BASE_MS,
                                 .spread = 4,
                                 .polls_from = 1,
                                 .until_token = true,
                                 .is_refusal = true},
};

static struct lookup *find(const struct lookups *lookups, int64_t team_id, int64_t backfill_id) {
    for (size_t i = 0; i < lookups->count; i++) {
        struct lookup *lookup = &lookups->items[i];
        if (lookup->backfill_id == backfill_id && lookup->team_id == team_id) {
            return lookup;
        }
    }
    return NULL;
}

static struct lookup_team *find_team(const struct lookups *lookups, int64_t team_id) {
    for (size_t i = 0; i < lookups->team_count; i++) {
        if (lookups->teams[i].team_id == team_id) {
            return &lookups->teams[i];
        }
    }
    return NULL;
}

/* The index of a team, which is added if it is not known yet. */
static size_t need_team(struct lookups *lookups, int64_t team_id) {
    struct lookup_team *team = find_team(lookups, team_id);
    if (team != NULL) {
        return (size_t)(team - lookups->teams);
    }
    lookups->teams = memory_grow(lookups->teams, &lookups->team_capacity, lookups->team_count + 1,
                                 sizeof(*lookups->teams));
    lookups->teams[lookups->team_count] = (struct lookup_team){.team_id = team_id};
    return lookups->team_count++;
}

static void forget(struct lookups *lookups, struct lookup *lookup) {
    struct lookup *end = lookups->items + lookups->count--;
    memmove(lookup, lookup + 1, (size_t)(end - (lookup + 1)) * sizeof(*lookup));
}

static void make_room(struct lookups *lookups) {
    for (size_t i = 0; i < lookups->count && lookups->count >= LOOKUPS_MAX; i++) {
        if (!lookups->items[i].in_flight) {
            forget(lookups, &lookups->items[i]);
            return;
        }
    }
}

/* When a lookup may begin; INT64_MAX if something else has to happen first. */
static int64_t due_ms(const struct lookups *lookups, const struct lookup *lookup) {
    const struct lookup_team *team = &lookups->teams[lookup->team];
    bool is_probing = team->backoff.failures > 0 && team->in_flight > 0;
    if (lookup->in_flight || is_probing) {
        return INT64_MAX;
    }
    int64_t allowed_ms = max_int64(lookup_backoff_due_ms(&lookup->backoff),
                                   lookup_backoff_due_ms(&team->backoff));
    return max_int64(lookup->added_ms, allowed_ms);
}

/* The lookup due first that is not under way; of several the one queued first. */
static const struct lookup *first_due(const struct lookups *lookups, int64_t *first_ms) {
    const struct lookup *first = NULL;
    *first_ms = INT64_MAX;
    for (size_t i = 0; i < lookups->count; i++) {
        int64_t at_ms = due_ms(lookups, &lookups->items[i]);
        if (at_ms < *first_ms) {
            *first_ms = at_ms;
            first = &lookups->items[i];
        }
    }
    return first;
}

/* Two lookups that were in flight together count as one failure. */
static void hold_team(struct lookups *lookups, struct lookup_team *team,
                      const struct lookup_wait *wait, int64_t now_ms) {
    bool is_held = lookup_backoff_due_ms(&team->backoff) > now_ms;
    if (!is_held || (wait->is_refusal && !team->backoff.is_refusal)) {
        lookup_backoff_failed(&team->backoff, wait, now_ms, &lookups->random);
    }
}

/* Applies an answer to the lookups of its team. */
static void end_for_team(struct lookups *lookups, int64_t team_id, enum outcome outcome,
                         int64_t now_ms) {
    struct lookup_team *team = find_team(lookups, team_id);
    if (team == NULL || team->in_flight == 0) {
        return;
    }
    team->in_flight--;
    if (outcome == OUTCOME_OK || outcome == OUTCOME_NOT_FOUND) {
        team->backoff = (struct lookup_backoff){0};
    } else {
        hold_team(lookups, team, &waits[outcome_traits(outcome)->retry], now_ms);
    }
}

void lookups_init(struct lookups *lookups, uint64_t seed) {
    *lookups = (struct lookups){.random = seed};
}

void lookups_clear(struct lookups *lookups) {
    free(lookups->items);
    free(lookups->teams);
    *lookups = (struct lookups){.random = lookups->random};
}

void lookups_add(struct lookups *lookups, int64_t team_id, int64_t backfill_id, int64_t now_ms) {
    if (find(lookups, team_id, backfill_id) != NULL) {
        return;
    }
    make_room(lookups);
    lookups->items = memory_grow(lookups->items, &lookups->capacity, lookups->count + 1,
                                 sizeof(*lookups->items));
    lookups->items[lookups->count++] = (struct lookup){.team_id = team_id,
                                                       .backfill_id = backfill_id,
                                                       .added_ms = now_ms,
                                                       .team = need_team(lookups, team_id)};
}

void lookups_drop(struct lookups *lookups, int64_t team_id, int64_t backfill_id) {
    struct lookup *lookup = find(lookups, team_id, backfill_id);
    if (lookup != NULL) {
        forget(lookups, lookup);
    }
}

const struct lookup *lookups_next(const struct lookups *lookups, int64_t now_ms) {
    int64_t first_ms;
    const struct lookup *first = first_due(lookups, &first_ms);
    return first_ms <= now_ms ? first : NULL;
}

int64_t lookups_due_ms(const struct lookups *lookups) {
    int64_t first_ms;
    first_due(lookups, &first_ms);
    return first_ms;
}

size_t lookups_pending(const struct lookups *lookups) {
    size_t count = 0;
    for (size_t i = 0; i < lookups->count; i++) {
        const struct lookup *lookup = &lookups->items[i];
        count += !lookup->backoff.is_refusal && !lookups->teams[lookup->team].backoff.is_refusal;
    }
    return count;
}

void lookups_begin(struct lookups *lookups, int64_t team_id, int64_t backfill_id) {
    struct lookup *lookup = find(lookups, team_id, backfill_id);
    if (lookup != NULL && !lookup->in_flight) {
        lookup->in_flight = true;
        lookups->teams[lookup->team].in_flight++;
    }
}

enum lookup_verdict lookups_end(struct lookups *lookups, int64_t team_id, int64_t backfill_id,
                                struct lookup_answer answer, int64_t now_ms) {
    struct lookup *lookup = find(lookups, team_id, backfill_id);
    end_for_team(lookups, team_id, answer.outcome, now_ms);
    if (lookup == NULL || !lookup->in_flight) {
        return LOOKUP_FORGOTTEN;
    }
    if ((answer.outcome == OUTCOME_OK && answer.is_final) || answer.outcome == OUTCOME_NOT_FOUND) {
        forget(lookups, lookup);
        return LOOKUP_SETTLED;
    }
    lookup->in_flight = false;
    lookup_backoff_failed(&lookup->backoff, &waits[outcome_traits(answer.outcome)->retry], now_ms,
                          &lookups->random);
    return LOOKUP_RETRY;
}

void lookups_polled(struct lookups *lookups, int64_t team_id) {
    struct lookup_team *team = find_team(lookups, team_id);
    if (team == NULL) {
        return;
    }
    lookup_backoff_polled(&team->backoff);
    for (size_t i = 0; i < lookups->count; i++) {
        if (lookups->items[i].team_id == team_id) {
            lookup_backoff_polled(&lookups->items[i].backoff);
        }
    }
}

void lookups_token_changed(struct lookups *lookups) {
    for (size_t i = 0; i < lookups->team_count; i++) {
        lookup_backoff_token_changed(&lookups->teams[i].backoff);
    }
    for (size_t i = 0; i < lookups->count; i++) {
        lookup_backoff_token_changed(&lookups->items[i].backoff);
    }
}
