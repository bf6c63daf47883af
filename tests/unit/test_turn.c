/* SPDX-License-Identifier: MIT */
#include "../../src/monitor/turn.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { TEAMS = 10, INTERVAL_MS = 60000, PHASE_MS = 97 };

#define START_MS INT64_C(1000000)

/* Teams that were asked one after the other. */
struct bench {
    struct monitor_options options;
    struct monitor monitor;
    struct poller_team *teams;
};

static void init(struct bench *bench) {
    *bench = (struct bench){.options = {.interval_ms = INTERVAL_MS}};
    struct requests *requests = &bench->monitor.requests;
    int64_t ids[TEAMS];
    for (int i = 0; i < TEAMS; i++) {
        ids[i] = 42 + i;
    }
    const struct poller_options options = {
        .teams = ids, .team_count = TEAMS, .interval_ms = INTERVAL_MS, .seed = 1};
    poller_init(&requests->poller, &options, START_MS);
    requests->options = &bench->options;
    requests->watch.due_ms = INT64_MAX;
    hook_init(&bench->monitor.hook, NULL, TEXT_UTF8);
    bench->teams = requests->poller.teams;
    for (int i = 0; i < TEAMS; i++) {
        int64_t asked_ms = START_MS + PHASE_MS * i;
        bench->teams[i].answered = true;
        bench->teams[i].outcome = OUTCOME_OK;
        bench->teams[i].last_success_ms = asked_ms;
        bench->teams[i].pacing.due_ms = asked_ms + INTERVAL_MS;
    }
}

static void clear(struct bench *bench) {
    poller_clear(&bench->monitor.requests.poller);
}

/* How often the loop wakes up in ten seconds without a poll. */
static int count_turns(const struct bench *bench) {
    int turns = 0;
    for (int64_t now_ms = START_MS + 2000; now_ms < START_MS + 12000; turns++) {
        now_ms += turn_timeout(&bench->monitor, now_ms);
    }
    return turns;
}

static void many_teams_wake_the_loop_as_often_as_one(void **state) {
    struct bench bench;
    (void)state;
    init(&bench);
    assert_in_range(count_turns(&bench), 10, 11);
    clear(&bench);
}

static void the_age_of_a_team_that_is_down_is_kept_up(void **state) {
    struct bench bench;
    (void)state;
    init(&bench);
    bench.teams[3].outcome = OUTCOME_SERVER_ERROR;
    bench.teams[5].outcome = OUTCOME_NO_CONNECTION;
    assert_in_range(count_turns(&bench), 30, 31);
    clear(&bench);
}

static void all_ages_are_kept_up_while_paused(void **state) {
    struct bench bench;
    (void)state;
    init(&bench);
    bench.monitor.paused = true;
    assert_in_range(count_turns(&bench), 100, 101);
    clear(&bench);
}

/* Also when the data are so old that their age is shown in minutes. */
static void etas_are_kept_up_while_paused(void **state) {
    struct bench bench;
    struct row row = {.forecast = {.has_eta = true, .end_s = 5000}};
    struct row *rows[] = {&row};
    int64_t now_ms = START_MS + INT64_C(90000);
    (void)state;
    init(&bench);
    struct monitor *monitor = &bench.monitor;
    monitor->paused = true;
    monitor->shown_team = bench.teams[0].team_id;
    monitor->listing.rows = rows;
    monitor->listing.count = 1;
    monitor->frame.layout.table_lines = 10;
    monitor->frame.view.now_ms = now_ms;
    monitor->frame.view.now_s = row.forecast.end_s - 40;
    assert_int_equal(turn_timeout(monitor, now_ms), 1000);
    monitor->frame.view.now_s = row.forecast.end_s - 130;
    assert_int_equal(turn_timeout(monitor, now_ms), 11000);
    monitor->frame.view.now_s = row.forecast.end_s + 1;
    assert_int_equal(turn_timeout(monitor, now_ms), 30000);
    monitor->listing.count = 0;
    monitor->totals.has_eta = true;
    monitor->totals.end_s = monitor->frame.view.now_s + 60;
    assert_int_equal(turn_timeout(monitor, now_ms), 1000);
    clear(&bench);
}

static void teams_that_are_not_shown_do_not_count(void **state) {
    struct bench bench;
    (void)state;
    init(&bench);
    bench.teams[3].outcome = OUTCOME_SERVER_ERROR;
    bench.monitor.shown_team = bench.teams[5].team_id;
    int64_t now_ms = START_MS + 2000;
    int64_t next_ms = bench.teams[5].pacing.due_ms;
    assert_int_equal(turn_timeout(&bench.monitor, now_ms), (next_ms - now_ms) % 1000);
    assert_in_range(count_turns(&bench), 10, 11);
    clear(&bench);
}

/* While all is well, what is left beyond the interval is not shown. */
static void a_countdown_that_stands_still_wakes_nothing(void **state) {
    struct bench bench;
    (void)state;
    init(&bench);
    int64_t now_ms = START_MS + 2000;
    bench.monitor.shown_team = bench.teams[5].team_id;
    bench.teams[5].pacing.due_ms = now_ms + INTERVAL_MS + 42;
    assert_int_equal(turn_timeout(&bench.monitor, now_ms), 42 + 1000);
    bench.teams[5].pacing.due_ms = now_ms + INTERVAL_MS + 2042; /* the age of the data goes on */
    assert_int_equal(turn_timeout(&bench.monitor, now_ms), 42 + 1000);
    bench.teams[5].outcome = OUTCOME_SERVER_ERROR;
    bench.teams[5].pacing.due_ms = now_ms + INTERVAL_MS + 42;
    assert_int_equal(turn_timeout(&bench.monitor, now_ms), 42);
    clear(&bench);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(many_teams_wake_the_loop_as_often_as_one),
        cmocka_unit_test(the_age_of_a_team_that_is_down_is_kept_up),
        cmocka_unit_test(all_ages_are_kept_up_while_paused),
        cmocka_unit_test(etas_are_kept_up_while_paused),
        cmocka_unit_test(teams_that_are_not_shown_do_not_count),
        cmocka_unit_test(a_countdown_that_stands_still_wakes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
