/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/forecast.h"

#include "backfilltop/base/memory.h"
#include "backfilltop/base/numbers.h"

#include <stdlib.h>

#define MS_PER_S      1000
#define MS_PER_MINUTE 60000.0

#define SAMPLES_FIRST 2 /* room for so many at first, then twice as many */
_Static_assert((FORECAST_SAMPLES & (FORECAST_SAMPLES - 1)) == 0, "the ring doubles up to its size");

/* A point of the curve of done runs over time. */
struct point {
    double at_ms;
    double done;
};

/* How fast the runs of the window were done. */
struct pace {
    struct point from;
    struct point last;
    double step; /* runs that one change brings, on average */
};

/* The runs that are done; false if that is not known. Does not depend on the total, which may
 * change. */
static bool done_of(const struct backfill *backfill, int64_t *done) {
    *done = backfill_done(backfill);
    return backfill->runs_completed >= 0;
}

static size_t sample_index(const struct forecast_track *track, size_t nth) {
    return (track->next + track->capacity - track->count + nth) % track->capacity;
}

static struct forecast_sample *sample_at(const struct forecast_track *track, size_t nth) {
    return &track->samples[sample_index(track, nth)];
}

static struct forecast_sample *newest(const struct forecast_track *track) {
    return sample_at(track, track->count - 1);
}

static struct point point_of(const struct forecast_sample *sample) {
    return (struct point){.at_ms = (double)sample->at_ms, .done = (double)sample->done};
}

/* Most backfills never need a whole ring. It has not turned before it is whole. */
static void make_room(struct forecast_track *track) {
    if (track->count == track->capacity && track->capacity < FORECAST_SAMPLES) {
        track->capacity = track->capacity > 0 ? 2 * track->capacity : SAMPLES_FIRST;
        track->samples = memory_resize(track->samples, track->capacity, sizeof *track->samples);
        track->next = track->count;
    }
}

static void append(struct forecast_track *track, int64_t done, int64_t now_ms) {
    make_room(track);
    if (track->count == 0) {
        track->first_seen_ms = now_ms;
    }
    track->samples[track->next] = (struct forecast_sample){.at_ms = now_ms, .done = done};
    track->next = (track->next + 1) % track->capacity;
    if (track->count < track->capacity) {
        track->count++;
    }
}

/* The first sample and the first change after it are kept: the one is where the progress starts,
 * the other where the first whole interval does. */
static bool shares_newest(const struct forecast_track *track) {
    return track->count > 2 &&
           newest(track)->at_ms - sample_at(track, track->count - 2)->at_ms < FORECAST_SPACING_MS;
}

static void start_over(struct forecast_track *track, int64_t done) {
    int64_t before = newest(track)->done;
    track->has_rest = true;
    track->rest.at_ms = track->recorded_ms;
    track->rest.done = min_int64(done, before);
    track->count = 0;
    track->next = 0;
}

static void note(struct forecast_track *track, int64_t done, int64_t now_ms) {
    if (track->count == 0 || (newest(track)->done != done && !shares_newest(track))) {
        append(track, done, now_ms);
    } else if (newest(track)->done != done) {
        *newest(track) = (struct forecast_sample){.at_ms = now_ms, .done = done};
    }
}

/* When the backfill began to run, and with how many runs done; false if that is unknown. */
static bool origin_of(const struct forecast_track *track, const struct backfill *backfill,
                      int64_t wall_to_monotonic_ms, struct forecast_sample *origin) {
    if (!track->has_rest && backfill->start_time == TIMES_ABSENT) {
        return false;
    }
    *origin = track->rest;
    if (backfill->start_time != TIMES_ABSENT) {
        int64_t start_ms = backfill->start_time * MS_PER_S + wall_to_monotonic_ms;
        if (!track->has_rest || start_ms > track->rest.at_ms) {
            origin->at_ms = start_ms;
        }
    }
    if (origin->at_ms < track->first_seen_ms) {
        return true;
    }
    /* It cannot have begun after it was first seen: the clocks differ. */
    origin->at_ms = track->first_seen_ms;
    return sample_at(track, 0)->done == origin->done;
}

static bool holds_first_sight(const struct forecast_track *track) {
    return sample_at(track, 0)->at_ms == track->first_seen_ms;
}

static size_t window_start(const struct forecast_track *track) {
    int64_t since_ms = newest(track)->at_ms - FORECAST_WINDOW_MS;
    size_t nth = 0;
    while (nth + FORECAST_LEAST < track->count && sample_at(track, nth)->at_ms < since_ms) {
        nth++;
    }
    return nth;
}

/* The point where a window begins that reaches back beyond the first sample. */
static struct point before_first_sight(const struct forecast_track *track,
                                       const struct forecast_sample *origin) {
    const struct forecast_sample *first = sample_at(track, 0);
    int64_t from_ms = newest(track)->at_ms - FORECAST_WINDOW_MS;
    if (from_ms <= origin->at_ms || from_ms >= first->at_ms) {
        return point_of(origin);
    }
    double share = (double)(from_ms - origin->at_ms) / (double)(first->at_ms - origin->at_ms);
    return (struct point){
        .at_ms = (double)from_ms,
        .done = (double)origin->done + share * (double)(first->done - origin->done),
    };
}

