/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/error_groups.h"

#include "backfilltop/base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

struct entry {
    const char *day; /* NULL: absent */
    const char *message;
};

static int64_t day_of(const char *text) {
    int64_t day = TIMES_ABSENT;
    if (text != NULL) {
        assert_true(times_parse_day(text, &day));
    }
    return day;
}

static void fill(struct backfill *backfill, const struct entry *entries, size_t count) {
    backfill_init(backfill);
    backfill->errors = memory_new(count, sizeof(*backfill->errors));
    backfill->error_count = count;
    backfill->has_error_report = true;
    for (size_t i = 0; i < count; i++) {
        backfill->errors[i].day = day_of(entries[i].day);
        backfill->errors[i].message = memory_copy(entries[i].message, strlen(entries[i].message));
    }
}

static void assert_group(const struct error_group *group, size_t entries, const char *message,
                         const char *days) {
    struct buffer text = {0};
    error_group_add_days(&text, group);
    assert_string_equal(group->message, message);
    assert_int_equal(group->entries, entries);
    assert_string_equal(buffer_string(&text), days);
    buffer_clear(&text);
}

/* Gives all the days to one message and compares how they are folded. */
static void assert_days(const char *const *days, size_t count, const char *folded) {
    struct entry entries[16];
    assert_in_range(count, 1, 16);
    for (size_t i = 0; i < count; i++) {
        entries[i] = (struct entry){days[i], "timeout"};
    }
    struct backfill backfill;
    struct error_groups groups;
    fill(&backfill, entries, count);
    error_groups_init(&groups, &backfill);
    assert_int_equal(groups.count, 1);
    assert_group(&groups.groups[0], count, "timeout", folded);
    error_groups_clear(&groups);
    backfill_clear(&backfill);
}

#define ASSERT_DAYS(folded, ...)                                                                   \
    assert_days((const char *const[]){__VA_ARGS__},                                                \
                sizeof((const char *const[]){__VA_ARGS__}) / sizeof(const char *), folded)

static void no_errors_no_groups(void **state) {
    (void)state;
    struct backfill backfill;
    struct error_groups groups;
    backfill_init(&backfill);
    error_groups_init(&groups, &backfill);
    assert_int_equal(groups.count, 0);
    error_groups_clear(&groups);
}

static void equal_messages_are_put_together_most_frequent_first(void **state) {
    (void)state;
    static const struct entry entries[] = {
        {"2024-01-09", "quota"},   {"2024-01-05", "timeout"}, {"2024-01-03", "timeout"},
        {"2024-01-08", "expired"}, {"2024-01-04", "timeout"}, {"2024-01-07", "quota"},
    };
    struct backfill backfill;
    struct error_groups groups;
    fill(&backfill, entries, 6);
    error_groups_init(&groups, &backfill);
    assert_int_equal(groups.count, 3);
    assert_group(&groups.groups[0], 3, "timeout", "2024-01-03..01-05");
    assert_group(&groups.groups[1], 2, "quota", "2024-01-07, 01-09");
    assert_group(&groups.groups[2], 1, "expired", "2024-01-08");
    error_groups_clear(&groups);
    backfill_clear(&backfill);
}

static void ties_go_by_earliest_day_then_message_and_dateless_last(void **state) {
    (void)state;
    static const struct entry entries[] = {
        {NULL, "a dateless"},     {"2024-01-02", "z late"}, {"2024-01-01", "m same"},
        {"2024-01-01", "b same"}, {NULL, "B dateless"},
    };
    struct backfill backfill;
    struct error_groups groups;
    fill(&backfill, entries, 5);
    error_groups_init(&groups, &backfill);
    assert_int_equal(groups.count, 5);
    assert_string_equal(groups.groups[0].message, "b same");
    assert_string_equal(groups.groups[1].message, "m same");
    assert_string_equal(groups.groups[2].message, "z late");
    assert_group(&groups.groups[3], 1, "B dateless", "");
    assert_group(&groups.groups[4], 1, "a dateless", "");
    error_groups_clear(&groups);
    backfill_clear(&backfill);
}

