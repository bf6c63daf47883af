/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/numbers.h"
#include "backfilltop/core/tracker.h"

static int64_t capped_sum(int64_t a, int64_t b) {
    return a > INT64_MAX - b ? INT64_MAX : a + b;
}

static void add_row_runs(struct backfill_runs *sum, const struct backfill *backfill) {
    struct backfill_runs runs;
    if (!backfill_runs(backfill, &runs)) {
        return;
    }
    sum->total = capped_sum(sum->total, runs.total);
    sum->completed = capped_sum(sum->completed, runs.completed);
    sum->failed = capped_sum(sum->failed, runs.failed);
    sum->in_flight = capped_sum(sum->in_flight, runs.in_flight);
    sum->pending = capped_sum(sum->pending, runs.pending);
}

static void add_row_forecast(struct tracker_totals *totals, const struct row *row) {
    const struct forecast *forecast = &row->forecast;
    if (forecast->has_rate) {
        totals->has_rate = true;
        totals->runs_per_minute += forecast->runs_per_minute;
    }
    if (forecast->has_eta) {
        totals->has_eta = true;
        totals->end_s = max_int64(totals->end_s, forecast->end_s);
    } else if (row_is_active(row)) {
        totals->without_eta++;
    }
}

/* Completed runs still count after their rows left the list, but not the runs of rows that will
 * never complete. */
static void add_gone_row(struct backfill_runs *sum, const struct row *row) {
    bool is_complete = row->ending == ROW_ENDING_FINAL &&
                       row->backfill.status == BACKFILL_COMPLETED;
    if (is_complete || row->ending == ROW_ENDING_UNKNOWN) {
        add_row_runs(sum, &row->backfill);
    }
}

struct tracker_totals tracker_totals(const struct tracker *tracker, int64_t team_id) {
    struct tracker_totals totals = {0};
    for (size_t i = 0; i < tracker->count; i++) {
        const struct row *row = tracker->rows[i];
        if (team_id != BACKFILL_ALL_TEAMS && team_id != row->team_id) {
            continue;
        }
        totals.by_state[row_state(row)]++;
        if (row->change == ROW_GONE) {
            totals.gone++;
            add_gone_row(&totals.runs, row);
        } else {
            totals.rows++;
            add_row_runs(&totals.runs, &row->backfill);
            add_row_forecast(&totals, row);
        }
    }
    return totals;
}

bool tracker_has_active(const struct tracker *tracker) {
    for (size_t i = 0; i < tracker->count; i++) {
        if (row_is_active(tracker->rows[i])) {
            return true;
        }
    }
    return false;
}

bool tracker_throughput(const struct tracker *tracker, int64_t team_id, int64_t now_ms,
                        double rates[static THROUGHPUT_MINUTES]) {
    bool any = false;
    for (int i = 0; i < THROUGHPUT_MINUTES; i++) {
        rates[i] = THROUGHPUT_UNKNOWN;
    }
    for (size_t i = 0; i < tracker->team_count; i++) {
        if (team_id == BACKFILL_ALL_TEAMS || team_id == tracker->teams[i].team_id) {
            throughput_add_rates(&tracker->teams[i].throughput, now_ms, rates);
        }
    }
    for (int i = 0; i < THROUGHPUT_MINUTES; i++) {
        any |= rates[i] >= 0;
    }
    return any;
}
