/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/throughput.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define MINUTE INT64_C(60000)

static void get(const struct throughput *throughput, int64_t now_ms,
                double rates[THROUGHPUT_MINUTES]) {
    for (int i = 0; i < THROUGHPUT_MINUTES; i++) {
        rates[i] = THROUGHPUT_UNKNOWN;
    }
    throughput_add_rates(throughput, now_ms, rates);
}

static void assert_rate(double actual, double expected) {
    assert_true(actual > expected - 0.001 && actual < expected + 0.001);
}

static void nothing_watched_is_unknown(void **state) {
    (void)state;
    struct throughput throughput = {0};
    double rates[THROUGHPUT_MINUTES];
    get(&throughput, 0, rates);
    assert_rate(rates[THROUGHPUT_MINUTES - 1], THROUGHPUT_UNKNOWN);
    get(&throughput, 100 * MINUTE, rates);
    for (int i = 0; i < THROUGHPUT_MINUTES; i++) {
        assert_rate(rates[i], THROUGHPUT_UNKNOWN);
    }
}

static void runs_are_shared_out_over_the_time_between_polls(void **state) {
    (void)state;
    struct throughput throughput = {0};
    double rates[THROUGHPUT_MINUTES];
    throughput_add(&throughput, 40, 100 * MINUTE, 104 * MINUTE);
    get(&throughput, 103 * MINUTE + 59999, rates);
    for (int i = 1; i <= 4; i++) {
        assert_rate(rates[THROUGHPUT_MINUTES - i], 10);
    }
    assert_rate(rates[THROUGHPUT_MINUTES - 5], THROUGHPUT_UNKNOWN);
}

static void a_minute_that_is_watched_in_part_counts_by_that_part(void **state) {
    (void)state;
    struct throughput throughput = {0};
    double rates[THROUGHPUT_MINUTES];
    throughput_add(&throughput, 3, 100 * MINUTE, 100 * MINUTE + THROUGHPUT_LEAST_MS - 1);
    get(&throughput, 100 * MINUTE + 30000, rates);
    assert_rate(rates[THROUGHPUT_MINUTES - 1], THROUGHPUT_UNKNOWN);
    throughput_add(&throughput, 3, 100 * MINUTE + THROUGHPUT_LEAST_MS - 1, 100 * MINUTE + 30000);
    get(&throughput, 100 * MINUTE + 30000, rates);
    assert_rate(rates[THROUGHPUT_MINUTES - 1], 12);
}

static void a_moment_adds_to_its_minute(void **state) {
    (void)state;
    struct throughput throughput = {0};
    double rates[THROUGHPUT_MINUTES];
    throughput_add(&throughput, 6, 100 * MINUTE, 101 * MINUTE);
    throughput_add(&throughput, 2, 100 * MINUTE + 5000, 100 * MINUTE + 5000);
    get(&throughput, 100 * MINUTE + 59000, rates);
    assert_rate(rates[THROUGHPUT_MINUTES - 1], 8);
}

static void what_is_older_than_the_window_is_forgotten(void **state) {
    (void)state;
    struct throughput throughput = {0};
    double rates[THROUGHPUT_MINUTES];
    throughput_add(&throughput, 60, 100 * MINUTE, 101 * MINUTE);
    throughput_add(&throughput, 5, 130 * MINUTE, 131 * MINUTE);
    get(&throughput, 130 * MINUTE + 59999, rates);
    assert_rate(rates[THROUGHPUT_MINUTES - 1], 5);
    assert_rate(rates[0], THROUGHPUT_UNKNOWN);
    throughput_add(&throughput, 1000, 0, 1000 * MINUTE);
    get(&throughput, 1000 * MINUTE - 1, rates);
    assert_rate(rates[0], THROUGHPUT_UNKNOWN); /* its place is the present minute's now */
    assert_rate(rates[1], 1);
    assert_rate(rates[THROUGHPUT_MINUTES - 1], 1);
}

static void what_comes_too_late_takes_no_later_minute_away(void **state) {
    (void)state;
    struct throughput throughput = {0};
    double rates[THROUGHPUT_MINUTES];
    throughput_add(&throughput, 5, 90 * MINUTE, 91 * MINUTE);
    throughput_add(&throughput, 7, 60 * MINUTE, 60 * MINUTE);
    get(&throughput, 90 * MINUTE + 59999, rates);
    assert_rate(rates[THROUGHPUT_MINUTES - 1], 5);
}

static void several_add_up(void **state) {
    (void)state;
    struct throughput a = {0};
    struct throughput b = {0};
    double rates[THROUGHPUT_MINUTES];
    throughput_add(&a, 4, 100 * MINUTE, 101 * MINUTE);
    throughput_add(&b, 6, 99 * MINUTE, 101 * MINUTE);
    get(&a, 100 * MINUTE + 59999, rates);
    throughput_add_rates(&b, 100 * MINUTE + 59999, rates);
    assert_rate(rates[THROUGHPUT_MINUTES - 1], 7);
    assert_rate(rates[THROUGHPUT_MINUTES - 2], 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_watched_is_unknown),
        cmocka_unit_test(runs_are_shared_out_over_the_time_between_polls),
        cmocka_unit_test(a_minute_that_is_watched_in_part_counts_by_that_part),
        cmocka_unit_test(a_moment_adds_to_its_minute),
        cmocka_unit_test(what_is_older_than_the_window_is_forgotten),
        cmocka_unit_test(what_comes_too_late_takes_no_later_minute_away),
        cmocka_unit_test(several_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
