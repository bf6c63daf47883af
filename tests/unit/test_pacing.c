/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/pacing.h"

#include "backfilltop/base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define INTERVAL_MS  INT64_C(5000)
#define SECOND_MS    INT64_C(1000)
#define DAY_MS       (INT64_C(24) * 3600 * SECOND_MS)
#define SEQUENCES    24000
#define POLLS        25
#define ANSWER_AFTER INT64_C(300)

static struct pacing started_at(int64_t now_ms) {
    struct pacing pacing;
    pacing_init(&pacing, INTERVAL_MS, 1, now_ms);
    return pacing;
}

/* One poll that begins at `now_ms`; returns when it ended. */
static int64_t poll_at(struct pacing *pacing, int64_t now_ms, enum outcome outcome,
                       int64_t retry_after_ms) {
    assert_true(pacing_is_due(pacing, now_ms));
    pacing_begin(pacing, now_ms);
    pacing_end(pacing, outcome, retry_after_ms, now_ms + ANSWER_AFTER);
    return now_ms + ANSWER_AFTER;
}

static void assert_due_between(const struct pacing *pacing, int64_t first_ms, int64_t last_ms) {
    assert_false(pacing_is_due(pacing, first_ms - 1));
    assert_true(pacing_is_due(pacing, last_ms));
}

/* ---- examples, rule by rule ---- */

static void test_the_first_poll_is_due_at_once(void **state) {
    (void)state;
    struct pacing pacing = started_at(777);
    assert_false(pacing_is_due(&pacing, 776));
    assert_true(pacing_is_due(&pacing, 777));
}

static void test_nothing_is_due_while_a_poll_is_in_flight(void **state) {
    (void)state;
    struct pacing pacing = started_at(0);
    pacing_begin(&pacing, 0);
    assert_false(pacing_is_due(&pacing, DAY_MS));
}

static void test_success_spaces_by_the_interval_from_the_beginning(void **state) {
    (void)state;
    struct pacing pacing = started_at(0);
    poll_at(&pacing, 1000, OUTCOME_OK, PACING_NO_RETRY_AFTER);
    assert_due_between(&pacing, 1000 + INTERVAL_MS, 1000 + INTERVAL_MS + INTERVAL_MS / 20);
}

static void test_an_answer_slower_than_the_interval_makes_the_next_due_at_once(void **state) {
    (void)state;
    struct pacing pacing = started_at(0);
    pacing_begin(&pacing, 0);
    pacing_end(&pacing, OUTCOME_OK, PACING_NO_RETRY_AFTER, 2 * INTERVAL_MS);
    assert_true(pacing_is_due(&pacing, 2 * INTERVAL_MS));
}

static void test_jitter_spreads_hosts_apart(void **state) {
    (void)state;
    int64_t earliest = INT64_MAX;
    int64_t latest = 0;
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct pacing pacing;
        pacing_init(&pacing, INTERVAL_MS, seed, 0);
        poll_at(&pacing, 0, OUTCOME_OK, PACING_NO_RETRY_AFTER);
        earliest = pacing.due_ms < earliest ? pacing.due_ms : earliest;
        latest = pacing.due_ms > latest ? pacing.due_ms : latest;
    }
    assert_in_range(earliest, INTERVAL_MS, INTERVAL_MS + 25);
    assert_in_range(latest, INTERVAL_MS + 225, INTERVAL_MS + 250);
}

static int64_t longest_wait_after(enum outcome outcome, int failures) {
    int64_t longest = 0;
    for (uint64_t seed = 0; seed < 400; seed++) {
        struct pacing pacing;
        pacing_init(&pacing, INTERVAL_MS, seed, 0);
        int64_t ended = 0;
        for (int i = 0; i < failures; i++) {
            ended = poll_at(&pacing, pacing.due_ms, outcome, PACING_NO_RETRY_AFTER);
        }
        assert_true(pacing.due_ms - ended >= INTERVAL_MS);
        longest = pacing.due_ms - ended > longest ? pacing.due_ms - ended : longest;
    }
    return longest;
}

