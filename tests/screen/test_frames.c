/* SPDX-License-Identifier: MIT */
#include "../../src/monitor/actions.h"
#include "../../src/monitor/commands.h"
#include "../../src/monitor/turn.h"
#include "screen/support/scene.h"
#include "screen/support/work.h"

#include <curses.h>

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* A monitor on a terminal, with the rows of the sample; it sends no requests, and no time
 * passes. */
struct bench {
    struct capture capture;
    struct monitor_options options;
    struct credentials credentials;
    struct source source;
    struct monitor monitor;
};

static int64_t now_ms(const void *state) {
    (void)state;
    return SAMPLE_NOW_MS;
}

static int64_t now_s(const void *state) {
    (void)state;
    return SAMPLE_NOW_S;
}

static void take_sample(struct monitor *monitor) {
    struct sample sample;
    sample_init(&sample, sample_usual, sample_usual_count);
    listing_clear(&sample.listing);
    tracker_clear(&monitor->tracker);
    monitor->tracker = sample.tracker;
    monitor_refresh_listing(monitor);
}

static void draw(struct bench *bench) {
    turn_draw(&bench->monitor, SAMPLE_NOW_MS, SAMPLE_NOW_S);
}

static void open_bench(struct bench *bench, int width, int height) {
    static const struct source_ops OPS = {.now_ms = now_ms, .now_s = now_s};
    static char host[] = "dts-api.supermetrics.com";
    *bench = (struct bench){.options = {.source = {.endpoint = {.host = host}},
                                        .teams = {SAMPLE_TEAM},
                                        .team_count = 1,
                                        .interval_ms = 5000},
                            .source = {.ops = &OPS}};
    monitor_init(&bench->monitor, &bench->options, &bench->credentials, &bench->source, 1);
    hook_init(&bench->monitor.hook, NULL, TEXT_UTF8);
    take_sample(&bench->monitor);
    capture_open(&bench->capture, &(struct capture_options){0});
    resizeterm(height, width);
    draw(bench);
    work = (struct work){0};
}

static void close_bench(struct bench *bench) {
    capture_close(&bench->capture);
    monitor_clear(&bench->monitor);
}

static void press(struct bench *bench, struct terminal_input input) {
    actions_apply(&bench->monitor, &input, SAMPLE_NOW_MS, SAMPLE_NOW_S);
}

static void press_key(struct bench *bench, int key) {
    press(bench, (struct terminal_input){.key = key});
}

static void expect_frames(int count) {
    assert_int_equal(work.views, count);
    assert_int_equal(work.layouts, count);
    work = (struct work){0};
}

static void an_idle_turn_makes_one(void **state) {
    (void)state;
    struct bench bench;
    open_bench(&bench, 120, 40);
    bench.monitor.dirty = true;
    draw(&bench);
    expect_frames(1);
    assert_false(bench.monitor.dirty);
    close_bench(&bench);
}

static void a_scrolled_pane_or_page_makes_no_more(void **state) {
    (void)state;
    struct bench bench;
    open_bench(&bench, 80, 24);
    press_key(&bench, '\r');
    draw(&bench);
    expect_frames(1);
    press_key(&bench, TERMINAL_KEY_PAGE_DOWN);
    assert_true(bench.monitor.pane_scroll > 0);
    draw(&bench);
    expect_frames(1);
    press_key(&bench, '?');
    press_key(&bench, 'G');
    assert_true(bench.monitor.page_scroll > 0);
    expect_frames(1); /* the page has not been on the screen yet */
    draw(&bench);
    expect_frames(1);
    press_key(&bench, 'g');
    assert_int_equal(bench.monitor.page_scroll, 0);
    draw(&bench);
    expect_frames(1);
    close_bench(&bench);
}

static void moving_the_selection_makes_only_the_one_that_shows_it(void **state) {
    (void)state;
    struct bench bench;
    open_bench(&bench, 120, 40);
    size_t before = bench.monitor.listing.selected;
    press_key(&bench, 'j');
    expect_frames(0);
    assert_int_equal(bench.monitor.listing.selected, before + 1);
    draw(&bench);
    expect_frames(1);
    close_bench(&bench);
}

static void a_click_reads_the_one_on_the_screen(void **state) {
    (void)state;
    struct bench bench;
    open_bench(&bench, 120, 40);
    int y = bench.monitor.frame.layout.table_y + 3;
    press(&bench, (struct terminal_input){.key = TERMINAL_KEY_CLICK, .y = y, .x = 10});
    expect_frames(0);
    assert_int_equal(bench.monitor.listing.selected, 3);
    close_bench(&bench);
}

