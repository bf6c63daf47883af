/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/poller.h"

#include "backfilltop/base/memory.h"
#include "backfilltop/base/numbers.h"
#include "backfilltop/base/random.h"

#include <stdlib.h>

static bool is_stretched(const struct poller *poller) {
    return poller->stretched_ms > poller->interval_ms;
}

static void stretch(struct poller *poller, int64_t now_ms) {
    poller->stretched_ms = quota_interval(&poller->limiter.quota, poller->interval_ms,
                                          (int)poller->team_count, now_ms);
    for (size_t i = 0; i < poller->team_count; i++) {
        pacing_stretch(&poller->teams[i].pacing, poller->stretched_ms);
    }
}

static enum limiter_class class_of(const struct poller_team *team) {
    return team->pacing.refreshed ? LIMITER_REFRESH : LIMITER_POLL;
}

static bool may_poll(const struct poller *poller, const struct poller_team *team, int64_t now_ms) {
    return pacing_is_due(&team->pacing, now_ms) &&
           limiter_admits(&poller->limiter, class_of(team), is_stretched(poller), now_ms);
}

/* The team that has been due for longest of those that may be polled now, or NULL. */
static struct poller_team *first_due(const struct poller *poller, int64_t now_ms) {
    struct poller_team *first = NULL;
    for (size_t i = 0; i < poller->team_count; i++) {
        struct poller_team *team = &poller->teams[i];
        if (may_poll(poller, team, now_ms) &&
            (first == NULL || team->pacing.due_ms < first->pacing.due_ms)) {
            first = team;
        }
    }
    return first;
}

static bool next_poll(struct poller *poller, struct call *call, int64_t now_ms) {
    struct poller_team *team = first_due(poller, now_ms);
    if (team == NULL) {
        return false;
    }
    *call = (struct call){.kind = CALL_LIST, .team_id = team->team_id};
    call->ticket = limiter_sent(&poller->limiter, class_of(team), now_ms);
    pacing_begin(&team->pacing, now_ms);
    return true;
}

static bool next_names(struct poller *poller, struct call *call, int64_t now_ms) {
    for (size_t i = 0; i < poller->team_count; i++) {
        struct poller_team *team = &poller->teams[i];
        if (transfer_names_is_due(&team->names, now_ms)) {
            *call = (struct call){.kind = CALL_TRANSFERS, .team_id = team->team_id};
            transfer_names_begin(&team->names, now_ms);
            return true;
        }
    }
    return false;
}

static bool next_backfill(struct poller *poller, struct call *call, int64_t now_ms) {
    const struct lookup *lookup = lookups_next(&poller->lookups, now_ms);
    if (lookup == NULL) {
        return false;
    }
    *call = (struct call){
        .kind = CALL_ONE, .team_id = lookup->team_id, .backfill_id = lookup->backfill_id};
    lookups_begin(&poller->lookups, call->team_id, call->backfill_id);
    return true;
}

static bool next_lookup(struct poller *poller, struct call *call, int64_t now_ms) {
    if (!limiter_admits(&poller->limiter, LIMITER_LOOKUP, is_stretched(poller), now_ms)) {
        return false;
    }
    if (!next_names(poller, call, now_ms) && !next_backfill(poller, call, now_ms)) {
        return false;
    }
    call->ticket = limiter_sent(&poller->limiter, LIMITER_LOOKUP, now_ms);
    return true;
}

static int64_t lookup_due_ms(const struct poller *poller) {
    int64_t due_ms = lookups_due_ms(&poller->lookups);
    for (size_t i = 0; i < poller->team_count; i++) {
        due_ms = min_int64(due_ms, transfer_names_due_ms(&poller->teams[i].names));
    }
    return due_ms;
}

static void end_poll(struct poller *poller, struct poller_team *team,
                     const struct limiter_answer *limits, int64_t now_ms) {
    pacing_end(&team->pacing, limits->outcome, now_ms);
    team->answered = true;
    team->asked_to_wait = outcome_traits(limits->outcome)->heeds_retry_after &&
                          limits->retry_after_ms > 0;
    team->outcome = limits->outcome;
    if (limits->outcome == OUTCOME_OK) {
        team->last_success_ms = now_ms;
        lookups_polled(&poller->lookups, team->team_id);
        transfer_names_polled(&team->names);
    }
}

