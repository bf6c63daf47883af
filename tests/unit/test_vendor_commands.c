/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/vendor_commands.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void add(struct backfill_error *errors, size_t *count, const char *day) {
    static char message[] = "no";
    errors[*count] = (struct backfill_error){TIMES_ABSENT, message};
    if (day != NULL) {
        assert_true(times_parse_day(day, &errors[*count].day));
    }
    (*count)++;
}

static void each_range_of_failed_days_is_a_command(void **state) {
    (void)state;
    struct backfill_error errors[8];
    struct buffer out = {0};
    size_t count = 0;
    add(errors, &count, "2024-02-28");
    add(errors, &count, "2024-03-01");
    add(errors, &count, "2024-02-29");
    add(errors, &count, "2024-02-29");
    add(errors, &count, "2024-01-03");
    add(errors, &count, NULL);
    struct row row = {.team_id = 42,
                      .backfill = {.id = 7,
                                   .transfer_id = INT64_MAX,
                                   .range_start = TIMES_ABSENT,
                                   .range_end = TIMES_ABSENT,
                                   .errors = errors,
                                   .error_count = count}};
    assert_int_equal(vendor_commands_add(&out, &row), 2);
    assert_string_equal(
        buffer_string(&out),
        "supermetrics backfills create --team-id 42 --transfer-id 9223372036854775807 \\\n"
        "    --range-start 2024-01-03 --range-end 2024-01-03\n"
        "supermetrics backfills create --team-id 42 --transfer-id 9223372036854775807 \\\n"
        "    --range-start 2024-02-28 --range-end 2024-03-01\n");
    buffer_clear(&out);
}

static void there_is_none_without_a_transfer_or_a_failed_day(void **state) {
    (void)state;
    struct backfill_error errors[1];
    struct buffer out = {0};
    size_t count = 0;
    add(errors, &count, "2024-02-28");
    struct row row = {
        .team_id = 42,
        .backfill = {.transfer_id = BACKFILL_NO_ID, .errors = errors, .error_count = 1}};
    assert_int_equal(vendor_commands_add(&out, &row), 0);
    row.backfill.transfer_id = 78;
    row.backfill.error_count = 0;
    assert_int_equal(vendor_commands_add(&out, &row), 0);
    count = 0;
    add(errors, &count, NULL);
    row.backfill.error_count = 1;
    assert_int_equal(vendor_commands_add(&out, &row), 0);
    assert_int_equal(out.length, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_range_of_failed_days_is_a_command),
        cmocka_unit_test(there_is_none_without_a_transfer_or_a_failed_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
