/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdint.h>

/* Runs done, minute by minute, over the last half hour: what a sparkline shows. Pure; times are
 * monotonic milliseconds. */

#define THROUGHPUT_MINUTES  30
#define THROUGHPUT_LEAST_MS INT64_C(15000) /* of a minute have to be watched to tell its rate */
#define THROUGHPUT_UNKNOWN  (-1.0)

/* All zeroes: nothing was watched. */
struct throughput {
    struct throughput_minute {
        int64_t minute; /* since the clock's zero */
        double runs;
        int64_t watched_ms;
    } minutes[THROUGHPUT_MINUTES]; /* ring */
};

/* Records that `runs` runs were done between `from_ms` and `to_ms`: two polls, between which nobody
 * knows when, so that they are shared out evenly. */
void throughput_add(struct throughput *throughput, double runs, int64_t from_ms, int64_t to_ms);

/* Adds the runs per minute of each of the THROUGHPUT_MINUTES minutes that end with the one of
 * `now_ms`, oldest first, to `rates`, in which THROUGHPUT_UNKNOWN stands for a minute that nobody
 * watched for long enough. */
void throughput_add_rates(const struct throughput *throughput, int64_t now_ms,
                          double rates[static THROUGHPUT_MINUTES]);
