/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/times.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define UNTOUCHED    INT64_C(-123456789)

static const int64_t day_s = 86400;

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

/* The calendar counted by hand, from the first day to the last. */
static void every_day_there_is_is_written_and_read_back(void **state) {
    (void)state;
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int64_t expected = -719162;
    for (int year = 1; year <= 9999; year++) {
        bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        for (int month = 1; month <= 12; month++) {
            int length = lengths[month - 1] + (month == 2 && leap ? 1 : 0);
            for (int day = 1; day <= length; day++) {
                char written[40];
                char text[TIMES_TEXT];
                int64_t read = UNTOUCHED;
                snprintf(written, sizeof(written), "%04d-%02d-%02d", year, month, day);
                times_format_day(text, expected);
                assert_string_equal(text, written);
                assert_true(times_parse_day(text, &read));
                assert_int_equal(read, expected);
                expected++;
            }
        }
    }
    assert_int_equal(expected, 2932897);
}

static void instants_are_written_and_read_back(void **state) {
    (void)state;
    for (int64_t seconds = first_second; seconds <= last_second; seconds += 1234567891) {
        char text[TIMES_TEXT];
        times_format_instant(text, seconds);
        assert_int_equal(strlen(text), 20);
        assert_instant(text, seconds);
    }
    char text[TIMES_TEXT];
    times_format_instant(text, 1706778000);
    assert_string_equal(text, "2024-02-01T09:00:00Z");
    times_format_instant(text, -1);
    assert_string_equal(text, "1969-12-31T23:59:59Z");
}

static void what_has_no_date_is_a_dash(void **state) {
    (void)state;
    const int64_t instants[] = {TIMES_ABSENT, INT64_MIN + 1, INT64_MAX, last_second + 1,
                                first_second - 1};
    for (size_t i = 0; i < COUNT(instants); i++) {
        char text[TIMES_TEXT];
        times_format_instant(text, instants[i]);
        assert_string_equal(text, "-");
        times_format_local(text, instants[i], true);
        assert_string_equal(text, "-");
        times_format_local(text, instants[i], false);
        assert_string_equal(text, "-");
        times_format_clock(text, instants[i], true);
        assert_string_equal(text, "-");
    }
    const int64_t days[] = {TIMES_ABSENT, INT64_MIN + 1, INT64_MAX, -719163, 2932897};
    for (size_t i = 0; i < COUNT(days); i++) {
        char text[TIMES_TEXT];
        times_format_day(text, days[i]);
        assert_string_equal(text, "-");
    }
}

static void set_zone(const char *zone) {
    assert_int_equal(setenv("TZ", zone, 1), 0);
    tzset();
}

static void local_time_follows_the_zone_unless_utc_is_asked_for(void **state) {
    (void)state;
    char text[TIMES_TEXT];
    set_zone("EET-2EEST,M3.5.0/3,M10.5.0/4");
    times_format_local(text, 1706778000, false);
    assert_string_equal(text, "2024-02-01 11:00:00");
    times_format_local(text, 1706778000, true);
    assert_string_equal(text, "2024-02-01 09:00:00");
    times_format_clock(text, 1706778000, false);
    assert_string_equal(text, "11:00");
    times_format_clock(text, 1706778000, true);
    assert_string_equal(text, "09:00");
    times_format_clock(text, 1720000000, false); /* in July */
    assert_string_equal(text, "12:46");
    times_format_local(text, last_second, false);
    assert_string_equal(text, "10000-01-01 01:59:59");
    set_zone("UTC");
    times_format_local(text, -1, false);
    assert_string_equal(text, "1969-12-31 23:59:59");
    times_format_clock(text, 59, false);
    assert_string_equal(text, "00:00");
}

static void spans_are_said_in_their_largest_unit(void **state) {
    (void)state;
    const struct {
        int64_t seconds;
        const char *text;
    } cases[] = {
        {TIMES_ABSENT, "-"},
        {INT64_MIN + 1, "0 s"},
        {-1, "0 s"},
        {0, "0 s"},
        {1, "1 s"},
        {59, "59 s"},
        {60, "1 m"},
        {119, "1 m"},
        {120, "2 m"},
        {3599, "59 m"},
        {3600, "1 h 00"},
        {3659, "1 h 00"},
        {3660, "1 h 01"},
        {7500, "2 h 05"},
        {day_s - 1, "23 h 59"},
        {day_s, "1 d"},
        {2 * day_s - 1, "1 d"},
        {12 * day_s, "12 d"},
        {999 * day_s, "999 d"},
        {1000 * day_s, "1000 d"},
        {1095 * day_s - 1, "1094 d"},
        {1095 * day_s, "3 y"},
        {INT64_C(999999) * 365 * day_s, "999999 y"},
        {INT64_C(1000000) * 365 * day_s, "999999 y"},
        {INT64_MAX, "999999 y"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char text[TIMES_TEXT];
        times_format_span(text, cases[i].seconds);
        assert_string_equal(text, cases[i].text);
        assert_true(strlen(text) <= 8);
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
        cmocka_unit_test(the_day_of_a_date_and_time_is_that_which_is_written),
        cmocka_unit_test(every_beginning_of_an_instant_is_none),
        cmocka_unit_test(days_are_read),
        cmocka_unit_test(anything_else_is_no_day),
        cmocka_unit_test(every_day_there_is_is_written_and_read_back),
        cmocka_unit_test(instants_are_written_and_read_back),
        cmocka_unit_test(what_has_no_date_is_a_dash),
        cmocka_unit_test(local_time_follows_the_zone_unless_utc_is_asked_for),
        cmocka_unit_test(spans_are_said_in_their_largest_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
