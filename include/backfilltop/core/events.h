/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/backfill.h"

#include <stddef.h>
#include <stdint.h>

/* What happened to the backfills: a log that forgets its oldest. */

#define EVENTS_KEPT 1000

enum event_kind {
    EVENT_APPEARED, /* a backfill that was not there at the poll before */
    EVENT_STATUS,   /* its status changed: from -> to */
    EVENT_STALLED,  /* RUNNING without progress */
    EVENT_RESUMED,  /* progress after a stall */
    EVENT_LEFT,     /* it left the list: it has ended one way or the other */
    EVENT_ENDED,    /* a lookup told: from -> COMPLETED or CANCELLED */
    EVENT_MISSING,  /* a lookup told that the API does not know it any more */
    EVENT_RETURNED, /* it is in the list again */
    event_kind_count
};

struct event {
    int64_t at_s; /* wall-clock seconds */
    int64_t team_id;
    int64_t backfill_id;
    int64_t transfer_id;
    enum event_kind kind;
    enum backfill_status from;
    enum backfill_status to;
    int64_t took_s;         /* EVENT_ENDED: from start to end; TIMES_ABSENT if unknown */
    int64_t runs_completed; /* at that moment; BACKFILL_NO_COUNT if unknown */
};

struct events {
    struct event *ring; /* EVENTS_KEPT of them, NULL until the first */
    size_t count;
    size_t next;
    uint64_t total; /* ever added, so that a reader can tell what is new to it */
};

void events_clear(struct events *events);
void events_add(struct events *events, const struct event *event);

/* The event at `age`: 0 is the newest. NULL beyond the oldest. */
const struct event *events_at(const struct events *events, size_t age);
