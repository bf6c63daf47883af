/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/calendar.h"

#include "backfilltop/base/buffer.h"
#include "backfilltop/base/times.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define MOST_ERRORS 16

static char message[] = "timeout";

/* A backfill made by hand; NULL for what is absent. */
struct scene {
    struct backfill_error errors[MOST_ERRORS];
    struct backfill backfill;
    struct calendar calendar;
};

static int64_t day_of(const char *text) {
    int64_t day = TIMES_ABSENT;
    if (text != NULL) {
        assert_true(times_parse_day(text, &day));
    }
    return day;
}

static void make(struct scene *scene, const char *start, const char *end, const char *const *failed,
                 size_t count) {
    backfill_init(&scene->backfill);
    scene->backfill.range_start = day_of(start);
    scene->backfill.range_end = day_of(end);
    assert_in_range(count, 0, MOST_ERRORS);
    for (size_t i = 0; i < count; i++) {
        scene->errors[i] = (struct backfill_error){.day = day_of(failed[i]), .message = message};
    }
    scene->backfill.errors = count > 0 ? scene->errors : NULL;
    scene->backfill.error_count = count;
    calendar_init(&scene->calendar, &scene->backfill);
}

#define MAKE(scene, start, end, ...)                                                               \
    make(scene, start, end, (const char *const[]){__VA_ARGS__},                                    \
         sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

static void make_without_errors(struct scene *scene, const char *start, const char *end) {
    make(scene, start, end, NULL, 0);
}

/* The whole calendar as text: its weeks, Monday first, "." open, "x" failed, " " outside, each with
 * its mark. */
static void assert_drawn(struct scene *scene, const char *expected) {
    struct buffer text = {0};
    for (size_t i = 0; i < calendar_week_count(&scene->calendar); i++) {
        struct calendar_week week = calendar_week_at(&scene->calendar, i);
        buffer_add_string(&text, "|");
        for (int day = 0; day < CALENDAR_WEEK; day++) {
            buffer_add_repeated(&text, " .x"[week.days[day]], 1);
        }
        if (week.mark_month != 0) {
            buffer_add_format(&text, "|%d-%02d", week.mark_year, week.mark_month);
        }
        buffer_add_string(&text, "\n");
    }
    assert_string_equal(buffer_string(&text), expected);
    buffer_clear(&text);
    calendar_clear(&scene->calendar);
}

static void assert_folded(struct scene *scene, const char *expected) {
    struct buffer text = {0};
    for (size_t i = 0; i < scene->calendar.failed_range_count; i++) {
        char first[TIMES_TEXT];
        char last[TIMES_TEXT];
        times_format_day(first, scene->calendar.failed_ranges[i].first);
        times_format_day(last, scene->calendar.failed_ranges[i].last);
        buffer_add_format(&text, "%s..%s\n", first, last);
    }
    assert_string_equal(buffer_string(&text), expected);
    buffer_clear(&text);
    calendar_clear(&scene->calendar);
}

/* ---- weeks ---- */

static void test_weeks_begin_on_monday(void **state) {
    (void)state;
    struct scene scene;
    make_without_errors(&scene, "2024-02-08", "2024-02-20"); /* a Thursday, a Tuesday */
    assert_int_equal(calendar_week_at(&scene.calendar, 0).monday, day_of("2024-02-05"));
    assert_int_equal(calendar_week_at(&scene.calendar, 2).monday, day_of("2024-02-19"));
    assert_drawn(&scene, "|   ....|2024-02\n"
                         "|.......\n"
                         "|..     \n");
}

static void test_a_whole_week_is_one_row(void **state) {
    (void)state;
    struct scene scene;
    make_without_errors(&scene, "2024-02-05", "2024-02-11");
    assert_drawn(&scene, "|.......|2024-02\n");
    make_without_errors(&scene, "2024-02-04", "2024-02-12");
    assert_drawn(&scene, "|      .|2024-02\n"
                         "|.......\n"
                         "|.      \n");
}

static void test_one_day_is_a_calendar(void **state) {
    (void)state;
    struct scene scene;
    make_without_errors(&scene, "1970-01-01", "1970-01-01");
    assert_drawn(&scene, "|   .   |1970-01\n");
}

static void test_days_before_1970_stand_on_their_weekdays(void **state) {
    (void)state;
    struct scene scene;
    make_without_errors(&scene, "1969-12-27", "1969-12-30"); /* a Saturday */
    assert_drawn(&scene, "|     ..|1969-12\n"
                         "|..     \n");
    make_without_errors(&scene, "0001-01-01", "0001-01-02"); /* a Monday */
    assert_drawn(&scene, "|..     |1-01\n");
}

static void test_the_last_day_of_all_is_a_calendar(void **state) {
    (void)state;
    struct scene scene;
    MAKE(&scene, "9999-12-31", "9999-12-31", "9999-12-31"); /* a Friday */
    assert_drawn(&scene, "|    x  |9999-12\n");
}

static void test_ten_years_are_a_calendar(void **state) {
    (void)state;
    struct scene scene;
    MAKE(&scene, "2014-01-01", "2023-12-31", "2014-01-01", "2023-12-31");
    assert_int_equal(calendar_week_count(&scene.calendar), 522);
    size_t days = 0;
    size_t marks = 0;
    for (size_t i = 0; i < 522; i++) {
        struct calendar_week week = calendar_week_at(&scene.calendar, i);
        for (int day = 0; day < CALENDAR_WEEK; day++) {
            days += week.days[day] != CALENDAR_OUTSIDE;
        }
        marks += week.mark_month != 0;
    }
    assert_int_equal(days, 3652);
    assert_int_equal(marks, 120);
    struct calendar_week last = calendar_week_at(&scene.calendar, 521);
    assert_int_equal(last.days[CALENDAR_WEEK - 1], CALENDAR_FAILED);
    calendar_clear(&scene.calendar);
}

static void test_without_a_range_there_are_no_days(void **state) {
    (void)state;
    static const char *const ranges[][2] = {
        {NULL, NULL},
        {"2024-02-01", NULL},
        {NULL, "2024-02-01"},
        {"2024-02-02", "2024-02-01"},
    };
    for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
        struct scene scene;
        MAKE(&scene, ranges[i][0], ranges[i][1], "1970-01-01", "2024-02-01");
        assert_int_equal(calendar_day_state(&scene.calendar, 0), CALENDAR_OUTSIDE);
        assert_int_equal(calendar_day_state(&scene.calendar, day_of("2024-02-01")),
                         CALENDAR_OUTSIDE);
        assert_drawn(&scene, "");
    }
}

