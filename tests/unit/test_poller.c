/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/poller.h"

#include "backfilltop/api/retry_after.h"
#include "backfilltop/base/numbers.h"
#include "backfilltop/base/random.h"
#include "backfilltop/base/times.h"

#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

/* One team whose server says when to ask again: Retry-After from the header's text to the next
 * poll. Several teams and lookups over days are in test_poller_runs.c. */

#define TEAM         42
#define INTERVAL_MS  INT64_C(5000)
#define SECOND_MS    INT64_C(1000)
#define DAY_S        (INT64_C(24) * 3600)
#define DAY_MS       (DAY_S * SECOND_MS)
#define SEQUENCES    24000
#define POLLS        25
#define ANSWER_AFTER INT64_C(300)

static void start(struct poller *poller, int64_t interval_ms, uint64_t seed, int64_t now_ms) {
    static const int64_t teams[] = {TEAM};
    const struct poller_options options = {
        .teams = teams, .team_count = 1, .interval_ms = interval_ms, .seed = seed};
    poller_init(poller, &options, now_ms);
}

/* `retry_after` is the header's text, or NULL. */
static void answer(struct poller *poller, const struct call *call, enum outcome outcome,
                   const char *retry_after, int64_t now_ms) {
    const struct poller_answer answer = {
        .limits = {.outcome = outcome,
                   .retry_after_ms = retry_after_wait_ms(retry_after, TIMES_ABSENT, 0),
                   .limit = QUOTA_UNKNOWN,
                   .remaining = QUOTA_UNKNOWN}};
    assert_false(poller_answered(poller, call, &answer, now_ms));
}

static bool is_due(const struct poller *poller, int64_t now_ms) {
    return poller_due_ms(poller, now_ms) <= now_ms;
}

/* A poll that begins at `now_ms`. */
static struct call begin(struct poller *poller, int64_t now_ms) {
    struct call call;
    assert_true(is_due(poller, now_ms));
    assert_true(poller_next(poller, &call, now_ms));
    assert_int_equal(call.kind, CALL_LIST);
    assert_int_equal(call.team_id, TEAM);
    assert_false(poller_next(poller, &call, now_ms));
    return call;
}

/* The first poll, at 0; returns when it ended. */
static int64_t poll(struct poller *poller, enum outcome outcome, const char *retry_after) {
    start(poller, INTERVAL_MS, 1, 0);
    struct call call = begin(poller, 0);
    answer(poller, &call, outcome, retry_after, ANSWER_AFTER);
    return ANSWER_AFTER;
}

static void assert_due_between(const struct poller *poller, int64_t first_ms, int64_t last_ms) {
    assert_false(is_due(poller, first_ms - 1));
    assert_true(is_due(poller, last_ms));
}

static void assert_refreshed(const struct poller_refresh *refresh, enum limiter_hold hold,
                             int64_t wait_ms) {
    assert_int_equal(refresh->hold, hold);
    assert_int_equal(refresh->wait_ms, wait_ms);
}

/* ---- examples, rule by rule ---- */

static void test_retry_after_is_kept_to_the_millisecond(void **state) {
    (void)state;
    const enum outcome outcomes[] = {OUTCOME_RATE_LIMITED, OUTCOME_SERVER_ERROR};
    for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++) {
        struct poller poller;
        int64_t ended = poll(&poller, outcomes[i], "3600");
        assert_due_between(&poller, ended + 3600 * SECOND_MS, ended + 3600 * SECOND_MS);
        assert_int_equal(limiter_hold(&poller.limiter, LIMITER_POLL, ended + 3600 * SECOND_MS - 1),
                         LIMITER_HELD_BY_SERVER);
        assert_int_equal(limiter_hold(&poller.limiter, LIMITER_POLL, ended + 3600 * SECOND_MS),
                         LIMITER_OPEN);
        poller_clear(&poller);
    }
}

static void test_a_short_retry_after_does_not_shorten_the_backoff(void **state) {
    (void)state;
    struct poller poller;
    int64_t ended = poll(&poller, OUTCOME_RATE_LIMITED, "1");
    assert_false(is_due(&poller, ended + INTERVAL_MS - 1));
    poller_clear(&poller);
}

