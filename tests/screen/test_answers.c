/* SPDX-License-Identifier: MIT */
#include "../../src/monitor/actions.h"
#include "../../src/monitor/commands.h"
#include "../../src/monitor/turn.h"
#include "backfilltop/base/random.h"
#include "screen/support/capture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Answers of many teams that follow each other closely are shown together: what is shown must be
 * what the tracker has, and no pointer to a row may outlive it. */

enum { TEAMS = 8, ROWS = 12, TURNS = 6000, CALLS = 256, DELAY_MS = 300 };

/* A source that answers each call after some time. */
struct tape {
    int64_t now_ms;
    uint64_t random;
    struct {
        struct call call;
        int64_t due_ms;
    } waiting[CALLS];
    size_t count;
    bool changes; /* backfills come, go and make progress */
    int answers;
    struct buffer body;
    struct answer answer;
};

static int64_t upto(struct tape *tape, int64_t limit) {
    return random_upto(&tape->random, limit);
}

static void start(void *state, const struct call *call, const char *token) {
    struct tape *tape = state;
    (void)token;
    assert_in_range(tape->count, 0, CALLS - 1);
    tape->waiting[tape->count].call = *call;
    tape->waiting[tape->count++].due_ms = tape->now_ms + upto(tape, DELAY_MS);
}

static void write_list(struct tape *tape) {
    static const char *const statuses[] = {"RUNNING", "CREATED", "FAILED"};
    const char *comma = "";
    buffer_reset(&tape->body);
    buffer_add_string(&tape->body, "{\"meta\":{},\"data\":[");
    for (int id = 1; id <= ROWS; id++) {
        if (!tape->changes || upto(tape, 9) > 0) {
            int64_t done = tape->changes ? upto(tape, 90) : id;
            buffer_add_format(&tape->body,
                              "%s{\"transfer_backfill_id\":%d,\"status\":\"%s\","
                              "\"transfer_runs_total\":90,\"transfer_runs_completed\":%d}",
                              comma, id, statuses[done % 3], (int)done);
            comma = ",";
        }
    }
    buffer_add_string(&tape->body, "]}");
}

static const struct answer *take(void *state) {
    struct tape *tape = state;
    for (size_t i = 0; i < tape->count; i++) {
        if (tape->waiting[i].due_ms <= tape->now_ms) {
            struct call call = tape->waiting[i].call;
            tape->waiting[i] = tape->waiting[--tape->count];
            tape->answers++;
            write_list(tape);
            tape->answer = (struct answer){.call = call,
                                           .http_status = call.kind == CALL_LIST ? 200 : 404,
                                           .body = buffer_string(&tape->body),
                                           .body_length = tape->body.length,
                                           .begun_ms = tape->now_ms,
                                           .ended_ms = tape->now_ms,
                                           .ended_s = 1700000000 + tape->now_ms / 1000};
            return &tape->answer;
        }
    }
    return NULL;
}

static int64_t now_ms(const void *state) {
    const struct tape *tape = state;
    return tape->now_ms;
}

static int64_t now_s(const void *state) {
    return 1700000000 + now_ms(state) / 1000;
}

struct bench {
    struct tape tape;
    struct source source;
    struct monitor_options options;
    struct monitor monitor;
    bool mixes; /* there are times without a change */
    int shown;  /* times that answers were */
};

static void open_bench(struct bench *bench, bool changes) {
    static const struct source_ops OPS = {
        .start = start, .take = take, .now_ms = now_ms, .now_s = now_s};
    static char token[] = "t";
    static char host[] = "dts-api.supermetrics.com";
    static struct credentials credentials = {.token = token};
    *bench = (struct bench){.tape = {.now_ms = 1000000, .random = 5, .changes = changes},
                            .options = {.source = {.endpoint = {.host = host}},
                                        .team_count = TEAMS,
                                        .interval_ms = 1000,
                                        .keep_ms = 60}};
    for (int i = 0; i < TEAMS; i++) {
        bench->options.teams[i] = 42 + i;
    }
    bench->source = (struct source){&OPS, &bench->tape};
    monitor_init(&bench->monitor, &bench->options, &credentials, &bench->source, 1);
    hook_init(&bench->monitor.hook, NULL, TEXT_UTF8);
}

static void close_bench(struct bench *bench) {
    monitor_clear(&bench->monitor);
    buffer_clear(&bench->tape.body);
}