/* ---- marks ---- */

static void test_a_month_is_marked_where_it_begins(void **state) {
    (void)state;
    struct scene scene;
    make_without_errors(&scene, "2023-12-25", "2024-02-05");
    assert_drawn(&scene, "|.......|2023-12\n"
                         "|.......|2024-01\n"
                         "|.......\n"
                         "|.......\n"
                         "|.......\n"
                         "|.......|2024-02\n"
                         "|.      \n");
}

static void test_a_month_that_begins_on_sunday_is_marked_in_that_week(void **state) {
    (void)state;
    struct scene scene;
    make_without_errors(&scene, "2024-08-19", "2024-09-03");
    assert_drawn(&scene, "|.......|2024-08\n"
                         "|.......|2024-09\n"
                         "|..     \n");
}

static void test_of_two_months_in_the_first_week_the_later_is_marked(void **state) {
    (void)state;
    struct scene scene;
    make_without_errors(&scene, "2024-01-30", "2024-02-06");
    assert_drawn(&scene, "| ......|2024-02\n"
                         "|..     \n");
}

static void test_a_month_that_begins_behind_the_range_is_not_marked(void **state) {
    (void)state;
    struct scene scene;
    make_without_errors(&scene, "2024-01-22", "2024-01-31"); /* to a Wednesday */
    assert_drawn(&scene, "|.......|2024-01\n"
                         "|...    \n");
}

/* ---- failed days ---- */

static void test_failed_days_are_marked(void **state) {
    (void)state;
    struct scene scene;
    MAKE(&scene, "2024-02-06", "2024-02-13", "2024-02-13", "2024-02-06", "2024-02-09", "2024-02-10",
         NULL);
    assert_drawn(&scene, "| x..xx.|2024-02\n"
                         "|.x     \n");
}

static void test_failed_days_outside_the_range_are_outside(void **state) {
    (void)state;
    struct scene scene;
    MAKE(&scene, "2024-02-07", "2024-02-08", "2024-02-06", "2024-02-09");
    assert_drawn(&scene, "|  ..   |2024-02\n");
}