static void a_key_that_changed_what_is_shown_makes_the_next_see_it(void **state) {
    (void)state;
    struct bench bench;
    open_bench(&bench, 80, 24);
    press_key(&bench, '\r');
    press_key(&bench, TERMINAL_KEY_PAGE_DOWN);
    expect_frames(1);
    assert_true(bench.monitor.pane_scroll > 0);
    assert_int_equal(bench.monitor.listing.selected, 0);
    close_bench(&bench);
}

/* A command whose row does not ask for the frame that it reads would crash. */
static void each_command_has_the_frame_that_it_reads(void **state) {
    (void)state;
    static const struct {
        enum page_kind page;
        enum pane_mode pane;
    } places[] = {{PAGE_NONE, PANE_CLOSED}, {PAGE_NONE, PANE_GROUPED}, {PAGE_HELP, PANE_CLOSED}};
    size_t count;
    const struct key_command *commands = commands_all(&count);
    for (size_t place = 0; place < sizeof places / sizeof *places; place++) {
        for (size_t i = 0; i < count; i++) {
            struct bench bench;
            open_bench(&bench, 80, 24);
            bench.monitor.page = places[place].page;
            bench.monitor.pane = places[place].pane;
            bench.monitor.pane_focused = true;
            bench.monitor.dirty = true;
            bool runs = commands_unmet(&commands[i], &bench.monitor) == NULL;
            press_key(&bench, commands[i].keys[0]);
            expect_frames(runs && commands[i].reads_frame);
            close_bench(&bench);
        }
    }
}

static void quitting_makes_none(void **state) {
    (void)state;
    struct bench bench;
    open_bench(&bench, 120, 40);
    bench.monitor.dirty = true;
    press_key(&bench, 'q');
    expect_frames(0);
    assert_true(bench.monitor.quit);
    close_bench(&bench);
}

static void a_poll_is_shown_once_it_takes_long(void **state) {
    (void)state;
    struct bench bench;
    open_bench(&bench, 120, 40);
    const struct view_connection *connection = &bench.monitor.frame.view.connection;
    bench.monitor.requests.poller.teams[0].pacing.in_flight = true;
    bench.monitor.polling_since_ms = SAMPLE_NOW_MS;
    bench.monitor.stale = true;
    turn_draw(&bench.monitor, SAMPLE_NOW_MS + 100, SAMPLE_NOW_S);
    assert_false(connection->in_flight);
    turn_tick(&bench.monitor, SAMPLE_NOW_MS + 149);
    assert_false(bench.monitor.stale);
    turn_tick(&bench.monitor, SAMPLE_NOW_MS + 150);
    assert_true(bench.monitor.stale);
    turn_draw(&bench.monitor, SAMPLE_NOW_MS + 150, SAMPLE_NOW_S);
    assert_true(connection->in_flight);
    expect_frames(0); /* they were the one on the screen, brought up to date */
    close_bench(&bench);
}

static void the_countdown_begins_at_the_interval(void **state) {
    (void)state;
    struct bench bench;
    open_bench(&bench, 120, 40);
    struct poller_team *team = &bench.monitor.requests.poller.teams[0];
    team->answered = true;
    team->outcome = OUTCOME_OK;
    team->pacing.due_ms = SAMPLE_NOW_MS + 5170;
    bench.monitor.stale = true;
    draw(&bench);
    assert_int_equal(bench.monitor.frame.view.connection.next_poll_ms, SAMPLE_NOW_MS + 5000);
    team->outcome = OUTCOME_SERVER_ERROR;
    bench.monitor.stale = true;
    draw(&bench);
    assert_int_equal(bench.monitor.frame.view.connection.next_poll_ms, SAMPLE_NOW_MS + 5170);
    close_bench(&bench);
}

int main(void) {
    setlocale(LC_CTYPE, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_idle_turn_makes_one),
        cmocka_unit_test(a_scrolled_pane_or_page_makes_no_more),
        cmocka_unit_test(moving_the_selection_makes_only_the_one_that_shows_it),
        cmocka_unit_test(a_click_reads_the_one_on_the_screen),
        cmocka_unit_test(a_key_that_changed_what_is_shown_makes_the_next_see_it),
        cmocka_unit_test(each_command_has_the_frame_that_it_reads),
        cmocka_unit_test(quitting_makes_none),
        cmocka_unit_test(a_poll_is_shown_once_it_takes_long),
        cmocka_unit_test(the_countdown_begins_at_the_interval),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
