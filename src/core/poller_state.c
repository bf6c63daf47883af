/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/poller_state.h"

#include "backfilltop/base/numbers.h"

/* The server may also say with a server error when to ask again. */
static enum connection_state connection_of(const struct poller *poller,
                                           const struct poller_team *team, int64_t now_ms) {
    if (!team->answered) {
        return CONNECTION_CONNECTING;
    }
    bool is_held = now_ms < poller_retry_at_ms(poller, team) && !team->pacing.in_flight;
    if (is_held && team->outcome == OUTCOME_SERVER_ERROR) {
        return CONNECTION_RATE_LIMITED;
    }
    return outcome_traits(team->outcome)->connection;
}

/* When teams differ, the state of the lowest rank is shown: first the rate limit and the quota,
 * which belong to the token and so to all teams; then that some team is live, because its data
 * are. */
static int rank(enum connection_state connection) {
    static const enum connection_state order[] = {
        CONNECTION_RATE_LIMITED, CONNECTION_OUT_OF_QUOTA, CONNECTION_LIVE,  CONNECTION_CONNECTING,
        CONNECTION_FAILING,      CONNECTION_DENIED,       CONNECTION_PAUSED};
    _Static_assert(sizeof order / sizeof *order == connection_state_count, "a state has no rank");
    int found = 0;
    while (order[found] != connection) {
        found++;
    }
    return found;
}

static struct poller_team_state state_of(const struct poller *poller,
                                         const struct poller_team *team, int64_t now_ms) {
    return (struct poller_team_state){
        .team_id = team->team_id,
        .connection = connection_of(poller, team, now_ms),
        .next_poll_ms = poller_next_poll_ms(poller, team, now_ms),
        .last_success_ms = team->last_success_ms,
        .in_flight = team->pacing.in_flight,
    };
}

/* Adds a team to the state of all together. */
static void add(struct poller_state *state, const struct poller_team_state *team) {
    enum connection_state connection = team->connection;
    bool is_first = state->team_count == 0;
    if (connection == CONNECTION_LIVE && state->hold == LIMITER_HELD_BY_QUOTA) {
        connection = CONNECTION_OUT_OF_QUOTA;
    }
    if (is_first || rank(connection) < rank(state->connection)) {
        state->connection = connection;
    }
    state->next_poll_ms = min_int64(state->next_poll_ms, team->next_poll_ms);
    state->last_success_ms = max_int64(state->last_success_ms, team->last_success_ms);
    state->in_flight |= team->in_flight;
    state->live_count += team->connection == CONNECTION_LIVE;
    state->teams[state->team_count++] = *team;
}

void poller_state(struct poller_state *state, const struct poller *poller, int64_t team_id,
                  int64_t now_ms) {
    *state = (struct poller_state){
        .next_poll_ms = INT64_MAX,
        .last_success_ms = -1,
        .hold = limiter_hold(&poller->limiter, LIMITER_POLL, now_ms),
        .quota = quota_left(&poller->limiter.quota, now_ms),
        .interval_ms = poller->stretched_ms,
        .is_stretched = poller->stretched_ms > poller->interval_ms,
    };
    for (size_t i = 0; i < poller->team_count; i++) {
        const struct poller_team *team = &poller->teams[i];
        if (team_id == BACKFILL_ALL_TEAMS || team_id == team->team_id) {
            struct poller_team_state added = state_of(poller, team, now_ms);
            add(state, &added);
        }
    }
}
