/* SPDX-License-Identifier: MIT */
#include "frame_connection.h"

#include "backfilltop/base/numbers.h"

#include "monitor.h"
#include "quota_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static bool has_problem(const struct team_poll *team_poll) {
    return team_poll->problem[0] != '\0';
}

/* The shown teams, one by one. */
static void add_teams(struct frame *frame, const struct monitor *monitor) {
    const struct poller_state *polls = &frame->polls;
    for (size_t i = 0; i < polls->team_count; i++) {
        const struct poller_team_state *team = &polls->teams[i];
        const struct team_poll *team_poll = requests_team_poll(&monitor->requests, team->team_id);
        frame->team_list[i] = (struct view_team){
            .team_id = team->team_id,
            .state = team->connection,
            .last_success_ms = team->last_success_ms,
            .problem = has_problem(team_poll) ? team_poll->problem : NULL,
        };
    }
}

static void add_warnings(struct frame *frame, const struct monitor *monitor) {
    struct view_connection *connection = &frame->view.connection;
    for (size_t i = 0; i < frame->polls.team_count; i++) {
        const char *first;
        connection->warnings += team_poll_warnings(
            requests_team_poll(&monitor->requests, frame->polls.teams[i].team_id), &first);
        if (connection->first_warning == NULL) {
            connection->first_warning = first;
        }
    }
}

static void list_teams(struct frame *frame) {
    size_t length = 0;
    for (size_t i = 0; i < frame->polls.team_count && length < sizeof frame->teams; i++) {
        length += (size_t)snprintf(frame->teams + length, sizeof frame->teams - length,
                                   "%s%" PRId64, i > 0 ? ", " : "", frame->polls.teams[i].team_id);
    }
}

/* The first of the teams' problems, and how many others there are; NULL if there is none. */
static const char *describe_problems(struct frame *frame, const struct monitor *monitor) {
    const struct team_poll *first = NULL;
    int64_t count = 0;
    for (size_t i = 0; i < frame->polls.team_count; i++) {
        const struct team_poll *team_poll = requests_team_poll(&monitor->requests,
                                                               frame->polls.teams[i].team_id);
        if (has_problem(team_poll)) {
            first = first != NULL ? first : team_poll;
            count++;
        }
    }
    if (first == NULL) {
        return NULL;
    }
    team_poll_write_problem(first, frame->problem);
    if (count > 1) {
        size_t length = strlen(frame->problem);
        snprintf(frame->problem + length, sizeof frame->problem - length,
                 " (and %" PRId64 " more team%s in trouble)", count - 1, text_plural(count - 1));
    }
    return frame->problem;
}

/* How the quota stretches the polls, or NULL if it does not. */
static const char *describe_quota(struct frame *frame) {
    const struct poller_state *polls = &frame->polls;
    char every[TIMES_TEXT];
    char left[96];
    if (polls->hold == LIMITER_HELD_BY_QUOTA) {
        int64_t wait_s = (polls->next_poll_ms - frame->view.now_ms + 999) / 1000;
        quota_text_waiting(frame->quota, sizeof frame->quota, &polls->quota,
                           frame->view.now_s + wait_s, frame->view.utc);
        return frame->quota;
    }
    if (!polls->is_stretched || polls->quota.remaining == INT64_MAX) {
        return NULL;
    }
    quota_text_left(left, sizeof left, &polls->quota);
    times_format_span(every, (polls->interval_ms + 999) / 1000);
    snprintf(frame->quota, sizeof frame->quota, "every %s: %s", every, left);
    return frame->quota;
}

/* A first-time user should not think that the program is broken. */
static const char *describe_problem(struct frame *frame, const char *problem, bool is_demo) {
    if (problem == NULL || !is_demo) {
        return problem;
    }
    snprintf(frame->demo_problem, sizeof frame->demo_problem, "simulated by the demo: %s", problem);
    return frame->demo_problem;
}

int64_t frame_connection_poll_ms(const struct poller_state *polls, int64_t now_ms) {
    bool is_live = polls->connection == CONNECTION_LIVE && polls->live_count == polls->team_count;
    return is_live ? min_int64(polls->next_poll_ms, now_ms + polls->interval_ms)
                   : polls->next_poll_ms;
}

void frame_connection_make(struct frame *frame, const struct monitor *monitor) {
    const struct poller_state *polls = &frame->polls;
    struct view_connection *connection = &frame->view.connection;
    poller_state(&frame->polls, &monitor->requests.poller, monitor->shown_team, frame->view.now_ms);
    add_teams(frame, monitor);
    list_teams(frame);
    *connection = (struct view_connection){
        .state = monitor->paused ? CONNECTION_PAUSED : polls->connection,
        .team = frame->teams,
        .teams = polls->team_count,
        .teams_live = polls->live_count,
        .team_list = polls->team_count > 1 ? frame->team_list : NULL,
        .host = monitor->options->source.endpoint.host,
        .in_flight = polls->in_flight &&
                     frame->view.now_ms - monitor->polling_since_ms >= POLL_HIDDEN_MS,
        .demo = monitor->options->demo,
        .next_poll_ms = frame_connection_poll_ms(polls, frame->view.now_ms),
        .last_success_ms = polls->last_success_ms,
        .quota = describe_quota(frame),
    };
    connection->problem = describe_problem(frame, describe_problems(frame, monitor),
                                           connection->demo);
    add_warnings(frame, monitor);
}