static void test_the_state_of_any_day_can_be_asked_for(void **state) {
    (void)state;
    struct scene scene;
    MAKE(&scene, "2024-02-01", "2024-02-28", "2024-02-03", "2024-02-04", "2024-02-10");
    static const struct {
        const char *day;
        enum calendar_state state;
    } cases[] = {
        {"2024-01-31", CALENDAR_OUTSIDE}, {"2024-02-01", CALENDAR_OPEN},
        {"2024-02-02", CALENDAR_OPEN},    {"2024-02-03", CALENDAR_FAILED},
        {"2024-02-04", CALENDAR_FAILED},  {"2024-02-05", CALENDAR_OPEN},
        {"2024-02-10", CALENDAR_FAILED},  {"2024-02-11", CALENDAR_OPEN},
        {"2024-02-28", CALENDAR_OPEN},    {"2024-02-29", CALENDAR_OUTSIDE},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        assert_int_equal(calendar_day_state(&scene.calendar, day_of(cases[i].day)), cases[i].state);
    }
    assert_int_equal(calendar_day_state(&scene.calendar, TIMES_ABSENT), CALENDAR_OUTSIDE);
    calendar_clear(&scene.calendar);
}

static void test_failed_days_are_folded_to_ranges(void **state) {
    (void)state;
    struct scene scene;
    MAKE(&scene, "2024-02-01", "2024-03-28", "2024-02-20", "2024-02-03", "2024-02-02", "2024-02-29",
         "2024-03-01", "2024-02-04");
    assert_folded(&scene, "2024-02-02..2024-02-04\n"
                          "2024-02-20..2024-02-20\n"
                          "2024-02-29..2024-03-01\n");
}

static void test_a_day_that_failed_twice_is_listed_once(void **state) {
    (void)state;
    struct scene scene;
    MAKE(&scene, "2024-02-01", "2024-02-28", "2024-02-03", "2024-02-03", "2024-02-04", "2024-02-04",
         "2024-02-06", "2024-02-06");
    assert_folded(&scene, "2024-02-03..2024-02-04\n"
                          "2024-02-06..2024-02-06\n");
}

static void test_errors_without_a_day_are_in_no_range(void **state) {
    (void)state;
    struct scene scene;
    MAKE(&scene, "2024-02-01", "2024-02-28", NULL, NULL);
    assert_folded(&scene, "");
}

static void test_failed_days_are_listed_without_a_range_too(void **state) {
    (void)state;
    struct scene scene;
    MAKE(&scene, NULL, NULL, "2024-02-03");
    assert_folded(&scene, "2024-02-03..2024-02-03\n");
}

static void test_without_errors_no_range_failed(void **state) {
    (void)state;
    struct scene scene;
    make_without_errors(&scene, "2024-02-01", "2024-02-28");
    assert_folded(&scene, "");
}

static void test_a_cleared_calendar_is_empty(void **state) {
    (void)state;
    struct scene scene;
    MAKE(&scene, "2024-02-01", "2024-02-28", "2024-02-03");
    calendar_clear(&scene.calendar);
    assert_int_equal(calendar_week_count(&scene.calendar), 0);
    assert_int_equal(scene.calendar.failed_range_count, 0);
    assert_null(scene.calendar.failed_ranges);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_weeks_begin_on_monday),
        cmocka_unit_test(test_a_whole_week_is_one_row),
        cmocka_unit_test(test_one_day_is_a_calendar),
        cmocka_unit_test(test_days_before_1970_stand_on_their_weekdays),
        cmocka_unit_test(test_the_last_day_of_all_is_a_calendar),
        cmocka_unit_test(test_ten_years_are_a_calendar),
        cmocka_unit_test(test_without_a_range_there_are_no_days),
        cmocka_unit_test(test_a_month_is_marked_where_it_begins),
        cmocka_unit_test(test_a_month_that_begins_on_sunday_is_marked_in_that_week),
        cmocka_unit_test(test_of_two_months_in_the_first_week_the_later_is_marked),
        cmocka_unit_test(test_a_month_that_begins_behind_the_range_is_not_marked),
        cmocka_unit_test(test_failed_days_are_marked),
        cmocka_unit_test(test_failed_days_outside_the_range_are_outside),
        cmocka_unit_test(test_the_state_of_any_day_can_be_asked_for),
        cmocka_unit_test(test_failed_days_are_folded_to_ranges),
        cmocka_unit_test(test_a_day_that_failed_twice_is_listed_once),
        cmocka_unit_test(test_errors_without_a_day_are_in_no_range),
        cmocka_unit_test(test_failed_days_are_listed_without_a_range_too),
        cmocka_unit_test(test_without_errors_no_range_failed),
        cmocka_unit_test(test_a_cleared_calendar_is_empty),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
