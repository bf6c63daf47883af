/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/tracker.h"

#include "backfilltop/base/memory.h"
#include "backfilltop/base/numbers.h"
#include "row_fields.h"
#include "tracker_rows.h"

#include <stdlib.h>
#include <string.h>

/* A snapshot that is being applied: the team's old rows and the snapshot become `rows`. */
struct applying {
    struct tracker *tracker;
    int64_t team_id;
    int64_t now_ms;
    int64_t now_s;
    const struct snapshot *snapshot; /* NULL: the latest again */
    uint64_t serial;                 /* of it */
    size_t replaced; /* of snapshot->replaced: the first that is not below the latest row */
    bool first;      /* the team's first snapshot: nothing in it is an event */
    double runs;     /* runs done since the snapshot before */
    struct row **rows;
    size_t count;
};

static int by_id(const void *left, const void *right) {
    const struct backfill *a = left;
    const struct backfill *b = right;
    return compare_int64(a->id, b->id);
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

static void add_event(const struct applying *applying, const struct row *row,
                      enum event_kind kind) {
    struct event event = event_of(row, kind, applying->now_s);
    events_add(&applying->tracker->events, &event);
}

static void add_status_event(const struct applying *applying, const struct row *row,
                             struct event_status from) {
    struct event event = event_of(row, EVENT_STATUS, applying->now_s);
    event.from = from;
    events_add(&applying->tracker->events, &event);
}

static void add_change(struct tracker *tracker, enum tracker_change_kind kind,
                       const struct row *row) {
    struct tracker_changes *changes = &tracker->changes;
    changes->items = memory_grow(changes->items, &changes->capacity, changes->count + 1,
                                 sizeof *changes->items);
    changes->items[changes->count++] = (struct tracker_change){.kind = kind, .row = row};
}

/* Gives the row, which owns nothing yet, another record; the source then owns nothing. */
static void take(struct tracker *tracker, struct row *row, struct backfill *record) {
    row->backfill = *record;
    row->revision = ++tracker->revision;
    tracker->seen_revision++;
    backfill_init(record);
}

static void replace_record(struct tracker *tracker, struct row *row, struct backfill *record) {
    backfill_clear(&row->backfill);
    take(tracker, row, record);
}

/* Whether two forecasts show the same: an end without an ETA and the idle time are not shown. */
static bool shows_same(const struct forecast *a, const struct forecast *b) {
    return a->has_rate == b->has_rate && a->has_eta == b->has_eta && a->stalled == b->stalled &&
           a->runs_per_minute >= b->runs_per_minute && a->runs_per_minute <= b->runs_per_minute &&
           (!a->has_eta || a->end_s == b->end_s);
}

static void update_forecast(const struct applying *applying, struct row *row) {
    struct forecast before = row->forecast;
    row->forecast = forecast_of(&row->track, &row->backfill, applying->now_ms, applying->now_s);
    bool was_stalled = before.stalled;
    bool is_stalled = row->forecast.stalled;
    applying->tracker->seen_revision += shows_same(&before, &row->forecast) ? 0 : 1;
    if (is_stalled && !was_stalled && !applying->first) {
        add_event(applying, row, EVENT_STALLED);
    } else if (was_stalled && !is_stalled && row->backfill.status == BACKFILL_RUNNING) {
        add_event(applying, row, EVENT_RESUMED);
    }
}

static void update_track(const struct applying *applying, struct row *row) {
    forecast_record(&row->track, &row->backfill, applying->now_ms);
    update_forecast(applying, row);
}

/* By how much a count has grown: one that fell or is unknown shows no progress. */
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

/* After the row has taken the backfill. */
static void finish_row(struct applying *applying, struct row *row) {
    update_track(applying, row);
    keep_row(applying, row);
}

/* Of a row that is in the list, and as before. */
static void pass_time(const struct applying *applying, struct row *row) {
    applying->tracker->seen_revision += row->change != ROW_UNCHANGED;
    row->change = ROW_UNCHANGED;
    row->changed_fields = 0;
    update_track(applying, row);
}

static void add_row(struct applying *applying, struct backfill *backfill) {
    struct row *row = memory_new(1, sizeof *row);
    row->team_id = applying->team_id;
    take(applying->tracker, row, backfill);
    forecast_track_init(&row->track);
    row->change = applying->first ? ROW_UNCHANGED : ROW_NEW;
    applying->tracker->set_revision++;
    add_change(applying->tracker, TRACKER_ADDED, row);
    if (!applying->first) {
        add_event(applying, row, EVENT_APPEARED);
        applying->runs += growth(0, row->backfill.runs_completed) +
                          growth(0, row->backfill.runs_failed);
    }
    finish_row(applying, row);
}

static void note_change(struct applying *applying, struct row *row, unsigned changed_fields) {
    bool returned = row->change == ROW_GONE;
    applying->tracker->gone -= returned ? 1 : 0;
    row->changed_fields = returned ? 0 : changed_fields;
    row->change = returned ? ROW_NEW : changed_fields != 0 ? ROW_CHANGED : ROW_UNCHANGED;
    if (returned) {
        add_change(applying->tracker, TRACKER_RETURNED, row);
        add_event(applying, row, EVENT_RETURNED);
    } else if (changed_fields != 0) {
        add_change(applying->tracker, TRACKER_CHANGED, row);
    }
}

static void update_row(struct applying *applying, struct row *row, struct backfill *backfill) {
    unsigned changed_fields = row_fields_changed(&row->backfill, backfill);
    struct event_status from = event_status_of(&row->backfill);
    applying->runs += progress(&row->backfill, backfill);
    replace_record(applying->tracker, row, backfill);
    note_change(applying, row, changed_fields);
    if ((changed_fields & ROW_FIELD_STATUS) != 0) {
        add_status_event(applying, row, from);
    }
    finish_row(applying, row);
}

static void miss_row(struct applying *applying, struct row *row) {
    if (row->change != ROW_GONE) {
        row->change = ROW_GONE;
        applying->tracker->gone++;
        applying->tracker->seen_revision++;
        row->ending = ROW_ENDING_UNKNOWN;
        row->changed_fields = 0;
        row->gone_ms = applying->now_ms;
        row->forecast = (struct forecast){0};
        add_change(applying->tracker, TRACKER_LEFT, row);
        add_event(applying, row, EVENT_LEFT);
    }
    keep_row(applying, row);
}

/* Whether the base of an update has the row in another form. Asked for ascending ids. */
static bool is_replaced(struct applying *applying, int64_t id) {
    const struct snapshot *snapshot = applying->snapshot;
    while (applying->replaced < snapshot->replaced_count &&
           snapshot->replaced[applying->replaced] < id) {
        applying->replaced++;
    }
    return applying->replaced < snapshot->replaced_count &&
           snapshot->replaced[applying->replaced] == id;
}

/* A row that is not among the snapshot's backfills: it is as before, or not in the list. */
static void pass_row(struct applying *applying, struct row *row) {
    bool is_listed = applying->snapshot->base != 0 && row->change != ROW_GONE &&
                     !is_replaced(applying, row->backfill.id);
    if (!is_listed) {
        miss_row(applying, row);
        return;
    }
    pass_time(applying, row);
    keep_row(applying, row);
}

/* Merges the team's rows, from `next` up to `end`, with the backfills; both are sorted by id. */
static void merge(struct applying *applying, size_t next, size_t end) {
    struct row **known = applying->tracker->rows;
    for (size_t i = 0; i < applying->snapshot->count; i++) {
        struct backfill *backfill = &applying->snapshot->backfills[i];
        while (next < end && known[next]->backfill.id < backfill->id) {
            pass_row(applying, known[next++]);
        }
        if (next < end && known[next]->backfill.id == backfill->id) {
            update_row(applying, known[next++], backfill);
        } else {
            add_row(applying, backfill);
        }
    }
    while (next < end) {
        pass_row(applying, known[next++]);
    }
}

/* Adds the snapshot to the team's record, which begins with the first. */
static void note_snapshot(const struct applying *applying) {
    struct tracker *tracker = applying->tracker;
    struct tracker_team *team = tracker_team_of(tracker, applying->team_id);
    if (team != NULL) {
        throughput_add(&team->throughput, applying->runs, team->applied_ms, applying->now_ms);
        team->applied_ms = applying->now_ms;
        team->serial = applying->serial;
        return;
    }
    tracker->teams = memory_grow(tracker->teams, &tracker->team_capacity, tracker->team_count + 1,
                                 sizeof *tracker->teams);
    tracker->teams[tracker->team_count++] = (struct tracker_team){
        .team_id = applying->team_id,
        .applied_ms = applying->now_ms,
        .serial = applying->serial,
    };
}

/* Makes room for more rows of a team behind its last, which is before `end`. */
static void insert_room(struct tracker *tracker, size_t end, size_t added) {
    tracker->rows = memory_resize(tracker->rows, tracker->count + added, sizeof *tracker->rows);
    memmove(tracker->rows + end + added, tracker->rows + end,
            (tracker->count - end) * sizeof *tracker->rows);
    tracker->count += added;
}

/* The rows of other teams stay where they are, unless this one has more rows now. */
static void replace_rows(struct applying *applying) {
    struct tracker *tracker = applying->tracker;
    size_t start = tracker_team_start(tracker, applying->team_id);
    size_t end = tracker_team_end(tracker, applying->team_id);
    size_t most = end - start + applying->snapshot->count;
    if (most == 0) {
        return;
    }
    applying->rows = memory_resize(NULL, most, sizeof *applying->rows);
    merge(applying, start, end);
    if (applying->count > end - start) {
        insert_room(tracker, end, applying->count - (end - start));
    }
    memcpy(tracker->rows + start, applying->rows, applying->count * sizeof *applying->rows);
    free(applying->rows);
}

const struct tracker_changes *tracker_apply(struct tracker *tracker, int64_t team_id,
                                            struct snapshot *snapshot, int64_t now_ms,
                                            int64_t now_s) {
    struct applying applying = {
        .tracker = tracker,
        .team_id = team_id,
        .now_ms = now_ms,
        .now_s = now_s,
        .snapshot = snapshot,
        .serial = snapshot->serial,
        .first = tracker_team_of(tracker, team_id) == NULL,
    };
    tracker->changes.count = 0;
    if (snapshot->count > 0) {
        qsort(snapshot->backfills, snapshot->count, sizeof *snapshot->backfills, by_id);
    }
    replace_rows(&applying);
    note_snapshot(&applying);
    snapshot_clear(snapshot);
    return &tracker->changes;
}

const struct tracker_changes *tracker_apply_again(struct tracker *tracker, int64_t team_id,
                                                  int64_t now_ms, int64_t now_s) {
    const struct applying applying = {.tracker = tracker,
                                      .team_id = team_id,
                                      .now_ms = now_ms,
                                      .now_s = now_s,
                                      .serial = tracker_serial(tracker, team_id)};
    size_t end = tracker_team_end(tracker, team_id);
    tracker->changes.count = 0;
    for (size_t i = tracker_team_start(tracker, team_id); i < end; i++) {
        struct row *row = tracker->rows[i];
        if (row->change != ROW_GONE) {
            pass_time(&applying, row);
        }
    }
    note_snapshot(&applying);
    return &tracker->changes;
}

/* Gives a row that left the list its final record, or none. */
static void end_row(struct tracker *tracker, struct row *row, struct backfill *record) {
    row->ending = record != NULL ? ROW_ENDING_FINAL : ROW_ENDING_MISSING;
    tracker->seen_revision++;
    if (record != NULL) {
        int64_t backfill_id = row->backfill.id;
        double runs = progress(&row->backfill, record);
        throughput_add(&tracker_team_of(tracker, row->team_id)->throughput, runs, row->gone_ms,
                       row->gone_ms);
        replace_record(tracker, row, record);
        row->backfill.id = backfill_id; /* the rows are sorted by it */
    }
    add_change(tracker, TRACKER_ENDED, row);
}

/* `before` is the row as it left, or the event of its leaving. */
static struct event ending_event(struct event before, const struct backfill *record,
                                 int64_t now_s) {
    struct event event = before;
    event.kind = record != NULL ? EVENT_ENDED : EVENT_MISSING;
    event.at_s = now_s;
    event.is_superseded = false;
    if (record != NULL) {
        event.to = event_status_of(record);
        event.took_s = backfill_took(record);
        event.runs_completed = record->runs_completed;
    }
    return event;
}

const struct tracker_changes *tracker_record_ending(struct tracker *tracker, int64_t team_id,
                                                    int64_t backfill_id, struct backfill *record,
                                                    int64_t now_s) {
    struct row *row = tracker_find(tracker, team_id, backfill_id);
    struct event *left = events_find(&tracker->events, EVENT_LEFT, team_id, backfill_id);
    tracker->changes.count = 0;
    if (row != NULL ? row->change != ROW_GONE : left == NULL || left->is_superseded) {
        return &tracker->changes;
    }
    struct event before = row != NULL ? event_of(row, EVENT_LEFT, now_s) : *left;
    struct event event = ending_event(before, record, now_s);
    if (row != NULL) {
        end_row(tracker, row, record);
    }
    if (left != NULL) {
        left->is_superseded = true;
    }
    events_add(&tracker->events, &event);
    return &tracker->changes;
}