/* The point where the pace of a window that starts at the nth sample begins; false if that is
 * unknown. `origin` may be NULL. */
static bool pace_start(const struct forecast_track *track, const struct forecast_sample *origin,
                       size_t nth, struct point *from) {
    if (nth > 0 || !holds_first_sight(track)) {
        *from = point_of(sample_at(track, nth));
    } else if (origin != NULL) { /* the first sample is somewhere between two changes: */
        *from = before_first_sight(track, origin); /* no interval begins with it */
    } else if (track->count > 1) {
        *from = point_of(sample_at(track, 1));
    } else {
        return false;
    }
    return true;
}

/* False if the pace is unknown. `origin` may be NULL. */
static bool pace_of(const struct forecast_track *track, const struct forecast_sample *origin,
                    struct pace *pace) {
    size_t nth = window_start(track);
    size_t changes = track->count - 1 - nth;
    pace->last = point_of(newest(track));
    pace->step = 1;
    if (changes > 0) {
        pace->step = (pace->last.done - (double)sample_at(track, nth)->done) / (double)changes;
    }
    return pace_start(track, origin, nth, &pace->from) && pace->last.done > pace->from.done &&
           pace->last.at_ms > pace->from.at_ms;
}

static double runs_per_ms(const struct pace *pace, double now_ms) {
    double runs = pace->last.done - pace->from.done;
    double so_far = runs / (pace->last.at_ms - pace->from.at_ms);
    double if_one_ended_now = (runs + pace->step) / (now_ms - pace->from.at_ms);
    return min_double(so_far, if_one_ended_now);
}

static void set_eta(struct forecast *forecast, const struct pace *pace, double rate, double now_ms,
                    int64_t remaining) {
    double waited_ms = min_double(now_ms - pace->last.at_ms, pace->step / rate);
    double eta_s = ((double)remaining / rate - waited_ms) / MS_PER_S;
    if (eta_s >= 1 && eta_s <= (double)FORECAST_ETA_MAX_S) {
        forecast->has_eta = true;
        forecast->eta_s = (int64_t)eta_s;
    }
}

static int64_t progress_ms(const struct forecast_track *track,
                           const struct forecast_sample *origin) {
    const struct forecast_sample *last = newest(track);
    bool none_done = origin != NULL && track->count == 1 && last->done == origin->done;
    return none_done ? origin->at_ms : last->at_ms;
}

static bool is_stall(int64_t idle_ms, const struct pace *pace) {
    double limit_ms = (double)FORECAST_STALL_MS;
    if (pace != NULL) {
        double run_ms = (pace->last.at_ms - pace->from.at_ms) / (pace->last.done - pace->from.done);
        limit_ms = max_double(limit_ms, FORECAST_STALL_RUNS * run_ms);
    }
    return (double)idle_ms >= limit_ms;
}

/* What is known of a RUNNING backfill; `pace` is NULL if its pace is not, `remaining` is 0 if
 * nothing is left to do, or if that is not known. */
static void fill_in(struct forecast *forecast, const struct pace *pace, int64_t remaining,
                    int64_t now_ms) {
    forecast->stalled = is_stall(forecast->idle_ms, pace);
    forecast->has_rate = forecast->stalled || pace != NULL;
    if (forecast->stalled || pace == NULL) {
        return;
    }
    double rate = runs_per_ms(pace, (double)now_ms);
    forecast->runs_per_minute = rate * MS_PER_MINUTE;
    if (remaining > 0) {
        set_eta(forecast, pace, rate, (double)now_ms, remaining);
    }
}

void forecast_track_init(struct forecast_track *track) {
    *track = (struct forecast_track){0};
}

void forecast_track_clear(struct forecast_track *track) {
    free(track->samples);
    forecast_track_init(track);
}

void forecast_record(struct forecast_track *track, const struct backfill *backfill,
                     int64_t now_ms) {
    int64_t done;
    if (!done_of(backfill, &done)) {
        return;
    }
    bool begins = backfill->status == BACKFILL_RUNNING && !track->running;
    if (track->count > 0 && (begins || done < newest(track)->done)) {
        start_over(track, done);
    }
    note(track, done, now_ms);
    track->recorded_ms = now_ms;
    if (backfill->status != BACKFILL_NONE) {
        track->running = backfill->status == BACKFILL_RUNNING;
    }
}

struct forecast forecast_of(const struct forecast_track *track, const struct backfill *backfill,
                            int64_t now_ms, int64_t now_s) {
    struct forecast forecast = {0};
    struct backfill_runs runs;
    int64_t done;
    if (track->count == 0 || !done_of(backfill, &done)) {
        return forecast;
    }
    struct forecast_sample start;
    bool has_origin = origin_of(track, backfill, now_ms - now_s * MS_PER_S, &start);
    const struct forecast_sample *origin = has_origin ? &start : NULL;
    int64_t since_ms = progress_ms(track, origin);
    forecast.idle_ms = max_int64(now_ms - since_ms, 0);
    if (backfill->status == BACKFILL_RUNNING) {
        struct pace pace;
        bool known = pace_of(track, origin, &pace);
        int64_t remaining = backfill_runs(backfill, &runs) ? runs.total - done : 0;
        fill_in(&forecast, known ? &pace : NULL, remaining, now_ms);
    }
    forecast.end_s = now_s + forecast.eta_s;
    return forecast;
}
