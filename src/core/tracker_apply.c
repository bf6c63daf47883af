/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/tracker.h"

#include "backfilltop/base/memory.h"
#include "row_fields.h"
#include "tracker_rows.h"

#include <stdlib.h>

/* One tracker_apply() under way. */
struct applying {
    struct tracker *tracker;
    int64_t team_id;
    int64_t now_ms;
    int64_t now_s;
    bool first;  /* the team's first snapshot: nothing in it is news */
    double runs; /* done since the snapshot before */
    struct row **rows;
    size_t count;
};

static int by_id(const void *left, const void *right) {
    const struct backfill *a = left;
    const struct backfill *b = right;
    return (a->id > b->id) - (a->id < b->id);
}

static struct event event_of(const struct row *row, enum event_kind kind, int64_t now_s) {
    struct event event = {
        .at_s = now_s,
        .team_id = row->team_id,
        .backfill_id = row->backfill.id,
        .transfer_id = row->backfill.transfer_id,
        .kind = kind,
        .from = event_status_of(&row->backfill),
        .to = event_status_of(&row->backfill),
        .took_s = TIMES_ABSENT,
        .runs_completed = row->backfill.runs_completed,
    };
    event_set_name(&event, row->transfer_name);
    return event;
}

static void tell(struct tracker *tracker, const struct row *row, enum event_kind kind,
                 int64_t now_s) {
    struct event event = event_of(row, kind, now_s);
    events_add(&tracker->events, &event);
}

static void tell_status(struct tracker *tracker, const struct row *row, struct event_status from,
                        int64_t now_s) {
    struct event event = event_of(row, EVENT_STATUS, now_s);
    event.from = from;
    events_add(&tracker->events, &event);
}

/* Moves the backfill's content; the source then owns nothing. */
static void take(struct backfill *to, struct backfill *from) {
    *to = *from;
    backfill_init(from);
}

static void update_forecast(struct applying *applying, struct row *row) {
    bool was_stalled = row->forecast.stalled;
    row->forecast = forecast_of(&row->track, &row->backfill, applying->now_ms, applying->now_s);
    bool is_stalled = row->forecast.stalled;
    if (is_stalled && !was_stalled && !applying->first) {
        tell(applying->tracker, row, EVENT_STALLED, applying->now_s);
    } else if (was_stalled && !is_stalled && row->backfill.status == BACKFILL_RUNNING) {
        tell(applying->tracker, row, EVENT_RESUMED, applying->now_s);
    }
}

/* By how much a count has grown: one that fell or is not known tells of no progress. */
static double growth(int64_t before, int64_t after) {
    return before != BACKFILL_NO_COUNT && after > before ? (double)(after - before) : 0;
}

/* Runs that were done between two records of a backfill. */
static double progress(const struct backfill *before, const struct backfill *after) {
    return growth(before->runs_completed, after->runs_completed) +
           growth(before->runs_failed, after->runs_failed);
}

static void keep_row(struct applying *applying, struct row *row) {
    applying->rows[applying->count++] = row;
}

static void follow(struct applying *applying, struct row *row) {
    forecast_record(&row->track, &row->backfill, applying->now_ms);
    update_forecast(applying, row);
    keep_row(applying, row);
}

static void add_row(struct applying *applying, struct backfill *backfill) {
    struct row *row = memory_new(1, sizeof *row);
    row->team_id = applying->team_id;
    take(&row->backfill, backfill);
    forecast_track_init(&row->track);
    row->change = applying->first ? ROW_UNCHANGED : ROW_NEW;
    if (!applying->first) {
        tell(applying->tracker, row, EVENT_APPEARED, applying->now_s);
        applying->runs += growth(0, row->backfill.runs_completed) +
                          growth(0, row->backfill.runs_failed);
    }
    follow(applying, row);
}

static void refresh_row(struct applying *applying, struct row *row, struct backfill *backfill) {
    bool returned = row->change == ROW_GONE;
    unsigned changed = row_fields_changed(&row->backfill, backfill);
    struct event_status from = event_status_of(&row->backfill);
    applying->runs += progress(&row->backfill, backfill);
    backfill_clear(&row->backfill);
    take(&row->backfill, backfill);
    row->changed_fields = returned ? 0 : changed;
    row->change = returned ? ROW_NEW : changed != 0 ? ROW_CHANGED : ROW_UNCHANGED;
    if (returned) {
        tell(applying->tracker, row, EVENT_RETURNED, applying->now_s);
    }
    if ((changed & ROW_FIELD_STATUS) != 0) {
        tell_status(applying->tracker, row, from, applying->now_s);
    }
    follow(applying, row);
}

