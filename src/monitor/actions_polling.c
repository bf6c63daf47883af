/* SPDX-License-Identifier: MIT */
#include "action_context.h"

#include "backfilltop/base/numbers.h"
#include "quota_text.h"

#include <inttypes.h>

/* How long the server still forbids any request, in milliseconds. */
static int64_t held_ms(const struct requests *requests, int64_t now_ms) {
    int64_t until_ms = requests->limiter.not_before_ms;
    for (size_t i = 0; i < requests->team_count; i++) {
        const struct pacing *pacing = &requests->team_polls[i].pacing;
        if (pacing_is_held(pacing, now_ms) && pacing->not_before_ms > until_ms) {
            until_ms = pacing->not_before_ms;
        }
    }
    return max_int64(until_ms - now_ms, 0);
}

/* Why no poll leaves though the user asks for one; false if nothing holds it. */
static bool explain_wait(struct action_context *context) {
    struct monitor *monitor = context->monitor;
    const struct limiter *limiter = &monitor->requests.limiter;
    int64_t now_ms = context->now_ms;
    int64_t wait_ms = held_ms(&monitor->requests, now_ms);
    if (wait_ms > 0) {
        monitor_notice(monitor, now_ms, "the server asks to wait: %" PRId64 " s left",
                       (wait_ms + 999) / 1000);
        return true;
    }
    if (limiter_hold(limiter, LIMITER_REFRESH, now_ms) != LIMITER_HELD_BY_QUOTA ||
        quota_remaining(&limiter->quota, now_ms) > 0) {
        return false;
    }
    char text[160];
    wait_ms = limiter_opens_ms(limiter, LIMITER_REFRESH, false, now_ms) - now_ms;
    quota_text_waiting(text, sizeof text, &limiter->quota, wait_ms, now_ms,
                       context->now_s + monitor->requests.skew_s, monitor->options->utc);
    monitor_notice(monitor, now_ms, "%s", text);
    return true;
}

void action_refresh(struct action_context *context) {
    struct monitor *monitor = context->monitor;
    struct requests *requests = &monitor->requests;
    if (monitor->paused) {
        monitor_notice(monitor, context->now_ms, "paused: press p to resume");
        return;
    }
    bool is_held = explain_wait(context);
    int64_t left_ms = 0;
    for (size_t i = 0; i < requests->team_count; i++) {
        left_ms = pacing_refresh(&requests->team_polls[i].pacing, context->now_ms);
    }
    if (!is_held) {
        monitor_notice(monitor, context->now_ms, left_ms > 0 ? "asked just now" : "refreshing");
    }
}

void action_pause(struct action_context *context) {
    struct monitor *monitor = context->monitor;
    monitor->paused = !monitor->paused;
    monitor_notice(monitor, context->now_ms,
                   monitor->paused ? "paused: press p to resume" : "polling resumed");
}

static void show_team(struct monitor *monitor, int64_t team_id) {
    monitor->shown_team = team_id;
    monitor->page_scroll = 0;
    monitor_refresh_listing(monitor);
}

void action_choose_team(struct action_context *context) {
    struct monitor *monitor = context->monitor;
    size_t number = (size_t)(context->input->key - '0');
    if (number > monitor->requests.team_count) {
        monitor_notice(monitor, context->now_ms, "there is no team %zu: %zu %s watched", number,
                       monitor->requests.team_count,
                       monitor->requests.team_count == 1 ? "is" : "are");
        return;
    }
    show_team(monitor, monitor->requests.team_polls[number - 1].team_id);
}

void action_all_teams(struct action_context *context) {
    show_team(context->monitor, TRACKER_ALL_TEAMS);
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
