/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/backfill.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Rate, ETA and stall of one backfill, from its records over time.
 *
 * A sample is kept when the number of done runs (completed + failed) changes; changes closer
 * together than FORECAST_SPACING_MS share one, so that the ring, which forgets the oldest, always
 * holds a whole window. */

#define FORECAST_SAMPLES    32
#define FORECAST_SPACING_MS (INT64_C(30) * 1000)

/* The latest progress, which makes the rate: this long, or this many samples if that is longer. */
#define FORECAST_WINDOW_MS (INT64_C(15) * 60 * 1000)
#define FORECAST_LEAST     3

/* A stall is no progress for this long, or for this many mean run times if that is longer. */
#define FORECAST_STALL_MS   (INT64_C(10) * 60 * 1000)
#define FORECAST_STALL_RUNS 5

/* A longer ETA is shown as unknown. */
#define FORECAST_ETA_MAX_S (INT64_C(1000) * 86400)

struct forecast_sample {
    int64_t at_ms; /* monotonic */
    int64_t done;  /* completed + failed runs */
};

struct forecast_track {
    struct forecast_sample *samples; /* ring; NULL until anything was recorded */
    size_t capacity;                 /* of the ring, which grows up to FORECAST_SAMPLES */
    size_t count;
    size_t next;
    int64_t first_seen_ms;       /* monotonic: when the first sample was recorded */
    int64_t recorded_ms;         /* monotonic: the latest forecast_record() */
    bool running;                /* its latest known status was RUNNING */
    bool has_rest;               /* its start, or restart, was seen ... */
    struct forecast_sample rest; /* ... after this moment */
};

struct forecast {
    bool has_rate;
    double runs_per_minute;
    bool has_eta;
    int64_t end_s; /* with has_eta: wall-clock seconds at which nothing remains */
    int64_t eta_s; /* with has_eta: seconds from now until nothing remains, at least 1 */
    bool stalled;
    int64_t idle_ms; /* time without progress, as far as is known */
};

void forecast_track_init(struct forecast_track *track);
void forecast_track_clear(struct forecast_track *track);

/* Records the state of the backfill at `now_ms`; nothing if its completed runs are not known. If
 * the number of done runs falls (a retry), or the status turns to RUNNING, the record starts over:
 * the time before says nothing about the time to come. */
void forecast_record(struct forecast_track *track, const struct backfill *backfill, int64_t now_ms);

/* Computes the forecast. `now_ms` is monotonic, `now_s` wall-clock seconds. All but `idle_ms` is
 * for RUNNING only. Rate: the progress in the window that ends with the latest sample, divided by
 * the time it took. For the part of the window before the backfill was first seen, the average
 * since start_time is used. While the next run is overdue the rate falls with every second: it is
 * what it would be if that run ended now. ETA: remaining / rate, counted from the latest sample,
 * for a known total only. It counts down until the next run is due, and grows while that run is
 * overdue. There is no ETA when nothing remains (what a backfill that is still RUNNING does then is
 * unknown), and none below a second: then the last run is overdue. Stalled: no progress, even if
 * nothing remains, for the longer of FORECAST_STALL_MS and FORECAST_STALL_RUNS mean run times (of
 * the window, without the wait). If no run has been done since start_time, the time without
 * progress counts from start_time. A stalled backfill has a rate of 0 and no ETA. */
struct forecast forecast_of(const struct forecast_track *track, const struct backfill *backfill,
                            int64_t now_ms, int64_t now_s);
