/* SPDX-License-Identifier: MIT */
#include "frame.h"

#include "backfilltop/base/utf8.h"
#include "backfilltop/core/search.h"
#include "backfilltop/screen/screen.h"

#include "frame_connection.h"
#include "monitor.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#define MINUTE_MS INT64_C(60000)

static const char *note_skew(struct frame *frame, int64_t skew_s) {
    char by[TIMES_TEXT];
    times_format_span(by, llabs(skew_s));
    snprintf(frame->note, sizeof frame->note,
             "this machine's clock is %s %s the server's: ages are by the server's", by,
             skew_s > 0 ? "behind" : "ahead of");
    return frame->note;
}

static bool is_cut_off(const struct requests *requests, size_t team) {
    return requests->team_polls[team].listed == TEAM_POLL_LIST_MAX;
}

static bool lacks_names(const struct requests *requests, size_t team) {
    return transfer_names_are_refused(&requests->poller.teams[team].names);
}

/* The first shown team for which is_so() is true, or NULL. */
static const struct team_poll *find_team(const struct monitor *monitor,
                                         bool (*is_so)(const struct requests *, size_t)) {
    const struct requests *requests = &monitor->requests;
    for (size_t i = 0; i < requests->poller.team_count; i++) {
        const struct team_poll *team_poll = &requests->team_polls[i];
        if (monitor_shows(monitor, team_poll->team_id) && is_so(requests, i)) {
            return team_poll;
        }
    }
    return NULL;
}

static const char *note_team(struct frame *frame, const struct team_poll *team_poll,
                             const char *text) {
    int wanted = snprintf(frame->note, sizeof frame->note, "team %" PRId64 ": %s",
                          team_poll->team_id, text);
    utf8_mark_cut(frame->note, sizeof frame->note, wanted);
    return frame->note;
}

/* The most important note: missing data go before a warning about the settings, which was shown at
 * the start. */
static const char *describe_note(struct frame *frame, const struct monitor *monitor) {
    const struct requests *requests = &monitor->requests;
    const struct team_poll *team_poll;
    struct problem problem;
    if (hook_describe(&monitor->hook, &problem)) {
        problem_line(&problem, frame->note, sizeof frame->note);
        return frame->note;
    }
    if (token_watch_warns(requests->credentials, frame->view.now_s)) {
        token_watch_describe(requests->credentials, frame->view.now_s, frame->note,
                             sizeof frame->note);
        return frame->note;
    }
    if (requests->skew_s != 0) {
        return note_skew(frame, requests->skew_s);
    }
    if ((team_poll = find_team(monitor, is_cut_off)) != NULL) {
        return note_team(frame, team_poll, TEAM_POLL_LIST_FULL);
    }
    if (monitor->options->warning != NULL) {
        return monitor->options->warning;
    }
    if (monitor->listing.total > 0 && (team_poll = find_team(monitor, lacks_names)) != NULL) {
        return note_team(frame, team_poll, "transfer names are unavailable: showing ids");
    }
    return NULL;
}

/* What the vendor's support asks for: of the latest snapshot of the selected row's team. */
static const char *find_request_id(const struct monitor *monitor) {
    const struct row *row = listing_selected(&monitor->listing);
    if (row == NULL) {
        return NULL;
    }
    const char *id = requests_team_poll(&monitor->requests, row->team_id)->request_id;
    return id[0] != '\0' ? id : NULL;
}

static void count_matches(struct view_query *query, const struct monitor *monitor) {
    if (query->prompt == PROMPT_SEARCH && query->search[0] != '\0') {
        query->matches = search_count(&monitor->listing, query->search, monitor->options->charset,
                                      &query->match);
    }
}

/* A view of the monitor's own state. */
static struct view view_of(const struct monitor *monitor) {
    return (struct view){
        .tracker = &monitor->tracker,
        .totals = &monitor->totals,
        .listing = &monitor->listing,
        .pane = monitor->pane,
        .pane_scroll = monitor->pane_scroll,
        .pane_growth = monitor->pane_growth,
        .pane_focused = monitor->pane_focused,
        .columns = monitor->options->columns,
        .utc = monitor->options->utc,
        .page = monitor->page,
        .page_scroll = monitor->page_scroll,
        .team_id = monitor->shown_team,
        .notice = monitor->notice[0] != '\0' ? monitor->notice : NULL,
        .request_id = find_request_id(monitor),
    };
}

/* Sets what changes with time. */
static void set_time(struct frame *frame, const struct monitor *monitor, int64_t now_ms,
                     int64_t now_s) {
    struct view *view = &frame->view;
    bool is_new_minute = now_ms / MINUTE_MS != view->now_ms / MINUTE_MS;
    view->now_ms = now_ms;
    view->now_s = now_s + monitor->requests.skew_s;
    frame_connection_make(frame, monitor);
    view->connection.note = describe_note(frame, monitor);
    if (is_new_minute) {
        view->has_throughput = tracker_throughput(&monitor->tracker, monitor->shown_team, now_ms,
                                                  view->throughput);
    }
}

static void lay_out(struct frame *frame) {
    buffer_reset(&frame->times);
    screen_add_times(&frame->times, &frame->view);
    screen_layout(&frame->layout, &frame->view);
}

static void make(struct frame *frame, const struct monitor *monitor, int64_t now_ms,
                 int64_t now_s) {
    struct view *view = &frame->view;
    uint64_t edition = view->edition + 1;
    *frame = (struct frame){.view = view_of(monitor), .times = frame->times};
    view->edition = edition;
    view->now_ms = INT64_MIN;
    set_time(frame, monitor, now_ms, now_s);
    query_show(&monitor->query, &view->query);
    count_matches(&view->query, monitor);
    view->command_count = commands_show(frame->commands, view);
    view->commands = frame->commands;
    lay_out(frame);
}

/* Brings a frame up to date in which nothing else has changed. */
static void refresh(struct frame *frame, const struct monitor *monitor, int64_t now_ms,
                    int64_t now_s) {
    struct buffer times = {0};
    set_time(frame, monitor, now_ms, now_s);
    screen_add_times(&times, &frame->view);
    if (!buffer_equals(&times, &frame->times)) {
        lay_out(frame);
    }
    buffer_clear(&times);
}

const struct frame *frame_now(struct monitor *monitor, int64_t now_ms, int64_t now_s) {
    if (monitor->dirty) {
        make(&monitor->frame, monitor, now_ms, now_s);
    } else if (monitor->stale) {
        refresh(&monitor->frame, monitor, now_ms, now_s);
    }
    return &monitor->frame;
}