static void test_backoff_doubles_its_room_with_each_failure(void **state) {
    (void)state;
    const enum outcome failures[] = {OUTCOME_RATE_LIMITED, OUTCOME_SERVER_ERROR, OUTCOME_UNREADABLE,
                                     OUTCOME_NO_CONNECTION};
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
        for (int n = 1; n <= 4; n++) {
            int64_t room = INTERVAL_MS << n;
            assert_in_range(longest_wait_after(failures[i], n), INTERVAL_MS + room * 9 / 10,
                            INTERVAL_MS + room);
        }
    }
}

static void test_backoff_stops_growing_at_its_cap(void **state) {
    (void)state;
    assert_in_range(longest_wait_after(OUTCOME_NO_CONNECTION, 7),
                    INTERVAL_MS + PACING_BACKOFF_MAX_MS * 9 / 10,
                    INTERVAL_MS + PACING_BACKOFF_MAX_MS);
}

static void test_endless_failures_never_overflow(void **state) {
    (void)state;
    const int counts[] = {8, 31, 32, 61, 62, 63, 64, 1000, INT32_MAX};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        struct pacing pacing = started_at(0);
        pacing.failures = counts[i];
        int64_t ended = poll_at(&pacing, 0, OUTCOME_NO_CONNECTION, PACING_NO_RETRY_AFTER);
        assert_in_range(pacing.due_ms - ended, INTERVAL_MS, INTERVAL_MS + PACING_BACKOFF_MAX_MS);
        assert_true(pacing.failures > 0);
    }
}

static void test_success_forgets_the_failures(void **state) {
    (void)state;
    struct pacing pacing = started_at(0);
    for (int i = 0; i < 9; i++) {
        poll_at(&pacing, pacing.due_ms, OUTCOME_SERVER_ERROR, PACING_NO_RETRY_AFTER);
    }
    assert_int_equal(pacing.failures, 9);
    int64_t began = pacing.due_ms;
    poll_at(&pacing, began, OUTCOME_OK, PACING_NO_RETRY_AFTER);
    assert_int_equal(pacing.failures, 0);
    assert_due_between(&pacing, began + INTERVAL_MS, began + INTERVAL_MS + INTERVAL_MS / 20);
}

static void test_a_denial_slows_down_to_one_poll_a_minute(void **state) {
    (void)state;
    const enum outcome denials[] = {OUTCOME_UNAUTHORIZED, OUTCOME_FORBIDDEN, OUTCOME_NOT_FOUND,
                                    OUTCOME_REFUSED};
    for (size_t i = 0; i < sizeof denials / sizeof *denials; i++) {
        struct pacing pacing = started_at(0);
        poll_at(&pacing, 0, denials[i], PACING_NO_RETRY_AFTER);
        assert_due_between(&pacing, PACING_DENIED_MS, PACING_DENIED_MS);
    }
}

static void test_a_denial_never_speeds_a_long_interval_up(void **state) {
    (void)state;
    struct pacing pacing;
    pacing_init(&pacing, 600 * SECOND_MS, 1, 0);
    poll_at(&pacing, 0, OUTCOME_UNAUTHORIZED, PACING_NO_RETRY_AFTER);
    assert_due_between(&pacing, 600 * SECOND_MS, 600 * SECOND_MS);
}

static int64_t later(int64_t a, int64_t b) {
    return a > b ? a : b;
}

