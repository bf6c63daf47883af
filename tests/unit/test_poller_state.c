/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/poller_state.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define INTERVAL_MS INT64_C(60000)
#define SECOND_MS   INT64_C(1000)
#define NO_WAIT     INT64_C(0)
#define FIRST       41 /* the id of the first team */

enum { TEAMS = 3 };

static void start(struct poller *poller) {
    static const int64_t teams[TEAMS] = {FIRST, FIRST + 1, FIRST + 2};
    const struct poller_options options = {
        .teams = teams, .team_count = TEAMS, .interval_ms = INTERVAL_MS, .seed = 1};
    poller_init(poller, &options, 0);
}

/* What the server says of its quota: nothing, or what remains of 100. */
static void answer(struct poller *poller, const struct call *call, enum outcome outcome,
                   int64_t retry_after_ms, int64_t remaining) {
    const struct poller_answer answer = {
        .limits = {outcome, retry_after_ms, remaining < 0 ? QUOTA_UNKNOWN : 100, remaining}};
    poller_answered(poller, call, &answer, 0);
}

/* Polls all teams at 0, where they end so. */
static void poll(struct poller *poller, const enum outcome outcomes[static TEAMS],
                 int64_t retry_after_ms, int64_t remaining) {
    struct call calls[TEAMS];
    start(poller);
    for (int i = 0; i < TEAMS; i++) {
        assert_true(poller_next(poller, &calls[i], 0));
    }
    for (int i = 0; i < TEAMS; i++) {
        answer(poller, &calls[i], outcomes[calls[i].team_id - FIRST], retry_after_ms, remaining);
    }
}

static enum connection_state connection_of(const struct poller *poller, int64_t team_id,
                                           int64_t now_ms) {
    struct poller_state state;
    poller_state(&state, poller, team_id, now_ms);
    return state.connection;
}

static void test_before_an_answer_a_team_is_connecting(void **state) {
    (void)state;
    struct poller poller;
    struct poller_state polls;
    struct call call;
    start(&poller);
    assert_true(poller_next(&poller, &call, 0));
    poller_state(&polls, &poller, BACKFILL_ALL_TEAMS, 0);
    assert_int_equal(polls.connection, CONNECTION_CONNECTING);
    assert_int_equal(polls.last_success_ms, -1);
    assert_int_equal(polls.team_count, TEAMS);
    assert_int_equal(polls.live_count, 0);
    assert_true(polls.in_flight);
    assert_true(polls.teams[0].in_flight);
    assert_false(polls.teams[1].in_flight);
    poller_clear(&poller);
}

static void test_each_outcome_has_its_connection_state(void **state) {
    (void)state;
    for (enum outcome outcome = 0; outcome < outcome_count; outcome++) {
        struct poller poller;
        poll(&poller, (enum outcome[]){outcome, outcome, outcome}, NO_WAIT, QUOTA_UNKNOWN);
        enum connection_state expected = outcome_traits(outcome)->connection;
        assert_int_equal(connection_of(&poller, BACKFILL_ALL_TEAMS, 0), expected);
        poller_clear(&poller);
    }
}

static void
test_a_server_error_with_retry_after_is_a_rate_limit_until_that_has_passed(void **state) {
    (void)state;
    struct poller poller;
    poll(&poller, (enum outcome[]){OUTCOME_SERVER_ERROR, OUTCOME_OK, OUTCOME_NO_CONNECTION},
         30 * SECOND_MS, QUOTA_UNKNOWN);
    assert_int_equal(connection_of(&poller, FIRST, 30 * SECOND_MS - 1), CONNECTION_RATE_LIMITED);
    assert_int_equal(connection_of(&poller, FIRST, 30 * SECOND_MS), CONNECTION_FAILING);
    assert_int_equal(connection_of(&poller, FIRST + 1, 1), CONNECTION_LIVE);
    assert_int_equal(connection_of(&poller, FIRST + 2, 1), CONNECTION_FAILING);
    poller_clear(&poller);
}

/* The server asked the first team alone to wait, with a 503. */
static void test_only_the_team_that_was_asked_to_wait_refuses_a_refresh(void **state) {
    (void)state;
    struct poller poller;
    poll(&poller, (enum outcome[]){OUTCOME_SERVER_ERROR, OUTCOME_OK, OUTCOME_OK}, 30 * SECOND_MS,
         QUOTA_UNKNOWN);
    struct poller_refresh refresh = poller_refresh(&poller, 10 * SECOND_MS);
    assert_int_equal(refresh.hold, LIMITER_HELD_BY_SERVER);
    assert_int_equal(refresh.wait_ms, 20 * SECOND_MS);
    assert_false(poller.teams[0].pacing.refreshed);
    assert_true(poller.teams[1].pacing.refreshed);
    struct call call;
    assert_false(poller_next(&poller, &call, 30 * SECOND_MS - 1));
    assert_true(poller_next(&poller, &call, 30 * SECOND_MS));
    assert_int_equal(call.team_id, FIRST + 1);
    poller_clear(&poller);
}

