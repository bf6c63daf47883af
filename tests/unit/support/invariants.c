/* SPDX-License-Identifier: MIT */
#include "invariants.h"

#include "backfilltop/base/numbers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Polls of several teams may be due at once before and after something held back all of them. */
#define POLLS_BEFORE_A_LOOKUP (LIMITER_POLLS_PER_LOOKUP + 2 * SIM_TEAMS)

static bool knows_window(const struct invariants *invariants, const struct toy_server *server) {
    return invariants->window == server->window &&
           server->now_ms - server->window_began_ms < TOY_HOUR_MS;
}

static int under_way(const struct invariants *invariants) {
    int requests = invariants->lookups;
    for (int i = 0; i < SIM_TEAMS; i++) {
        requests += invariants->polling[i];
    }
    return requests;
}

/* Polls go one at a time to find out whether the window has ended. */
static void check_after_window(const struct invariants *invariants, enum limiter_class class,
                               const struct toy_server *server) {
    bool used_up = invariants->lowest <=
                   (class == LIMITER_REFRESH ? 0 : toy_server_reserve(server));
    if (used_up && server->now_ms < invariants->reported_ms + TOY_HOUR_MS) {
        assert_int_not_equal(class, LIMITER_LOOKUP);
        assert_int_equal(under_way(invariants), 0);
    }
}

static void check_quota(const struct invariants *invariants, enum limiter_class class,
                        const struct toy_server *server, int64_t unanswered) {
    if (invariants->window == 0) {
        return;
    }
    if (server->now_ms >= invariants->ends_ms) {
        check_after_window(invariants, class, server);
        return;
    }
    assert_true(invariants->lowest > 0);
    if (class == LIMITER_REFRESH) {
        return;
    }
    assert_true(invariants->lowest > toy_server_reserve(server));
    if (unanswered >= 0 && knows_window(invariants, server)) {
        assert_true(toy_server_remaining(server) - unanswered > toy_server_reserve(server));
    }
}

static void check_poll(struct invariants *invariants, int team, int64_t now_ms) {
    const struct poller *poller = invariants->poller;
    assert_false(invariants->polling[team]);
    invariants->polling[team] = true;
    assert_true(now_ms <= invariants->poll_by_ms[team]);
    invariants->polls_since_lookup++;
    bool could_leave = invariants->lookups < LIMITER_LOOKUPS_IN_FLIGHT &&
                       quota_spendable(&poller->limiter.quota, now_ms) > 0;
    invariants->polls_while_waiting += could_leave && lookups_due_ms(&poller->lookups) <= now_ms;
    assert_true(invariants->polls_while_waiting <= POLLS_BEFORE_A_LOOKUP);
}

static struct invariants_failure *failure_of(struct invariants *invariants,
                                             const struct call *call) {
    return &invariants->failed[call->team_id][call->kind == CALL_TRANSFERS ? 0 : 1];
}

static bool is_refusal(enum outcome outcome) {
    return outcome == OUTCOME_UNAUTHORIZED || outcome == OUTCOME_FORBIDDEN ||
           outcome == OUTCOME_REFUSED || outcome == OUTCOME_UNREADABLE;
}

/* What was refused is not requested again for a while, nor before a poll succeeds or the token
 * changes. */
static void check_after_failure(const struct invariants_failure *failure, const struct call *call,
                                int64_t now_ms) {
    bool is_name = call->kind == CALL_TRANSFERS;
    int64_t waited_ms = now_ms - failure->ended_ms;
    if (failure->outcome == OUTCOME_OK || failure->outcome == OUTCOME_NOT_FOUND) {
        return;
    }
    if (is_refusal(failure->outcome) || is_name) {
        assert_true(failure->polls > 0 || failure->token_changed);
    }
    if (is_refusal(failure->outcome) && !is_name) {
        assert_true(waited_ms >= LOOKUPS_REFUSED_MS);
    }
    if (failure->outcome == OUTCOME_FORBIDDEN && !failure->token_changed) {
        assert_true(waited_ms >= LOOKUP_FORBIDDEN_MS - (is_name ? TRANSFER_NAMES_SPACING_MS : 0));
    }
    assert_true(waited_ms >= TRANSFER_NAMES_RETRY_MS ||
                (is_name && failure->outcome != OUTCOME_NO_CONNECTION));
}

