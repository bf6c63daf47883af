/* SPDX-License-Identifier: MIT */
#include "turn.h"

#include "backfilltop/base/numbers.h"
#include "backfilltop/base/times.h"
#include "backfilltop/core/poller_state.h"
#include "backfilltop/screen/screen.h"
#include "backfilltop/screen/terminal.h"

#include "frame_connection.h"
#include "notify.h"
#include "title.h"

#define TICK_MS INT64_C(1000) /* countdowns and ages show whole seconds */
#define TURN_S  60            /* the sparkline moves each minute, also where no span does */

/* The lines of the log, if it is open. */
static size_t log_lines(const struct monitor *monitor) {
    return monitor->page == PAGE_EVENTS
               ? events_count_shown(&monitor->tracker.events, monitor->shown_team)
               : 0;
}

/* The log as it was before answers were read. */
struct log {
    size_t lines;
    int64_t team_id;
};

/* The lines of the log that the user reads keep their place when events are added above them. While
 * an answer was decoded, the user may have opened it, or chosen another team's. */
static void hold_log(struct monitor *monitor, const struct log *before) {
    size_t lines = log_lines(monitor);
    bool was_read = before->lines > 0 && before->team_id == monitor->shown_team;
    if (was_read && monitor->page_scroll > 0 && lines > before->lines) {
        monitor->page_scroll += (int)(lines - before->lines);
    }
}

static void send(struct monitor *monitor, int64_t now_ms) {
    bool was_polling = poller_is_polling(&monitor->requests.poller);
    if (requests_send(&monitor->requests, now_ms) && !was_polling) {
        monitor->polling_since_ms = now_ms;
        monitor->fresh_until_ms = min_int64(monitor->fresh_until_ms, now_ms + POLL_HIDDEN_MS);
    }
}

void turn_exchange(struct monitor *monitor, int64_t now_ms, int64_t now_s) {
    struct log before = {log_lines(monitor), monitor->shown_team};
    if (requests_receive(&monitor->requests, &monitor->tracker, now_ms, now_s)) {
        monitor->has_answers = true;
        bool has_dropped = tracker_forget(&monitor->tracker, monitor->options->keep_ms, now_ms);
        notify_user(monitor, now_ms);
        hold_log(monitor, &before);
        if (has_dropped) { /* the listing points to rows */
            monitor_show_answers(monitor, now_ms);
        }
    }
    if (!monitor->paused) {
        send(monitor, now_ms);
    }
}

/* After the notice of the event for which the hook ran. */
static void show_hook_problem(struct monitor *monitor, int64_t now_ms) {
    struct problem problem;
    char line[sizeof monitor->notice];
    if (!monitor->hook.has_new_problem || monitor->notice[0] != '\0') {
        return;
    }
    monitor->hook.has_new_problem = false;
    if (hook_describe(&monitor->hook, &problem)) {
        problem_line(&problem, line, sizeof line);
        monitor_notice(monitor, now_ms, "%s", line);
    }
}

void turn_tick(struct monitor *monitor, int64_t now_ms) {
    if (monitor->notice[0] != '\0' && now_ms >= monitor->notice_until_ms) {
        monitor_end_notice(monitor);
    }
    if (now_ms >= monitor->answers_due_ms) {
        monitor_show_answers(monitor, now_ms);
    }
    monitor->dirty |= hook_step(&monitor->hook, now_ms);
    monitor->stale |= now_ms >= monitor->fresh_until_ms;
    show_hook_problem(monitor, now_ms);
}

/* How long a span of `ms` that counts up is shown as it is. */
static int64_t until_age_turns(int64_t ms) {
    int64_t unit_ms = min_int64(times_span_unit(ms / TICK_MS), TURN_S) * TICK_MS;
    return unit_ms - ms % unit_ms;
}

/* `success_ms` is -1 before the first success. */
static int64_t until_age_since(int64_t success_ms, int64_t now_ms) {
    return until_age_turns(success_ms >= 0 ? now_ms - success_ms : 0);
}

/* Until the age of a team that is not live changes, where teams are shown one by one; the age of
 * any team while polling is paused. */
static int64_t until_team_age_turns(const struct monitor *monitor, const struct poller_state *polls,
                                    int64_t now_ms) {
    int64_t until_ms = INT64_MAX;
    for (size_t i = 0; polls->team_count > 1 && i < polls->team_count; i++) {
        const struct poller_team_state *team = &polls->teams[i];
        if (monitor->paused || team->connection != CONNECTION_LIVE) {
            until_ms = min_int64(until_ms, until_age_since(team->last_success_ms, now_ms));
        }
    }
    return until_ms;
}

