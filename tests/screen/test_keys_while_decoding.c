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

#include <cmocka.h>

#include <string.h>

/* Keys are answered, and frames drawn, while an answer is being decoded: it must not matter to what
 * comes of the answer. */

enum { TEAM = 42, ROWS = 700, ANSWERS = 25, KEYS_AT_ONCE = 3 };

/* A source that answers each poll with another list of ROWS backfills. */
struct tape {
    int64_t now_ms;
    struct call call;
    bool is_asked;
    int answers;
    struct buffer body;
    struct answer answer;
};

static void start(void *state, const struct call *call, const char *token) {
    struct tape *tape = state;
    (void)token;
    tape->call = *call;
    tape->is_asked = true;
}

/* Of each list some backfills change, and some leave it or are back. */
static void write_list(struct tape *tape) {
    buffer_reset(&tape->body);
    buffer_add_string(&tape->body, "{\"meta\":{},\"data\":[");
    for (int i = 0; i < ROWS; i++) {
        bool is_in = (i + tape->answers) % 50 != 0;
        buffer_add_format(&tape->body,
                          "%s{\"transfer_backfill_id\":%d,\"status\":\"RUNNING\","
                          "\"transfer_runs_total\":900,\"transfer_runs_completed\":%d}",
                          i > 0 ? "," : "", is_in ? i + 1 : 10000 + i, tape->answers * (i % 3));
    }
    buffer_add_string(&tape->body, "]}");
}

static const struct answer *take(void *state) {
    struct tape *tape = state;
    if (!tape->is_asked) {
        return NULL;
    }
    tape->is_asked = false;
    tape->answers++;
    write_list(tape);
    tape->answer = (struct answer){.call = tape->call,
                                   .http_status = 200,
                                   .body = buffer_string(&tape->body),
                                   .body_length = tape->body.length,
                                   .begun_ms = tape->now_ms,
                                   .ended_ms = tape->now_ms,
                                   .ended_s = 1700000000 + tape->now_ms / 1000};
    return &tape->answer;
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
    struct monitor monitor;
    uint64_t random;
    int pauses;
};

static void press_keys(void *context) {
    struct bench *bench = context;
    struct monitor *monitor = &bench->monitor;
    size_t count;
    const struct key_command *commands = commands_all(&count);
    bench->pauses++;
    for (int i = 0; i < KEYS_AT_ONCE; i++) {
        const struct key_command *command =
            &commands[random_upto(&bench->random, (int64_t)count - 1)];
        struct terminal_input input = {.key = command->keys[0]};
        actions_apply(monitor, &input, bench->tape.now_ms, now_s(&bench->tape));
    }
    monitor->paused = monitor->quit = monitor->suspend = false;
    if (monitor->dirty) {
        turn_draw(monitor, bench->tape.now_ms, now_s(&bench->tape));
    }
}

static void open_bench(struct bench *bench) {
    static const struct source_ops OPS = {
        .start = start, .take = take, .now_ms = now_ms, .now_s = now_s};
    static char token[] = "t";
    static char host[] = "dts-api.supermetrics.com";
    static struct credentials credentials = {.token = token};
    static struct monitor_options options = {.source = {.endpoint = {.host = host}},
                                             .teams = {TEAM},
                                             .team_count = 1,
                                             .interval_ms = 5000,
                                             .keep_ms = 3600000};
    *bench = (struct bench){.tape = {.now_ms = 1000000}, .random = 11};
    bench->source = (struct source){&OPS, &bench->tape};
    monitor_init(&bench->monitor, &options, &credentials, &bench->source, 1);
    hook_init(&bench->monitor.hook, NULL, TEXT_UTF8);
}

static void close_bench(struct bench *bench) {
    monitor_clear(&bench->monitor);
    buffer_clear(&bench->tape.body);
}

static void turn(struct bench *bench) {
    turn_exchange(&bench->monitor, bench->tape.now_ms, now_s(&bench->tape));
    bench->tape.now_ms += 1000;
}

/* Those of the list: the user may dismiss the others. */
static void assert_same_rows(const struct tracker *a, const struct tracker *b) {
    size_t at = 0;
    for (size_t i = 0; i < a->count; i++) {
        const struct row *row = a->rows[i];
        while (at < b->count && b->rows[at]->change == ROW_GONE) {
            at++;
        }
        if (row->change != ROW_GONE) {
            assert_true(at < b->count);
            const struct row *other = b->rows[at++];
            assert_int_equal(row->backfill.id, other->backfill.id);
            assert_int_equal(row->backfill.runs_completed, other->backfill.runs_completed);
            assert_int_equal(row->change, other->change);
            assert_int_equal(row->changed_fields, other->changed_fields);
        }
    }
}

/* The rows that are shown are those of the tracker, and the selection is one of them. */
static void assert_sound(const struct monitor *monitor) {
    const struct listing *listing = &monitor->listing;
    for (size_t i = 0; i < listing->count; i++) {
        const struct row *row = listing->rows[i];
        assert_ptr_equal(tracker_find(&monitor->tracker, TEAM, row->backfill.id), row);
    }
    assert_true(listing->count == 0 || listing->selected < listing->count);
}

static void keys_do_not_change_what_comes_of_an_answer(void **state) {
    static struct bench quiet;
    static struct bench busy;
    struct capture capture;
    (void)state;
    capture_open(&capture, &(struct capture_options){0});
    open_bench(&quiet);
    open_bench(&busy);
    requests_set_pause(&busy.monitor.requests, (struct decode_pause){press_keys, &busy});
    while (quiet.tape.answers < ANSWERS) {
        turn(&quiet);
        while (busy.tape.answers < quiet.tape.answers) {
            turn(&busy);
        }
        assert_same_rows(&quiet.monitor.tracker, &busy.monitor.tracker);
        assert_sound(&busy.monitor);
    }
    assert_true(busy.pauses > ANSWERS);
    assert_int_equal(quiet.pauses, 0);
    close_bench(&quiet);
    close_bench(&busy);
    capture_close(&capture);
}

/* From the log of a team without events to that of all teams, which has some. */
static void read_another_log(void *context) {
    struct bench *bench = context;
    bench->monitor.shown_team = BACKFILL_ALL_TEAMS;
    bench->monitor.page_scroll = 3;
}

static void the_log_of_another_team_is_not_scrolled(void **state) {
    static struct bench bench;
    (void)state;
    open_bench(&bench);
    struct event foreign = {.kind = EVENT_APPEARED, .team_id = TEAM + 1};
    events_add(&bench.monitor.tracker.events, &(struct event){.kind = EVENT_LEFT, .team_id = TEAM});
    for (int i = 0; i < 20; i++) {
        events_add(&bench.monitor.tracker.events, &foreign);
    }
    turn(&bench); /* asks */
    bench.monitor.page = PAGE_EVENTS;
    bench.monitor.shown_team = TEAM;
    requests_set_pause(&bench.monitor.requests, (struct decode_pause){read_another_log, &bench});
    turn(&bench);
    assert_int_equal(bench.tape.answers, 1);
    assert_int_equal(bench.monitor.page_scroll, 3);
    close_bench(&bench);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_do_not_change_what_comes_of_an_answer),
        cmocka_unit_test(the_log_of_another_team_is_not_scrolled),
    };
    return cmocka_run_group_tests(tests, capture_set_up, NULL);
}
