/* SPDX-License-Identifier: MIT */
#include "backfilltop/api/http_date.h"

#include "backfilltop/base/times.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#define YEAR_S INT64_C(31556952) /* on average */

struct parts {
    int year, month, day;
    int hour, minute, second;
    char zone[12]; /* see times_parse_instant() */
};

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool take_char(const char **at, char wanted) {
    bool is_there = **at == wanted;
    *at += is_there;
    return is_there;
}

static bool take_spaces(const char **at) {
    const char *before = *at;
    *at += strspn(*at, " \t");
    return *at != before;
}

static bool take_letters(const char **at) {
    const char *before = *at;
    while (is_letter(**at)) {
        ++*at;
    }
    return *at != before;
}

/* A number of `least` to `most` digits that no other digit follows. */
static bool take_number(const char **at, int least, int most, int *number) {
    int digits = 0;
    *number = 0;
    while (is_digit(**at) && digits <= most) {
        *number = *number * 10 + (**at - '0');
        ++*at;
        digits++;
    }
    return digits >= least && digits <= most;
}

static bool take_month(const char **at, int *month) {
    static const char names[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (*month = 1; *month <= 12; ++*month) {
        if (strncasecmp(*at, &names[(size_t)3 * (size_t)(*month - 1)], 3) == 0) {
            *at += 3;
            return !is_letter(**at);
        }
    }
    return false;
}

static bool take_clock(const char **at, struct parts *parts) {
    return take_number(at, 1, 2, &parts->hour) && parts->hour < 24 && take_char(at, ':') &&
           take_number(at, 2, 2, &parts->minute) && take_char(at, ':') &&
           take_number(at, 2, 2, &parts->second);
}

static int whole_year(int two_digits, int64_t now_s) {
    int now = 1970 + (int)(now_s / YEAR_S);
    int year = now - now % 100 + two_digits;
    return year > now + 50 ? year - 100 : year;
}

static bool take_year(const char **at, int64_t now_s, int *year) {
    const char *before = *at;
    if (!take_number(at, 2, 4, year) || *at - before == 3) {
        return false;
    }
    *year = *at - before == 2 ? whole_year(*year, now_s) : *year;
    return true;
}

static bool take_offset(const char **at, struct parts *parts) {
    const char *sign = *at;
    int offset;
    if (!take_char(at, '+') && !take_char(at, '-')) {
        return false;
    }
    bool good = take_number(at, 4, 4, &offset);
    snprintf(parts->zone, sizeof parts->zone, "%c%02d:%02d", *sign, offset / 100 % 100,
             offset % 100);
    return good;
}

static bool take_zone(const char **at, struct parts *parts) {
    static const char *const names[] = {"GMT", "UTC", "UT", "Z"};
    const char *before = *at;
    snprintf(parts->zone, sizeof parts->zone, "Z");
    take_spaces(at);
    if (**at == '+' || **at == '-') {
        return take_offset(at, parts);
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        size_t length = strlen(names[i]);
        if (strncasecmp(*at, names[i], length) == 0 && !is_letter((*at)[length])) {
            *at += length;
            return true;
        }
    }
    bool is_none = !is_letter(**at);
    *at = before;
    return is_none;
}

/* After the day of the week: ", 06 Nov 1994 08:49:37 GMT", or with hyphens. */
static bool take_comma_form(const char **at, int64_t now_s, struct parts *parts) {
    if (!take_char(at, ',')) {
        return false;
    }
    take_spaces(at);
    if (!take_number(at, 1, 2, &parts->day)) {
        return false;
    }
    char between = **at == '-' ? '-' : ' ';
    return take_char(at, between) && take_month(at, &parts->month) && take_char(at, between) &&
           take_year(at, now_s, &parts->year) && take_spaces(at) && take_clock(at, parts) &&
           take_zone(at, parts);
}

/* Behind the day of the week: " Nov  6 08:49:37 1994". */
static bool take_asctime_form(const char **at, struct parts *parts) {
    return take_spaces(at) && take_month(at, &parts->month) && take_spaces(at) &&
           take_number(at, 1, 2, &parts->day) && take_spaces(at) && take_clock(at, parts) &&
           take_spaces(at) && take_number(at, 4, 4, &parts->year) && take_zone(at, parts);
}

const char *http_date_parse(const char *text, int64_t now_s, int64_t *seconds) {
    struct parts parts = {0};
    char instant[96];
    const char *at = text;
    if (!take_letters(&at)) {
        return NULL;
    }
    bool good = *at == ',' ? take_comma_form(&at, now_s, &parts) : take_asctime_form(&at, &parts);
    if (!good) {
        return NULL;
    }
    snprintf(instant, sizeof instant, "%04d-%02d-%02dT%02d:%02d:%02d%s", parts.year, parts.month,
             parts.day, parts.hour, parts.minute, parts.second, parts.zone);
    return times_parse_instant(instant, seconds) ? at : NULL;
}
