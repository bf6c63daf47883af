/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/forecast.h"

#include <stdint.h>

/* A simulated backfill that is polled every FORECAST_SIM_POLL_S. */

#define MINUTE_S INT64_C(60)
#define HOUR_S   INT64_C(3600)

#define FORECAST_SIM_EPOCH_S   INT64_C(1706778000) /* wall clock when the simulation begins */
#define FORECAST_SIM_UPTIME_MS INT64_C(123456)     /* monotonic clock at that moment */
#define FORECAST_SIM_POLL_S    INT64_C(5)

struct forecast_sim {
    struct backfill backfill;
    struct forecast_track track;
    int64_t elapsed_s;
};

/* A RUNNING backfill of `total` runs that has `done` of them completed. It started `started_s_ago`
 * before the simulation begins; TIMES_ABSENT: no start_time. */
void forecast_sim_init(struct forecast_sim *sim, int64_t total, int64_t done,
                       int64_t started_s_ago);
void forecast_sim_clear(struct forecast_sim *sim);

/* The monotonic clock. */
int64_t forecast_sim_now_ms(const struct forecast_sim *sim);

/* The forecast as it is now, without a poll. */
struct forecast forecast_sim_forecast(const struct forecast_sim *sim);

/* Polls once, and returns the forecast. */
struct forecast forecast_sim_poll(struct forecast_sim *sim);

/* The same at a given moment, with `done` runs completed. */
struct forecast forecast_sim_poll_done(struct forecast_sim *sim, int64_t at_s, int64_t done);

/* Polls for `span_s` while `batch` runs complete every `every_s` seconds (0: none). */
struct forecast forecast_sim_work(struct forecast_sim *sim, int64_t span_s, int64_t every_s,
                                  int64_t batch);

/* Fails the test if `value` differs from `expected` by more than this share of it. */
void forecast_sim_assert_near(double value, double expected, double share);
