/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void the_sequence_is_splitmix64(void **state) {
    (void)state;
    /* The published reference outputs for the seed 1234567. */
    static const uint64_t expected[] = {
        UINT64_C(6457827717110365317),  UINT64_C(3203168211198807973),
        UINT64_C(9817491932198370423),  UINT64_C(4593380528125082431),
        UINT64_C(16408922859458223821),
    };
    uint64_t numbers = 1234567;
    for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
        assert_true(random_next(&numbers) == expected[i]);
    }
}

static void the_same_seed_gives_the_same_numbers(void **state) {
    (void)state;
    uint64_t one = 99;
    uint64_t other = 99;
    for (int i = 0; i < 1000; i++) {
        assert_int_equal(random_upto(&one, i), random_upto(&other, i));
        assert_true(random_fraction(&one) == random_fraction(&other));
    }
}

static void upto_zero_is_zero(void **state) {
    (void)state;
    uint64_t numbers = 1;
    for (int i = 0; i < 100; i++) {
        assert_int_equal(random_upto(&numbers, 0), 0);
    }
}

static void upto_reaches_both_ends_and_is_even(void **state) {
    (void)state;
    uint64_t numbers = 5;
    int seen[7] = {0};
    for (int i = 0; i < 70000; i++) {
        int64_t number = random_upto(&numbers, 6);
        assert_in_range(number, 0, 6);
        seen[number]++;
    }
    for (int i = 0; i < 7; i++) {
        assert_in_range(seen[i], 9500, 10500);
    }
}

static void upto_is_even_for_limits_near_the_top(void **state) {
    (void)state;
    /* 3/4 of 2^63 outcomes: a plain modulo would favour the lower half of them by far. */
    int64_t limit = INT64_C(0x5FFFFFFFFFFFFFFF);
    uint64_t numbers = 5;
    int low = 0;
    for (int i = 0; i < 10000; i++) {
        int64_t number = random_upto(&numbers, limit);
        assert_true(number >= 0 && number <= limit);
        low += number <= limit / 2 ? 1 : 0;
    }
    assert_in_range(low, 4700, 5300);
    for (int i = 0; i < 1000; i++) {
        assert_true(random_upto(&numbers, INT64_MAX) >= 0);
    }
}

static void fractions_fill_the_unit_interval(void **state) {
    (void)state;
    uint64_t numbers = 8;
    double sum = 0;
    double least = 1;
    double most = 0;
    for (int i = 0; i < 100000; i++) {
        double fraction = random_fraction(&numbers);
        assert_true(fraction >= 0 && fraction < 1);
        sum += fraction;
        least = fraction < least ? fraction : least;
        most = fraction > most ? fraction : most;
    }
    assert_true(sum > 49500 && sum < 50500);
    assert_true(least < 0.001 && most > 0.999);
}

static void seeds_differ(void **state) {
    (void)state;
    uint64_t first = random_seed();
    assert_true(random_seed() != first || random_seed() != first);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sequence_is_splitmix64),
        cmocka_unit_test(the_same_seed_gives_the_same_numbers),
        cmocka_unit_test(upto_zero_is_zero),
        cmocka_unit_test(upto_reaches_both_ends_and_is_even),
        cmocka_unit_test(upto_is_even_for_limits_near_the_top),
        cmocka_unit_test(fractions_fill_the_unit_interval),
        cmocka_unit_test(seeds_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