static void test_a_new_token_does_not_shorten_retry_after(void **state) {
    (void)state;
    struct poller poller;
    struct call call;
    int64_t ended = poll(&poller, OUTCOME_SERVER_ERROR, "3600");
    poller.teams[0].outcome = OUTCOME_UNAUTHORIZED;
    poller_retry_refused(&poller, ended);
    assert_true(poller.teams[0].pacing.refreshed);
    assert_int_equal(poller_due_ms(&poller, ended), ended + 3600 * SECOND_MS);
    assert_false(poller_next(&poller, &call, ended + 3600 * SECOND_MS - 1));
    assert_true(poller_next(&poller, &call, ended + 3600 * SECOND_MS));
    poller_clear(&poller);
}

static void test_retry_after_beyond_a_day_counts_as_a_day(void **state) {
    (void)state;
    const char *const values[] = {"86400", "86401", "9223372036854775807",
                                  "99999999999999999999999999", "Fri, 31 Dec 9999 23:59:59 GMT"};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct poller poller;
        int64_t ended = poll(&poller, OUTCOME_RATE_LIMITED, values[i]);
        assert_due_between(&poller, ended + DAY_MS, ended + DAY_MS);
        assert_false(is_due(&poller, ended));
        poller_clear(&poller);
    }
}

static void test_retry_after_in_the_past_is_no_wait(void **state) {
    (void)state;
    const char *const values[] = {"0", "-2", "-86400", "Thu, 01 Jan 1970 00:00:00 GMT"};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct poller poller;
        int64_t ended = poll(&poller, OUTCOME_SERVER_ERROR, values[i]);
        assert_int_equal(limiter_hold(&poller.limiter, LIMITER_POLL, ended), LIMITER_OPEN);
        assert_due_between(&poller, ended + INTERVAL_MS, ended + 3 * INTERVAL_MS);
        poller_clear(&poller);
    }
}

static void test_a_refresh_never_skips_retry_after(void **state) {
    (void)state;
    struct poller poller;
    int64_t ended = poll(&poller, OUTCOME_RATE_LIMITED, "60");
    struct poller_refresh refresh = poller_refresh(&poller, ended + 20 * SECOND_MS);
    assert_refreshed(&refresh, LIMITER_HELD_BY_SERVER, 40 * SECOND_MS);
    assert_false(is_due(&poller, ended + 20 * SECOND_MS));
    refresh = poller_refresh(&poller, ended + 60 * SECOND_MS);
    assert_refreshed(&refresh, LIMITER_OPEN, 0);
    poller_clear(&poller);
}

static void test_a_refresh_that_is_refused_leaves_no_trace(void **state) {
    (void)state;
    struct poller poller;
    int64_t ended = poll(&poller, OUTCOME_RATE_LIMITED, "60");
    struct poller_refresh refresh = poller_refresh(&poller, ended);
    assert_refreshed(&refresh, LIMITER_HELD_BY_SERVER, 60 * SECOND_MS);
    assert_false(poller.teams[0].pacing.refreshed);
    poller_clear(&poller);
}

static void test_a_refresh_just_after_a_poll_waits_for_the_least_spacing(void **state) {
    (void)state;
    struct poller poller;
    int64_t ended = poll(&poller, OUTCOME_OK, NULL);
    struct poller_refresh refresh = poller_refresh(&poller, ended);
    assert_refreshed(&refresh, LIMITER_OPEN, PACING_REFRESH_MS - ANSWER_AFTER);
    assert_false(poller.teams[0].pacing.refreshed);
    poller_clear(&poller);
}

static void test_retry_after_lasts_through_any_stretch(void **state) {
    (void)state;
    struct poller poller;
    int64_t ended = poll(&poller, OUTCOME_RATE_LIMITED, "600");
    for (int64_t stretch_ms = INTERVAL_MS; stretch_ms < 60 * SECOND_MS; stretch_ms += INTERVAL_MS) {
        pacing_stretch(&poller.teams[0].pacing, stretch_ms);
        assert_int_equal(poller_due_ms(&poller, ended), ended + 600 * SECOND_MS);
    }
    poller_clear(&poller);
}

/* ---- properties over random schedules ---- */