static void check_lookup(struct invariants *invariants, const struct call *call, int64_t now_ms) {
    const struct poller *poller = invariants->poller;
    assert_true(invariants->lookups < LIMITER_LOOKUPS_IN_FLIGHT);
    assert_true(now_ms - invariants->lookup_ms >= LIMITER_LOOKUP_SPACING_MS);
    assert_true(invariants->polls_since_lookup >= LIMITER_POLLS_PER_LOOKUP ||
                poller->stretched_ms == poller->interval_ms);
    invariants->lookups++;
    invariants->lookup_ms = now_ms;
    invariants->polls_since_lookup = 0;
    invariants->polls_while_waiting = 0;
    const struct invariants_failure *failure = failure_of(invariants, call);
    check_after_failure(failure, call, now_ms);
    if (call->kind == CALL_TRANSFERS) {
        int64_t *asked_ms = &invariants->names_at_ms[call->team_id];
        assert_true(*asked_ms < 0 || now_ms - *asked_ms >= TRANSFER_NAMES_SPACING_MS ||
                    failure->outcome == OUTCOME_NO_CONNECTION);
        *asked_ms = now_ms;
    }
}

/* A new window shows by a Remaining above what was known, or by time. */
static void learn_window(struct invariants *invariants, const struct watched *watched,
                         const struct toy_answer *answer, int64_t now_ms) {
    if (answer->remaining < 0) {
        return;
    }
    bool renewed = watched->call.ticket.quota.sent_ms >= watched->ends_ms ||
                   answer->remaining > watched->lowest;
    if (watched->windows != invariants->windows && !renewed) {
        return;
    }
    if (watched->windows == invariants->windows && renewed) {
        invariants->window = answer->window;
        invariants->windows++;
        invariants->ends_ms = now_ms + TOY_HOUR_MS;
        invariants->lowest = answer->remaining;
    }
    if (answer->remaining <= invariants->lowest) {
        invariants->lowest = answer->remaining;
        invariants->reported_ms = now_ms;
    }
}

static void learn_retry_after(struct invariants *invariants, const struct toy_answer *answer,
                              int64_t now_ms) {
    if (answer->retry_after_ms <= 0) {
        return;
    }
    int64_t until_ms = now_ms + answer->retry_after_ms;
    invariants->retry_until_ms = max_int64(invariants->retry_until_ms, until_ms);
    if (answer->outcome == OUTCOME_RATE_LIMITED && answer->remaining <= 0) {
        invariants->ends_ms = min_int64(invariants->ends_ms, until_ms);
    }
}

static int64_t poll_by_ms(const struct pacing *poll, enum outcome outcome, int64_t now_ms) {
    switch (outcome) {
    case OUTCOME_OK:
        return max_int64(now_ms, poll->began_ms + poll->interval_ms + poll->interval_ms / 20);
    case OUTCOME_FORBIDDEN:
        return max_int64(now_ms, poll->began_ms + max_int64(poll->interval_ms, PACING_DENIED_MS));
    default:
        return now_ms + poll->interval_ms + PACING_BACKOFF_MAX_MS;
    }
}

void invariants_init(struct invariants *invariants, const struct poller *poller, int64_t now_ms) {
    *invariants = (struct invariants){.poller = poller,
                                      .polls_since_lookup = LIMITER_POLLS_PER_LOOKUP};
    for (int i = 0; i < SIM_TEAMS; i++) {
        invariants->poll_by_ms[i] = now_ms;
        invariants->names_at_ms[i] = -1;
    }
}

void invariants_turn(const struct invariants *invariants, int64_t now_ms) {
    for (int i = 0; i < (int)invariants->poller->team_count; i++) {
        assert_true(invariants->polling[i] || now_ms <= invariants->poll_by_ms[i]);
    }
}