static void miss_row(struct applying *applying, struct row *row) {
    if (row->change != ROW_GONE) {
        row->change = ROW_GONE;
        row->ending = ROW_ENDING_UNKNOWN;
        row->changed_fields = 0;
        row->gone_ms = applying->now_ms;
        row->forecast = (struct forecast){0};
        tell(applying->tracker, row, EVENT_LEFT, applying->now_s);
    }
    keep_row(applying, row);
}

/* Walks the team's rows from `next` until `end` and the snapshot, both by id, side by side. */
static void merge(struct applying *applying, size_t next, size_t end, struct snapshot *snapshot) {
    struct row **known = applying->tracker->rows;
    for (size_t i = 0; i < snapshot->count; i++) {
        struct backfill *backfill = &snapshot->backfills[i];
        while (next < end && known[next]->backfill.id < backfill->id) {
            miss_row(applying, known[next++]);
        }
        if (next < end && known[next]->backfill.id == backfill->id) {
            refresh_row(applying, known[next++], backfill);
        } else {
            add_row(applying, backfill);
        }
    }
    while (next < end) {
        miss_row(applying, known[next++]);
    }
}

/* Takes the snapshot down in the team's record, the first as the beginning of it. */
static void note_snapshot(const struct applying *applying) {
    struct tracker *tracker = applying->tracker;
    struct tracker_team *team = tracker_team_of(tracker, applying->team_id);
    if (team != NULL) {
        throughput_add(&team->throughput, applying->runs, team->applied_ms, applying->now_ms);
        team->applied_ms = applying->now_ms;
        return;
    }
    tracker->teams = memory_grow(tracker->teams, &tracker->team_capacity, tracker->team_count + 1,
                                 sizeof *tracker->teams);
    tracker->teams[tracker->team_count++] = (struct tracker_team){.team_id = applying->team_id,
                                                                  .applied_ms = applying->now_ms};
}

static void keep_rows(struct applying *applying, size_t from, size_t until) {
    for (size_t i = from; i < until; i++) {
        keep_row(applying, applying->tracker->rows[i]);
    }
}

void tracker_apply(struct tracker *tracker, int64_t team_id, struct snapshot *snapshot,
                   int64_t now_ms, int64_t now_s) {
    size_t start = tracker_team_start(tracker, team_id);
    size_t end = tracker_team_end(tracker, team_id);
    size_t room = tracker->count + snapshot->count;
    struct applying applying = {
        .tracker = tracker,
        .team_id = team_id,
        .now_ms = now_ms,
        .now_s = now_s,
        .first = tracker_team_of(tracker, team_id) == NULL,
        .rows = memory_resize(NULL, room, sizeof *applying.rows),
    };
    if (snapshot->count > 0) {
        qsort(snapshot->backfills, snapshot->count, sizeof *snapshot->backfills, by_id);
    }
    keep_rows(&applying, 0, start);
    merge(&applying, start, end, snapshot);
    keep_rows(&applying, end, tracker->count);
    note_snapshot(&applying);
    free(tracker->rows);
    tracker->rows = applying.rows;
    tracker->count = applying.count;
    tracker->capacity = room;
    snapshot_clear(snapshot);
}

/* Takes what a lookup told into the row, which has left the list. */
static void end_row(struct tracker *tracker, struct row *row, struct backfill *told) {
    int64_t backfill_id = row->backfill.id;
    row->ending = told != NULL ? ROW_ENDING_FINAL : ROW_ENDING_MISSING;
    if (told != NULL) {
        double runs = progress(&row->backfill, told);
        throughput_add(&tracker_team_of(tracker, row->team_id)->throughput, runs, row->gone_ms,
                       row->gone_ms);
        backfill_clear(&row->backfill);
        take(&row->backfill, told);
        row->backfill.id = backfill_id; /* the rows are sorted by it */
    }
}

void tracker_settle(struct tracker *tracker, int64_t team_id, int64_t backfill_id,
                    struct backfill *told, int64_t now_s) {
    enum event_kind kind = told != NULL ? EVENT_ENDED : EVENT_MISSING;
    struct row *row = tracker_find(tracker, team_id, backfill_id);
    struct event *left = events_find(&tracker->events, EVENT_LEFT, team_id, backfill_id);
    bool is_awaited = row != NULL ? row->change == ROW_GONE : left != NULL && !left->is_superseded;
    if (!is_awaited) {
        return;
    }
    struct event event = row != NULL ? event_of(row, kind, now_s) : *left;
    event.kind = kind;
    event.at_s = now_s;
    if (told != NULL) {
        event.to = event_status_of(told);
        event.took_s = backfill_took(told);
        event.runs_completed = told->runs_completed;
    }
    if (row != NULL) {
        end_row(tracker, row, told);
    }
    if (left != NULL) {
        left->is_superseded = true;
    }
    event.is_superseded = false;
    events_add(&tracker->events, &event);
}