/* What the rules allow, computed independently of the poller. */
struct schedule {
    struct poller poller;
    struct call call; /* the latest */
    uint64_t random;
    int64_t now_ms;
    int64_t began_ms;   /* the latest poll */
    int64_t allowed_ms; /* by the latest Retry-After */
    int64_t bound_ms;   /* the next poll is due at that at the latest */
    int failures;
    bool refreshes;
};

static int64_t random_interval(uint64_t *random) {
    static const int64_t intervals[] = {1000, 1500, 5000, 12000, 60000, 300000, 3600000};
    return intervals[random_upto(random, 6)];
}

/* The seconds of a Retry-After; INT64_MIN for none. */
static int64_t random_retry_after_s(uint64_t *random) {
    switch (random_upto(random, 6)) {
    case 0:
        return INT64_MIN;
    case 1:
        return 0;
    case 2:
        return -random_upto(random, DAY_S);
    case 3:
        return INT64_MAX - random_upto(random, DAY_S);
    case 4:
        return random_upto(random, 4 * DAY_S);
    default:
        return random_upto(random, 120);
    }
}

static int64_t random_latency(uint64_t *random) {
    return random_upto(random, 3) == 0 ? random_upto(random, 40 * SECOND_MS)
                                       : random_upto(random, 400);
}

static bool passes_retry_after(enum outcome outcome) {
    return outcome == OUTCOME_RATE_LIMITED || outcome == OUTCOME_SERVER_ERROR;
}

/* The server's wait as the rules read it. */
static int64_t wait_of(int64_t retry_after_s) {
    return clamp_int64(retry_after_s, 0, DAY_S) * SECOND_MS;
}

static int64_t doubled(int64_t interval_ms, int times) {
    int64_t room = interval_ms;
    for (int i = 0; i < times && room < PACING_BACKOFF_MAX_MS; i++) {
        room *= 2;
    }
    return min_int64(room, PACING_BACKOFF_MAX_MS);
}

static int64_t bound_after(const struct schedule *schedule, enum outcome outcome) {
    int64_t interval = schedule->poller.interval_ms;
    switch (outcome) {
    case OUTCOME_OK:
        return schedule->began_ms + interval + interval / 20;
    case OUTCOME_UNAUTHORIZED:
    case OUTCOME_FORBIDDEN:
    case OUTCOME_NOT_FOUND:
    case OUTCOME_REFUSED:
        return schedule->began_ms + max_int64(interval, PACING_DENIED_MS);
    default:
        return schedule->now_ms + interval + doubled(interval, schedule->failures);
    }
}

static int64_t due_ms(const struct schedule *schedule) {
    return poller_due_ms(&schedule->poller, schedule->now_ms);
}

static void land(struct schedule *schedule) {
    enum outcome outcome = (enum outcome)random_upto(&schedule->random, outcome_count - 1);
    int64_t retry_after_s = INT64_MIN;
    char text[32];
    if (passes_retry_after(outcome)) {
        retry_after_s = random_retry_after_s(&schedule->random);
    }
    snprintf(text, sizeof text, "%" PRId64, retry_after_s);
    schedule->failures = outcome == OUTCOME_OK ? 0 : schedule->failures + 1;
    schedule->allowed_ms = max_int64(schedule->allowed_ms,
                                     schedule->now_ms + wait_of(retry_after_s));
    schedule->bound_ms = max_int64(bound_after(schedule, outcome), schedule->allowed_ms);
    answer(&schedule->poller, &schedule->call, outcome, retry_after_s != INT64_MIN ? text : NULL,
           schedule->now_ms);
    if (outcome == OUTCOME_RATE_LIMITED) { /* the server asks for the whole wait */
        assert_true(due_ms(schedule) >= schedule->now_ms + schedule->poller.interval_ms);
        schedule->allowed_ms = max_int64(schedule->allowed_ms, due_ms(schedule));
    }
}

