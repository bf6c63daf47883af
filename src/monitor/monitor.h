/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/monitor/run.h"
#include "backfilltop/screen/view.h"

#include "frame.h"
#include "hook.h"
#include "query.h"
#include "requests.h"

#include <stdbool.h>
#include <stdint.h>

/* All state that changes while the monitor runs. */

#define NOTICE_MS 4000

/* A poll that takes no longer is not shown: words that stand for a moment only flicker. */
#define POLL_HIDDEN_MS 150

/* Answers that follow each other more closely, those of many teams, are shown together. */
#define ANSWERS_TOGETHER_MS 100

struct monitor {
    const struct monitor_options *options;
    struct requests requests;
    struct tracker tracker;
    struct tracker_totals totals;
    struct listing listing;
    struct query query;
    int64_t shown_team; /* the only team that is shown, or BACKFILL_ALL_TEAMS */
    enum pane_mode pane;
    int pane_scroll;
    int pane_growth;     /* steps by which the user made the pane larger; smaller below 0 */
    bool pane_focused;   /* the arrows scroll the pane */
    enum page_kind page; /* open in place of table and pane */
    int page_scroll;
    char notice[192]; /* a message about the latest key; empty: none */
    int64_t notice_until_ms;
    uint64_t events_seen; /* of tracker.events.total: those that the user has been notified of */
    bool busy;            /* some backfill is running or waiting, as of the latest answer */
    struct hook hook;     /* of --on-event; monitor_init() sets no command */
    bool paused;
    bool quit;
    bool suspend;             /* Ctrl-Z: stop when this turn of the loop ends */
    struct frame frame;       /* see frame_now() */
    bool dirty;               /* what is shown has changed since the frame on the screen was made */
    bool stale;               /* so has the time that it shows, or the connection */
    int64_t fresh_until_ms;   /* monotonic: when it will be stale by itself */
    int64_t polling_since_ms; /* monotonic: since when polls are under way, if any is */
    bool has_answers;       /* applied to the tracker, but not yet to the listing and the totals */
    uint64_t refreshed;     /* the tracker's seen_revision that listing and totals show */
    int64_t answers_due_ms; /* monotonic: when they are at the latest, if there are any */
};

/* `options`, `credentials` and `source` must outlive it. */
void monitor_init(struct monitor *monitor, const struct monitor_options *options,
                  struct credentials *credentials, const struct source *source, uint64_t seed);
void monitor_clear(struct monitor *monitor);

/* Updates the listing and the totals, after a change in the tracker or in which rows are shown. */
void monitor_refresh_listing(struct monitor *monitor);

/* Does so if answers have come since that changed something. To be called before what they show is
 * read. */
void monitor_show_answers(struct monitor *monitor, int64_t now_ms);

/* Whether the rows of a team are on the screen: all are, unless one was chosen. */
bool monitor_shows(const struct monitor *monitor, int64_t team_id);

/* Whether the rows of more than one team are on the screen. */
bool monitor_shows_teams(const struct monitor *monitor);

/* Shows a short text for NOTICE_MS. */
void monitor_notice(struct monitor *monitor, int64_t now_ms, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Ends the notice before its time. */
void monitor_end_notice(struct monitor *monitor);
