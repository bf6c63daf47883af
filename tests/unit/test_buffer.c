/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/buffer.h"

#include "backfilltop/base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>

#include <string.h>

static void an_empty_buffer_is_an_empty_string(void **state) {
    (void)state;
    struct buffer buffer = {0};
    assert_string_equal(buffer_string(&buffer), "");
    buffer_reset(&buffer);
    buffer_clear(&buffer);
    assert_string_equal(buffer_string(&buffer), "");
}

static void adding_nothing_leaves_an_empty_string(void **state) {
    (void)state;
    struct buffer buffer = {0};
    buffer_add(&buffer, NULL, 0);
    buffer_add_string(&buffer, "");
    buffer_add_repeated(&buffer, 'x', 0);
    buffer_add_format(&buffer, "%s", "");
    assert_string_equal(buffer_string(&buffer), "");
    assert_int_equal(buffer.length, 0);
    buffer_clear(&buffer);
}

static void additions_follow_one_another(void **state) {
    (void)state;
    struct buffer buffer = {0};
    buffer_add(&buffer, "abcdef", 3);
    buffer_add_string(&buffer, "-");
    buffer_add_format(&buffer, "%d%%|%5.1f", 42, 2.25);
    buffer_add_repeated(&buffer, '=', 4);
    assert_string_equal(buffer_string(&buffer), "abc-42%|  2.2====");
    assert_int_equal(buffer.length, strlen(buffer.bytes));
    assert_true(buffer.capacity > buffer.length);
    buffer_clear(&buffer);
}

static void inner_nuls_are_kept(void **state) {
    (void)state;
    struct buffer buffer = {0};
    buffer_add(&buffer, "a\0b", 3);
    buffer_add(&buffer, "c", 1);
    assert_int_equal(buffer.length, 4);
    assert_memory_equal(buffer.bytes, "a\0bc\0", 5);
    buffer_clear(&buffer);
}

static void formatted_text_may_be_longer_than_any_buffer_so_far(void **state) {
    (void)state;
    struct buffer buffer = {0};
    buffer_add_string(&buffer, "<");
    buffer_add_format(&buffer, "%*d", 100000, 7);
    buffer_add_string(&buffer, ">");
    assert_int_equal(buffer.length, 100002);
    assert_string_equal(buffer.bytes + 99998, "  7>");
    buffer_clear(&buffer);
}

static void growing_byte_by_byte_keeps_every_byte(void **state) {
    (void)state;
    struct buffer buffer = {0};
    for (size_t i = 0; i < 10000; i++) {
        char byte = (char)('a' + i % 26);
        buffer_add(&buffer, &byte, 1);
        assert_int_equal(buffer.bytes[i + 1], '\0');
    }
    assert_int_equal(buffer.length, 10000);
    for (size_t i = 0; i < 10000; i++) {
        assert_int_equal(buffer.bytes[i], 'a' + i % 26);
    }
    buffer_clear(&buffer);
}

static void reset_empties_and_keeps_the_memory(void **state) {
    (void)state;
    struct buffer buffer = {0};
    buffer_add_string(&buffer, "some text");
    const char *memory = buffer.bytes;
    size_t capacity = buffer.capacity;
    buffer_reset(&buffer);
    assert_string_equal(buffer_string(&buffer), "");
    assert_int_equal(buffer.length, 0);
    assert_ptr_equal(buffer.bytes, memory);
    assert_int_equal(buffer.capacity, capacity);
    buffer_add_string(&buffer, "new");
    assert_string_equal(buffer_string(&buffer), "new");
    buffer_clear(&buffer);
}

static void clear_leaves_a_buffer_ready_for_use(void **state) {
    (void)state;
    struct buffer buffer = {0};
    buffer_add_string(&buffer, "text");
    buffer_clear(&buffer);
    assert_null(buffer.bytes);
    assert_int_equal(buffer.length, 0);
    assert_int_equal(buffer.capacity, 0);
    buffer_add_string(&buffer, "again");
    assert_string_equal(buffer_string(&buffer), "again");
    buffer_clear(&buffer);
}

static void what_is_reserved_holds_without_moving(void **state) {
    (void)state;
    struct buffer buffer = {0};
    buffer_add_string(&buffer, "ab");
    buffer_reserve(&buffer, 1000);
    const char *place = buffer.bytes;
    assert_string_equal(buffer_string(&buffer), "ab");
    assert_int_equal(buffer.length, 2);
    for (int i = 2; i < 1000; i++) {
        buffer_add(&buffer, "c", 1);
        assert_ptr_equal(buffer.bytes, place);
    }
    buffer_reserve(&buffer, 10);
    assert_int_equal(buffer.length, 1000);
    buffer_clear(&buffer);
}

static void numbers_are_written_as_printf_writes_them(void **state) {
    static const int64_t ends[] = {0, -1, 9, 10, -10, 99, 100, INT64_MAX, INT64_MIN, INT64_MIN + 1};
    uint64_t random = 3;
    (void)state;
    for (size_t i = 0; i < 100000; i++) {
        struct buffer buffer = {0};
        char expected[24];
        int64_t any = (int64_t)(random_next(&random) >> random_upto(&random, 63));
        int64_t number = i < sizeof ends / sizeof ends[0] ? ends[i]
                         : i % 2 == 0                     ? any
                                                          : (int64_t)(0 - (uint64_t)any);
        snprintf(expected, sizeof expected, "%" PRId64, number);
        buffer_add_number(&buffer, number);
        assert_string_equal(buffer_string(&buffer), expected);
        buffer_clear(&buffer);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_empty_buffer_is_an_empty_string),
        cmocka_unit_test(adding_nothing_leaves_an_empty_string),
        cmocka_unit_test(additions_follow_one_another),
        cmocka_unit_test(inner_nuls_are_kept),
        cmocka_unit_test(formatted_text_may_be_longer_than_any_buffer_so_far),
        cmocka_unit_test(growing_byte_by_byte_keeps_every_byte),
        cmocka_unit_test(numbers_are_written_as_printf_writes_them),
        cmocka_unit_test(reset_empties_and_keeps_the_memory),
        cmocka_unit_test(what_is_reserved_holds_without_moving),
        cmocka_unit_test(clear_leaves_a_buffer_ready_for_use),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
