/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/forecast.h"

#include "support/forecast_sim.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define RUN_S INT64_C(90)

/* Rate and ETA. */

static void test_steady_progress_gives_the_right_rate(void **state) {
    (void)state;
    const int64_t run_s[] = {5, 10, 30, 60, 120, 300, 900, 1800};
    for (size_t i = 0; i < sizeof run_s / sizeof *run_s; i++) {
        struct forecast_sim sim;
        forecast_sim_init(&sim, 100000, 40, 40 * run_s[i]);
        struct forecast forecast = forecast_sim_work(&sim, 12 * run_s[i] + HOUR_S, run_s[i], 1);
        assert_true(forecast.has_rate);
        forecast_sim_assert_near(forecast.runs_per_minute, 60.0 / (double)run_s[i], 0.03);
        forecast_sim_clear(&sim);
    }
}

static void test_rate_holds_still_between_runs(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 500, 0, 0);
    forecast_sim_work(&sim, 2 * HOUR_S, 4 * MINUTE_S, 1);
    for (int i = 0; i < 500; i++) {
        sim.elapsed_s += FORECAST_SIM_POLL_S;
        sim.backfill.runs_completed += sim.elapsed_s % (4 * MINUTE_S) == 0;
        forecast_sim_assert_near(forecast_sim_poll(&sim).runs_per_minute, 0.25, 0.03);
    }
    forecast_sim_clear(&sim);
}

static void test_eta_counts_down_with_the_clock(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 50, 0, 0);
    int64_t eta_s = forecast_sim_work(&sim, HOUR_S, 4 * MINUTE_S, 1).eta_s;
    forecast_sim_assert_near((double)eta_s, 35.0 * 240, 0.02);
    for (int i = 0; i < 47; i++) {
        sim.elapsed_s += FORECAST_SIM_POLL_S;
        struct forecast forecast = forecast_sim_poll(&sim);
        assert_int_equal(forecast.eta_s, eta_s - FORECAST_SIM_POLL_S);
        eta_s = forecast.eta_s;
    }
    forecast_sim_clear(&sim);
}

static void test_a_whole_backfill_ends_when_it_was_forecast(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 200, 0, 0);
    for (int64_t second = 0; second < 200 * RUN_S; second += FORECAST_SIM_POLL_S) {
        struct forecast forecast = forecast_sim_poll_done(&sim, second, second / RUN_S);
        if (second > 10 * MINUTE_S) {
            int64_t truth_s = 200 * RUN_S - second;
            if (!forecast.has_eta && truth_s <= 15) {
                continue;
            }
            assert_true(forecast.has_eta);
            assert_in_range(forecast.eta_s + 1000, truth_s + 1000 - truth_s / 25 - 15,
                            truth_s + 1000 + truth_s / 25 + 15);
        }
    }
    forecast_sim_clear(&sim);
}

static void test_failed_runs_are_done_too(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 100, 10, 10 * MINUTE_S);
    sim.backfill.runs_failed = 10;
    struct forecast forecast = forecast_sim_poll(&sim);
    forecast_sim_assert_near(forecast.runs_per_minute, 2.0, 0.01);
    forecast_sim_assert_near((double)forecast.eta_s, 40.0 * 60, 0.01);
    forecast_sim_clear(&sim);
}

static void test_at_first_sight_the_average_since_start_time_counts(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 120, 20, 2 * HOUR_S);
    struct forecast forecast = forecast_sim_poll(&sim);
    forecast_sim_assert_near(forecast.runs_per_minute, 20.0 / 120, 0.01);
    forecast_sim_assert_near((double)forecast.eta_s, 10.0 * HOUR_S, 0.01);
    forecast_sim_clear(&sim);
}

static void test_a_run_that_ends_right_after_first_sight_barely_moves_the_rate(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 120, 20, 80 * MINUTE_S);
    forecast_sim_poll(&sim);
    forecast_sim_assert_near(forecast_sim_poll_done(&sim, 5, 21).runs_per_minute, 0.25, 0.3);
    forecast_sim_assert_near(forecast_sim_poll_done(&sim, 245, 22).runs_per_minute, 0.25, 0.3);
    forecast_sim_clear(&sim);
}

