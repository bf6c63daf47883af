/* SPDX-License-Identifier: MIT */
#include "../../src/monitor/turn.h"

#include "backfilltop/base/numbers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

enum { TEAM = 42, INTERVAL_MS = 60000, ANSWER_MS = 200, HOUR_MS = 3600000, CALLS_MAX = 8 };

#define START_MS INT64_C(1000000)
#define START_S  INT64_C(1700000000)

/* A source without a network, in its own time: a call is answered after ANSWER_MS, and waiting
 * makes the time pass. The monitor cannot tell it from the HTTP client. */
struct tape {
    int64_t now_ms;
    struct answer pending[CALLS_MAX]; /* begun; the earliest first */
    size_t pending_count;
    struct answer given;
    char body[128];
    long http_status; /* of all answers */
    int starts;
    bool closed;
};

static void start(void *state, const struct call *call, const char *token) {
    struct tape *tape = state;
    assert_string_equal(token, "t");
    assert_true(tape->pending_count < CALLS_MAX);
    tape->starts++;
    tape->pending[tape->pending_count++] = (struct answer){
        .call = *call, .begun_ms = tape->now_ms, .http_status = tape->http_status};
}

static int64_t now_s(const void *state) {
    const struct tape *tape = state;
    return START_S + (tape->now_ms - START_MS) / 1000;
}

static const struct answer *take(void *state) {
    struct tape *tape = state;
    if (tape->pending_count == 0 || tape->now_ms < tape->pending[0].begun_ms + ANSWER_MS) {
        return NULL;
    }
    tape->given = tape->pending[0];
    memmove(tape->pending, tape->pending + 1, --tape->pending_count * sizeof tape->pending[0]);
    snprintf(tape->body, sizeof tape->body,
             "{\"meta\":{},\"data\":[{\"transfer_backfill_id\":7,\"transfer_runs_completed\":%d}]}",
             tape->starts);
    tape->given.body = tape->body;
    tape->given.body_length = strlen(tape->body);
    tape->given.ended_ms = tape->now_ms;
    tape->given.ended_s = now_s(tape);
    tape->given.failure = tape->http_status == 0 ? "no network on this tape" : NULL;
    return &tape->given;
}

static void wait(void *state, struct source_fd *fds, size_t count, int64_t timeout_ms) {
    struct tape *tape = state;
    int64_t until_ms = tape->now_ms + timeout_ms;
    assert_int_equal(count, 0);
    (void)fds;
    if (tape->pending_count > 0) {
        until_ms = min_int64(until_ms, tape->pending[0].begun_ms + ANSWER_MS);
    }
    tape->now_ms = max_int64(until_ms, tape->now_ms + 1);
}

static int64_t now_ms(const void *state) {
    const struct tape *tape = state;
    return tape->now_ms;
}

static void close_tape(void *state) {
    struct tape *tape = state;
    tape->closed = true;
}

static struct source source_of(struct tape *tape) {
    static const struct source_ops OPS = {NULL, start, take, wait, now_ms, now_s, close_tape};
    return (struct source){&OPS, tape};
}

/* Polls one team for an hour of the tape. */
static void run_for_an_hour(struct monitor *monitor, const struct source *source) {
    while (source_now_ms(source) < START_MS + HOUR_MS) {
        int64_t turn_ms = source_now_ms(source);
        turn_exchange(monitor, turn_ms, source_now_s(source));
        turn_tick(monitor, turn_ms);
        source_wait(source, NULL, 0, turn_timeout(monitor, turn_ms));
    }
}

static void play(struct monitor *monitor, struct tape *tape) {
    static char token[] = "t";
    static struct credentials credentials = {.token = token};
    static const struct monitor_options options = {
        .teams = {TEAM}, .team_count = 1, .interval_ms = INTERVAL_MS, .keep_ms = HOUR_MS};
    struct source source = source_of(tape);
    monitor_init(monitor, &options, &credentials, &source, 1);
    hook_init(&monitor->hook, NULL, TEXT_UTF8);
    run_for_an_hour(monitor, &source);
}

static void an_hour_of_any_source_is_an_hour_of_polls(void **state) {
    struct monitor monitor;
    struct tape tape = {.now_ms = START_MS, .http_status = 200};
    (void)state;
    play(&monitor, &tape);
    assert_in_range(tape.starts, 56, 60);
    assert_int_equal(monitor.tracker.count, 1);
    const struct row *row = monitor.tracker.rows[0];
    assert_int_equal(row->backfill.id, 7);
    assert_in_range(row->backfill.runs_completed, 56, 60);
    assert_in_range(monitor.requests.poller.teams[0].last_success_ms, START_MS + HOUR_MS - 70000,
                    START_MS + HOUR_MS + ANSWER_MS);
    monitor_clear(&monitor);
}

static void a_source_without_answers_is_asked_less_and_less(void **state) {
    struct monitor monitor;
    struct tape tape = {.now_ms = START_MS, .http_status = 0};
    (void)state;
    play(&monitor, &tape);
    assert_in_range(tape.starts, 5, 40);
    assert_int_equal(monitor.tracker.count, 0);
    assert_non_null(strstr(monitor.requests.team_polls[0].problem, "no network on this tape"));
    monitor_clear(&monitor);
}

static void closing_it_twice_closes_it_once(void **state) {
    struct tape tape = {0};
    struct source source = source_of(&tape);
    (void)state;
    source_close(&source);
    assert_true(tape.closed);
    assert_null(source.ops);
    tape.closed = false;
    source_close(&source);
    assert_false(tape.closed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_hour_of_any_source_is_an_hour_of_polls),
        cmocka_unit_test(a_source_without_answers_is_asked_less_and_less),
        cmocka_unit_test(closing_it_twice_closes_it_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
