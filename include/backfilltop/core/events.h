/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/buffer.h"
#include "backfilltop/base/text.h"
#include "backfilltop/core/backfill.h"
#include "backfilltop/core/outcome.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The log of what happened to the backfills and to the connection with the API. It keeps the latest
 * EVENTS_KEPT events. */

#define EVENTS_KEPT      1000
#define EVENT_NAME_BYTES 96 /* of a transfer's name; what is longer is cut */
#define EVENT_WORD_BYTES 24 /* of a status that this program does not know; also cut */

enum event_kind {
    EVENT_APPEARED,  /* a backfill that was not in the list before */
    EVENT_STATUS,    /* its status changed: from -> to */
    EVENT_STALLED,   /* RUNNING without progress */
    EVENT_RESUMED,   /* progress after a stall */
    EVENT_LEFT,      /* it left the list: it has ended in some way */
    EVENT_ENDED,     /* a lookup found: from -> COMPLETED or CANCELLED */
    EVENT_MISSING,   /* a lookup found that the API no longer knows it */
    EVENT_RETURNED,  /* it is in the list again */
    EVENT_TROUBLE,   /* about the API: polls began to fail, or now fail in another way */
    EVENT_RECOVERED, /* about the API: polls succeed again */
    event_kind_count
};

/* A status as it was at that moment. */
struct event_status {
    enum backfill_status status;
    char word[EVENT_WORD_BYTES]; /* as received, for BACKFILL_OTHER; else empty */
};

/* How polls failed. */
struct event_trouble {
    enum outcome outcome;
    int http_status; /* 0: no answer */
    int64_t wait_s;  /* that the server asked for; 0: none */
};

struct event {
    int64_t at_s;    /* wall-clock seconds */
    int64_t team_id; /* BACKFILL_ALL_TEAMS: trouble that several teams share */
    int64_t backfill_id;
    int64_t transfer_id;
    char transfer_name[EVENT_NAME_BYTES]; /* bytes as received; empty while it is not known */
    enum event_kind kind;
    struct event_status from;
    struct event_status to;
    int64_t took_s;               /* EVENT_ENDED: from start to end; TIMES_ABSENT if unknown;
                                     EVENT_RECOVERED: how long polls failed */
    int64_t runs_completed;       /* at that moment; BACKFILL_NO_COUNT if unknown */
    bool is_superseded;           /* EVENT_LEFT: a later event says how it ended */
    struct event_trouble trouble; /* EVENT_TROUBLE; of EVENT_RECOVERED the outcome that is over */
};

struct events {
    struct event *ring; /* EVENTS_KEPT of them, NULL until the first */
    size_t count;
    size_t next;
    uint64_t total; /* added so far, so that a reader can tell which are new to it */
};

void events_clear(struct events *events);
void events_add(struct events *events, const struct event *event);

/* The latest event of this kind of a backfill, or NULL. Valid until the next is added. */
struct event *events_find(const struct events *events, enum event_kind kind, int64_t team_id,
                          int64_t backfill_id);

/* The latest EVENT_TROUBLE of an outcome, or NULL. Valid until the next is added. */
struct event *events_find_trouble(const struct events *events, enum outcome outcome);

/* Whether an event is about the API, not about a backfill. */
bool event_is_of_api(const struct event *event);

/* Whether the log of a team, or of BACKFILL_ALL_TEAMS, shows an event. */
bool event_is_shown(const struct event *event, int64_t team_id);

/* How many events that log shows. */
size_t events_count_shown(const struct events *events, int64_t team_id);

/* The event at `age`: 0 is the newest. NULL beyond the oldest. */
const struct event *events_at(const struct events *events, size_t age);

/* A copy of the status of a backfill. */
struct event_status event_status_of(const struct backfill *backfill);

/* Copies a transfer's name, cut between two characters if it is long. NULL: none. */
void event_set_name(struct event *event, const char *name);

/* One word for what happened, for scripts: "failed", "stalled", "completed", "cancelled", "gone",
 * "appeared", "status" (any other change of status), "resumed", "left", "returned", "trouble",
 * "recovered". */
const char *event_name(const struct event *event);

/* Whether the backfill is FAILED from this event on. */
bool event_is_failure(const struct event *event);

/* Whether to notify the user: a backfill FAILED, stalled or ended. */
bool event_is_news(const struct event *event);

/* Appends what happened, printable: "RUNNING -> COMPLETED after 2 h 14, 31 runs". */
void event_add_text(struct buffer *out, const struct event *event, enum text_charset charset);

/* Its two halves: "RUNNING ->" and "COMPLETED after 2 h 14, 31 runs". */
void event_add_before(struct buffer *out, const struct event *event, enum text_charset charset);
void event_add_after(struct buffer *out, const struct event *event, enum text_charset charset);