void invariants_state(const struct invariants *invariants, int64_t now_ms) {
    struct poller_state state;
    poller_state(&state, invariants->poller, BACKFILL_ALL_TEAMS, now_ms);
    size_t live = 0;
    int64_t next_ms = INT64_MAX;
    for (size_t i = 0; i < state.team_count; i++) {
        const struct poller_team_state *team = &state.teams[i];
        assert_int_equal(team->in_flight, invariants->polling[i]);
        assert_int_equal(team->connection == CONNECTION_LIVE, invariants->live[i]);
        assert_true(team->in_flight || team->next_poll_ms > now_ms);
        live += invariants->live[i];
        next_ms = min_int64(next_ms, team->next_poll_ms);
    }
    assert_int_equal(state.live_count, live);
    assert_int_equal(state.next_poll_ms, next_ms);
    assert_int_equal(state.hold == LIMITER_HELD_BY_SERVER, now_ms < invariants->retry_until_ms);
    assert_int_equal(state.is_stretched, state.interval_ms > invariants->poller->interval_ms);
    assert_true(poller_due_ms(invariants->poller, now_ms) > now_ms);
}

struct watched invariants_request(struct invariants *invariants, const struct call *call,
                                  const struct toy_server *server, int64_t unanswered) {
    assert_true(server->now_ms >= invariants->retry_until_ms);
    check_quota(invariants, call->ticket.class, server, unanswered);
    if (call->kind == CALL_LIST) {
        check_poll(invariants, (int)call->team_id, server->now_ms);
    } else {
        check_lookup(invariants, call, server->now_ms);
    }
    return (struct watched){*call, invariants->windows, invariants->ends_ms, invariants->lowest};
}

/* A poll waits for its outcome, the quota's interval, Retry-After, or the window's end. */
void invariants_waits(struct invariants *invariants, int64_t now_ms) {
    const struct poller *poller = invariants->poller;
    const struct quota *quota = &poller->limiter.quota;
    int64_t stretched_ms = quota_interval(quota, poller->interval_ms, (int)poller->team_count,
                                          now_ms);
    int64_t held_ms = invariants->retry_until_ms;
    if (quota_spendable(quota, now_ms) == 0) {
        bool ended = now_ms >= quota->window.ends_ms;
        int64_t until_ms = ended ? quota->reported_ms + TOY_HOUR_MS : quota->window.ends_ms;
        assert_true(until_ms <= now_ms + TOY_HOUR_MS);
        held_ms = max_int64(held_ms, until_ms);
    }
    invariants->longest_ms = max_int64(invariants->longest_ms, stretched_ms);
    for (int i = 0; i < (int)poller->team_count; i++) {
        int64_t spaced_ms = poller->teams[i].pacing.began_ms + stretched_ms + stretched_ms / 20;
        invariants->poll_by_ms[i] = max_int64(invariants->poll_by_ms[i],
                                              max_int64(held_ms, spaced_ms));
    }
}

/* Two that were in flight together count as one failure. */
static void record_failure(struct invariants_failure *failure, const struct watched *watched,
                           enum outcome outcome, int64_t now_ms) {
    bool had_failed = failure->outcome != OUTCOME_OK && failure->outcome != OUTCOME_NOT_FOUND &&
                      watched->call.ticket.quota.sent_ms <= failure->ended_ms;
    if (outcome == OUTCOME_OK || !had_failed ||
        (is_refusal(outcome) && !is_refusal(failure->outcome))) {
        *failure = (struct invariants_failure){.outcome = outcome, .ended_ms = now_ms};
    }
}

void invariants_answer(struct invariants *invariants, const struct watched *watched,
                       const struct toy_answer *answer, int64_t now_ms) {
    const struct call *call = &watched->call;
    learn_window(invariants, watched, answer, now_ms);
    learn_retry_after(invariants, answer, now_ms);
    if (call->kind == CALL_LIST) {
        invariants->polling[call->team_id] = false;
        invariants->live[call->team_id] = answer->outcome == OUTCOME_OK;
        invariants->poll_by_ms[call->team_id] = poll_by_ms(
            &invariants->poller->teams[call->team_id].pacing, answer->outcome, now_ms);
        invariants->failed[call->team_id][0].polls += answer->outcome == OUTCOME_OK;
        invariants->failed[call->team_id][1].polls += answer->outcome == OUTCOME_OK;
        return;
    }
    invariants->lookups--;
    record_failure(failure_of(invariants, call), watched, answer->outcome, now_ms);
}

void invariants_token_changed(struct invariants *invariants) {
    for (int team = 0; team < SIM_TEAMS; team++) {
        invariants->failed[team][0].token_changed = true;
        invariants->failed[team][1].token_changed = true;
    }
}
