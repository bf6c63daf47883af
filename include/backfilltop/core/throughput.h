/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdint.h>

/* Runs done, minute by minute, over the last half hour: what a sparkline shows. Pure; times are
 * monotonic milliseconds. */

#define THROUGHPUT_MINUTES 30
#define THROUGHPUT_LEAST_MS                                                                        \
    INT64_C(15000) /* how much of a minute polls have to cover for it to have a rate */
#define THROUGHPUT_UNKNOWN (-1.0)

/* All zero: no polls yet. */
struct throughput {
    struct throughput_minute {
        int64_t minute; /* since the clock's zero */
        double runs;
        int64_t watched_ms;
    } minutes[THROUGHPUT_MINUTES]; /* ring */
};

/* Records that `runs` runs were done between two polls, at `from_ms` and `to_ms`, spread evenly,
 * since it is not known when. */
void throughput_add(struct throughput *throughput, double runs, int64_t from_ms, int64_t to_ms);

/* Adds the runs per minute of each of the THROUGHPUT_MINUTES minutes that end with the one of
 * `now_ms`, oldest first, to `rates`, in which THROUGHPUT_UNKNOWN stands for a minute that polls
 * did not cover for THROUGHPUT_LEAST_MS. */
void throughput_add_rates(const struct throughput *throughput, int64_t now_ms,
                          double rates[static THROUGHPUT_MINUTES]);