/* Another token might help. */
static bool is_refused(const struct poller_team *team) {
    return team->answered && outcome_traits(team->outcome)->depends_on_token;
}

/* Until when the server forbids a poll: by Retry-After all of them, after a 429 the team's. */
static int64_t held_until_ms(const struct poller *poller) {
    int64_t until_ms = poller->limiter.not_before_ms;
    for (size_t i = 0; i < poller->team_count; i++) {
        until_ms = max_int64(until_ms, pacing_held_until_ms(&poller->teams[i].pacing));
    }
    return until_ms;
}

/* What holds back a poll that the user asks for. */
static struct poller_refresh hold_of_refresh(const struct poller *poller, int64_t now_ms) {
    int64_t until_ms = held_until_ms(poller);
    if (until_ms > now_ms) {
        return (struct poller_refresh){.hold = LIMITER_HELD_BY_SERVER,
                                       .wait_ms = until_ms - now_ms};
    }
    until_ms = limiter_opens_ms(&poller->limiter, LIMITER_REFRESH, false, now_ms);
    return (struct poller_refresh){
        .hold = limiter_hold(&poller->limiter, LIMITER_REFRESH, now_ms),
        .wait_ms = until_ms - now_ms,
        .quota = quota_left(&poller->limiter.quota, now_ms),
    };
}

void poller_init(struct poller *poller, const struct poller_options *options, int64_t now_ms) {
    uint64_t seed = options->seed;
    *poller = (struct poller){
        .teams = memory_new(options->team_count, sizeof *poller->teams),
        .team_count = options->team_count,
        .interval_ms = options->interval_ms,
        .stretched_ms = options->interval_ms,
    };
    limiter_init(&poller->limiter);
    lookups_init(&poller->lookups, random_next(&seed));
    for (size_t i = 0; i < poller->team_count; i++) {
        struct poller_team *team = &poller->teams[i];
        *team = (struct poller_team){.team_id = options->teams[i], .last_success_ms = -1};
        pacing_init(&team->pacing, options->interval_ms, random_next(&seed), now_ms);
        transfer_names_init(&team->names, options->names, now_ms);
    }
}

void poller_clear(struct poller *poller) {
    for (size_t i = 0; i < poller->team_count; i++) {
        transfer_names_clear(&poller->teams[i].names);
    }
    free(poller->teams);
    lookups_clear(&poller->lookups);
    *poller = (struct poller){0};
}

struct poller_team *poller_team(const struct poller *poller, int64_t team_id) {
    for (size_t i = 0; i < poller->team_count; i++) {
        if (poller->teams[i].team_id == team_id) {
            return &poller->teams[i];
        }
    }
    return NULL;
}

bool poller_next(struct poller *poller, struct call *call, int64_t now_ms) {
    stretch(poller, now_ms);
    return (is_stretched(poller) && next_lookup(poller, call, now_ms)) ||
           next_poll(poller, call, now_ms) || next_lookup(poller, call, now_ms);
}

int64_t poller_retry_at_ms(const struct poller *poller, const struct poller_team *team) {
    return team->asked_to_wait ? poller->limiter.not_before_ms : 0;
}

int64_t poller_next_poll_ms(const struct poller *poller, const struct poller_team *team,
                            int64_t now_ms) {
    return max_int64(team->pacing.due_ms, limiter_opens_ms(&poller->limiter, class_of(team),
                                                           is_stretched(poller), now_ms));
}

int64_t poller_due_ms(const struct poller *poller, int64_t now_ms) {
    int64_t opens_ms = limiter_opens_ms(&poller->limiter, LIMITER_LOOKUP, is_stretched(poller),
                                        now_ms);
    int64_t due_ms = max_int64(lookup_due_ms(poller), opens_ms);
    for (size_t i = 0; i < poller->team_count; i++) {
        const struct poller_team *team = &poller->teams[i];
        if (!team->pacing.in_flight) {
            due_ms = min_int64(due_ms, poller_next_poll_ms(poller, team, now_ms));
        }
    }
    return due_ms;
}

