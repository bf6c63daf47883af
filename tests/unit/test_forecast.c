/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/forecast.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define MINUTE_S  INT64_C(60)
#define HOUR_S    INT64_C(3600)
#define EPOCH_S   INT64_C(1706778000) /* wall clock when the simulation begins */
#define UPTIME_MS INT64_C(123456)     /* monotonic clock at that moment */
#define POLL_S    INT64_C(5)
#define RUN_S     INT64_C(90)

/* A backfill in a world of its own, watched by polls. */
struct world {
    struct backfill backfill;
    struct forecast_track track;
    int64_t elapsed_s;
};

static void setup(struct world *world, int64_t total, int64_t done, int64_t started_s_ago) {
    *world = (struct world){0};
    forecast_track_init(&world->track);
    backfill_init(&world->backfill);
    world->backfill.id = 1;
    world->backfill.status = BACKFILL_RUNNING;
    world->backfill.runs_total = total;
    world->backfill.runs_completed = done;
    world->backfill.runs_failed = 0;
    world->backfill.start_time = started_s_ago == TIMES_ABSENT ? TIMES_ABSENT
                                                               : EPOCH_S - started_s_ago;
}

static int64_t monotonic_ms(const struct world *world) {
    return UPTIME_MS + world->elapsed_s * 1000;
}

static struct forecast look(const struct world *world) {
    return forecast_of(&world->track, &world->backfill, monotonic_ms(world),
                       EPOCH_S + world->elapsed_s);
}

static struct forecast poll(struct world *world) {
    forecast_record(&world->track, &world->backfill, monotonic_ms(world));
    return look(world);
}

static struct forecast poll_done(struct world *world, int64_t at_s, int64_t done) {
    world->elapsed_s = at_s;
    world->backfill.runs_completed = done;
    return poll(world);
}

/* Polls for `span_s` while `batch` runs end every `every_s` seconds (0: none). */
static struct forecast work(struct world *world, int64_t span_s, int64_t every_s, int64_t batch) {
    struct forecast forecast = poll(world);
    for (int64_t s = POLL_S; s <= span_s; s += POLL_S) {
        world->elapsed_s += POLL_S;
        if (every_s > 0 && s % every_s == 0) {
            world->backfill.runs_completed += batch;
        }
        forecast = poll(world);
    }
    return forecast;
}

static void assert_near(double value, double expected, double share) {
    double low = expected * (1 - share);
    double high = expected * (1 + share);
    if (value < low || value > high) {
        fail_msg("%g is not within %g of %g", value, share, expected);
    }
}

static void teardown(struct world *world) {
    forecast_track_clear(&world->track);
    backfill_clear(&world->backfill);
}

/* ---- rate and ETA ---- */

static void test_steady_progress_gives_the_right_rate(void **state) {
    (void)state;
    const int64_t run_s[] = {5, 10, 30, 60, 120, 300, 900, 1800};
    for (size_t i = 0; i < sizeof run_s / sizeof *run_s; i++) {
        struct world world;
        setup(&world, 100000, 40, 40 * run_s[i]);
        struct forecast forecast = work(&world, 12 * run_s[i] + HOUR_S, run_s[i], 1);
        assert_true(forecast.has_rate);
        assert_near(forecast.runs_per_minute, 60.0 / (double)run_s[i], 0.03);
        teardown(&world);
    }
}

static void test_rate_holds_still_between_runs(void **state) {
    (void)state;
    struct world world;
    setup(&world, 500, 0, 0);
    work(&world, 2 * HOUR_S, 4 * MINUTE_S, 1);
    for (int i = 0; i < 500; i++) {
        world.elapsed_s += POLL_S;
        world.backfill.runs_completed += world.elapsed_s % (4 * MINUTE_S) == 0;
        assert_near(poll(&world).runs_per_minute, 0.25, 0.03);
    }
    teardown(&world);
}

static void test_eta_counts_down_with_the_clock(void **state) {
    (void)state;
    struct world world;
    setup(&world, 50, 0, 0);
    int64_t eta_s = work(&world, HOUR_S, 4 * MINUTE_S, 1).eta_s;
    assert_near((double)eta_s, 35.0 * 240, 0.02);
    for (int i = 0; i < 47; i++) {
        world.elapsed_s += POLL_S;
        struct forecast forecast = poll(&world);
        assert_int_equal(forecast.eta_s, eta_s - POLL_S);
        eta_s = forecast.eta_s;
    }
    teardown(&world);
}