static void maybe_refresh(struct schedule *schedule) {
    if (!schedule->refreshes || random_upto(&schedule->random, 2) != 0) {
        return;
    }
    int64_t now_ms = schedule->now_ms;
    bool is_held = now_ms < schedule->allowed_ms;
    int64_t spaced_ms = schedule->began_ms + PACING_REFRESH_MS;
    int64_t left_ms = max_int64(max_int64(schedule->allowed_ms, spaced_ms) - now_ms, 0);
    int64_t expected_ms = is_held ? schedule->allowed_ms - now_ms : left_ms;
    struct poller_refresh refresh = poller_refresh(&schedule->poller, now_ms);
    assert_refreshed(&refresh, is_held ? LIMITER_HELD_BY_SERVER : LIMITER_OPEN, expected_ms);
    assert_int_equal(is_due(&schedule->poller, now_ms), left_ms == 0 || now_ms >= due_ms(schedule));
}

static void wait_for_due(struct schedule *schedule) {
    for (int i = 0; i < 4; i++) {
        int64_t left_ms = max_int64(schedule->bound_ms - schedule->now_ms, 0);
        schedule->now_ms += random_upto(&schedule->random, left_ms / 4);
        maybe_refresh(schedule);
        if (is_due(&schedule->poller, schedule->now_ms)) {
            return;
        }
    }
    /* The loop sleeps until the deadline. */
    schedule->now_ms = max_int64(schedule->now_ms, due_ms(schedule));
}

static void ask(struct schedule *schedule) {
    assert_true(schedule->now_ms >= schedule->allowed_ms);
    assert_true(due_ms(schedule) <= max_int64(schedule->bound_ms, schedule->now_ms));
    assert_true(schedule->poller.teams[0].pacing.due_ms <= schedule->bound_ms);
    int64_t spacing_ms = schedule->refreshes ? PACING_REFRESH_MS : schedule->poller.interval_ms;
    assert_true(schedule->now_ms - schedule->began_ms >= spacing_ms);
    schedule->began_ms = schedule->now_ms;
    schedule->call = begin(&schedule->poller, schedule->now_ms);
}

static void fly(struct schedule *schedule) {
    int64_t latency_ms = random_latency(&schedule->random);
    for (int i = 0; i < 2; i++) {
        schedule->now_ms += latency_ms / 2;
        assert_int_equal(due_ms(schedule), INT64_MAX);
        if (schedule->refreshes) {
            poller_refresh(&schedule->poller, schedule->now_ms);
            assert_int_equal(due_ms(schedule), INT64_MAX);
            assert_false(schedule->poller.teams[0].pacing.refreshed);
        }
    }
}

static void run_schedule(uint64_t seed, bool refreshes) {
    struct schedule schedule = {.random = seed, .refreshes = refreshes};
    schedule.now_ms = DAY_MS + random_upto(&schedule.random, DAY_MS);
    schedule.bound_ms = schedule.now_ms;
    start(&schedule.poller, random_interval(&schedule.random), seed, schedule.now_ms);
    for (int i = 0; i < POLLS; i++) {
        wait_for_due(&schedule);
        ask(&schedule);
        fly(&schedule);
        land(&schedule);
        assert_int_equal(schedule.poller.teams[0].pacing.failures, schedule.failures);
    }
    poller_clear(&schedule.poller);
}

static void test_no_schedule_breaks_a_rule(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < SEQUENCES; seed++) {
        run_schedule(seed, false);
    }
}

static void test_no_schedule_with_refreshes_breaks_a_rule(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < SEQUENCES; seed++) {
        run_schedule(seed, true);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_retry_after_is_kept_to_the_millisecond),
        cmocka_unit_test(test_a_short_retry_after_does_not_shorten_the_backoff),
        cmocka_unit_test(test_a_new_token_does_not_shorten_retry_after),
        cmocka_unit_test(test_retry_after_beyond_a_day_counts_as_a_day),
        cmocka_unit_test(test_retry_after_in_the_past_is_no_wait),
        cmocka_unit_test(test_a_refresh_never_skips_retry_after),
        cmocka_unit_test(test_a_refresh_that_is_refused_leaves_no_trace),
        cmocka_unit_test(test_a_refresh_just_after_a_poll_waits_for_the_least_spacing),
        cmocka_unit_test(test_retry_after_lasts_through_any_stretch),
        cmocka_unit_test(test_no_schedule_breaks_a_rule),
        cmocka_unit_test(test_no_schedule_with_refreshes_breaks_a_rule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
