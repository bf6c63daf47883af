/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/times.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define UNTOUCHED    INT64_C(-123456789)

/* 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z. */
static const int64_t first_second = INT64_C(-62135596800);
static const int64_t last_second = INT64_C(253402300799);

static void assert_instant(const char *text, int64_t expected) {
    int64_t seconds = UNTOUCHED;
    if (!times_parse_instant(text, &seconds)) {
        fail_msg("refused: %s", text);
    }
    if (seconds != expected) {
        fail_msg("%s: %lld, not %lld", text, (long long)seconds, (long long)expected);
    }
}

static void assert_no_instant(const char *text) {
    int64_t seconds = UNTOUCHED;
    if (times_parse_instant(text, &seconds)) {
        fail_msg("accepted: %s", text);
    }
    assert_int_equal(seconds, UNTOUCHED);
}

static void instants_are_read(void **state) {
    (void)state;
    assert_instant("1970-01-01T00:00:00Z", 0);
    assert_instant("1970-01-01T00:00:01Z", 1);
    assert_instant("1969-12-31T23:59:59Z", -1);
    assert_instant("2024-02-01T09:00:00Z", 1706778000);
    assert_instant("2000-02-29T12:34:56Z", 951827696);
    assert_instant("2038-01-19T03:14:08Z", INT64_C(2147483648));
    assert_instant("0001-01-01T00:00:00Z", first_second);
    assert_instant("9999-12-31T23:59:59Z", last_second);
}

static void letters_may_be_lower_case(void **state) {
    (void)state;
    assert_instant("2024-02-01t09:00:00z", 1706778000);
    assert_instant("2024-02-01T09:00:00z", 1706778000);
    assert_instant("2024-02-01t09:00:00+00:00", 1706778000);
}

static void offsets_are_subtracted(void **state) {
    (void)state;
    assert_instant("2024-02-01T09:00:00+00:00", 1706778000);
    assert_instant("2024-02-01T09:00:00-00:00", 1706778000);
    assert_instant("2024-02-01T11:00:00+02:00", 1706778000);
    assert_instant("2024-02-01T05:30:00-03:30", 1706778000);
    assert_instant("2024-02-01T14:45:00+05:45", 1706778000);
    assert_instant("2024-01-31T20:00:00-13:00", 1706778000);
    assert_instant("2024-02-02T08:59:00+23:59", 1706778000);
    assert_instant("2024-01-31T09:01:00-23:59", 1706778000);
}

static void fractions_are_dropped(void **state) {
    (void)state;
    assert_instant("2024-02-01T09:00:00.0Z", 1706778000);
    assert_instant("2024-02-01T09:00:00.999999999Z", 1706778000);
    assert_instant("2024-02-01T11:00:00.5+02:00", 1706778000);
    assert_instant("1969-12-31T23:59:59.9Z", -1);
    assert_instant("2024-02-01T09:00:00.12345678901234567890123456789012345678901234567890Z",
                   1706778000);
}

static void leap_years_are_known(void **state) {
    (void)state;
    assert_instant("2024-02-29T00:00:00Z", 1709164800);
    assert_instant("2024-03-01T00:00:00Z", 1709251200);
    assert_instant("2023-03-01T00:00:00Z", 1677628800);
    assert_instant("1600-02-29T00:00:00Z", INT64_C(-11670998400));
    assert_no_instant("2023-02-29T00:00:00Z");
    assert_no_instant("1900-02-29T00:00:00Z");
    assert_no_instant("2100-02-29T00:00:00Z");
    assert_no_instant("2024-02-30T00:00:00Z");
}

static void leap_seconds_come_at_the_end_of_a_month_in_utc(void **state) {
    (void)state;
    assert_instant("2016-12-31T23:59:60Z", 1483228800);
    assert_instant("2016-12-31T23:59:60.9Z", 1483228800);
    assert_instant("2017-01-01T01:59:60+02:00", 1483228800);
    assert_instant("1969-12-31T23:59:60Z", 0);
    assert_no_instant("2016-12-30T23:59:60Z");
    assert_no_instant("2016-12-31T23:58:60Z");
    assert_no_instant("2016-12-31T22:59:60Z");
    assert_no_instant("2016-12-31T23:59:60+02:00");
    assert_no_instant("1969-12-15T23:59:60Z");
    assert_no_instant("9999-12-31T23:59:60Z");
}

static void years_end_at_1_and_9999_in_utc_too(void **state) {
    (void)state;
    assert_instant("0001-01-01T01:00:00+01:00", first_second);
    assert_instant("9999-12-31T22:59:59-01:00", last_second);
    assert_no_instant("0000-12-31T23:59:59Z");
    assert_no_instant("0001-01-01T00:59:59+01:00");
    assert_no_instant("9999-12-31T23:00:00-01:00");
}

