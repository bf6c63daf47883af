/* SPDX-License-Identifier: MIT */
#include "state.h"

#include <string.h>

void monitor_init(struct monitor *monitor, const struct monitor_options *options,
                  struct client *client, uint64_t seed, int64_t now_ms) {
    *monitor = (struct monitor){.options = options, .client = client, .dirty = true};
    feed_init(&monitor->feed, options->team_id, options->interval_ms, seed, now_ms);
    fleet_init(&monitor->fleet);
    listing_init(&monitor->listing);
    monitor->totals = fleet_totals(&monitor->fleet);
}

void monitor_clear(struct monitor *monitor) {
    listing_clear(&monitor->listing);
    fleet_clear(&monitor->fleet);
    client_free(monitor->client);
}

static void refresh_listing(struct monitor *monitor) {
    listing_update(&monitor->listing, &monitor->fleet);
    monitor->totals = fleet_totals(&monitor->fleet);
    monitor->dirty = true;
}

static void take_reply(struct monitor *monitor, struct reply *reply, int64_t now_ms,
                       int64_t now_s) {
    feed_record(&monitor->feed, reply, now_ms);
    if (reply->outcome == OUTCOME_OK) {
        fleet_apply(&monitor->fleet, monitor->feed.team_id, &reply->snapshot, now_ms, now_s);
        fleet_forget(&monitor->fleet, MONITOR_KEEP_MS, now_ms);
        refresh_listing(monitor);
    }
    reply_clear(reply);
    monitor->dirty = true;
}

void monitor_exchange(struct monitor *monitor, int64_t now_ms, int64_t now_s) {
    struct client_call call;
    struct reply reply;
    if (!monitor->paused && feed_poll(&monitor->feed, monitor->client, now_ms)) {
        monitor->dirty = true;
    }
    while (client_take(monitor->client, &call, &reply)) {
        take_reply(monitor, &reply, now_ms, now_s);
    }
}

static void drop_notice(struct monitor *monitor) {
    monitor->notice[0] = '\0';
    monitor->dirty = true;
}

void monitor_tick(struct monitor *monitor, int64_t now_ms) {
    if (monitor->notice[0] != '\0' && now_ms >= monitor->notice_until_ms) {
        drop_notice(monitor);
    }
}

void monitor_view(const struct monitor *monitor, struct view *view, int64_t now_ms, int64_t now_s) {
    *view = (struct view){
        .fleet = &monitor->fleet,
        .totals = &monitor->totals,
        .listing = &monitor->listing,
        .link = {.host = monitor->options->endpoint.host, .demo = monitor->options->demo},
        .pane = monitor->pane,
        .pane_scroll = monitor->pane_scroll,
        .help = monitor->help,
        .help_scroll = monitor->help_scroll,
        .notice = monitor->notice[0] != '\0' ? monitor->notice : NULL,
        .now_ms = now_ms,
        .now_s = now_s,
    };
    feed_show(&monitor->feed, monitor->paused, now_ms, &view->link);
}

int64_t monitor_timeout(const struct monitor *monitor, int64_t now_ms) {
    const struct pacing *pacing = &monitor->feed.pacing;
    int64_t until_due = pacing->due_ms - now_ms;
    if (pacing->in_flight || monitor->paused) {
        return 1000;
    }
    if (until_due <= 0) {
        return 0;
    }
    int64_t until_second_turns = until_due % 1000; /* the countdown shows whole seconds */
    return until_second_turns > 0 ? until_second_turns : 1000;
}
