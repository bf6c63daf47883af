/* SPDX-License-Identifier: MIT */
#include "action_context.h"

#include "quota_text.h"

#include <inttypes.h>
#include <stdio.h>

#define PAUSED "paused: press p to resume"

/* Reports the result of the user's request for a poll. */
static void report_refresh(struct action_context *context, const struct poller_refresh *refresh) {
    struct monitor *monitor = context->monitor;
    char text[160];
    int64_t wait_s = (refresh->wait_ms + 999) / 1000;
    switch (refresh->hold) {
    case LIMITER_HELD_BY_SERVER:
        snprintf(text, sizeof text, "the server asks to wait: %" PRId64 " s left", wait_s);
        break;
    case LIMITER_HELD_BY_QUOTA:
        quota_text_waiting(text, sizeof text, &refresh->quota,
                           context->now_s + monitor->requests.skew_s + wait_s,
                           monitor->options->utc);
        break;
    case LIMITER_OPEN:
        snprintf(text, sizeof text, "%s", wait_s > 0 ? "polled just now" : "refreshing");
        break;
    }
    monitor_notice(monitor, context->now_ms, "%s", text);
}

void action_refresh(struct action_context *context) {
    struct monitor *monitor = context->monitor;
    if (monitor->paused) {
        monitor_notice(monitor, context->now_ms, PAUSED);
        return;
    }
    struct poller_refresh refresh = poller_refresh(&monitor->requests.poller, context->now_ms);
    report_refresh(context, &refresh);
}

void action_pause(struct action_context *context) {
    struct monitor *monitor = context->monitor;
    monitor->paused = !monitor->paused;
    monitor_notice(monitor, context->now_ms, monitor->paused ? PAUSED : "polling resumed");
}

static void show_team(struct monitor *monitor, int64_t team_id) {
    monitor->shown_team = team_id;
    monitor->page_scroll = 0;
    monitor_refresh_listing(monitor);
}

void action_choose_team(struct action_context *context) {
    struct monitor *monitor = context->monitor;
    size_t number = (size_t)(context->input->key - '0');
    size_t count = monitor->options->team_count;
    if (number > count) {
        monitor_notice(monitor, context->now_ms, "there is no team %zu: %zu %s watched", number,
                       count, count == 1 ? "is" : "are");
        return;
    }
    show_team(monitor, monitor->options->teams[number - 1]);
}

void action_all_teams(struct action_context *context) {
    show_team(context->monitor, BACKFILL_ALL_TEAMS);
}

void action_dismiss(struct action_context *context) {
    struct monitor *monitor = context->monitor;
    const struct row *row = listing_selected(&monitor->listing);
    tracker_dismiss(&monitor->tracker, row->team_id, row->backfill.id);
    monitor_refresh_listing(monitor);
}

void action_dismiss_all(struct action_context *context) {
    struct monitor *monitor = context->monitor;
    size_t count = tracker_dismiss(&monitor->tracker, monitor->shown_team, BACKFILL_NO_ID);
    monitor_notice(monitor, context->now_ms, "%zu dismissed", count);
    monitor_refresh_listing(monitor);
}