static void anything_else_is_no_instant(void **state) {
    (void)state;
    static const char *const refused[] = {
        "",
        "Z",
        "2024",
        "2024-02-01",
        "2024-02-01T",
        "2024-02-01T09:00:00",
        " 2024-02-01T09:00:00Z",
        "2024-02-01T09:00:00Z ",
        "2024-02-01T09:00:00ZZ",
        "2024-02-01T09:00:00Z\n",
        "2024-02-01T09:00:00.Z",
        "2024-02-01T09:00:00.5",
        "2024-02-01T09:00",
        "2024-02-01T",
        "2024-02-01  09:00:00Z",
        "2024-02-01_09:00:00Z",
        "2024-02-01T09:00:00  Z",
        "2024-02-01T09:00:00 ",
        "2024-02-01T09:00:00\t+02:00",
        "2024-02-01T09:00:00+020",
        "2024-02-01T09:00:00+2",
        "2024-02-01T09:00:00+02000",
        "2024-02-01T09:00:00\342\210\222",
        "2024-02-01T09:00:00-\342\210\22202:00",
        "2024-02-01T09:0000Z",
        "2024-02-01T0900:00Z",
        "2024-02-01T090Z",
        "2024-02-01T9Z",
        "2024-02-01T24:00:01Z",
        "2024-02-01T24:01Z",
        "2024-02-01T24:00:00.5Z",
        "2024-02-01T25:00:00Z",
        "9999-12-31T24:00:00Z",
        "20240201090000Z",
        "202402-01T09:00:00Z",
        "2024-0201T09:00:00Z",
        "2024-000T09:00:00Z",
        "2023-366T09:00:00Z",
        "2024-367T09:00:00Z",
        "2024-W00-1T09:00:00Z",
        "2024-W05-0T09:00:00Z",
        "2024-W05-8T09:00:00Z",
        "2024-W05T09:00:00Z",
        "2024-W53-1T09:00:00Z",
        "2024W05-4T09:00:00Z",
        "2024-W054T09:00:00Z",
        "9999-W52-6T09:00:00Z",
        "1706778000Z",
        "2024-02-01T09:00:00.5.5Z",
        "2024-02-01T09:00:00.+5Z",
        "2024-02-01T09:00:00+",
        "2024-02-01T09:00:00+2:00",
        "2024-02-01T09:00:00+02:0",
        "2024-02-01T09:00:00+24:00",
        "2024-02-01T09:00:00+02:60",
        "2024-02-01T09:00:00*02:00",
        "2024-02-01T09:60:00Z",
        "2024-02-01T09:00:61Z",
        "2024-02-01T9:00:00Z",
        "2024-02-01T-9:00:00Z",
        "2024-02-01T+9:00:00Z",
        "2024-00-01T09:00:00Z",
        "2024-13-01T09:00:00Z",
        "2024-02-00T09:00:00Z",
        "2024-04-31T09:00:00Z",
        "2024-2-01T09:00:00Z",
        "2024-02-1T09:00:00Z",
        "24-02-01T09:00:00Z",
        "02024-02-01T09:00:00Z",
        "12024-02-01T09:00:00Z",
        "-2024-02-01T09:00:00Z",
        "+2024-02-01T09:00:00Z",
        "2024/02/01T09:00:00Z",
        "2024-02-01T09:00:00UTC",
        "1706778000",
        "Thu, 01 Feb 2024 09:00:00 GMT",
        "\xD9\xA2\xD9\xA0\xD9\xA2\xD9\xA4-02-01T09:00:00Z",
    };
    for (size_t i = 0; i < COUNT(refused); i++) {
        assert_no_instant(refused[i]);
    }
}

static void every_form_of_iso_8601_is_read(void **state) {
    (void)state;
    static const char *const nine[] = {
        "2024-02-01 09:00:00Z",
        "2024-02-01T09:00Z",
        "2024-02-01T09Z",
        "2024-02-01T09:00:00,5Z",
        "2024-02-01T11:00:00+0200",
        "2024-02-01T11:00:00+02",
        "2024-02-01 11:00:00 +02:00",
        "2024-02-01 09:00:00 Z",
        "2024-02-01T05:30:00-0330",
        "2024-02-01T07:00:00\342\210\22202:00",
        "20240201T090000Z",
        "20240201T0900Z",
        "20240201T09Z",
        "20240201t110000,25+02",
        "2024-02-01T090000Z",
        "2024-W05-4T09:00:00Z",
        "2024W054T090000Z",
        "2024-032T09:00:00Z",
        "2024032T090000Z",
        "2024-02-01T09.0Z",
        "2024-02-01T09:00.0Z",
    };
    for (size_t i = 0; i < COUNT(nine); i++) {
        assert_instant(nine[i], 1706778000);
    }
    assert_instant("2024-02-01T09:30.5Z", 1706778000 + 30 * 60 + 30);
    assert_instant("2024-02-01T09.25Z", 1706778000 + 15 * 60);
    assert_instant("2024-01-31T24:00:00Z", 1706745600);
    assert_instant("2024-01-31T24:00Z", 1706745600);
    assert_instant("2024-01-31T240000Z", 1706745600);
    assert_instant("2026-W53-7T00:00Z", INT64_C(1798934400)); /* 3 January 2027 */
    assert_instant("2025-W01-1T00:00Z", INT64_C(1735516800)); /* 30 December 2024 */
    assert_instant("2024-366T00:00Z", INT64_C(1735603200));
}

