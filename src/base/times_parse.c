/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/times.h"
#include "civil.h"

#include <string.h>

#define MINUTE_S   INT64_C(60)
#define HOUR_S     (60 * MINUTE_S)
#define DAY_S      (24 * HOUR_S)
#define BILLION    INT64_C(1000000000)
#define MINUS_SIGN "\xE2\x88\x92" /* U+2212, the minus of ISO 8601 outside ASCII */

static bool is_digit(char character) {
    return character >= '0' && character <= '9';
}

static size_t digits_ahead(const char *text) {
    return strspn(text, "0123456789");
}

/* The take_ functions read one item at *text and move past it; false if it is not there. */

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

static bool take_hyphen(const char **text, bool is_extended) {
    return !is_extended || take_any(text, "-");
}

static bool take_calendar_date(const char **text, int year, bool is_extended, int64_t *day) {
    struct civil date = {.year = year};
    if (!take_number(text, 2, 1, 12, &date.month) || !take_hyphen(text, is_extended) ||
        !take_number(text, 2, 1, civil_days_in_month(year, date.month), &date.day)) {
        return false;
    }
    *day = civil_day(date);
    return true;
}

static bool take_ordinal_date(const char **text, int year, int64_t *day) {
    int nth;
    if (!take_number(text, 3, 1, civil_days_in_year(year), &nth)) {
        return false;
    }
    *day = civil_day((struct civil){year, 1, 1}) + nth - 1;
    return true;
}

/* Week 1 is that of 4 January; years have 52 weeks or 53. */
static int64_t first_monday(int year) {
    int64_t fourth = civil_day((struct civil){year, 1, 4});
    return fourth - civil_weekday(fourth);
}

static bool take_week_date(const char **text, int year, bool is_extended, int64_t *day) {
    int week, weekday;
    if (!take_number(text, 2, 1, 53, &week) || !take_hyphen(text, is_extended) ||
        !take_number(text, 1, 1, 7, &weekday)) {
        return false;
    }
    int64_t monday = first_monday(year) + INT64_C(7) * (week - 1);
    *day = monday + weekday - 1;
    return monday < first_monday(year + 1) && *day >= CIVIL_FIRST_DAY && *day <= CIVIL_LAST_DAY;
}

/* ISO 8601-1:2019, 5.2: 2024-02-01 or 2024-032 or 2024-W05-4, with its hyphens or without. */
static bool take_day(const char **text, int64_t *day) {
    int year;
    if (!take_number(text, 4, 1, 9999, &year)) {
        return false;
    }
    bool is_extended = take_any(text, "-");
    if (take_any(text, "W")) {
        return take_week_date(text, year, is_extended, day);
    }
    return digits_ahead(*text) == 3 ? take_ordinal_date(text, year, day)
                                    : take_calendar_date(text, year, is_extended, day);
}

/* A decimal fraction of the last unit before it, in billionths; 0 if there is none. */
static bool take_fraction(const char **text, int64_t *billionths) {
    *billionths = 0;
    if (!take_any(text, ".,")) {
        return true;
    }
    size_t digits = digits_ahead(*text);
    int64_t unit = BILLION;
    for (size_t i = 0; i < digits; i++) {
        unit /= 10;
        *billionths += unit * (**text - '0');
        (*text)++;
    }
    return digits > 0;
}

/* ISO 8601-1:2019, 5.3 and its amendment: 09, 09:00 or 09:00:00, with colons or without, each with
 * a fraction; 24:00:00 is the end of the day. */
static bool take_clock(const char **text, int64_t *seconds, bool *is_leap) {
    int hour, minute = 0, second = 0;
    int64_t unit_s = HOUR_S;
    int64_t billionths;
    if (!take_number(text, 2, 0, 24, &hour)) {
        return false;
    }
    bool is_extended = take_any(text, ":");
    if (is_extended || is_digit(**text)) {
        unit_s = MINUTE_S;
        if (!take_number(text, 2, 0, 59, &minute)) {
            return false;
        }
        if (is_extended ? take_any(text, ":") : is_digit(**text)) {
            unit_s = 1;
            if (!take_number(text, 2, 0, 60, &second)) {
                return false;
            }
        }
    }
    if (!take_fraction(text, &billionths)) {
        return false;
    }
    *seconds = hour * HOUR_S + minute * MINUTE_S + second + unit_s * billionths / BILLION;
    *is_leap = second == 60;
    return hour < 24 || (minute == 0 && second == 0 && billionths == 0);
}

/* "Z", or "+02:00", "+0200" or "+02", optionally after a space; *has_zone is false at the end of
 * the text. */
static bool take_zone(const char **text, int64_t *offset_s, bool *has_zone) {
    *offset_s = 0;
    *has_zone = **text != '\0';
    if (!*has_zone) {
        return true;
    }
    take_any(text, " ");
    if (take_any(text, "Zz")) {
        return true;
    }
    size_t minus = strncmp(*text, MINUS_SIGN, strlen(MINUS_SIGN)) == 0 ? strlen(MINUS_SIGN) : 0;
    int sign = minus > 0 || **text == '-' ? -1 : 1;
    int hours, minutes = 0;
    *text += minus;
    if ((minus == 0 && !take_any(text, "+-")) || !take_number(text, 2, 0, 23, &hours)) {
        return false;
    }
    if ((take_any(text, ":") || is_digit(**text)) && !take_number(text, 2, 0, 59, &minutes)) {
        return false;
    }
    *offset_s = sign * (hours * HOUR_S + minutes * MINUTE_S);
    return true;
}

/* Leap seconds come at the end of a UTC month only (RFC 3339, appendix D); here they count as the
 * second after them, since POSIX time has none. */
static bool may_follow_leap_second(int64_t seconds) {
    return seconds % DAY_S == 0 && civil_of_day(seconds / DAY_S).day == 1;
}

bool times_parse_instant_or_utc(const char *text, int64_t *seconds, bool *has_zone) {
    int64_t day, clock, offset;
    bool is_leap, is_zoned;
    if (!take_day(&text, &day) || !take_any(&text, "Tt ") || !take_clock(&text, &clock, &is_leap) ||
        !take_zone(&text, &offset, &is_zoned) || *text != '\0') {
        return false;
    }
    int64_t instant = day * DAY_S + clock - offset;
    if (!civil_has_second(instant) || (is_leap && !may_follow_leap_second(instant))) {
        return false;
    }
    *seconds = instant;
    *has_zone = is_zoned;
    return true;
}

bool times_parse_instant(const char *text, int64_t *seconds) {
    int64_t instant;
    bool has_zone;
    if (!times_parse_instant_or_utc(text, &instant, &has_zone) || !has_zone) {
        return false;
    }
    *seconds = instant;
    return true;
}

bool times_parse_day(const char *text, int64_t *day) {
    const char *rest = text;
    int64_t parsed, seconds;
    bool has_zone;
    if (!take_day(&rest, &parsed) ||
        (*rest != '\0' && !times_parse_instant_or_utc(text, &seconds, &has_zone))) {
        return false;
    }
    *day = parsed;
    return true;
}
