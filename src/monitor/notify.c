/* SPDX-License-Identifier: MIT */
#include "notify.h"

#include "backfilltop/screen/terminal.h"

#include <inttypes.h>

static void ring(const struct monitor *monitor) {
    if (monitor->options->bell) {
        terminal_bell();
    }
}

/* "57979 RUNNING -> COMPLETED after 2 h 14, 31 runs (Google Ads EU)" */
static void show_event(struct monitor *monitor, const struct event *event, int64_t now_ms) {
    struct buffer text = {0};
    event_add_text(&text, event, monitor->options->charset);
    if (event->transfer_name[0] != '\0') {
        buffer_add_format(&text, " (%s)", event->transfer_name);
    }
    monitor_notice(monitor, now_ms, "%" PRId64 " %s", event->backfill_id, buffer_string(&text));
    buffer_clear(&text);
}

/* Returns whether any backfill failed. */
static bool notify_of_events(struct monitor *monitor, int64_t now_ms) {
    const struct events *events = &monitor->tracker.events;
    uint64_t fresh = events->total - monitor->events_seen;
    bool failed = false;
    for (size_t age = fresh < events->count ? (size_t)fresh : events->count; age > 0; age--) {
        const struct event *event = events_at(events, age - 1);
        failed |= event_is_failure(event);
        if (event_is_news(event)) {
            show_event(monitor, event, now_ms);
            hook_add(&monitor->hook, event, monitor->requests.credentials);
        }
    }
    monitor->events_seen = events->total;
    return failed;
}

static bool all_have_answered(const struct poller *poller) {
    for (size_t i = 0; i < poller->team_count; i++) {
        if (poller->teams[i].last_success_ms < 0) {
            return false;
        }
    }
    return true;
}

/* Whether a backfill has yet to end, or may have: a team that has not answered may have active
 * backfills, and a backfill that left the list counts until its lookup shows how it ended, or is
 * refused. */
static bool is_busy(const struct monitor *monitor) {
    return tracker_has_active(&monitor->tracker) || poller_has_lookups(&monitor->requests.poller) ||
           !all_have_answered(&monitor->requests.poller);
}

void notify_user(struct monitor *monitor, int64_t now_ms) {
    bool failed = notify_of_events(monitor, now_ms);
    bool was_busy = monitor->busy;
    monitor->busy = is_busy(monitor);
    if (was_busy && !monitor->busy && !failed) {
        monitor_notice(monitor, now_ms, "all done: nothing is running or waiting any more");
    }
    if (failed || (was_busy && !monitor->busy)) {
        ring(monitor);
    }
}