static void a_time_without_a_zone_can_be_taken_as_utc(void **state) {
    (void)state;
    static const struct {
        const char *text;
        bool has_zone;
    } cases[] = {
        {"2024-02-01T09:00:00Z", true}, {"2024-02-01T09:00:00+00:00", true},
        {"2024-02-01T09:00:00", false}, {"2024-02-01 09:00:00.25", false},
        {"2024-02-01T09:00", false},    {"20240201T09", false},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t seconds = UNTOUCHED;
        bool has_zone = !cases[i].has_zone;
        assert_true(times_parse_instant_or_utc(cases[i].text, &seconds, &has_zone));
        assert_int_equal(seconds, 1706778000);
        assert_int_equal(has_zone, cases[i].has_zone);
    }
    int64_t seconds = UNTOUCHED;
    bool has_zone = true;
    assert_false(times_parse_instant_or_utc("2024-02-01", &seconds, &has_zone));
    assert_int_equal(seconds, UNTOUCHED);
}

static void every_beginning_of_an_instant_is_none(void **state) {
    (void)state;
    static const char whole[] = "2024-02-01T09:00:00.25+02:00";
    for (size_t length = 0; length < sizeof(whole) - 1; length++) {
        char *part = malloc(length + 1);
        assert_non_null(part);
        memcpy(part, whole, length);
        part[length] = '\0';
        if (strcmp(part, "2024-02-01T09:00:00.25+02") == 0) {
            assert_instant(part, 1706770800);
        } else {
            assert_no_instant(part);
        }
        free(part);
    }
    assert_instant(whole, 1706770800);
}

static void days_are_read(void **state) {
    (void)state;
    static const struct {
        const char *text;
        int64_t day;
    } cases[] = {
        {"1970-01-01", 0},       {"1969-12-31", -1},    {"2024-02-29", 19782},
        {"2024-03-01", 19783},   {"2000-02-29", 11016}, {"0001-01-01", -719162},
        {"9999-12-31", 2932896}, {"1972-12-31", 1095},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int64_t day = UNTOUCHED;
        assert_true(times_parse_day(cases[i].text, &day));
        assert_int_equal(day, cases[i].day);
    }
}

static void the_day_of_a_date_and_time_is_that_which_is_written(void **state) {
    (void)state;
    static const char *const first_of_february[] = {
        "2024-02-01T00:00:00Z",
        "2024-02-01T23:59:59-05:00",
        "2024-02-01 00:00:00",
        "20240201",
        "2024-02-01T00:00:00.000+14:00",
        "2024-032",
        "2024-W05-4",
        "2024W054",
        "2024032",
    };
    for (size_t i = 0; i < COUNT(first_of_february); i++) {
        int64_t day = UNTOUCHED;
        assert_true(times_parse_day(first_of_february[i], &day));
        assert_int_equal(day, 19754);
    }
}

static void anything_else_is_no_day(void **state) {
    (void)state;
    static const char *const refused[] = {
        "",
        "2024",
        "2024-02",
        "2024-02-",
        "2024-02-3",
        "2024-02-30",
        "2023-02-29",
        "2024-00-10",
        "2024-13-10",
        "2024-01-00",
        "2024-01-32",
        "2024-04-31",
        "2024-06-31",
        "2024-09-31",
        "2024-11-31",
        "0000-01-01",
        "2024-1-01",
        " 2024-01-01",
        "2024-01-01 ",
        "2024-01-01T",
        "2024-0101",
        "2024-01-011",
        "10000-01-01",
        "2024-0a-01",
        "2024-01--1",
        "2024_01_01",
        "2024-01-01T25:00:00",
        "2024-01-01x",
    };
    for (size_t i = 0; i < COUNT(refused); i++) {
        int64_t day = UNTOUCHED;
        if (times_parse_day(refused[i], &day)) {
            fail_msg("accepted: %s", refused[i]);
        }
        assert_int_equal(day, UNTOUCHED);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(instants_are_read),
        cmocka_unit_test(letters_may_be_lower_case),
        cmocka_unit_test(offsets_are_subtracted),
        cmocka_unit_test(fractions_are_dropped),
        cmocka_unit_test(leap_years_are_known),
        cmocka_unit_test(leap_seconds_come_at_the_end_of_a_month_in_utc),
        cmocka_unit_test(years_end_at_1_and_9999_in_utc_too),
        cmocka_unit_test(anything_else_is_no_instant),
        cmocka_unit_test(every_form_of_iso_8601_is_read),
        cmocka_unit_test(a_time_without_a_zone_can_be_taken_as_utc),
        cmocka_unit_test(every_beginning_of_an_instant_is_none),
        cmocka_unit_test(days_are_read),
        cmocka_unit_test(the_day_of_a_date_and_time_is_that_which_is_written),
        cmocka_unit_test(anything_else_is_no_day),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