static void test_retry_after_is_kept_to_the_millisecond(void **state) {
    (void)state;
    const enum outcome outcomes[] = {OUTCOME_RATE_LIMITED, OUTCOME_SERVER_ERROR};
    for (size_t i = 0; i < sizeof outcomes / sizeof *outcomes; i++) {
        struct pacing pacing = started_at(0);
        int64_t ended = poll_at(&pacing, 0, outcomes[i], 3600 * SECOND_MS);
        assert_due_between(&pacing, ended + 3600 * SECOND_MS, ended + 3600 * SECOND_MS);
        assert_true(pacing_is_held(&pacing, ended + 3600 * SECOND_MS - 1));
        assert_false(pacing_is_held(&pacing, ended + 3600 * SECOND_MS));
    }
}

static void test_a_short_retry_after_does_not_shorten_the_backoff(void **state) {
    (void)state;
    struct pacing pacing = started_at(0);
    int64_t ended = poll_at(&pacing, 0, OUTCOME_RATE_LIMITED, SECOND_MS);
    assert_false(pacing_is_due(&pacing, ended + INTERVAL_MS - 1));
}

static void test_what_is_mended_is_tried_again_at_once(void **state) {
    (void)state;
    struct pacing pacing = started_at(0);
    int64_t ended = poll_at(&pacing, 0, OUTCOME_UNAUTHORIZED, PACING_NO_RETRY_AFTER);
    assert_true(pacing.due_ms >= PACING_DENIED_MS);
    pacing_retry_now(&pacing, ended);
    assert_int_equal(pacing.due_ms, later(ended, PACING_REFRESH_MS));
    pacing_stretch(&pacing, 3600 * SECOND_MS);
    assert_true(pacing_is_due(&pacing, later(ended, PACING_REFRESH_MS)));
}

static void test_no_mending_undercuts_retry_after(void **state) {
    (void)state;
    struct pacing pacing = started_at(0);
    int64_t ended = poll_at(&pacing, 0, OUTCOME_SERVER_ERROR, 3600 * SECOND_MS);
    pacing_retry_now(&pacing, ended);
    assert_int_equal(pacing.due_ms, ended + 3600 * SECOND_MS);
}

static void test_a_rate_limit_that_does_not_say_how_long_holds_the_user_too(void **state) {
    (void)state;
    struct pacing pacing = started_at(0);
    int64_t ended = poll_at(&pacing, 0, OUTCOME_RATE_LIMITED, PACING_NO_RETRY_AFTER);
    assert_true(pacing_is_held(&pacing, ended + INTERVAL_MS - 1));
    assert_true(pacing_refresh(&pacing, ended + INTERVAL_MS - 1) > 0);
    assert_false(pacing_is_due(&pacing, ended + INTERVAL_MS - 1));
    assert_false(pacing_is_held(&pacing, pacing.due_ms));
}

static void test_retry_after_beyond_a_day_counts_as_a_day(void **state) {
    (void)state;
    const int64_t values[] = {PACING_RETRY_AFTER_MAX_MS, PACING_RETRY_AFTER_MAX_MS + 1, INT64_MAX};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct pacing pacing = started_at(0);
        int64_t ended = poll_at(&pacing, 0, OUTCOME_RATE_LIMITED, values[i]);
        assert_due_between(&pacing, ended + DAY_MS, ended + DAY_MS);
    }
}

static void test_retry_after_in_the_past_is_no_wait(void **state) {
    (void)state;
    const int64_t values[] = {0, -2, -DAY_MS, INT64_MIN};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct pacing pacing = started_at(0);
        int64_t ended = poll_at(&pacing, 0, OUTCOME_SERVER_ERROR, values[i]);
        assert_false(pacing_is_held(&pacing, ended));
        assert_due_between(&pacing, ended + INTERVAL_MS, ended + 3 * INTERVAL_MS);
    }
}

static void test_a_refresh_skips_the_interval(void **state) {
    (void)state;
    struct pacing pacing = started_at(0);
    poll_at(&pacing, 0, OUTCOME_OK, PACING_NO_RETRY_AFTER);
    assert_int_equal(pacing_refresh(&pacing, PACING_REFRESH_MS), 0);
    assert_true(pacing_is_due(&pacing, PACING_REFRESH_MS));
}

