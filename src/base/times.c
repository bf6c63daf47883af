/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/times.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

enum {
    MINUTE_S = 60,
    HOUR_S = 60 * MINUTE_S,
    DAY_S = 24 * HOUR_S,
    YEAR_DAYS = 365,
    SPAN_DAYS_LIMIT = 1000,
    SPAN_YEARS_LIMIT = 999999,
};

#define FIRST_DAY    INT64_C(-719162) /* 0001-01-01 */
#define LAST_DAY     INT64_C(2932896) /* 9999-12-31 */
#define EPOCH_OFFSET INT64_C(719468)  /* days from 0000-03-01 to 1970-01-01 */
#define ERA_DAYS     146097           /* days in 400 years */

struct civil {
    int year, month, day;
};

/* Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years start in March,
 * so that the leap day is the last of its year. All days here lie after 0000-03-01. */
static int64_t day_of(struct civil date) {
    int year = date.month <= 2 ? date.year - 1 : date.year;
    int era = year / 400;
    int year_of_era = year % 400;
    int month = (date.month + 9) % 12;
    int day_of_year = (153 * month + 2) / 5 + date.day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return (int64_t)era * ERA_DAYS + day_of_era - EPOCH_OFFSET;
}

static struct civil civil_of(int64_t day) {
    int64_t shifted = day + EPOCH_OFFSET;
    int era = (int)(shifted / ERA_DAYS);
    int day_of_era = (int)(shifted % ERA_DAYS);
    int year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / (ERA_DAYS - 1)) / 365;
    int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    int month = (5 * day_of_year + 2) / 153;
    struct civil date = {
        .year = year_of_era + era * 400 + (month >= 10 ? 1 : 0),
        .month = month < 10 ? month + 3 : month - 9,
        .day = day_of_year - (153 * month + 2) / 5 + 1,
    };
    return date;
}

