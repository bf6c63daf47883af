/* SPDX-License-Identifier: MIT */
#include "frame_connection.h"

#include "monitor.h"
#include "quota_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* What several teams' polls look like together. */
struct together {
    const struct monitor *monitor;
    struct frame *frame;
    int64_t now_ms;
    size_t problems; /* teams that have one */
};

/* The state that is told when teams differ: the rate limit is the token's, hence everybody's; then
 * that some team is live, because its data are. */
static int rank(enum connection_state state) {
    static const int ranks[connection_state_count] = {
        [CONNECTION_RATE_LIMITED] = 0, [CONNECTION_OUT_OF_QUOTA] = 1, [CONNECTION_LIVE] = 2,
        [CONNECTION_CONNECTING] = 3,   [CONNECTION_FAILING] = 4,      [CONNECTION_DENIED] = 5,
        [CONNECTION_PAUSED] = 6,
    };
    return ranks[state];
}

/* What is wrong, without the team's id before it. */
static const char *problem_of(const struct team_poll *team_poll) {
    char lead[32];
    int length = snprintf(lead, sizeof lead, "team %" PRId64 ": ", team_poll->team_id);
    bool leads = strncmp(team_poll->problem, lead, (size_t)length) == 0;
    return team_poll->problem[0] != '\0' ? team_poll->problem + (leads ? length : 0) : NULL;
}

/* No poll leaves in what is left of this hour, though all is well. */
static bool is_out_of_quota(const struct requests *requests, int64_t now_ms) {
    const struct limiter *limiter = &requests->limiter;
    return limiter_hold(limiter, LIMITER_POLL, now_ms) == LIMITER_HELD_BY_QUOTA &&
           quota_spendable(&limiter->quota, now_ms) == 0;
}

static void add_feed(struct together *together, const struct team_poll *team_poll) {
    struct view_connection *connection = &together->frame->view.connection;
    const struct requests *requests = &together->monitor->requests;
    enum connection_state state = team_poll_state(team_poll, together->now_ms);
    int64_t next_ms = requests_next_poll_ms(requests, team_poll, together->now_ms);
    bool is_first = connection->teams == 0;
    together->frame->team_list[connection->teams++] = (struct view_team){
        .team_id = team_poll->team_id,
        .state = state,
        .last_success_ms = team_poll->last_success_ms,
        .problem = problem_of(team_poll),
    };
    connection->teams_live += state == CONNECTION_LIVE;
    if (state == CONNECTION_LIVE && is_out_of_quota(requests, together->now_ms)) {
        state = CONNECTION_OUT_OF_QUOTA;
    }
    if (is_first || rank(state) < rank(connection->state)) {
        connection->state = state;
    }
    if (is_first || next_ms < connection->next_poll_ms) {
        connection->next_poll_ms = next_ms;
    }
    if (team_poll->last_success_ms > connection->last_success_ms) {
        connection->last_success_ms = team_poll->last_success_ms;
    }
    connection->in_flight |= team_poll->pacing.in_flight;
    const char *first_warning;
    connection->warnings += team_poll_warnings(team_poll, &first_warning);
    if (connection->first_warning == NULL) {
        connection->first_warning = first_warning;
    }
    if (team_poll->problem[0] != '\0') {
        connection->problem = together->problems++ == 0 ? team_poll->problem : connection->problem;
    }
}

/* The first of the teams' problems, and that it is not the only one. */
static void tell_problems(struct together *together) {
    struct frame *frame = together->frame;
    size_t others = together->problems - 1;
    if (together->problems > 1) {
        snprintf(frame->problem, sizeof frame->problem, "%s (and %zu more team%s in trouble)",
                 frame->view.connection.problem, others, text_plural((int64_t)others));
        frame->view.connection.problem = frame->problem;
    }
}

static void list_teams(struct frame *frame, const struct monitor *monitor) {
    size_t length = 0;
    for (size_t i = 0; i < monitor->requests.team_count; i++) {
        const struct team_poll *team_poll = &monitor->requests.team_polls[i];
        if (monitor_shows(monitor, team_poll) && length < sizeof frame->teams) {
            length += (size_t)snprintf(frame->teams + length, sizeof frame->teams - length,
                                       "%s%" PRId64, length > 0 ? ", " : "", team_poll->team_id);
        }
    }
}

static const char *describe_quota(struct frame *frame, const struct monitor *monitor,
                                  int64_t now_ms) {
    const struct requests *requests = &monitor->requests;
    const struct limiter *limiter = &requests->limiter;
    char every[TIMES_TEXT];
    char left[96];
    if (is_out_of_quota(requests, now_ms)) {
        int64_t wait_ms = frame->view.connection.next_poll_ms - now_ms;
        quota_text_waiting(frame->quota, sizeof frame->quota, &limiter->quota, wait_ms, now_ms,
                           frame->view.now_s, frame->view.utc);
        return frame->quota;
    }
    if (requests->interval_ms <= requests->options->interval_ms ||
        quota_remaining(&limiter->quota, now_ms) == INT64_MAX) {
        return NULL;
    }
    quota_text_left(left, sizeof left, &limiter->quota, now_ms);
    times_format_span(every, (requests->interval_ms + 999) / 1000);
    snprintf(frame->quota, sizeof frame->quota, "every %s: %s", every, left);
    return frame->quota;
}

/* A first-time user is not to think that the program broke. */
static const char *describe_problem(struct frame *frame, const char *problem, bool is_demo) {
    if (problem == NULL || !is_demo) {
        return problem;
    }
    snprintf(frame->demo_problem, sizeof frame->demo_problem, "the demo plays this: %s", problem);
    return frame->demo_problem;
}

void frame_connection_make(struct frame *frame, const struct monitor *monitor, int64_t now_ms) {
    const struct requests *requests = &monitor->requests;
    struct view_connection *connection = &frame->view.connection;
    *connection = (struct view_connection){.last_success_ms = -1,
                                           .host = monitor->options->endpoint.host,
                                           .demo = monitor->options->demo};
    struct together together = {.monitor = monitor, .frame = frame, .now_ms = now_ms};
    for (size_t i = 0; i < requests->team_count; i++) {
        if (monitor_shows(monitor, &requests->team_polls[i])) {
            add_feed(&together, &requests->team_polls[i]);
        }
    }
    tell_problems(&together);
    connection->team_list = connection->teams > 1 ? frame->team_list : NULL;
    list_teams(frame, monitor);
    connection->team = frame->teams;
    connection->problem = describe_problem(frame, connection->problem, connection->demo);
    connection->quota = describe_quota(frame, monitor, now_ms);
    if (monitor->paused) {
        connection->state = CONNECTION_PAUSED;
    }
}