static void test_an_old_average_fades_within_the_window(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 5000, 100, 1000 * MINUTE_S);
    forecast_sim_assert_near(forecast_sim_poll(&sim).runs_per_minute, 0.1, 0.01);
    forecast_sim_assert_near(forecast_sim_work(&sim, 10 * MINUTE_S, MINUTE_S, 1).runs_per_minute,
                             10.5 / 15, 0.03);
    forecast_sim_assert_near(forecast_sim_work(&sim, 6 * MINUTE_S, MINUTE_S, 1).runs_per_minute, 1,
                             0.03);
    forecast_sim_clear(&sim);
}

static void test_without_start_time_two_changes_are_needed(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 100, 20, TIMES_ABSENT);
    assert_false(forecast_sim_poll(&sim).has_rate);
    assert_false(forecast_sim_poll_done(&sim, 5, 21).has_rate);
    assert_false(forecast_sim_poll_done(&sim, 60, 21).has_eta);
    struct forecast forecast = forecast_sim_poll_done(&sim, 125, 22);
    forecast_sim_assert_near(forecast.runs_per_minute, 0.5, 0.01);
    forecast_sim_assert_near((double)forecast.eta_s, 78.0 * 120, 0.01);
    forecast_sim_clear(&sim);
}

static void test_no_run_done_yet_is_no_rate(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 100, 0, 3 * MINUTE_S);
    struct forecast forecast = forecast_sim_poll(&sim);
    assert_false(forecast.has_rate || forecast.has_eta || forecast.stalled);
    assert_int_equal(forecast.idle_ms, 3 * MINUTE_S * 1000);
    forecast_sim_clear(&sim);
}

static void test_a_pause_makes_eta_grow(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 500, 0, 0);
    struct forecast before = forecast_sim_work(&sim, HOUR_S, MINUTE_S, 1);
    int64_t eta_s = forecast_sim_work(&sim, MINUTE_S, 0, 0).eta_s;
    assert_true(eta_s <= before.eta_s);
    for (int64_t minute = 2; minute <= 9; minute++) {
        struct forecast forecast = forecast_sim_work(&sim, MINUTE_S, 0, 0);
        assert_true(forecast.has_eta && forecast.eta_s > eta_s);
        eta_s = forecast.eta_s;
    }
    assert_true(eta_s > before.eta_s * 5 / 4);
    forecast_sim_clear(&sim);
}

static void test_after_a_pause_the_rate_comes_back(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 500, 0, 0);
    forecast_sim_work(&sim, HOUR_S, MINUTE_S, 1);
    forecast_sim_work(&sim, 2 * HOUR_S, 0, 0);
    struct forecast forecast = forecast_sim_work(&sim, 4 * MINUTE_S, MINUTE_S, 1);
    forecast_sim_assert_near(forecast.runs_per_minute, 1, 0.05);
    forecast_sim_clear(&sim);
}

static void test_a_burst_is_smoothed(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 500, 0, 0);
    double before = forecast_sim_work(&sim, HOUR_S, MINUTE_S, 1).runs_per_minute;
    double after =
        forecast_sim_poll_done(&sim, sim.elapsed_s + FORECAST_SIM_POLL_S, 70).runs_per_minute;
    assert_true(after > before && after < 2 * before);
    forecast_sim_assert_near(forecast_sim_work(&sim, 20 * MINUTE_S, MINUTE_S, 1).runs_per_minute, 1,
                             0.05);
    forecast_sim_clear(&sim);
}

static void test_runs_that_end_in_batches_give_a_steady_rate(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 5000, 0, 0);
    forecast_sim_work(&sim, HOUR_S, 5 * MINUTE_S, 10);
    for (int i = 0; i < 240; i++) {
        sim.elapsed_s += FORECAST_SIM_POLL_S;
        sim.backfill.runs_completed += sim.elapsed_s % (5 * MINUTE_S) == 0 ? 10 : 0;
        forecast_sim_assert_near(forecast_sim_poll(&sim).runs_per_minute, 2, 0.05);
    }
    forecast_sim_clear(&sim);
}