/* How long a span of `s` seconds that counts down is shown as it is. */
static int64_t until_rest_turns(int64_t s) {
    if (s <= 0) {
        return INT64_MAX;
    }
    return (s % times_span_unit(s) + 1) * TICK_MS;
}

/* Until an ETA that is shown changes: that of the header, or of a row. */
static int64_t until_eta_turns(const struct monitor *monitor, int64_t now_ms) {
    const struct listing *listing = &monitor->listing;
    const struct frame *frame = &monitor->frame;
    int64_t now_s = frame->view.now_s + (now_ms - frame->view.now_ms) / TICK_MS;
    size_t end = min_size(listing->top + (size_t)frame->layout.table_lines, listing->count);
    int64_t until_ms = monitor->totals.has_eta ? until_rest_turns(monitor->totals.end_s - now_s)
                                               : INT64_MAX;
    for (size_t i = listing->top; i < end && monitor->page == PAGE_NONE; i++) {
        const struct forecast *forecast = &listing->rows[i]->forecast;
        if (forecast->has_eta) {
            until_ms = min_int64(until_ms, until_rest_turns(forecast->end_s - now_s));
        }
    }
    return until_ms;
}

/* The last second is shown until the poll that follows is. */
static int64_t until_countdown_turns(int64_t shown_ms) {
    if (shown_ms <= TICK_MS) {
        return shown_ms + POLL_HIDDEN_MS;
    }
    return shown_ms % TICK_MS > 0 ? shown_ms % TICK_MS : TICK_MS;
}

/* The countdown stands still as long as more is left than it shows; only the age of the data goes
 * on then, which may lag by less than a second. */
static int64_t until_wait_turns(const struct poller_state *polls, int64_t now_ms) {
    int64_t shown_ms = frame_connection_poll_ms(polls, now_ms) - now_ms;
    int64_t still_ms = polls->next_poll_ms - now_ms - shown_ms;
    int64_t turns_ms = still_ms < TICK_MS ? until_countdown_turns(shown_ms) : TICK_MS;
    return still_ms % TICK_MS + turns_ms;
}

/* Until something that is shown changes: the countdown to the next poll, or else the age of the
 * data and the ETAs; and the ages of teams. */
static int64_t until_tick(const struct monitor *monitor, int64_t now_ms) {
    struct poller_state polls;
    poller_state(&polls, &monitor->requests.poller, monitor->shown_team, now_ms);
    int64_t until_ms = until_team_age_turns(monitor, &polls, now_ms);
    int64_t left_ms = polls.next_poll_ms - now_ms;
    int64_t polling_ms = now_ms - monitor->polling_since_ms;
    if (polls.in_flight && polling_ms < POLL_HIDDEN_MS) {
        until_ms = min_int64(until_ms, POLL_HIDDEN_MS - polling_ms);
    }
    if (!monitor->paused && left_ms > 0) {
        return min_int64(until_ms, until_wait_turns(&polls, now_ms));
    }
    until_ms = min_int64(until_ms, until_eta_turns(monitor, now_ms));
    return min_int64(until_ms, until_age_since(polls.last_success_ms, now_ms));
}

void turn_draw(struct monitor *monitor, int64_t now_ms, int64_t now_s) {
    monitor_show_answers(monitor, now_ms);
    const struct frame *frame = frame_now(monitor, now_ms, now_s);
    struct buffer title = {0};
    listing_scroll(&monitor->listing, (size_t)frame->layout.table_lines);
    screen_draw(&frame->layout, &frame->view);
    title_add(&title, &frame->view);
    terminal_title(buffer_string(&title));
    buffer_clear(&title);
    monitor->dirty = false;
    monitor->stale = false;
    monitor->fresh_until_ms = now_ms + until_tick(monitor, now_ms);
}

int64_t turn_timeout(const struct monitor *monitor, int64_t now_ms) {
    int64_t timeout_ms = until_tick(monitor, now_ms);
    if (monitor->notice[0] != '\0') {
        timeout_ms = min_int64(timeout_ms, monitor->notice_until_ms - now_ms);
    }
    if (monitor->has_answers) {
        timeout_ms = min_int64(timeout_ms, max_int64(monitor->answers_due_ms, now_ms) - now_ms);
    }
    timeout_ms = min_int64(timeout_ms, hook_due_ms(&monitor->hook) - now_ms);
    if (!monitor->paused) {
        timeout_ms = min_int64(timeout_ms, requests_due_ms(&monitor->requests, now_ms) - now_ms);
    }
    return max_int64(timeout_ms, 0);
}
