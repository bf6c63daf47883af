/* SPDX-License-Identifier: MIT */
#include "monitor.h"

#include "backfilltop/base/utf8.h"

#include <stdarg.h>
#include <stdio.h>

void monitor_init(struct monitor *monitor, const struct monitor_options *options,
                  struct credentials *credentials, const struct source *source, uint64_t seed) {
    *monitor = (struct monitor){.options = options,
                                .shown_team = BACKFILL_ALL_TEAMS,
                                .query = {.sort = options->sort},
                                .dirty = true,
                                .answers_due_ms = INT64_MIN};
    tracker_init(&monitor->tracker);
    listing_init(&monitor->listing);
    requests_init(&monitor->requests, options, credentials, source, seed);
}

void monitor_clear(struct monitor *monitor) {
    buffer_clear(&monitor->frame.times);
    query_clear(&monitor->query);
    listing_clear(&monitor->listing);
    tracker_clear(&monitor->tracker);
    requests_clear(&monitor->requests);
}

void monitor_refresh_listing(struct monitor *monitor) {
    struct listing_query query = query_listing(&monitor->query, monitor->shown_team);
    listing_update(&monitor->listing, &monitor->tracker, &query);
    monitor->totals = tracker_totals(&monitor->tracker, monitor->shown_team);
    monitor->refreshed = monitor->tracker.seen_revision;
    monitor->has_answers = false;
    monitor->dirty = true;
}

void monitor_show_answers(struct monitor *monitor, int64_t now_ms) {
    if (!monitor->has_answers) {
        return;
    }
    if (monitor->refreshed != monitor->tracker.seen_revision) {
        monitor_refresh_listing(monitor);
    }
    monitor->has_answers = false;
    monitor->dirty = true; /* the connection has changed, and the request's id */
    monitor->answers_due_ms = now_ms + ANSWERS_TOGETHER_MS;
}

bool monitor_shows(const struct monitor *monitor, int64_t team_id) {
    return monitor->shown_team == BACKFILL_ALL_TEAMS || monitor->shown_team == team_id;
}

bool monitor_shows_teams(const struct monitor *monitor) {
    return monitor->shown_team == BACKFILL_ALL_TEAMS && monitor->options->team_count > 1;
}

void monitor_notice(struct monitor *monitor, int64_t now_ms, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    int wanted = vsnprintf(monitor->notice, sizeof monitor->notice, format, arguments);
    va_end(arguments);
    utf8_mark_cut(monitor->notice, sizeof monitor->notice, wanted);
    monitor->notice_until_ms = now_ms + NOTICE_MS;
    monitor->dirty = true;
}

void monitor_end_notice(struct monitor *monitor) {
    monitor->notice[0] = '\0';
    monitor->dirty = true;
}