static void test_a_refresh_skips_our_own_backoff(void **state) {
    (void)state;
    struct pacing pacing = started_at(0);
    poll_at(&pacing, 0, OUTCOME_NO_CONNECTION, PACING_NO_RETRY_AFTER);
    assert_int_equal(pacing_refresh(&pacing, 2 * SECOND_MS), 0);
    assert_true(pacing_is_due(&pacing, 2 * SECOND_MS));
}

static void test_a_refresh_never_skips_retry_after(void **state) {
    (void)state;
    struct pacing pacing = started_at(0);
    int64_t ended = poll_at(&pacing, 0, OUTCOME_RATE_LIMITED, 60 * SECOND_MS);
    assert_int_equal(pacing_refresh(&pacing, ended + 20 * SECOND_MS), 40 * SECOND_MS);
    assert_false(pacing_is_due(&pacing, ended + 20 * SECOND_MS));
    assert_int_equal(pacing_refresh(&pacing, ended + 60 * SECOND_MS), 0);
}

static void test_refreshes_keep_their_least_spacing(void **state) {
    (void)state;
    struct pacing pacing = started_at(0);
    poll_at(&pacing, 0, OUTCOME_OK, PACING_NO_RETRY_AFTER);
    assert_int_equal(pacing_refresh(&pacing, ANSWER_AFTER), PACING_REFRESH_MS - ANSWER_AFTER);
    assert_false(pacing_is_due(&pacing, ANSWER_AFTER));
}

static void test_a_refresh_before_the_first_poll_is_free(void **state) {
    (void)state;
    struct pacing pacing = started_at(100);
    assert_int_equal(pacing_refresh(&pacing, 100), 0);
    assert_true(pacing_is_due(&pacing, 100));
}

static void test_a_refresh_in_flight_does_nothing(void **state) {
    (void)state;
    struct pacing pacing = started_at(0);
    pacing_begin(&pacing, 0);
    assert_int_equal(pacing_refresh(&pacing, 50), 0);
    assert_int_equal(pacing_refresh(&pacing, 2 * INTERVAL_MS), 0);
    assert_false(pacing_is_due(&pacing, 2 * INTERVAL_MS));
    pacing_end(&pacing, OUTCOME_OK, PACING_NO_RETRY_AFTER, 100);
    assert_false(pacing_is_due(&pacing, INTERVAL_MS - 1));
}

static void test_a_refresh_never_delays_a_poll_that_is_due(void **state) {
    (void)state;
    struct pacing pacing = started_at(0);
    poll_at(&pacing, 0, OUTCOME_OK, PACING_NO_RETRY_AFTER);
    int64_t due = pacing.due_ms;
    pacing_refresh(&pacing, due + 1000);
    assert_int_equal(pacing.due_ms, due);
}

/* ---- properties over random histories ---- */

