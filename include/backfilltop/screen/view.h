/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/column.h"
#include "backfilltop/core/connection.h"
#include "backfilltop/core/listing.h"
#include "backfilltop/core/tracker.h"

#include <stdbool.h>
#include <stdint.h>

/* Everything that one frame shows. The monitor fills it in; the screen only reads it. */

/* One of several teams. */
struct view_team {
    int64_t team_id;
    enum connection_state state; /* of its own polls: never CONNECTION_PAUSED */
    int64_t last_success_ms;     /* monotonic; -1 before the first */
    const char *problem;         /* without the team's id, bytes as received; NULL: none */
};

struct view_connection {
    enum connection_state state;
    const char *team;                  /* the shown teams: "42", or "42, 43" */
    size_t teams;                      /* number of shown teams */
    size_t teams_live;                 /* shown teams whose latest poll succeeded */
    const struct view_team *team_list; /* the shown teams; NULL: only one */
    const char *host;                  /* "dts-api.supermetrics.com" */
    bool in_flight;                    /* a poll is under way */
    bool demo;                         /* the embedded demo server answers */
    int64_t next_poll_ms;              /* monotonic; when the next poll is due */
    int64_t last_success_ms;           /* monotonic, the latest of any team; -1 before the first */
    const char *problem;               /* one line, bytes as received; NULL: none */
    const char *quota; /* "every 12 s: 310 of 5,000 requests left this hour", or that the next poll
                          waits for the next hour; NULL: the quota does not slow polls down */
    const char *note;  /* a remark that is not a problem, bytes as received; or NULL */
    size_t warnings;   /* in the answers that are shown */
    const char *first_warning;
};

enum pane_mode { PANE_CLOSED, PANE_GROUPED, PANE_LIST };

/* The pages that list something: the function that adds a page's lines, from a file of its own in
 * src/screen, the key that opens and closes it, its line in the help, its hint and the hint's rank.
 */
#define LIST_PAGES(X) X(EVENTS, events_page_add, 'e', "show the log of events", "Events", 6)

#define PAGE_KIND(name, ...) PAGE_##name,

/* The page that is open in place of table and pane. */
enum page_kind { PAGE_NONE, PAGE_HELP, PAGE_COMMANDS, LIST_PAGES(PAGE_KIND) page_kind_count };

enum prompt_kind { PROMPT_NONE, PROMPT_SEARCH, PROMPT_FILTER, PROMPT_SORT, prompt_kind_count };

/* What the user searches for and filters by. The texts have passed text_clean(); NULL is none. */
struct view_query {
    enum prompt_kind prompt; /* the open one */
    const char *text;        /* in the prompt */
    size_t cursor;           /* in it, in bytes */
    const char *search;      /* what to highlight */
    size_t matches;          /* while it is being typed: the number of rows that show it ... */
    size_t match;            /* ... and which of them is selected, from 1 on; 0: none */
    const char *filter;      /* the filter that applies */
    enum row_group group;
    struct sort sort;
};

/* What a key does, in the words of the help and the line of hints. */
struct view_command {
    const int *keys; /* as terminal_read() reports them; 0 ends them. A hint names the first */
    const char *key_names; /* in place of the names of `keys`; or NULL */
    const char *help;      /* "next backfill"; NULL: no line in the help */
    const char *hint;      /* "Errors"; NULL: none now */
    int hint_rank;         /* from 1 on: 1 stays longest when the line is short */
};

struct view {
    const struct tracker *tracker;
    const struct tracker_totals *totals;
    const struct listing *listing;
    bool has_throughput;
    double throughput[THROUGHPUT_MINUTES]; /* runs per minute of the shown teams, see
                                              tracker_throughput() */
    struct view_connection connection;
    struct view_query query;
    struct columns columns; /* that the user chose */
    const char *request_id; /* of the answer that the selected row is from, bytes as received; NULL
                               if it is not known */
    enum pane_mode pane;
    int pane_scroll; /* how far the user has scrolled its text; layout.pane_text says what is shown
                      */
    int pane_growth; /* steps by which the user has made it larger, or smaller below 0 */
    bool pane_focused; /* the arrows scroll it; else they choose a backfill */
    enum page_kind page;
    int page_scroll;                     /* the same for the page */
    const struct view_command *commands; /* in the order of the help */
    size_t command_count;
    /* Differs from that of any frame before, unless the two can differ in no more than the times,
     * the connection with its texts, and the throughput. 0: not known. */
    uint64_t edition;
    int64_t team_id;    /* the only team that is shown, or BACKFILL_ALL_TEAMS */
    const char *notice; /* short answer to the user's latest key ("paused"), or NULL */
    int64_t now_ms;     /* monotonic */
    int64_t now_s;      /* wall clock */
    bool utc;           /* times are shown in UTC, else local */
};