static void doubled_and_absent_days_count_as_entries_but_not_as_days(void **state) {
    (void)state;
    static const struct entry entries[] = {
        {"2024-01-03", "timeout"}, {NULL, "timeout"},         {"2024-01-03", "timeout"},
        {"2024-01-02", "timeout"}, {"2024-01-03", "timeout"},
    };
    struct backfill backfill;
    struct error_groups groups;
    fill(&backfill, entries, 5);
    error_groups_init(&groups, &backfill);
    assert_int_equal(groups.count, 1);
    assert_int_equal(groups.groups[0].day_count, 2);
    assert_group(&groups.groups[0], 5, "timeout", "2024-01-02..01-03");
    error_groups_clear(&groups);
    backfill_clear(&backfill);
}

static void messages_that_differ_in_a_byte_stay_apart(void **state) {
    (void)state;
    static const struct entry entries[] = {
        {"2024-01-01", "timeout"},
        {"2024-01-02", "timeout "},
        {"2024-01-03", "Timeout"},
        {"2024-01-04", ""},
    };
    struct backfill backfill;
    struct error_groups groups;
    fill(&backfill, entries, 4);
    error_groups_init(&groups, &backfill);
    assert_int_equal(groups.count, 4);
    error_groups_clear(&groups);
    backfill_clear(&backfill);
}

static void days_fold_to_ranges(void **state) {
    (void)state;
    ASSERT_DAYS("2024-01-03", "2024-01-03");
    ASSERT_DAYS("2024-01-03..01-04", "2024-01-03", "2024-01-04");
    ASSERT_DAYS("2024-01-03, 01-05", "2024-01-03", "2024-01-05");
    ASSERT_DAYS("2024-01-03..01-05, 01-20, 2025-02-01", "2024-01-03", "2024-01-04", "2024-01-05",
                "2024-01-20", "2025-02-01");
    ASSERT_DAYS("2024-01-31..02-01", "2024-01-31", "2024-02-01");
}

static void a_range_over_new_year_names_both_years(void **state) {
    (void)state;
    ASSERT_DAYS("2023-12-31..2024-01-01, 01-03", "2023-12-31", "2024-01-01", "2024-01-03");
}

static void a_leap_day_is_no_gap(void **state) {
    (void)state;
    ASSERT_DAYS("2024-02-28..03-01", "2024-02-28", "2024-02-29", "2024-03-01");
    ASSERT_DAYS("2023-02-28..03-01", "2023-02-28", "2023-03-01");
}

static void a_whole_decade_of_errors_is_one_range(void **state) {
    (void)state;
    enum { DAYS = 3653 };
    struct backfill backfill;
    backfill_init(&backfill);
    backfill.errors = memory_new(DAYS, sizeof(*backfill.errors));
    backfill.error_count = DAYS;
    for (size_t i = 0; i < DAYS; i++) {
        backfill.errors[i].day = day_of("2014-01-01") + (int64_t)(DAYS - 1 - i);
        backfill.errors[i].message = memory_copy("timeout", 7);
    }
    struct error_groups groups;
    error_groups_init(&groups, &backfill);
    assert_int_equal(groups.count, 1);
    assert_group(&groups.groups[0], DAYS, "timeout", "2014-01-01..2024-01-01");
    error_groups_clear(&groups);
    backfill_clear(&backfill);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_errors_no_groups),
        cmocka_unit_test(equal_messages_are_put_together_most_frequent_first),
        cmocka_unit_test(ties_go_by_earliest_day_then_message_and_dateless_last),
        cmocka_unit_test(doubled_and_absent_days_count_as_entries_but_not_as_days),
        cmocka_unit_test(messages_that_differ_in_a_byte_stay_apart),
        cmocka_unit_test(days_fold_to_ranges),
        cmocka_unit_test(a_range_over_new_year_names_both_years),
        cmocka_unit_test(a_leap_day_is_no_gap),
        cmocka_unit_test(a_whole_decade_of_errors_is_one_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