/* What the rules allow, told apart from how pacing keeps it. */
struct history {
    struct pacing pacing;
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

static int64_t random_retry_after(uint64_t *random) {
    switch (random_upto(random, 6)) {
    case 0:
        return PACING_NO_RETRY_AFTER;
    case 1:
        return 0;
    case 2:
        return -random_upto(random, DAY_MS);
    case 3:
        return INT64_MAX - random_upto(random, DAY_MS);
    case 4:
        return random_upto(random, 4 * DAY_MS);
    default:
        return random_upto(random, 120 * SECOND_MS);
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
static int64_t wait_of(int64_t retry_after_ms) {
    if (retry_after_ms <= 0) {
        return 0;
    }
    return retry_after_ms < DAY_MS ? retry_after_ms : DAY_MS;
}

static int64_t doubled(int64_t interval_ms, int times) {
    int64_t room = interval_ms;
    for (int i = 0; i < times && room < PACING_BACKOFF_MAX_MS; i++) {
        room *= 2;
    }
    return room < PACING_BACKOFF_MAX_MS ? room : PACING_BACKOFF_MAX_MS;
}

static int64_t bound_after(const struct history *history, enum outcome outcome) {
    int64_t interval = history->pacing.interval_ms;
    switch (outcome) {
    case OUTCOME_OK:
        return history->began_ms + interval + interval / 20;
    case OUTCOME_UNAUTHORIZED:
    case OUTCOME_FORBIDDEN:
    case OUTCOME_NOT_FOUND:
    case OUTCOME_REFUSED:
        return history->began_ms + later(interval, PACING_DENIED_MS);
    default:
        return history->now_ms + interval + doubled(interval, history->failures);
    }
}

static void answer(struct history *history) {
    enum outcome outcome = (enum outcome)random_upto(&history->random, outcome_count - 1);
    int64_t retry_after_ms = PACING_NO_RETRY_AFTER;
    if (passes_retry_after(outcome)) {
        retry_after_ms = random_retry_after(&history->random);
    }
    history->failures = outcome == OUTCOME_OK ? 0 : history->failures + 1;
    history->allowed_ms = later(history->allowed_ms, history->now_ms + wait_of(retry_after_ms));
    history->bound_ms = later(bound_after(history, outcome), history->allowed_ms);
    pacing_end(&history->pacing, outcome, retry_after_ms, history->now_ms);
    if (outcome == OUTCOME_RATE_LIMITED) { /* the whole wait is the server's word */
        assert_true(history->pacing.due_ms >= history->now_ms + history->pacing.interval_ms);
        history->allowed_ms = later(history->allowed_ms, history->pacing.due_ms);
    }
}

static void maybe_refresh(struct history *history) {
    if (!history->refreshes || random_upto(&history->random, 2) != 0) {
        return;
    }
    int64_t forbidden_ms = later(history->allowed_ms, history->began_ms + PACING_REFRESH_MS);
    int64_t left_ms = later(forbidden_ms - history->now_ms, 0);
    assert_int_equal(pacing_refresh(&history->pacing, history->now_ms), left_ms);
    assert_int_equal(pacing_is_due(&history->pacing, history->now_ms),
                     left_ms == 0 || history->now_ms >= history->pacing.due_ms);
}

static void wait_for_due(struct history *history) {
    for (int i = 0; i < 4; i++) {
        int64_t left_ms = later(history->bound_ms - history->now_ms, 0);
        history->now_ms += random_upto(&history->random, left_ms / 4);
        maybe_refresh(history);
        if (pacing_is_due(&history->pacing, history->now_ms)) {
            return;
        }
    }
    /* The loop sleeps until the deadline. */
    history->now_ms = later(history->now_ms, history->pacing.due_ms);
}

static void ask(struct history *history) {
    assert_true(pacing_is_due(&history->pacing, history->now_ms));
    assert_true(history->now_ms >= history->allowed_ms);
    assert_true(history->pacing.due_ms <= history->bound_ms);
    int64_t spacing_ms = history->refreshes ? PACING_REFRESH_MS : history->pacing.interval_ms;
    assert_true(history->now_ms - history->began_ms >= spacing_ms);
    history->began_ms = history->now_ms;
    pacing_begin(&history->pacing, history->now_ms);
}

static void fly(struct history *history) {
    int64_t latency_ms = random_latency(&history->random);
    for (int i = 0; i < 2; i++) {
        history->now_ms += latency_ms / 2;
        assert_false(pacing_is_due(&history->pacing, history->now_ms));
        assert_false(pacing_is_due(&history->pacing, INT64_MAX));
        if (history->refreshes) {
            assert_int_equal(pacing_refresh(&history->pacing, history->now_ms), 0);
            assert_false(pacing_is_due(&history->pacing, INT64_MAX));
        }
    }
}

static void run_history(uint64_t seed, bool refreshes) {
    struct history history = {.random = seed, .refreshes = refreshes};
    history.now_ms = DAY_MS + random_upto(&history.random, DAY_MS);
    history.bound_ms = history.now_ms;
    pacing_init(&history.pacing, random_interval(&history.random), seed, history.now_ms);
    for (int i = 0; i < POLLS; i++) {
        wait_for_due(&history);
        ask(&history);
        fly(&history);
        answer(&history);
        assert_int_equal(history.pacing.failures, history.failures);
    }
}

static void test_no_history_breaks_a_rule(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < SEQUENCES; seed++) {
        run_history(seed, false);
    }
}

static void test_no_history_with_refreshes_breaks_a_rule(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < SEQUENCES; seed++) {
        run_history(seed, true);
    }
}

static void test_equal_seeds_give_equal_schedules(void **state) {
    (void)state;
    struct pacing a;
    struct pacing b;
    struct pacing other;
    pacing_init(&a, INTERVAL_MS, 42, 0);
    pacing_init(&b, INTERVAL_MS, 42, 0);
    pacing_init(&other, INTERVAL_MS, 43, 0);
    bool differed = false;
    for (int i = 0; i < 200; i++) {
        enum outcome outcome = (enum outcome)(i % outcome_count);
        poll_at(&a, a.due_ms, outcome, PACING_NO_RETRY_AFTER);
        poll_at(&b, b.due_ms, outcome, PACING_NO_RETRY_AFTER);
        poll_at(&other, other.due_ms, outcome, PACING_NO_RETRY_AFTER);
        assert_int_equal(a.due_ms, b.due_ms);
        differed = differed || a.due_ms != other.due_ms;
    }
    assert_true(differed);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_first_poll_is_due_at_once),
        cmocka_unit_test(test_nothing_is_due_while_a_poll_is_in_flight),
        cmocka_unit_test(test_success_spaces_by_the_interval_from_the_beginning),
        cmocka_unit_test(test_an_answer_slower_than_the_interval_makes_the_next_due_at_once),
        cmocka_unit_test(test_jitter_spreads_hosts_apart),
        cmocka_unit_test(test_backoff_doubles_its_room_with_each_failure),
        cmocka_unit_test(test_backoff_stops_growing_at_its_cap),
        cmocka_unit_test(test_endless_failures_never_overflow),
        cmocka_unit_test(test_success_forgets_the_failures),
        cmocka_unit_test(test_a_denial_slows_down_to_one_poll_a_minute),
        cmocka_unit_test(test_a_denial_never_speeds_a_long_interval_up),
        cmocka_unit_test(test_retry_after_is_kept_to_the_millisecond),
        cmocka_unit_test(test_a_short_retry_after_does_not_shorten_the_backoff),
        cmocka_unit_test(test_a_rate_limit_that_does_not_say_how_long_holds_the_user_too),
        cmocka_unit_test(test_what_is_mended_is_tried_again_at_once),
        cmocka_unit_test(test_no_mending_undercuts_retry_after),
        cmocka_unit_test(test_retry_after_beyond_a_day_counts_as_a_day),
        cmocka_unit_test(test_retry_after_in_the_past_is_no_wait),
        cmocka_unit_test(test_a_refresh_skips_the_interval),
        cmocka_unit_test(test_a_refresh_skips_our_own_backoff),
        cmocka_unit_test(test_a_refresh_never_skips_retry_after),
        cmocka_unit_test(test_refreshes_keep_their_least_spacing),
        cmocka_unit_test(test_a_refresh_before_the_first_poll_is_free),
        cmocka_unit_test(test_a_refresh_in_flight_does_nothing),
        cmocka_unit_test(test_a_refresh_never_delays_a_poll_that_is_due),
        cmocka_unit_test(test_no_history_breaks_a_rule),
        cmocka_unit_test(test_no_history_with_refreshes_breaks_a_rule),
        cmocka_unit_test(test_equal_seeds_give_equal_schedules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
