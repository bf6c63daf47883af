/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/forecast.h"

#include "support/forecast_sim.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* ---- stall ---- */

/* Seconds of silence after which a stall is noted. */
static int64_t silence_until_stall(struct forecast_sim *sim) {
    int64_t silent_s = 0;
    while (!forecast_sim_poll(sim).stalled) {
        sim->elapsed_s++;
        silent_s++;
        assert_true(silent_s < 168 * HOUR_S);
    }
    return silent_s;
}

static void test_a_fast_backfill_stalls_after_the_least_time(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 500, 0, 0);
    forecast_sim_work(&sim, HOUR_S, MINUTE_S, 1);
    assert_int_equal(silence_until_stall(&sim), FORECAST_STALL_MS / 1000);
    forecast_sim_clear(&sim);
}

static void test_a_slow_backfill_stalls_after_five_of_its_runs(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 500, 0, 0);
    forecast_sim_work(&sim, 5 * HOUR_S, 20 * MINUTE_S, 1);
    forecast_sim_assert_near((double)silence_until_stall(&sim), 100.0 * 60, 0.02);
    forecast_sim_clear(&sim);
}

static void test_forty_minutes_without_any_run_is_a_stall_at_first_sight(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 28, 0, 40 * MINUTE_S);
    struct forecast forecast = forecast_sim_poll(&sim);
    assert_true(forecast.stalled);
    assert_false(forecast.has_eta);
    assert_int_equal(forecast.idle_ms, 40 * MINUTE_S * 1000);
    forecast_sim_clear(&sim);
}

static void test_runs_done_before_first_sight_put_a_stall_off(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 28, 20, 40 * MINUTE_S);
    assert_false(forecast_sim_poll(&sim).stalled);
    assert_int_equal(forecast_sim_forecast(&sim).idle_ms, 0);
    assert_int_equal(silence_until_stall(&sim), FORECAST_STALL_MS / 1000);
    forecast_sim_clear(&sim);
}

static void test_a_stalled_backfill_has_a_rate_of_0_and_no_eta(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 500, 0, 0);
    forecast_sim_work(&sim, HOUR_S, MINUTE_S, 1);
    struct forecast forecast = forecast_sim_work(&sim, 11 * MINUTE_S, 0, 0);
    assert_true(forecast.stalled && forecast.has_rate);
    assert_true(forecast.runs_per_minute <= 0);
    assert_false(forecast.has_eta);
    forecast_sim_clear(&sim);
}

static void test_progress_ends_a_stall(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 500, 0, 0);
    forecast_sim_work(&sim, HOUR_S, MINUTE_S, 1);
    forecast_sim_work(&sim, HOUR_S, 0, 0);
    struct forecast forecast = forecast_sim_work(&sim, FORECAST_SIM_POLL_S, FORECAST_SIM_POLL_S, 1);
    assert_false(forecast.stalled);
    assert_int_equal(forecast.idle_ms, 0);
    forecast_sim_clear(&sim);
}

static void test_time_alone_brings_a_stall(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 500, 0, 0);
    forecast_sim_work(&sim, HOUR_S, MINUTE_S, 1);
    sim.elapsed_s += FORECAST_STALL_MS / 1000;
    assert_true(forecast_sim_forecast(&sim).stalled);
    forecast_sim_clear(&sim);
}

static void test_a_failed_backfill_is_idle_but_not_stalled(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 28, 14, HOUR_S);
    sim.backfill.status = BACKFILL_FAILED;
    forecast_sim_poll(&sim);
    sim.elapsed_s = HOUR_S;
    assert_false(forecast_sim_poll(&sim).stalled);
    assert_int_equal(forecast_sim_forecast(&sim).idle_ms, HOUR_S * 1000);
    forecast_sim_clear(&sim);
}

/* ---- starting over ---- */

static void test_a_retry_starts_over(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 40, 0, 0);
    forecast_sim_work(&sim, 20 * MINUTE_S, MINUTE_S, 1);
    sim.elapsed_s += FORECAST_SIM_POLL_S;
    sim.backfill.runs_completed = 14;
    assert_false(forecast_sim_work(&sim, FORECAST_SIM_POLL_S, 0, 0).has_rate);
    forecast_sim_assert_near(forecast_sim_work(&sim, HOUR_S, 5 * MINUTE_S, 1).runs_per_minute, 0.2,
                             0.05);
    forecast_sim_clear(&sim);
}

static void test_running_again_after_a_failure_is_no_stall(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 28, 14, HOUR_S);
    sim.backfill.status = BACKFILL_FAILED;
    forecast_sim_work(&sim, 3 * HOUR_S, 0, 0);
    sim.backfill.status = BACKFILL_RUNNING;
    sim.elapsed_s += FORECAST_SIM_POLL_S;
    struct forecast forecast = forecast_sim_poll(&sim);
    assert_false(forecast.stalled || forecast.has_rate);
    assert_in_range(silence_until_stall(&sim), FORECAST_STALL_MS / 1000 - 2 * FORECAST_SIM_POLL_S,
                    FORECAST_STALL_MS / 1000);
    forecast_sim_clear(&sim);
}

