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

/* The calendar counted by hand, from the first day to the last. */
static void every_day_is_written_and_read_back(void **state) {
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
        int64_t read = UNTOUCHED;
        assert_true(times_parse_instant(text, &read));
        assert_int_equal(read, seconds);
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

static void spans_with_one_text_are_shown_as_one(void **state) {
    (void)state;
    const int64_t starts[] = {-70, 3500, 86300, 1094 * INT64_C(86400), INT64_C(999999) * 31536000};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++) {
        char before[TIMES_TEXT] = "";
        int64_t shown_before = -1;
        for (int64_t s = starts[i]; s < starts[i] + 200000; s += i < 2 ? 1 : 97) {
            char text[TIMES_TEXT];
            char shown_text[TIMES_TEXT];
            int64_t shown = times_span_shown(s);
            times_format_span(text, s);
            times_format_span(shown_text, shown);
            assert_string_equal(text, shown_text);
            assert_int_equal(strcmp(text, before) == 0, shown == shown_before);
            assert_int_equal(times_span_shown(shown), shown);
            strcpy(before, text);
            shown_before = shown;
        }
    }
    assert_int_equal(times_span_shown(TIMES_ABSENT), TIMES_ABSENT);
    assert_int_equal(times_span_shown(INT64_MAX), INT64_C(999999) * 31536000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_is_written_and_read_back),
        cmocka_unit_test(instants_are_written_and_read_back),
        cmocka_unit_test(what_has_no_date_is_a_dash),
        cmocka_unit_test(local_time_follows_the_zone_unless_utc_is_asked_for),
        cmocka_unit_test(spans_are_said_in_their_largest_unit),
        cmocka_unit_test(spans_with_one_text_are_shown_as_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