static void assert_up_to_date(const struct monitor *monitor) {
    const struct listing *listing = &monitor->listing;
    struct tracker_totals totals = tracker_totals(&monitor->tracker, monitor->shown_team);
    struct listing_query query = query_listing(&monitor->query, monitor->shown_team);
    struct listing whole;
    listing_init(&whole);
    listing_update(&whole, &monitor->tracker, &query);
    assert_int_equal(listing->count, whole.count);
    assert_int_equal(listing->total, whole.total);
    for (size_t i = 0; i < whole.count; i++) {
        assert_ptr_equal(listing->rows[i], whole.rows[i]);
    }
    listing_clear(&whole);
    assert_int_equal(monitor->totals.rows, totals.rows);
    assert_int_equal(monitor->totals.gone, totals.gone);
    assert_int_equal(monitor->totals.runs.completed, totals.runs.completed);
    assert_int_equal(monitor->totals.without_eta, totals.without_eta);
    assert_int_equal(monitor->totals.end_s, totals.end_s);
    assert_memory_equal(&monitor->totals.runs_per_minute, &totals.runs_per_minute, sizeof(double));
    assert_memory_equal(monitor->totals.by_state, totals.by_state, sizeof totals.by_state);
}

/* What is still to be shown has not waited for long, and will not. */
static void assert_waits_briefly(const struct bench *bench) {
    const struct monitor *monitor = &bench->monitor;
    int64_t left_ms = monitor->answers_due_ms - bench->tape.now_ms;
    assert_in_range(left_ms, 1, ANSWERS_TOGETHER_MS);
    assert_true(turn_timeout(monitor, bench->tape.now_ms) <= left_ms);
    for (size_t i = 0; i < monitor->listing.count; i++) {
        const struct row *row = monitor->listing.rows[i];
        assert_ptr_equal(tracker_find(&monitor->tracker, row->team_id, row->backfill.id), row);
    }
}

static void assert_sound(const struct bench *bench) {
    if (bench->monitor.has_answers) {
        assert_waits_briefly(bench);
    } else {
        assert_up_to_date(&bench->monitor);
    }
}

static void press(struct bench *bench) {
    size_t count;
    const struct key_command *commands = commands_all(&count);
    int key = commands[upto(&bench->tape, (int64_t)count - 1)].keys[0];
    actions_apply(&bench->monitor, &(struct terminal_input){.key = key}, bench->tape.now_ms,
                  now_s(&bench->tape));
    assert_up_to_date(&bench->monitor);
    bench->monitor.paused = bench->monitor.quit = bench->monitor.suspend = false;
}

/* As the loop does. */
static void turn(struct bench *bench) {
    struct monitor *monitor = &bench->monitor;
    int64_t due_ms = monitor->answers_due_ms;
    bench->tape.changes ^= bench->mixes && upto(&bench->tape, 200) == 0;
    turn_exchange(monitor, bench->tape.now_ms, now_s(&bench->tape));
    turn_tick(monitor, bench->tape.now_ms);
    assert_sound(bench);
    if (monitor->dirty || monitor->stale) {
        turn_draw(monitor, bench->tape.now_ms, now_s(&bench->tape));
        assert_up_to_date(monitor);
    }
    if (monitor->answers_due_ms != due_ms) {
        bench->shown++;
    }
    bench->tape.now_ms += 1 + upto(&bench->tape, 20);
}

static void what_is_shown_is_what_the_tracker_has(void **state) {
    static struct bench bench;
    (void)state;
    open_bench(&bench, true);
    bench.mixes = true;
    for (int i = 0; i < TURNS; i++) {
        turn(&bench);
        if (upto(&bench.tape, 15) == 0) {
            press(&bench);
        }
    }
    assert_true(bench.tape.answers > 300);
    assert_true(bench.monitor.tracker.set_revision > 2 * TEAMS * ROWS);
    close_bench(&bench);
}

static void answers_that_follow_each_other_closely_are_shown_together(void **state) {
    static struct bench bench;
    (void)state;
    open_bench(&bench, false);
    for (int i = 0; i < TURNS; i++) {
        turn(&bench);
    }
    assert_true(bench.tape.answers > 300);
    assert_in_range(bench.shown, bench.tape.answers / TEAMS, bench.tape.answers * 2 / 3);
    close_bench(&bench);
}

static void the_first_answer_is_shown_at_once(void **state) {
    static struct bench bench;
    (void)state;
    open_bench(&bench, false);
    while (bench.tape.answers == 0) {
        turn(&bench);
    }
    assert_int_equal(bench.shown, 1);
    assert_true(bench.monitor.listing.count > 0);
    close_bench(&bench);
}

static int set_up(void **state) {
    static struct capture capture;
    capture_set_up(state);
    capture_open(&capture, &(struct capture_options){0});
    *state = &capture;
    return 0;
}

static int tear_down(void **state) {
    capture_close(*state);
    return 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_shown_is_what_the_tracker_has),
        cmocka_unit_test(answers_that_follow_each_other_closely_are_shown_together),
        cmocka_unit_test(the_first_answer_is_shown_at_once),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
