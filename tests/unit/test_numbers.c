/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/numbers.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <limits.h>

static void the_smaller_and_the_larger_in_either_order(void **state) {
    (void)state;
    assert_int_equal(min_int(-1, 2), -1);
    assert_int_equal(min_int(2, -1), -1);
    assert_int_equal(max_int(-1, 2), 2);
    assert_int_equal(max_int(2, -1), 2);
    assert_int_equal(min_size(0, SIZE_MAX), 0);
    assert_int_equal(min_size(SIZE_MAX, 0), 0);
    assert_true(max_size(0, SIZE_MAX) == SIZE_MAX);
    assert_true(max_size(SIZE_MAX, 0) == SIZE_MAX);
    assert_true(min_double(0.25, 0.5) < 0.3);
    assert_true(min_double(0.5, 0.25) < 0.3);
    assert_true(max_double(0.25, 0.5) > 0.3);
    assert_true(max_double(0.5, 0.25) > 0.3);
}

static void moments_keep_all_their_bits(void **state) {
    (void)state;
    assert_true(min_int64(INT64_MAX, INT64_MAX - 1) == INT64_MAX - 1);
    assert_true(min_int64(INT64_MIN, INT64_MAX) == INT64_MIN);
    assert_true(max_int64(INT64_MAX, INT64_MAX - 1) == INT64_MAX);
    assert_true(max_int64(INT64_MIN, INT64_MIN + 1) == INT64_MIN + 1);
}

static void a_clamped_value_is_within_its_bounds(void **state) {
    (void)state;
    assert_int_equal(clamp_int(5, 1, 9), 5);
    assert_int_equal(clamp_int(0, 1, 9), 1);
    assert_int_equal(clamp_int(10, 1, 9), 9);
    assert_int_equal(clamp_int(INT_MIN, INT_MIN, INT_MAX), INT_MIN);
    assert_true(clamp_int64(INT64_MAX, 0, INT64_MAX - 1) == INT64_MAX - 1);
    assert_true(clamp_int64(INT64_MIN, 0, INT64_MAX) == 0);
    assert_true(clamp_int64(7, 0, 9) == 7);
}

static void the_lower_bound_wins_where_the_bounds_cross(void **state) {
    (void)state;
    assert_int_equal(clamp_int(5, 1, 0), 1);
    assert_int_equal(clamp_int(-5, 1, 0), 1);
    assert_true(clamp_int64(5, 1, 0) == 1);
}

static void numbers_of_all_sizes_are_compared(void **state) {
    (void)state;
    assert_int_equal(compare_int64(INT64_MIN, INT64_MAX), -1);
    assert_int_equal(compare_int64(INT64_MAX, INT64_MIN), 1);
    assert_int_equal(compare_int64(INT64_MIN, INT64_MIN), 0);
}

static void division_rounds_down_below_zero_too(void **state) {
    (void)state;
    for (int64_t number = -20; number <= 20; number++) {
        int64_t quotient = floor_divide(number, 7);
        int64_t rest = floor_modulo(number, 7);
        assert_true(rest >= 0 && rest < 7);
        assert_int_equal(quotient * 7 + rest, number);
    }
    assert_true(floor_modulo(INT64_MIN, 1000) == 192);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_smaller_and_the_larger_in_either_order),
        cmocka_unit_test(moments_keep_all_their_bits),
        cmocka_unit_test(a_clamped_value_is_within_its_bounds),
        cmocka_unit_test(the_lower_bound_wins_where_the_bounds_cross),
        cmocka_unit_test(numbers_of_all_sizes_are_compared),
        cmocka_unit_test(division_rounds_down_below_zero_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