static void test_a_new_speed_shows_within_the_window(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 5000, 0, 0);
    forecast_sim_work(&sim, 6 * HOUR_S, 2 * MINUTE_S, 1);
    struct forecast forecast = forecast_sim_work(&sim, FORECAST_WINDOW_MS / 1000 + 60, 10, 1);
    forecast_sim_assert_near(forecast.runs_per_minute, 6, 0.03);
    forecast_sim_clear(&sim);
}

static void test_a_fast_backfill_keeps_a_whole_window(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 100000, 0, 0);
    forecast_sim_work(&sim, HOUR_S, FORECAST_SIM_POLL_S, 1);
    size_t oldest = (sim.track.next + FORECAST_SAMPLES - sim.track.count) % FORECAST_SAMPLES;
    assert_int_equal(sim.track.count, FORECAST_SAMPLES);
    assert_true(forecast_sim_now_ms(&sim) - sim.track.samples[oldest].at_ms >= FORECAST_WINDOW_MS);
    forecast_sim_clear(&sim);
}

static void test_eta_is_for_running_with_known_runs_only(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 100, 0, 0);
    assert_true(forecast_sim_work(&sim, HOUR_S, MINUTE_S, 1).has_eta);
    for (int status = 0; status < backfill_status_count; status++) {
        sim.backfill.status = (enum backfill_status)status;
        assert_int_equal(forecast_sim_forecast(&sim).has_eta, status == BACKFILL_RUNNING);
        assert_int_equal(forecast_sim_forecast(&sim).has_rate, status == BACKFILL_RUNNING);
    }
    sim.backfill.status = BACKFILL_RUNNING;
    sim.backfill.runs_total = BACKFILL_NO_COUNT;
    assert_false(forecast_sim_forecast(&sim).has_eta);
    forecast_sim_clear(&sim);
}

/* What a RUNNING backfill with all runs done still does is unknown. */
static void assert_no_eta_and_a_stall_when_idle(int64_t total, int64_t completed, int64_t failed) {
    struct forecast_sim sim;
    forecast_sim_init(&sim, total, completed, MINUTE_S);
    sim.backfill.runs_failed = failed;
    assert_false(forecast_sim_poll(&sim).has_eta);
    assert_false(forecast_sim_forecast(&sim).stalled);
    sim.elapsed_s += FORECAST_STALL_MS / 1000 - 2 * MINUTE_S;
    assert_false(forecast_sim_poll(&sim).has_eta);
    assert_false(forecast_sim_forecast(&sim).stalled);
    sim.elapsed_s += 2 * MINUTE_S;
    assert_false(forecast_sim_poll(&sim).has_eta);
    assert_true(forecast_sim_forecast(&sim).stalled);
    forecast_sim_clear(&sim);
}

static void test_nothing_remaining_is_no_eta_and_a_stall_when_idle(void **state) {
    (void)state;
    assert_no_eta_and_a_stall_when_idle(0, 0, 0);
    assert_no_eta_and_a_stall_when_idle(28, 28, 0);
    assert_no_eta_and_a_stall_when_idle(28, 0, 28);
    assert_no_eta_and_a_stall_when_idle(28, 20, 8);
}

static void test_the_last_run_done_takes_the_eta_away(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 60, 0, 0);
    assert_true(forecast_sim_work(&sim, 59 * MINUTE_S, MINUTE_S, 1).has_eta);
    struct forecast forecast = forecast_sim_work(&sim, MINUTE_S, MINUTE_S, 1);
    assert_false(forecast.has_eta);
    assert_false(forecast.stalled);
    assert_true(forecast.has_rate);
    forecast_sim_clear(&sim);
}

static void test_an_overdue_last_run_has_no_eta(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 60, 0, 0);
    struct forecast forecast = forecast_sim_work(&sim, 59 * MINUTE_S, MINUTE_S, 1);
    assert_true(forecast.has_eta);
    while (forecast.has_eta) {
        assert_true(forecast.eta_s > 0);
        sim.elapsed_s++;
        forecast = forecast_sim_poll(&sim);
    }
    assert_in_range(sim.elapsed_s, 60 * MINUTE_S - 5, 60 * MINUTE_S + 5);
    assert_false(forecast.stalled);
    forecast_sim_clear(&sim);
}

