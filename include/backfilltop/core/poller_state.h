/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/backfill.h"
#include "backfilltop/core/connection.h"
#include "backfilltop/core/poller.h"

/* The state of the polls at one moment, as one value: for what the screen shows of it, and for when
 * that changes. Times are monotonic milliseconds. */

/* The polls of one team. */
struct poller_team_state {
    int64_t team_id;
    enum connection_state connection; /* never CONNECTION_OUT_OF_QUOTA or CONNECTION_PAUSED */
    int64_t next_poll_ms;             /* when the next may leave */
    int64_t last_success_ms;          /* -1 before the first */
    bool in_flight;                   /* one is under way */
};

struct poller_state {
    /* For one team, or for all together: the most important connection state, the earliest next
     * poll, the latest success, whether any poll is under way. */
    enum connection_state connection; /* never CONNECTION_PAUSED */
    int64_t next_poll_ms;
    int64_t last_success_ms;
    bool in_flight;

    size_t team_count;
    size_t live_count; /* teams whose latest poll succeeded */
    struct poller_team_state teams[POLLER_TEAMS_MAX];

    /* Of the token. */
    enum limiter_hold hold; /* what makes polls wait, besides their own schedule */
    struct quota_left quota;
    int64_t interval_ms; /* between two polls of a team */
    bool is_stretched;   /* it is longer than the user's, to save the quota */
};

/* The state of one team's polls, or of all teams' for BACKFILL_ALL_TEAMS. */
void poller_state(struct poller_state *state, const struct poller *poller, int64_t team_id,
                  int64_t now_ms);
