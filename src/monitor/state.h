/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/monitor/monitor.h"
#include "backfilltop/screen/view.h"

#include "feed.h"

#include <stdbool.h>
#include <stdint.h>

/* The one owner of everything that changes while the monitor runs. */

#define NOTICE_MS 4000

struct monitor {
    const struct monitor_options *options;
    struct client *client;
    struct feed feed;
    struct fleet fleet;
    struct fleet_totals totals;
    struct listing listing;
    enum pane_mode pane;
    int pane_scroll;
    bool help;
    int help_scroll;
    char notice[160]; /* answer to the latest key; empty when there is none */
    int64_t notice_until_ms;
    bool paused;
    bool quit;
    bool suspend; /* Ctrl-Z: stop when this turn of the loop ends */
    bool dirty;   /* there is something new to draw */
};

/* The client must be there already; it then belongs to the monitor. */
void monitor_init(struct monitor *monitor, const struct monitor_options *options,
                  struct client *client, uint64_t seed, int64_t now_ms);
void monitor_clear(struct monitor *monitor);

/* Takes the answers that have come, and starts the poll that is due. */
void monitor_exchange(struct monitor *monitor, int64_t now_ms, int64_t now_s);

/* Lets time pass: notices end. */
void monitor_tick(struct monitor *monitor, int64_t now_ms);

/* What a frame shows now. */
void monitor_view(const struct monitor *monitor, struct view *view, int64_t now_ms, int64_t now_s);

/* Milliseconds until something is due that nobody else wakes us for. */
int64_t monitor_timeout(const struct monitor *monitor, int64_t now_ms);
