/* SPDX-License-Identifier: MIT */
#include "../../src/monitor/actions.h"
#include "../../src/monitor/turn.h"
#include "backfilltop/base/memory.h"
#include "screen/support/scene.h"
#include "screen/support/work.h"

#include <curses.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

/* What a frame costs, in calls: they are the same on every machine, as times are not. The bounds
 * are generous; what they are to notice is a frame that is made or drawn whole. */

#define HEADER_TEXTS 20 /* at most, on the line with the countdown */

/* A monitor with the rows of the sample, which has just been polled and drawn. */
struct bench {
    struct capture capture;
    struct monitor_options options;
    struct credentials credentials;
    struct source source;
    struct monitor monitor;
    int64_t now_ms;
};

static int64_t no_time(const void *state) {
    (void)state;
    return SAMPLE_NOW_MS;
}

static int64_t now_s(const struct bench *bench) {
    return SAMPLE_NOW_S + (bench->now_ms - SAMPLE_NOW_MS) / 1000;
}

static void draw(struct bench *bench) {
    memset(&work, 0, sizeof work);
    turn_draw(&bench->monitor, bench->now_ms, now_s(bench));
}

static struct backfill copy_of(const struct backfill *backfill) {
    struct backfill copy = *backfill;
    copy.errors = memory_new(backfill->error_count, sizeof *copy.errors);
    if (backfill->status_word != NULL) {
        copy.status_word = memory_copy(backfill->status_word, strlen(backfill->status_word));
    }
    for (size_t i = 0; i < backfill->error_count; i++) {
        const struct backfill_error *error = &backfill->errors[i];
        copy.errors[i] = (struct backfill_error){
            error->day, memory_copy(error->message, strlen(error->message))};
    }
    return copy;
}

/* The list once more, with `runs` more completed in the first row that is running. */
static void poll(struct bench *bench, int64_t runs) {
    struct monitor *monitor = &bench->monitor;
    struct poller_team *team = &monitor->requests.poller.teams[0];
    struct snapshot snapshot = {
        .backfills = memory_new(monitor->tracker.count, sizeof *snapshot.backfills),
        .capacity = monitor->tracker.count};
    for (size_t i = 0; i < monitor->tracker.count; i++) {
        const struct row *row = monitor->tracker.rows[i];
        if (row->change != ROW_GONE) {
            struct backfill *copy = &snapshot.backfills[snapshot.count++];
            *copy = copy_of(&row->backfill);
            bool grows = runs > 0 && copy->status == BACKFILL_RUNNING;
            copy->runs_completed += grows ? runs : 0;
            runs -= grows ? runs : 0;
        }
    }
    tracker_apply(&monitor->tracker, SAMPLE_TEAM, &snapshot, bench->now_ms, now_s(bench));
    snapshot_clear(&snapshot);
    team->answered = true;
    team->last_success_ms = bench->now_ms;
    team->pacing.due_ms = bench->now_ms + 5000;
    monitor_refresh_listing(monitor);
}

static void open_bench(struct bench *bench) {
    static const struct source_ops OPS = {.now_ms = no_time, .now_s = no_time};
    static char host[] = "dts-api.supermetrics.com";
    struct sample sample;
    *bench = (struct bench){.options = {.source.endpoint = {.host = host},
                                        .teams = {SAMPLE_TEAM},
                                        .team_count = 1,
                                        .interval_ms = 5000},
                            .source = {.ops = &OPS},
                            .now_ms = SAMPLE_NOW_MS};
    monitor_init(&bench->monitor, &bench->options, &bench->credentials, &bench->source, 1);
    hook_init(&bench->monitor.hook, NULL, TEXT_UTF8);
    sample_init(&sample, sample_usual, sample_usual_count);
    listing_clear(&sample.listing);
    tracker_clear(&bench->monitor.tracker);
    bench->monitor.tracker = sample.tracker;
    capture_open(&bench->capture, &(struct capture_options){0});
    resizeterm(40, 120);
    poll(bench, 0);
    draw(bench);
    poll(bench, 0); /* the highlights of the sample end */
    draw(bench);
}

static void close_bench(struct bench *bench) {
    capture_close(&bench->capture);
    monitor_clear(&bench->monitor);
}

static void pass(struct bench *bench, int64_t ms) {
    bench->now_ms += ms;
    bench->monitor.stale = true;
    draw(bench);
}

