/* SPDX-License-Identifier: MIT */
#include "backfilltop/api/retry_after.h"

#include "backfilltop/api/http_date.h"
#include "backfilltop/base/times.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#define DAY_S  INT64_C(86400)
#define DAY_MS (DAY_S * 1000)
#define NONE   RETRY_AFTER_NONE

#define THEN_S INT64_C(784111777)  /* Sun, 06 Nov 1994 08:49:37 GMT */
#define NOW_S  INT64_C(1767225600) /* 2026-01-01T00:00:00Z */

static void all_forms_of_a_date_are_read(void **state) {
    static const struct {
        const char *text;
        int64_t seconds;
    } cases[] = {
        {"Sun, 06 Nov 1994 08:49:37 GMT", THEN_S},
        {"Sunday, 06-Nov-94 08:49:37 GMT", THEN_S},
        {"Sun Nov  6 08:49:37 1994", THEN_S},
        {"Sun Nov 16 08:49:37 1994", THEN_S + 10 * DAY_S},
        {"sun, 06 nov 1994 08:49:37 gmt", THEN_S},
        {"Sun, 6 Nov 1994 8:49:37 GMT", THEN_S},
        {"Sun, 06-Nov-1994 08:49:37 GMT", THEN_S},
        {"Mon, 06 Nov 1994 08:49:37 GMT", THEN_S},
        {"Sun, 06 Nov 1994 08:49:37", THEN_S},
        {"Sun, 06 Nov 1994 08:49:37 UTC", THEN_S},
        {"Sun, 06 Nov 1994 08:49:37 Z", THEN_S},
        {"Sun, 06 Nov 1994 08:49:37 +0000", THEN_S},
        {"Sun, 06 Nov 1994 10:49:37 +0200", THEN_S},
        {"Sun, 06 Nov 1994 03:19:37 -0530", THEN_S},
        {"Sun Nov  6 08:49:37 1994 GMT", THEN_S},
        {"Sat, 31 Dec 2016 23:59:60 GMT", INT64_C(1483228800)},
        {"Thu, 29 Feb 2024 00:00:00 GMT", INT64_C(1709164800)},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t seconds = 0;
        const char *end = http_date_parse(cases[i].text, NOW_S, &seconds);
        assert_ptr_equal(end, cases[i].text + strlen(cases[i].text));
        assert_int_equal(seconds, cases[i].seconds);
    }
}

static void what_is_no_date_is_none(void **state) {
    static const char *const texts[] = {
        "",
        "soon",
        "Sun",
        "Sun,",
        "06 Nov 1994 08:49:37 GMT",
        "Sun, 31 Feb 1994 08:49:37 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:37 GMT",
        "Sun, 06 Nov 1994 08:49:60 GMT",
        "Sun, 06 Nov 1994 08:49 GMT",
        "Sun, 06 Nov 994 08:49:37 GMT",
        "Sun, 06 Nov 19940 08:49:37 GMT",
        "Sun, 06 Now 1994 08:49:37 GMT",
        "Sun, 06 November 1994 08:49:37 GMT",
        "Sun, -6 Nov 1994 08:49:37 GMT",
        "Sun, 006 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 EST",
        "Sun, 06 Nov 1994 08:49:37 GMTX",
        "Sun, 06 Nov 1994 08:49:37 +02",
        "Sun, 06-Nov 94 08:49:37 GMT",
        "Sun Nov 6 1994 08:49:37",
        "1994-11-06T08:49:37Z",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        int64_t seconds = 5;
        assert_null(http_date_parse(texts[i], NOW_S, &seconds));
        assert_int_equal(seconds, 5);
    }
}

/* RFC 9110 section 5.6.7: what would be more than 50 years ahead is of the century before. */
static void a_year_of_two_digits_is_near(void **state) {
    static const struct {
        const char *text;
        const char *instant;
    } cases[] = {{"Friday, 02-Jan-26 00:00:00 GMT", "2026-01-02T00:00:00Z"},
                 {"Friday, 02-Jan-76 00:00:00 GMT", "2076-01-02T00:00:00Z"},
                 {"Friday, 02-Jan-77 00:00:00 GMT", "1977-01-02T00:00:00Z"}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        int64_t seconds = 0;
        char text[TIMES_TEXT];
        assert_non_null(http_date_parse(cases[i].text, NOW_S, &seconds));
        times_format_instant(text, seconds);
        assert_string_equal(text, cases[i].instant);
    }
}