bool poller_answered(struct poller *poller, const struct call *call,
                     const struct poller_answer *answer, int64_t now_ms) {
    struct poller_team *team = poller_team(poller, call->team_id);
    limiter_answered(&poller->limiter, &call->ticket, &answer->limits, now_ms);
    if (call->kind == CALL_LIST) {
        end_poll(poller, team, &answer->limits, now_ms);
    } else if (call->kind == CALL_TRANSFERS) {
        transfer_names_end(&team->names, answer->limits.outcome, answer->names, now_ms);
    } else {
        const struct lookup_answer lookup = {answer->limits.outcome, answer->is_final};
        return lookups_end(&poller->lookups, call->team_id, call->backfill_id, lookup, now_ms) ==
               LOOKUP_SETTLED;
    }
    return false;
}

void poller_look_up(struct poller *poller, int64_t team_id, int64_t backfill_id, int64_t now_ms) {
    lookups_add(&poller->lookups, team_id, backfill_id, now_ms);
}

void poller_drop_lookup(struct poller *poller, int64_t team_id, int64_t backfill_id) {
    lookups_drop(&poller->lookups, team_id, backfill_id);
}

bool poller_has_lookups(const struct poller *poller) {
    return lookups_pending(&poller->lookups) > 0;
}

void poller_want_name(struct poller *poller, int64_t team_id, int64_t transfer_id, int64_t now_ms) {
    transfer_names_want(&poller_team(poller, team_id)->names, transfer_id, now_ms);
}

const struct transfer_names *poller_names(const struct poller *poller, int64_t team_id) {
    return &poller_team(poller, team_id)->names;
}

struct poller_refresh poller_refresh(struct poller *poller, int64_t now_ms) {
    struct poller_refresh refresh = hold_of_refresh(poller, now_ms);
    int64_t left_ms = INT64_MAX;
    for (size_t i = 0; i < poller->team_count; i++) {
        struct poller_team *team = &poller->teams[i];
        left_ms = min_int64(
            left_ms, pacing_refresh(&team->pacing, poller_retry_at_ms(poller, team), now_ms));
    }
    if (refresh.hold == LIMITER_OPEN) {
        refresh.wait_ms = left_ms;
    }
    return refresh;
}

bool poller_is_polling(const struct poller *poller) {
    for (size_t i = 0; i < poller->team_count; i++) {
        if (poller->teams[i].pacing.in_flight) {
            return true;
        }
    }
    return false;
}

bool poller_has_polled(const struct poller *poller) {
    for (size_t i = 0; i < poller->team_count; i++) {
        const struct poller_team *team = &poller->teams[i];
        if (!team->answered || team->pacing.in_flight || team->pacing.refreshed) {
            return false;
        }
    }
    return true;
}

bool poller_awaits_names(const struct poller *poller) {
    for (size_t i = 0; i < poller->team_count; i++) {
        const struct transfer_names *names = &poller->teams[i].names;
        if (names->in_flight || (names->enabled && names->asked_ms < 0)) {
            return true;
        }
    }
    return false;
}

void poller_token_changed(struct poller *poller) {
    lookups_token_changed(&poller->lookups);
    for (size_t i = 0; i < poller->team_count; i++) {
        transfer_names_token_changed(&poller->teams[i].names);
    }
}

bool poller_is_refused(const struct poller *poller) {
    for (size_t i = 0; i < poller->team_count; i++) {
        if (is_refused(&poller->teams[i])) {
            return true;
        }
    }
    return false;
}

void poller_retry_refused(struct poller *poller, int64_t now_ms) {
    for (size_t i = 0; i < poller->team_count; i++) {
        struct poller_team *team = &poller->teams[i];
        if (is_refused(team)) {
            pacing_retry_now(&team->pacing, poller_retry_at_ms(poller, team), now_ms);
        }
    }
}
