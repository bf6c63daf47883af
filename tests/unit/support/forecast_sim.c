/* SPDX-License-Identifier: MIT */
#include "forecast_sim.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

void forecast_sim_init(struct forecast_sim *sim, int64_t total, int64_t done,
                       int64_t started_s_ago) {
    *sim = (struct forecast_sim){0};
    forecast_track_init(&sim->track);
    backfill_init(&sim->backfill);
    sim->backfill.id = 1;
    sim->backfill.status = BACKFILL_RUNNING;
    sim->backfill.runs_total = total;
    sim->backfill.runs_completed = done;
    sim->backfill.runs_failed = 0;
    sim->backfill.start_time = started_s_ago == TIMES_ABSENT ? TIMES_ABSENT
                                                             : FORECAST_SIM_EPOCH_S - started_s_ago;
}

int64_t forecast_sim_now_ms(const struct forecast_sim *sim) {
    return FORECAST_SIM_UPTIME_MS + sim->elapsed_s * 1000;
}

struct forecast forecast_sim_forecast(const struct forecast_sim *sim) {
    return forecast_of(&sim->track, &sim->backfill, forecast_sim_now_ms(sim),
                       FORECAST_SIM_EPOCH_S + sim->elapsed_s);
}

struct forecast forecast_sim_poll(struct forecast_sim *sim) {
    forecast_record(&sim->track, &sim->backfill, forecast_sim_now_ms(sim));
    return forecast_sim_forecast(sim);
}

struct forecast forecast_sim_poll_done(struct forecast_sim *sim, int64_t at_s, int64_t done) {
    sim->elapsed_s = at_s;
    sim->backfill.runs_completed = done;
    return forecast_sim_poll(sim);
}

struct forecast forecast_sim_work(struct forecast_sim *sim, int64_t span_s, int64_t every_s,
                                  int64_t batch) {
    struct forecast forecast = forecast_sim_poll(sim);
    for (int64_t s = FORECAST_SIM_POLL_S; s <= span_s; s += FORECAST_SIM_POLL_S) {
        sim->elapsed_s += FORECAST_SIM_POLL_S;
        if (every_s > 0 && s % every_s == 0) {
            sim->backfill.runs_completed += batch;
        }
        forecast = forecast_sim_poll(sim);
    }
    return forecast;
}

void forecast_sim_assert_near(double value, double expected, double share) {
    double low = expected * (1 - share);
    double high = expected * (1 + share);
    if (value < low || value > high) {
        fail_msg("%g is not within %g of %g", value, share, expected);
    }
}

void forecast_sim_clear(struct forecast_sim *sim) {
    forecast_track_clear(&sim->track);
    backfill_clear(&sim->backfill);
}