static long sent(const struct bench *bench) {
    struct stat stat;
    assert_int_equal(fstat(fileno(bench->capture.out), &stat), 0);
    return (long)stat.st_size;
}

static void a_tick_draws_the_countdown(void **state) {
    (void)state;
    struct bench bench;
    open_bench(&bench);
    pass(&bench, 100); /* the youngest rows and the next minute are far */
    long before = sent(&bench);
    pass(&bench, 1000);
    assert_int_equal(work.layouts, 0);
    assert_int_equal(work.views, 0);
    assert_in_range(work.cells, 0, bench.monitor.frame.layout.shown_columns);
    assert_in_range(work.texts, 1, 2 * HEADER_TEXTS);
    assert_in_range(sent(&bench) - before, 1, 60);
    close_bench(&bench);
}

static void a_tick_that_changes_no_text_draws_nothing(void **state) {
    (void)state;
    struct bench bench;
    open_bench(&bench);
    pass(&bench, 100);
    long before = sent(&bench);
    pass(&bench, 50);
    assert_int_equal(work.layouts, 0);
    assert_int_equal(work.cells, 0);
    assert_int_equal(work.texts, 0);
    assert_int_equal(sent(&bench), before);
    close_bench(&bench);
}

static void a_tick_with_the_pane_or_a_page_open_is_no_more(void **state) {
    (void)state;
    static const int keys[] = {'\r', '?', 'e'};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        struct bench bench;
        open_bench(&bench);
        struct terminal_input input = {.key = keys[i]};
        actions_apply(&bench.monitor, &input, bench.now_ms, now_s(&bench));
        draw(&bench);
        assert_true(work.texts > 2 * HEADER_TEXTS);
        pass(&bench, 1100); /* the minutes of an ETA may change here, not in the next second */
        pass(&bench, 1000);
        assert_int_equal(work.layouts, 0);
        assert_in_range(work.texts, 1, 2 * HEADER_TEXTS);
        close_bench(&bench);
    }
}

static void a_poll_that_changed_nothing_draws_no_row(void **state) {
    (void)state;
    struct bench bench;
    open_bench(&bench);
    poll(&bench, 0);
    draw(&bench);
    assert_int_equal(work.layouts, 1);
    assert_int_equal(work.cells, 0);
    assert_in_range(work.texts, 0, HEADER_TEXTS);
    close_bench(&bench);
}

static void a_poll_draws_the_rows_that_it_changed(void **state) {
    (void)state;
    struct bench bench;
    open_bench(&bench);
    size_t columns = bench.monitor.frame.layout.shown_columns;
    poll(&bench, 1);
    draw(&bench);
    assert_int_equal(work.cells, columns);
    poll(&bench, 0); /* its highlight ends */
    draw(&bench);
    assert_int_equal(work.cells, columns);
    close_bench(&bench);
}

static void moving_the_selection_draws_two_rows(void **state) {
    (void)state;
    struct bench bench;
    open_bench(&bench);
    size_t columns = bench.monitor.frame.layout.shown_columns;
    actions_apply(&bench.monitor, &(struct terminal_input){.key = 'j'}, bench.now_ms,
                  now_s(&bench));
    draw(&bench);
    assert_int_equal(work.cells, 2 * columns);
    close_bench(&bench);
}

static void an_hour_draws_every_row(void **state) {
    (void)state;
    struct bench bench;
    open_bench(&bench);
    size_t columns = bench.monitor.frame.layout.shown_columns;
    pass(&bench, 3660 * 1000);
    assert_int_equal(work.views, 1);
    assert_true((size_t)work.cells >= columns * (bench.monitor.listing.count - 3));
    close_bench(&bench);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tick_draws_the_countdown),
        cmocka_unit_test(a_tick_that_changes_no_text_draws_nothing),
        cmocka_unit_test(a_tick_with_the_pane_or_a_page_open_is_no_more),
        cmocka_unit_test(a_poll_that_changed_nothing_draws_no_row),
        cmocka_unit_test(a_poll_draws_the_rows_that_it_changed),
        cmocka_unit_test(moving_the_selection_draws_two_rows),
        cmocka_unit_test(an_hour_draws_every_row),
    };
    return cmocka_run_group_tests(tests, capture_set_up, NULL);
}
