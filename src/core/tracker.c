/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/tracker.h"

#include "backfilltop/base/numbers.h"
#include "backfilltop/base/text.h"
#include "tracker_rows.h"

#include <stdlib.h>
#include <string.h>

static int by_key(const void *left, const void *right) {
    const struct row *a = *(const struct row *const *)left;
    const struct row *b = *(const struct row *const *)right;
    int order = compare_int64(a->team_id, b->team_id);
    return order != 0 ? order : compare_int64(a->backfill.id, b->backfill.id);
}

static void free_row(struct row *row) {
    backfill_clear(&row->backfill);
    forecast_track_clear(&row->track);
    free(row);
}

/* Which rows to drop, of those that left the list. */
struct drop {
    int64_t team_id;     /* or BACKFILL_ALL_TEAMS */
    int64_t backfill_id; /* or BACKFILL_NO_ID: all of them */
    int64_t gone_by_ms;  /* if they were gone by then */
};

static bool is_dropped(const struct row *row, const struct drop *drop) {
    return row->change == ROW_GONE && row->gone_ms <= drop->gone_by_ms &&
           (drop->team_id == BACKFILL_ALL_TEAMS || drop->team_id == row->team_id) &&
           (drop->backfill_id == BACKFILL_NO_ID || drop->backfill_id == row->backfill.id);
}

/* Returns how many it dropped. */
static size_t drop_rows(struct tracker *tracker, const struct drop *drop) {
    size_t before = tracker->count;
    size_t kept = 0;
    if (tracker->gone == 0) {
        return 0;
    }
    for (size_t i = 0; i < before; i++) {
        struct row *row = tracker->rows[i];
        if (is_dropped(row, drop)) {
            free_row(row);
        } else {
            tracker->rows[kept++] = row;
        }
    }
    tracker->count = kept;
    tracker->gone -= before - kept;
    tracker->set_revision += before - kept;
    tracker->seen_revision += before - kept;
    tracker->changes.count = 0; /* they point to rows */
    return before - kept;
}

/* A blank name counts as none. */
static const char *find_name(const struct transfer_names *names, int64_t transfer_id) {
    const char *name = transfer_names_find(names, transfer_id);
    return name != NULL && !text_is_blank(name, strlen(name)) ? name : NULL;
}

/* Names that replace others were made before those were freed: they are not at the same place. */
static void set_name(struct tracker *tracker, struct row *row, const char *name) {
    if (row->transfer_name != name) {
        row->transfer_name = name;
        row->revision = ++tracker->revision;
        tracker->seen_revision++;
    }
}

/* An event can come before the name of its transfer. */
static void name_event(struct event *event, int64_t team_id, const struct transfer_names *names) {
    if (event->team_id == team_id && event->transfer_name[0] == '\0') {
        event_set_name(event, find_name(names, event->transfer_id));
    }
}

struct tracker_team *tracker_team_of(const struct tracker *tracker, int64_t team_id) {
    for (size_t i = 0; i < tracker->team_count; i++) {
        if (tracker->teams[i].team_id == team_id) {
            return &tracker->teams[i];
        }
    }
    return NULL;
}

size_t tracker_team_start(const struct tracker *tracker, int64_t team_id) {
    size_t low = 0;
    size_t high = tracker->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (tracker->rows[middle]->team_id < team_id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

size_t tracker_team_end(const struct tracker *tracker, int64_t team_id) {
    return team_id == INT64_MAX ? tracker->count : tracker_team_start(tracker, team_id + 1);
}

uint64_t tracker_serial(const struct tracker *tracker, int64_t team_id) {
    const struct tracker_team *team = tracker_team_of(tracker, team_id);
    return team != NULL ? team->serial : 0;
}

void tracker_init(struct tracker *tracker) {
    *tracker = (struct tracker){0};
}

void tracker_clear(struct tracker *tracker) {
    for (size_t i = 0; i < tracker->count; i++) {
        free_row(tracker->rows[i]);
    }
    free(tracker->rows);
    free(tracker->teams);
    free(tracker->changes.items);
    events_clear(&tracker->events);
    tracker_init(tracker);
}

bool tracker_forget(struct tracker *tracker, int64_t keep_ms, int64_t now_ms) {
    return drop_rows(tracker, &(struct drop){.team_id = BACKFILL_ALL_TEAMS,
                                             .backfill_id = BACKFILL_NO_ID,
                                             .gone_by_ms = now_ms - keep_ms}) > 0;
}

size_t tracker_dismiss(struct tracker *tracker, int64_t team_id, int64_t backfill_id) {
    return drop_rows(
        tracker,
        &(struct drop){.team_id = team_id, .backfill_id = backfill_id, .gone_by_ms = INT64_MAX});
}

struct row *tracker_find(const struct tracker *tracker, int64_t team_id, int64_t backfill_id) {
    struct row wanted = {.team_id = team_id, .backfill = {.id = backfill_id}};
    struct row *key = &wanted;
    if (tracker->count == 0) {
        return NULL;
    }
    struct row **found = bsearch(&key, tracker->rows, tracker->count, sizeof *tracker->rows,
                                 by_key);
    return found != NULL ? *found : NULL;
}

void tracker_set_names(struct tracker *tracker, int64_t team_id,
                       const struct transfer_names *names) {
    for (size_t i = 0; i < tracker->events.count; i++) {
        name_event(&tracker->events.ring[i], team_id, names);
    }
    size_t end = tracker_team_end(tracker, team_id);
    for (size_t i = tracker_team_start(tracker, team_id); i < end; i++) {
        set_name(tracker, tracker->rows[i],
                 find_name(names, tracker->rows[i]->backfill.transfer_id));
    }
}