static bool is_leap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in_month(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

static bool is_digit(char character) {
    return character >= '0' && character <= '9';
}

/* The take_ functions read one thing at *text and step behind it; false if it is not there. */

static bool take_any(const char **text, const char *characters) {
    if (**text == '\0' || strchr(characters, **text) == NULL) {
        return false;
    }
    (*text)++;
    return true;
}

static bool take_number(const char **text, int digits, int lowest, int highest, int *number) {
    *number = 0;
    for (int i = 0; i < digits; i++) {
        if (!is_digit(**text)) {
            return false;
        }
        *number = *number * 10 + (**text - '0');
        (*text)++;
    }
    return *number >= lowest && *number <= highest;
}

static bool take_day(const char **text, int64_t *day) {
    struct civil date;
    if (!take_number(text, 4, 1, 9999, &date.year) || !take_any(text, "-") ||
        !take_number(text, 2, 1, 12, &date.month) || !take_any(text, "-") ||
        !take_number(text, 2, 1, days_in_month(date.year, date.month), &date.day)) {
        return false;
    }
    *day = day_of(date);
    return true;
}

static bool take_fraction(const char **text) {
    if (!take_any(text, ".")) {
        return true;
    }
    const char *first = *text;
    while (is_digit(**text)) {
        (*text)++;
    }
    return *text > first;
}

static bool take_clock(const char **text, int *seconds, bool *leap) {
    int hour, minute, second;
    if (!take_number(text, 2, 0, 23, &hour) || !take_any(text, ":") ||
        !take_number(text, 2, 0, 59, &minute) || !take_any(text, ":") ||
        !take_number(text, 2, 0, 60, &second) || !take_fraction(text)) {
        return false;
    }
    *seconds = hour * HOUR_S + minute * MINUTE_S + second;
    *leap = second == 60;
    return true;
}

static bool take_offset(const char **text, int *seconds) {
    *seconds = 0;
    if (take_any(text, "Zz")) {
        return true;
    }
    int sign = **text == '-' ? -1 : 1;
    int hours, minutes;
    if (!take_any(text, "+-") || !take_number(text, 2, 0, 23, &hours) || !take_any(text, ":") ||
        !take_number(text, 2, 0, 59, &minutes)) {
        return false;
    }
    *seconds = sign * (hours * HOUR_S + minutes * MINUTE_S);
    return true;
}

static bool in_range(int64_t seconds) {
    return seconds >= FIRST_DAY * DAY_S && seconds < (LAST_DAY + 1) * DAY_S;
}

/* Leap seconds come at the end of a UTC month only (RFC 3339, appendix D);
 * here they count as the second after them, as POSIX time has no place for them. */
static bool may_follow_leap_second(int64_t seconds) {
    return seconds % DAY_S == 0 && civil_of(seconds / DAY_S).day == 1;
}

/* False, with a dash in `text`, for what has no date of four digits. */
static bool break_down(char *text, int64_t seconds, bool utc, struct tm *parts) {
    time_t moment = (time_t)seconds;
    if (in_range(seconds) &&
        (utc ? gmtime_r(&moment, parts) : localtime_r(&moment, parts)) != NULL) {
        return true;
    }
    snprintf(text, TIMES_TEXT, "-");
    return false;
}

static void write_date_and_clock(char *text, const struct tm *parts, char between,
                                 const char *zone) {
    snprintf(text, TIMES_TEXT, "%04d-%02d-%02d%c%02d:%02d:%02d%s", parts->tm_year + 1900,
             parts->tm_mon + 1, parts->tm_mday, between, parts->tm_hour, parts->tm_min,
             parts->tm_sec, zone);
}

bool times_parse_instant(const char *text, int64_t *seconds) {
    int64_t day;
    int clock, offset;
    bool leap;
    if (!take_day(&text, &day) || !take_any(&text, "Tt") || !take_clock(&text, &clock, &leap) ||
        !take_offset(&text, &offset) || *text != '\0') {
        return false;
    }
    int64_t instant = day * DAY_S + clock - offset;
    if (!in_range(instant) || (leap && !may_follow_leap_second(instant))) {
        return false;
    }
    *seconds = instant;
    return true;
}

bool times_parse_day(const char *text, int64_t *day) {
    int64_t parsed;
    if (!take_day(&text, &parsed) || *text != '\0') {
        return false;
    }
    *day = parsed;
    return true;
}

void times_format_day(char text[static TIMES_TEXT], int64_t day) {
    if (day < FIRST_DAY || day > LAST_DAY) {
        snprintf(text, TIMES_TEXT, "-");
        return;
    }
    struct civil date = civil_of(day);
    snprintf(text, TIMES_TEXT, "%04d-%02d-%02d", date.year, date.month, date.day);
}

void times_format_instant(char text[static TIMES_TEXT], int64_t seconds) {
    struct tm parts;
    if (break_down(text, seconds, true, &parts)) {
        write_date_and_clock(text, &parts, 'T', "Z");
    }
}

void times_format_local(char text[static TIMES_TEXT], int64_t seconds, bool utc) {
    struct tm parts;
    if (break_down(text, seconds, utc, &parts)) {
        write_date_and_clock(text, &parts, ' ', "");
    }
}

void times_format_clock(char text[static TIMES_TEXT], int64_t seconds, bool utc) {
    struct tm parts;
    if (break_down(text, seconds, utc, &parts)) {
        snprintf(text, TIMES_TEXT, "%02d:%02d", parts.tm_hour, parts.tm_min);
    }
}

void times_format_span(char text[static TIMES_TEXT], int64_t seconds) {
    if (seconds == TIMES_ABSENT) {
        snprintf(text, TIMES_TEXT, "-");
        return;
    }
    int64_t span = seconds > 0 ? seconds : 0;
    int64_t days = span / DAY_S;
    int64_t years = days / YEAR_DAYS;
    if (span < MINUTE_S) {
        snprintf(text, TIMES_TEXT, "%d s", (int)span);
    } else if (span < HOUR_S) {
        snprintf(text, TIMES_TEXT, "%d m", (int)(span / MINUTE_S));
    } else if (span < DAY_S) {
        snprintf(text, TIMES_TEXT, "%d h %02d", (int)(span / HOUR_S),
                 (int)(span % HOUR_S / MINUTE_S));
    } else if (days < SPAN_DAYS_LIMIT) {
        snprintf(text, TIMES_TEXT, "%d d", (int)days);
    } else {
        snprintf(text, TIMES_TEXT, "%d y",
                 (int)(years < SPAN_YEARS_LIMIT ? years : SPAN_YEARS_LIMIT));
    }
}
