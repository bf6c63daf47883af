/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/backoff.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void test_each_doubling_doubles_the_wait(void **state) {
    (void)state;
    for (int doublings = 0; doublings < 10; doublings++) {
        assert_int_equal(backoff_ms(5000, doublings, INT64_MAX), 5000 << doublings);
    }
}

static void test_the_longest_wait_is_never_exceeded(void **state) {
    (void)state;
    assert_int_equal(backoff_ms(5000, 5, 300000), 160000);
    assert_int_equal(backoff_ms(5000, 6, 300000), 300000);
    assert_int_equal(backoff_ms(75000, 2, 300000), 300000);
    assert_int_equal(backoff_ms(75001, 2, 300000), 300000);
    assert_int_equal(backoff_ms(600000, 0, 300000), 300000);
}

static void test_no_number_of_doublings_overflows(void **state) {
    (void)state;
    static const int many[] = {61, 62, 63, 64, 1000, INT32_MAX};
    for (size_t i = 0; i < sizeof many / sizeof *many; i++) {
        assert_int_equal(backoff_ms(5000, many[i], 300000), 300000);
        assert_int_equal(backoff_ms(INT64_MAX, many[i], INT64_MAX), INT64_MAX);
        assert_int_equal(backoff_ms(0, many[i], 300000), 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_doubling_doubles_the_wait),
        cmocka_unit_test(test_the_longest_wait_is_never_exceeded),
        cmocka_unit_test(test_no_number_of_doublings_overflows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