static void seconds_are_read_and_everything_else_passed_over(void **state) {
    static const struct {
        const char *value;
        int64_t ms;
    } cases[] = {
        {NULL, NONE},
        {"", NONE},
        {"  ", NONE},
        {"0", NONE},
        {"1", 1000},
        {"120", 120000},
        {" 5 ", 5000},
        {"\t5", 5000},
        {"007", 7000},
        {"86400", DAY_MS},
        {"86401", DAY_MS},
        {"9223372036854775808", DAY_MS},
        {"99999999999999999999999999", DAY_MS},
        {"5.5", 6000},
        {"5.0", 5000},
        {"0.01", 1000},
        {"0.0", NONE},
        {"5.", NONE},
        {".5", NONE},
        {"5.5.5", NONE},
        {"-5", NONE},
        {"+5", NONE},
        {"1e3", NONE},
        {"0x10", NONE},
        {"5s", NONE},
        {"5 s", NONE},
        {"5;q=1", NONE},
        {"\"5\"", NONE},
        {"soon", NONE},
        {"\xFF", NONE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(retry_after_wait_ms(cases[i].value, TIMES_ABSENT, NOW_S), cases[i].ms);
        assert_int_equal(retry_after_wait_ms(cases[i].value, 0, NOW_S), cases[i].ms);
    }
}

static void a_date_is_measured_against_that_of_the_answer(void **state) {
    static const struct {
        const char *value;
        int64_t date_s;
        int64_t ms;
    } cases[] = {
        {"Sun, 06 Nov 1994 08:50:17 GMT", THEN_S, 40000},
        {"Sunday, 06-Nov-94 08:50:17 GMT", THEN_S, 40000},
        {"Sun Nov  6 08:50:17 1994", THEN_S, 40000},
        {"Sun, 06 Nov 1994 08:49:37 GMT", THEN_S, NONE},
        {"Sun, 06 Nov 1994 08:49:36 GMT", THEN_S, NONE},
        {"Fri, 31 Dec 9999 23:59:59 GMT", THEN_S, DAY_MS},
        {"Sun, 31 Feb 1994 08:50:17 GMT", THEN_S, NONE},
        {"Sun, 06 Nov 1994 08:50:17 EST", THEN_S, NONE},
        {"Sun, 06 Nov 1994 08:50:17 GMT or so", THEN_S, NONE},
        {"Thu, 01 Jan 2026 00:00:40 GMT", TIMES_ABSENT, 40000},
        {"Wed, 31 Dec 2025 23:59:59 GMT", TIMES_ABSENT, NONE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(retry_after_wait_ms(cases[i].value, cases[i].date_s, NOW_S), cases[i].ms);
    }
}

static void the_longest_of_several_counts(void **state) {
    static const struct {
        const char *value;
        int64_t ms;
    } cases[] = {
        {"5, 7", 7000},
        {"7,5", 7000},
        {",, 7 ,,", 7000},
        {"5, soon, 3", 5000},
        {"0, 3", 3000},
        {"7, Sun, 06 Nov 1994 08:50:17 GMT", 40000},
        {"Sun, 06 Nov 1994 08:50:17 GMT, 7", 40000},
        {"Sun, 06 Nov 1994 08:49:38 GMT, 7", 7000},
        {"Sun Nov  6 08:50:17 1994, Sunday, 06-Nov-94 08:50:37 GMT", 60000},
        {"Sun, 99 Nov 1994 08:50:17 GMT, 7", 7000},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_int_equal(retry_after_wait_ms(cases[i].value, THEN_S, NOW_S), cases[i].ms);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_forms_of_a_date_are_read),
        cmocka_unit_test(what_is_no_date_is_none),
        cmocka_unit_test(a_year_of_two_digits_is_near),
        cmocka_unit_test(seconds_are_read_and_everything_else_passed_over),
        cmocka_unit_test(a_date_is_measured_against_that_of_the_answer),
        cmocka_unit_test(the_longest_of_several_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