static void test_a_start_that_was_seen_gives_a_rate_with_the_first_run(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 28, 0, TIMES_ABSENT);
    sim.backfill.status = BACKFILL_SCHEDULED;
    forecast_sim_work(&sim, HOUR_S, 0, 0);
    sim.backfill.status = BACKFILL_RUNNING;
    assert_false(forecast_sim_work(&sim, 2 * MINUTE_S - FORECAST_SIM_POLL_S, 0, 0).has_rate);
    struct forecast forecast = forecast_sim_work(&sim, FORECAST_SIM_POLL_S, FORECAST_SIM_POLL_S, 1);
    forecast_sim_assert_near(forecast.runs_per_minute, 0.5, 0.1);
    forecast_sim_clear(&sim);
}

static void test_a_start_during_an_outage_counts_from_start_time(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 28, 0, TIMES_ABSENT);
    sim.backfill.status = BACKFILL_SCHEDULED;
    forecast_sim_poll(&sim);
    sim.elapsed_s = HOUR_S;
    sim.backfill.status = BACKFILL_RUNNING;
    sim.backfill.start_time = FORECAST_SIM_EPOCH_S + HOUR_S - 40 * MINUTE_S;
    struct forecast forecast = forecast_sim_poll(&sim);
    assert_true(forecast.stalled);
    assert_int_equal(forecast.idle_ms, 40 * MINUTE_S * 1000);
    forecast_sim_clear(&sim);
}

static void test_a_status_that_is_missing_once_changes_nothing(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 500, 0, 0);
    double before = forecast_sim_work(&sim, HOUR_S, MINUTE_S, 1).runs_per_minute;
    sim.backfill.status = BACKFILL_NONE;
    forecast_sim_poll(&sim);
    sim.backfill.status = BACKFILL_RUNNING;
    forecast_sim_assert_near(forecast_sim_poll(&sim).runs_per_minute, before, 0.001);
    forecast_sim_clear(&sim);
}

static void test_counts_that_are_missing_once_change_nothing(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 500, 0, 0);
    struct forecast before = forecast_sim_work(&sim, HOUR_S, MINUTE_S, 1);
    int64_t completed = sim.backfill.runs_completed;
    sim.backfill.runs_completed = BACKFILL_NO_COUNT;
    struct forecast blind = forecast_sim_poll(&sim);
    assert_false(blind.has_rate || blind.has_eta || blind.stalled);
    sim.backfill.runs_completed = completed;
    assert_int_equal(forecast_sim_poll(&sim).eta_s, before.eta_s);
    forecast_sim_clear(&sim);
}

static void test_a_clock_that_runs_behind_the_servers_does_no_harm(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 500, 0, -2 * MINUTE_S);
    assert_false(forecast_sim_poll(&sim).stalled);
    forecast_sim_assert_near(forecast_sim_work(&sim, MINUTE_S, MINUTE_S, 1).runs_per_minute, 1,
                             0.05);
    forecast_sim_assert_near(forecast_sim_work(&sim, 30 * MINUTE_S, MINUTE_S, 1).runs_per_minute, 1,
                             0.05);
    forecast_sim_clear(&sim);
    forecast_sim_init(&sim, 500, 20, -2 * MINUTE_S);
    assert_false(forecast_sim_work(&sim, MINUTE_S, MINUTE_S, 1).has_rate);
    forecast_sim_assert_near(forecast_sim_work(&sim, 30 * MINUTE_S, MINUTE_S, 1).runs_per_minute, 1,
                             0.05);
    forecast_sim_clear(&sim);
}

static void test_nothing_recorded_is_nothing_known(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 500, 20, HOUR_S);
    struct forecast forecast = forecast_sim_forecast(&sim);
    assert_false(forecast.has_rate || forecast.has_eta || forecast.stalled);
    forecast_sim_clear(&sim);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_fast_backfill_stalls_after_the_least_time),
        cmocka_unit_test(test_a_slow_backfill_stalls_after_five_of_its_runs),
        cmocka_unit_test(test_forty_minutes_without_any_run_is_a_stall_at_first_sight),
        cmocka_unit_test(test_runs_done_before_first_sight_put_a_stall_off),
        cmocka_unit_test(test_a_stalled_backfill_has_a_rate_of_0_and_no_eta),
        cmocka_unit_test(test_progress_ends_a_stall),
        cmocka_unit_test(test_time_alone_brings_a_stall),
        cmocka_unit_test(test_a_failed_backfill_is_idle_but_not_stalled),
        cmocka_unit_test(test_a_retry_starts_over),
        cmocka_unit_test(test_running_again_after_a_failure_is_no_stall),
        cmocka_unit_test(test_a_start_that_was_seen_gives_a_rate_with_the_first_run),
        cmocka_unit_test(test_a_start_during_an_outage_counts_from_start_time),
        cmocka_unit_test(test_a_status_that_is_missing_once_changes_nothing),
        cmocka_unit_test(test_counts_that_are_missing_once_change_nothing),
        cmocka_unit_test(test_a_clock_that_runs_behind_the_servers_does_no_harm),
        cmocka_unit_test(test_nothing_recorded_is_nothing_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