static void test_without_a_total_there_is_a_rate_and_a_stall_but_no_eta(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, BACKFILL_NO_COUNT, 0, 0);
    struct forecast forecast = forecast_sim_work(&sim, HOUR_S, MINUTE_S, 1);
    forecast_sim_assert_near(forecast.runs_per_minute, 1, 0.05);
    assert_false(forecast.has_eta || forecast.stalled);
    sim.elapsed_s += FORECAST_STALL_MS / 1000;
    assert_true(forecast_sim_poll(&sim).stalled);
    sim.backfill.runs_total = 100;
    assert_true(forecast_sim_poll_done(&sim, sim.elapsed_s + 60, 61).has_eta);
    forecast_sim_clear(&sim);
}

static void test_a_total_that_grows_brings_the_eta_back(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 60, 0, 0);
    assert_false(forecast_sim_work(&sim, HOUR_S, MINUTE_S, 1).has_eta);
    sim.backfill.runs_total = 90;
    forecast_sim_assert_near((double)forecast_sim_poll(&sim).eta_s, 30.0 * 60, 0.05);
    forecast_sim_clear(&sim);
}

static void test_an_absurd_eta_is_unknown(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, INT64_MAX, 1, HOUR_S);
    struct forecast forecast = forecast_sim_poll(&sim);
    assert_true(forecast.has_rate);
    assert_false(forecast.has_eta);
    forecast_sim_clear(&sim);
}

static void test_a_total_that_grows_moves_the_eta(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 100, 0, 0);
    int64_t before_s = forecast_sim_work(&sim, 30 * MINUTE_S, MINUTE_S, 1).eta_s;
    sim.backfill.runs_total = 200;
    forecast_sim_assert_near((double)(forecast_sim_poll(&sim).eta_s - before_s), 100.0 * 60, 0.05);
    forecast_sim_clear(&sim);
}

static void test_a_total_below_what_is_done_does_not_disturb_the_rate(void **state) {
    (void)state;
    struct forecast_sim sim;
    forecast_sim_init(&sim, 100, 0, 0);
    forecast_sim_work(&sim, 30 * MINUTE_S, MINUTE_S, 1);
    sim.backfill.runs_total = 20;
    forecast_sim_poll(&sim);
    sim.backfill.runs_total = 100;
    forecast_sim_assert_near(forecast_sim_poll(&sim).runs_per_minute, 1, 0.05);
    forecast_sim_clear(&sim);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steady_progress_gives_the_right_rate),
        cmocka_unit_test(test_rate_holds_still_between_runs),
        cmocka_unit_test(test_eta_counts_down_with_the_clock),
        cmocka_unit_test(test_a_whole_backfill_ends_when_it_was_forecast),
        cmocka_unit_test(test_failed_runs_are_done_too),
        cmocka_unit_test(test_at_first_sight_the_average_since_start_time_counts),
        cmocka_unit_test(test_a_run_that_ends_right_after_first_sight_barely_moves_the_rate),
        cmocka_unit_test(test_an_old_average_fades_within_the_window),
        cmocka_unit_test(test_without_start_time_two_changes_are_needed),
        cmocka_unit_test(test_no_run_done_yet_is_no_rate),
        cmocka_unit_test(test_a_pause_makes_eta_grow),
        cmocka_unit_test(test_after_a_pause_the_rate_comes_back),
        cmocka_unit_test(test_a_burst_is_smoothed),
        cmocka_unit_test(test_runs_that_end_in_batches_give_a_steady_rate),
        cmocka_unit_test(test_a_new_speed_shows_within_the_window),
        cmocka_unit_test(test_a_fast_backfill_keeps_a_whole_window),
        cmocka_unit_test(test_eta_is_for_running_with_known_runs_only),
        cmocka_unit_test(test_nothing_remaining_is_no_eta_and_a_stall_when_idle),
        cmocka_unit_test(test_the_last_run_done_takes_the_eta_away),
        cmocka_unit_test(test_an_overdue_last_run_has_no_eta),
        cmocka_unit_test(test_without_a_total_there_is_a_rate_and_a_stall_but_no_eta),
        cmocka_unit_test(test_a_total_that_grows_brings_the_eta_back),
        cmocka_unit_test(test_an_absurd_eta_is_unknown),
        cmocka_unit_test(test_a_total_that_grows_moves_the_eta),
        cmocka_unit_test(test_a_total_below_what_is_done_does_not_disturb_the_rate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