static void test_of_several_teams_the_state_that_matters_most_counts(void **state) {
    (void)state;
    static const struct {
        enum outcome outcomes[TEAMS];
        enum connection_state together;
        size_t live;
    } cases[] = {
        {{OUTCOME_OK, OUTCOME_FORBIDDEN, OUTCOME_RATE_LIMITED}, CONNECTION_RATE_LIMITED, 1},
        {{OUTCOME_NO_CONNECTION, OUTCOME_OK, OUTCOME_FORBIDDEN}, CONNECTION_LIVE, 1},
        {{OUTCOME_FORBIDDEN, OUTCOME_NO_CONNECTION, OUTCOME_FORBIDDEN}, CONNECTION_FAILING, 0},
        {{OUTCOME_NOT_FOUND, OUTCOME_UNAUTHORIZED, OUTCOME_REFUSED}, CONNECTION_DENIED, 0},
        {{OUTCOME_OK, OUTCOME_OK, OUTCOME_UNREADABLE}, CONNECTION_LIVE, 2},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct poller poller;
        struct poller_state polls;
        poll(&poller, cases[i].outcomes, NO_WAIT, QUOTA_UNKNOWN);
        poller_state(&polls, &poller, BACKFILL_ALL_TEAMS, 0);
        assert_int_equal(polls.connection, cases[i].together);
        assert_int_equal(polls.live_count, cases[i].live);
        assert_int_equal(polls.last_success_ms, cases[i].live > 0 ? 0 : -1);
        poller_clear(&poller);
    }
}

static void test_live_teams_without_quota_are_together_out_of_quota(void **state) {
    (void)state;
    struct poller poller;
    struct poller_state polls;
    poll(&poller, (enum outcome[]){OUTCOME_OK, OUTCOME_OK, OUTCOME_OK}, NO_WAIT, 5);
    poller_state(&polls, &poller, BACKFILL_ALL_TEAMS, 1);
    assert_int_equal(polls.hold, LIMITER_HELD_BY_QUOTA);
    assert_int_equal(polls.connection, CONNECTION_OUT_OF_QUOTA);
    assert_int_equal(polls.live_count, TEAMS);
    assert_int_equal(polls.teams[0].connection, CONNECTION_LIVE);
    assert_int_equal(polls.next_poll_ms, QUOTA_WINDOW_MS);
    assert_int_equal(polls.quota.limit, 100);
    assert_in_range(polls.quota.remaining, 0, 5);
    poller_clear(&poller);
}

static void test_the_quota_stretches_the_interval(void **state) {
    (void)state;
    struct poller poller;
    struct poller_state polls;
    struct call call;
    poll(&poller, (enum outcome[]){OUTCOME_OK, OUTCOME_OK, OUTCOME_OK}, NO_WAIT, 30);
    assert_false(poller_next(&poller, &call, 1));
    poller_state(&polls, &poller, BACKFILL_ALL_TEAMS, 1);
    assert_true(polls.is_stretched);
    assert_true(polls.interval_ms > INTERVAL_MS);
    assert_true(polls.next_poll_ms >= polls.interval_ms);
    assert_int_equal(polls.hold, LIMITER_OPEN);
    poller_clear(&poller);
}

static void test_of_one_team_nothing_else_counts(void **state) {
    (void)state;
    struct poller poller;
    struct poller_state polls;
    poll(&poller, (enum outcome[]){OUTCOME_OK, OUTCOME_FORBIDDEN, OUTCOME_OK}, NO_WAIT,
         QUOTA_UNKNOWN);
    poller_state(&polls, &poller, FIRST + 1, 0);
    assert_int_equal(polls.team_count, 1);
    assert_int_equal(polls.teams[0].team_id, FIRST + 1);
    assert_int_equal(polls.connection, CONNECTION_DENIED);
    assert_int_equal(polls.live_count, 0);
    assert_int_equal(polls.last_success_ms, -1);
    assert_int_equal(polls.next_poll_ms, polls.teams[0].next_poll_ms);
    poller_clear(&poller);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_before_an_answer_a_team_is_connecting),
        cmocka_unit_test(test_each_outcome_has_its_connection_state),
        cmocka_unit_test(
            test_a_server_error_with_retry_after_is_a_rate_limit_until_that_has_passed),
        cmocka_unit_test(test_only_the_team_that_was_asked_to_wait_refuses_a_refresh),
        cmocka_unit_test(test_of_several_teams_the_state_that_matters_most_counts),
        cmocka_unit_test(test_live_teams_without_quota_are_together_out_of_quota),
        cmocka_unit_test(test_the_quota_stretches_the_interval),
        cmocka_unit_test(test_of_one_team_nothing_else_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