static void test_a_whole_backfill_ends_when_it_was_foretold(void **state) {
    (void)state;
    struct world world;
    setup(&world, 200, 0, 0);
    for (int64_t second = 0; second < 200 * RUN_S; second += POLL_S) {
        struct forecast forecast = poll_done(&world, second, second / RUN_S);
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
    teardown(&world);
}

static void test_failed_runs_are_done_too(void **state) {
    (void)state;
    struct world world;
    setup(&world, 100, 10, 10 * MINUTE_S);
    world.backfill.runs_failed = 10;
    struct forecast forecast = poll(&world);
    assert_near(forecast.runs_per_minute, 2.0, 0.01);
    assert_near((double)forecast.eta_s, 40.0 * 60, 0.01);
    teardown(&world);
}

static void test_at_first_sight_the_average_since_start_time_counts(void **state) {
    (void)state;
    struct world world;
    setup(&world, 120, 20, 2 * HOUR_S);
    struct forecast forecast = poll(&world);
    assert_near(forecast.runs_per_minute, 20.0 / 120, 0.01);
    assert_near((double)forecast.eta_s, 10.0 * HOUR_S, 0.01);
    teardown(&world);
}

static void test_a_run_that_ends_right_after_first_sight_excites_nobody(void **state) {
    (void)state;
    struct world world;
    setup(&world, 120, 20, 80 * MINUTE_S);
    poll(&world);
    assert_near(poll_done(&world, 5, 21).runs_per_minute, 0.25, 0.3);
    assert_near(poll_done(&world, 245, 22).runs_per_minute, 0.25, 0.3);
    teardown(&world);
}

static void test_an_old_average_fades_within_the_window(void **state) {
    (void)state;
    struct world world;
    setup(&world, 5000, 100, 1000 * MINUTE_S);
    assert_near(poll(&world).runs_per_minute, 0.1, 0.01);
    assert_near(work(&world, 10 * MINUTE_S, MINUTE_S, 1).runs_per_minute, 10.5 / 15, 0.03);
    assert_near(work(&world, 6 * MINUTE_S, MINUTE_S, 1).runs_per_minute, 1, 0.03);
    teardown(&world);
}

static void test_without_start_time_two_changes_are_needed(void **state) {
    (void)state;
    struct world world;
    setup(&world, 100, 20, TIMES_ABSENT);
    assert_false(poll(&world).has_rate);
    assert_false(poll_done(&world, 5, 21).has_rate);
    assert_false(poll_done(&world, 60, 21).has_eta);
    struct forecast forecast = poll_done(&world, 125, 22);
    assert_near(forecast.runs_per_minute, 0.5, 0.01);
    assert_near((double)forecast.eta_s, 78.0 * 120, 0.01);
    teardown(&world);
}

static void test_no_run_done_yet_is_no_rate(void **state) {
    (void)state;
    struct world world;
    setup(&world, 100, 0, 3 * MINUTE_S);
    struct forecast forecast = poll(&world);
    assert_false(forecast.has_rate || forecast.has_eta || forecast.stalled);
    assert_int_equal(forecast.idle_ms, 3 * MINUTE_S * 1000);
    teardown(&world);
}

static void test_a_pause_makes_eta_grow(void **state) {
    (void)state;
    struct world world;
    setup(&world, 500, 0, 0);
    struct forecast before = work(&world, HOUR_S, MINUTE_S, 1);
    int64_t eta_s = work(&world, MINUTE_S, 0, 0).eta_s;
    assert_true(eta_s <= before.eta_s);
    for (int64_t minute = 2; minute <= 9; minute++) {
        struct forecast forecast = work(&world, MINUTE_S, 0, 0);
        assert_true(forecast.has_eta && forecast.eta_s > eta_s);
        eta_s = forecast.eta_s;
    }
    assert_true(eta_s > before.eta_s * 5 / 4);
    teardown(&world);
}

static void test_after_a_pause_the_rate_comes_back(void **state) {
    (void)state;
    struct world world;
    setup(&world, 500, 0, 0);
    work(&world, HOUR_S, MINUTE_S, 1);
    work(&world, 2 * HOUR_S, 0, 0);
    struct forecast forecast = work(&world, 4 * MINUTE_S, MINUTE_S, 1);
    assert_near(forecast.runs_per_minute, 1, 0.05);
    teardown(&world);
}

static void test_a_burst_is_smoothed(void **state) {
    (void)state;
    struct world world;
    setup(&world, 500, 0, 0);
    double before = work(&world, HOUR_S, MINUTE_S, 1).runs_per_minute;
    double after = poll_done(&world, world.elapsed_s + POLL_S, 70).runs_per_minute;
    assert_true(after > before && after < 2 * before);
    assert_near(work(&world, 20 * MINUTE_S, MINUTE_S, 1).runs_per_minute, 1, 0.05);
    teardown(&world);
}

static void test_runs_that_end_in_batches_give_a_steady_rate(void **state) {
    (void)state;
    struct world world;
    setup(&world, 5000, 0, 0);
    work(&world, HOUR_S, 5 * MINUTE_S, 10);
    for (int i = 0; i < 240; i++) {
        world.elapsed_s += POLL_S;
        world.backfill.runs_completed += world.elapsed_s % (5 * MINUTE_S) == 0 ? 10 : 0;
        assert_near(poll(&world).runs_per_minute, 2, 0.05);
    }
    teardown(&world);
}

static void test_a_new_speed_shows_within_the_window(void **state) {
    (void)state;
    struct world world;
    setup(&world, 5000, 0, 0);
    work(&world, 6 * HOUR_S, 2 * MINUTE_S, 1);
    struct forecast forecast = work(&world, FORECAST_WINDOW_MS / 1000 + 60, 10, 1);
    assert_near(forecast.runs_per_minute, 6, 0.03);
    teardown(&world);
}

static void test_a_fast_backfill_keeps_a_whole_window(void **state) {
    (void)state;
    struct world world;
    setup(&world, 100000, 0, 0);
    work(&world, HOUR_S, POLL_S, 1);
    size_t oldest = (world.track.next + FORECAST_SAMPLES - world.track.count) % FORECAST_SAMPLES;
    assert_int_equal(world.track.count, FORECAST_SAMPLES);
    assert_true(monotonic_ms(&world) - world.track.samples[oldest].at_ms >= FORECAST_WINDOW_MS);
    teardown(&world);
}

static void test_eta_is_for_running_with_known_runs_only(void **state) {
    (void)state;
    struct world world;
    setup(&world, 100, 0, 0);
    assert_true(work(&world, HOUR_S, MINUTE_S, 1).has_eta);
    for (int status = 0; status < backfill_status_count; status++) {
        world.backfill.status = (enum backfill_status)status;
        assert_int_equal(look(&world).has_eta, status == BACKFILL_RUNNING);
        assert_int_equal(look(&world).has_rate, status == BACKFILL_RUNNING);
    }
    world.backfill.status = BACKFILL_RUNNING;
    world.backfill.runs_total = BACKFILL_NO_COUNT;
    assert_false(look(&world).has_eta);
    teardown(&world);
}

/* What a backfill that is RUNNING with all runs done still does nobody knows. */
static void assert_no_eta_and_a_stall_when_idle(int64_t total, int64_t completed, int64_t failed) {
    struct world world;
    setup(&world, total, completed, MINUTE_S);
    world.backfill.runs_failed = failed;
    assert_false(poll(&world).has_eta);
    assert_false(look(&world).stalled);
    world.elapsed_s += FORECAST_STALL_MS / 1000 - 2 * MINUTE_S;
    assert_false(poll(&world).has_eta);
    assert_false(look(&world).stalled);
    world.elapsed_s += 2 * MINUTE_S;
    assert_false(poll(&world).has_eta);
    assert_true(look(&world).stalled);
    teardown(&world);
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
    struct world world;
    setup(&world, 60, 0, 0);
    assert_true(work(&world, 59 * MINUTE_S, MINUTE_S, 1).has_eta);
    struct forecast forecast = work(&world, MINUTE_S, MINUTE_S, 1);
    assert_false(forecast.has_eta);
    assert_false(forecast.stalled);
    assert_true(forecast.has_rate);
    teardown(&world);
}

static void test_an_overdue_last_run_has_no_eta(void **state) {
    (void)state;
    struct world world;
    setup(&world, 60, 0, 0);
    struct forecast forecast = work(&world, 59 * MINUTE_S, MINUTE_S, 1);
    assert_true(forecast.has_eta);
    while (forecast.has_eta) {
        assert_true(forecast.eta_s > 0);
        world.elapsed_s++;
        forecast = poll(&world);
    }
    assert_in_range(world.elapsed_s, 60 * MINUTE_S - 5, 60 * MINUTE_S + 5);
    assert_false(forecast.stalled);
    teardown(&world);
}

static void test_without_a_total_there_is_a_rate_and_a_stall_but_no_eta(void **state) {
    (void)state;
    struct world world;
    setup(&world, BACKFILL_NO_COUNT, 0, 0);
    struct forecast forecast = work(&world, HOUR_S, MINUTE_S, 1);
    assert_near(forecast.runs_per_minute, 1, 0.05);
    assert_false(forecast.has_eta || forecast.stalled);
    world.elapsed_s += FORECAST_STALL_MS / 1000;
    assert_true(poll(&world).stalled);
    world.backfill.runs_total = 100;
    assert_true(poll_done(&world, world.elapsed_s + 60, 61).has_eta);
    teardown(&world);
}

static void test_a_total_that_grows_brings_the_eta_back(void **state) {
    (void)state;
    struct world world;
    setup(&world, 60, 0, 0);
    assert_false(work(&world, HOUR_S, MINUTE_S, 1).has_eta);
    world.backfill.runs_total = 90;
    assert_near((double)poll(&world).eta_s, 30.0 * 60, 0.05);
    teardown(&world);
}

static void test_an_eta_beyond_belief_is_not_known(void **state) {
    (void)state;
    struct world world;
    setup(&world, INT64_MAX, 1, HOUR_S);
    struct forecast forecast = poll(&world);
    assert_true(forecast.has_rate);
    assert_false(forecast.has_eta);
    teardown(&world);
}

static void test_a_total_that_grows_moves_the_eta(void **state) {
    (void)state;
    struct world world;
    setup(&world, 100, 0, 0);
    int64_t before_s = work(&world, 30 * MINUTE_S, MINUTE_S, 1).eta_s;
    world.backfill.runs_total = 200;
    assert_near((double)(poll(&world).eta_s - before_s), 100.0 * 60, 0.05);
    teardown(&world);
}

static void test_a_total_below_what_is_done_does_not_disturb_the_rate(void **state) {
    (void)state;
    struct world world;
    setup(&world, 100, 0, 0);
    work(&world, 30 * MINUTE_S, MINUTE_S, 1);
    world.backfill.runs_total = 20;
    poll(&world);
    world.backfill.runs_total = 100;
    assert_near(poll(&world).runs_per_minute, 1, 0.05);
    teardown(&world);
}

/* ---- stall ---- */

/* Seconds of silence after which a stall is noted. */
static int64_t silence_until_stall(struct world *world) {
    int64_t silent_s = 0;
    while (!poll(world).stalled) {
        world->elapsed_s++;
        silent_s++;
        assert_true(silent_s < 168 * HOUR_S);
    }
    return silent_s;
}

static void test_a_fast_backfill_stalls_after_the_least_time(void **state) {
    (void)state;
    struct world world;
    setup(&world, 500, 0, 0);
    work(&world, HOUR_S, MINUTE_S, 1);
    assert_int_equal(silence_until_stall(&world), FORECAST_STALL_MS / 1000);
    teardown(&world);
}

static void test_a_slow_backfill_stalls_after_five_of_its_runs(void **state) {
    (void)state;
    struct world world;
    setup(&world, 500, 0, 0);
    work(&world, 5 * HOUR_S, 20 * MINUTE_S, 1);
    assert_near((double)silence_until_stall(&world), 100.0 * 60, 0.02);
    teardown(&world);
}

static void test_forty_minutes_without_any_run_is_a_stall_at_first_sight(void **state) {
    (void)state;
    struct world world;
    setup(&world, 28, 0, 40 * MINUTE_S);
    struct forecast forecast = poll(&world);
    assert_true(forecast.stalled);
    assert_false(forecast.has_eta);
    assert_int_equal(forecast.idle_ms, 40 * MINUTE_S * 1000);
    teardown(&world);
}

static void test_runs_done_before_first_sight_put_a_stall_off(void **state) {
    (void)state;
    struct world world;
    setup(&world, 28, 20, 40 * MINUTE_S);
    assert_false(poll(&world).stalled);
    assert_int_equal(look(&world).idle_ms, 0);
    assert_int_equal(silence_until_stall(&world), FORECAST_STALL_MS / 1000);
    teardown(&world);
}

static void test_a_stalled_backfill_has_a_rate_of_0_and_no_eta(void **state) {
    (void)state;
    struct world world;
    setup(&world, 500, 0, 0);
    work(&world, HOUR_S, MINUTE_S, 1);
    struct forecast forecast = work(&world, 11 * MINUTE_S, 0, 0);
    assert_true(forecast.stalled && forecast.has_rate);
    assert_true(forecast.runs_per_minute <= 0);
    assert_false(forecast.has_eta);
    teardown(&world);
}

static void test_progress_ends_a_stall(void **state) {
    (void)state;
    struct world world;
    setup(&world, 500, 0, 0);
    work(&world, HOUR_S, MINUTE_S, 1);
    work(&world, HOUR_S, 0, 0);
    struct forecast forecast = work(&world, POLL_S, POLL_S, 1);
    assert_false(forecast.stalled);
    assert_int_equal(forecast.idle_ms, 0);
    teardown(&world);
}

static void test_time_alone_brings_a_stall(void **state) {
    (void)state;
    struct world world;
    setup(&world, 500, 0, 0);
    work(&world, HOUR_S, MINUTE_S, 1);
    world.elapsed_s += FORECAST_STALL_MS / 1000;
    assert_true(look(&world).stalled);
    teardown(&world);
}

static void test_a_failed_backfill_is_idle_but_not_stalled(void **state) {
    (void)state;
    struct world world;
    setup(&world, 28, 14, HOUR_S);
    world.backfill.status = BACKFILL_FAILED;
    poll(&world);
    world.elapsed_s = HOUR_S;
    assert_false(poll(&world).stalled);
    assert_int_equal(look(&world).idle_ms, HOUR_S * 1000);
    teardown(&world);
}

/* ---- beginning again ---- */

static void test_a_retry_starts_afresh(void **state) {
    (void)state;
    struct world world;
    setup(&world, 40, 0, 0);
    work(&world, 20 * MINUTE_S, MINUTE_S, 1);
    world.elapsed_s += POLL_S;
    world.backfill.runs_completed = 14;
    assert_false(work(&world, POLL_S, 0, 0).has_rate);
    assert_near(work(&world, HOUR_S, 5 * MINUTE_S, 1).runs_per_minute, 0.2, 0.05);
    teardown(&world);
}

static void test_running_again_after_a_failure_is_no_stall(void **state) {
    (void)state;
    struct world world;
    setup(&world, 28, 14, HOUR_S);
    world.backfill.status = BACKFILL_FAILED;
    work(&world, 3 * HOUR_S, 0, 0);
    world.backfill.status = BACKFILL_RUNNING;
    world.elapsed_s += POLL_S;
    struct forecast forecast = poll(&world);
    assert_false(forecast.stalled || forecast.has_rate);
    assert_in_range(silence_until_stall(&world), FORECAST_STALL_MS / 1000 - 2 * POLL_S,
                    FORECAST_STALL_MS / 1000);
    teardown(&world);
}

static void test_a_start_that_was_watched_gives_a_rate_with_the_first_run(void **state) {
    (void)state;
    struct world world;
    setup(&world, 28, 0, TIMES_ABSENT);
    world.backfill.status = BACKFILL_SCHEDULED;
    work(&world, HOUR_S, 0, 0);
    world.backfill.status = BACKFILL_RUNNING;
    assert_false(work(&world, 2 * MINUTE_S - POLL_S, 0, 0).has_rate);
    struct forecast forecast = work(&world, POLL_S, POLL_S, 1);
    assert_near(forecast.runs_per_minute, 0.5, 0.1);
    teardown(&world);
}

static void test_a_start_during_an_outage_counts_from_start_time(void **state) {
    (void)state;
    struct world world;
    setup(&world, 28, 0, TIMES_ABSENT);
    world.backfill.status = BACKFILL_SCHEDULED;
    poll(&world);
    world.elapsed_s = HOUR_S;
    world.backfill.status = BACKFILL_RUNNING;
    world.backfill.start_time = EPOCH_S + HOUR_S - 40 * MINUTE_S;
    struct forecast forecast = poll(&world);
    assert_true(forecast.stalled);
    assert_int_equal(forecast.idle_ms, 40 * MINUTE_S * 1000);
    teardown(&world);
}

static void test_a_status_that_is_missing_once_changes_nothing(void **state) {
    (void)state;
    struct world world;
    setup(&world, 500, 0, 0);
    double before = work(&world, HOUR_S, MINUTE_S, 1).runs_per_minute;
    world.backfill.status = BACKFILL_NONE;
    poll(&world);
    world.backfill.status = BACKFILL_RUNNING;
    assert_near(poll(&world).runs_per_minute, before, 0.001);
    teardown(&world);
}

static void test_counts_that_are_missing_once_change_nothing(void **state) {
    (void)state;
    struct world world;
    setup(&world, 500, 0, 0);
    struct forecast before = work(&world, HOUR_S, MINUTE_S, 1);
    int64_t completed = world.backfill.runs_completed;
    world.backfill.runs_completed = BACKFILL_NO_COUNT;
    struct forecast blind = poll(&world);
    assert_false(blind.has_rate || blind.has_eta || blind.stalled);
    world.backfill.runs_completed = completed;
    assert_int_equal(poll(&world).eta_s, before.eta_s);
    teardown(&world);
}

static void test_a_clock_that_runs_behind_the_servers_does_no_harm(void **state) {
    (void)state;
    struct world world;
    setup(&world, 500, 0, -2 * MINUTE_S);
    assert_false(poll(&world).stalled);
    assert_near(work(&world, MINUTE_S, MINUTE_S, 1).runs_per_minute, 1, 0.05);
    assert_near(work(&world, 30 * MINUTE_S, MINUTE_S, 1).runs_per_minute, 1, 0.05);
    teardown(&world);
    setup(&world, 500, 20, -2 * MINUTE_S);
    assert_false(work(&world, MINUTE_S, MINUTE_S, 1).has_rate);
    assert_near(work(&world, 30 * MINUTE_S, MINUTE_S, 1).runs_per_minute, 1, 0.05);
    teardown(&world);
}

static void test_nothing_recorded_is_nothing_known(void **state) {
    (void)state;
    struct world world;
    setup(&world, 500, 20, HOUR_S);
    struct forecast forecast = look(&world);
    assert_false(forecast.has_rate || forecast.has_eta || forecast.stalled);
    teardown(&world);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_steady_progress_gives_the_right_rate),
        cmocka_unit_test(test_rate_holds_still_between_runs),
        cmocka_unit_test(test_eta_counts_down_with_the_clock),
        cmocka_unit_test(test_a_whole_backfill_ends_when_it_was_foretold),
        cmocka_unit_test(test_failed_runs_are_done_too),
        cmocka_unit_test(test_at_first_sight_the_average_since_start_time_counts),
        cmocka_unit_test(test_a_run_that_ends_right_after_first_sight_excites_nobody),
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
        cmocka_unit_test(test_an_eta_beyond_belief_is_not_known),
        cmocka_unit_test(test_a_total_that_grows_moves_the_eta),
        cmocka_unit_test(test_a_total_below_what_is_done_does_not_disturb_the_rate),
        cmocka_unit_test(test_a_fast_backfill_stalls_after_the_least_time),
        cmocka_unit_test(test_a_slow_backfill_stalls_after_five_of_its_runs),
        cmocka_unit_test(test_forty_minutes_without_any_run_is_a_stall_at_first_sight),
        cmocka_unit_test(test_runs_done_before_first_sight_put_a_stall_off),
        cmocka_unit_test(test_a_stalled_backfill_has_a_rate_of_0_and_no_eta),
        cmocka_unit_test(test_progress_ends_a_stall),
        cmocka_unit_test(test_time_alone_brings_a_stall),
        cmocka_unit_test(test_a_failed_backfill_is_idle_but_not_stalled),
        cmocka_unit_test(test_a_retry_starts_afresh),
        cmocka_unit_test(test_running_again_after_a_failure_is_no_stall),
        cmocka_unit_test(test_a_start_that_was_watched_gives_a_rate_with_the_first_run),
        cmocka_unit_test(test_a_start_during_an_outage_counts_from_start_time),
        cmocka_unit_test(test_a_status_that_is_missing_once_changes_nothing),
        cmocka_unit_test(test_counts_that_are_missing_once_change_nothing),
        cmocka_unit_test(test_a_clock_that_runs_behind_the_servers_does_no_harm),
        cmocka_unit_test(test_nothing_recorded_is_nothing_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
