/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/times.h"

#include "backfilltop/base/numbers.h"

#include "civil.h"

#include <stdio.h>
#include <time.h>

enum {
    MINUTE_S = 60,
    HOUR_S = 60 * MINUTE_S,
    DAY_S = 24 * HOUR_S,
    YEAR_DAYS = 365,
    SPAN_DAYS_LIMIT = 3 * YEAR_DAYS, /* 2 y would look less than 999 d */
    SPAN_YEARS_LIMIT = 999999,
};

#define YEAR_S ((int64_t)YEAR_DAYS * DAY_S)

/* How spans below a limit are written. */
static const struct span_form {
    int64_t below;
    int64_t unit;     /* seconds; what is less is not written */
    const char *name; /* of the unit; NULL: hours and minutes */
} span_forms[] = {
    {MINUTE_S, 1, "s"},       {HOUR_S, MINUTE_S, "m"},
    {DAY_S, MINUTE_S, NULL},  {(int64_t)SPAN_DAYS_LIMIT * DAY_S, DAY_S, "d"},
    {INT64_MAX, YEAR_S, "y"},
};

static const struct span_form *form_of(int64_t span) {
    const struct span_form *form = span_forms;
    while (span >= form->below && form->below < INT64_MAX) {
        form++;
    }
    return form;
}

/* False, with a dash in `text`, if the year does not have four digits. */
static bool break_down(char *text, int64_t seconds, bool utc, struct tm *parts) {
    time_t moment = (time_t)seconds;
    if (civil_has_second(seconds) &&
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

static void write_digits(char *text, int count, int number) {
    for (int i = count - 1; i >= 0; i--) {
        text[i] = (char)('0' + number % 10);
        number /= 10;
    }
}

void times_format_day(char text[static TIMES_TEXT], int64_t day) {
    if (day < CIVIL_FIRST_DAY || day > CIVIL_LAST_DAY) {
        snprintf(text, TIMES_TEXT, "-");
        return;
    }
    struct civil date = civil_of_day(day);
    write_digits(text, 4, date.year);
    text[4] = '-';
    write_digits(text + 5, 2, date.month);
    text[7] = '-';
    write_digits(text + 8, 2, date.day);
    text[10] = '\0';
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

int64_t times_span_unit(int64_t seconds) {
    return form_of(seconds)->unit;
}

int64_t times_span_shown(int64_t seconds) {
    if (seconds == TIMES_ABSENT) {
        return seconds;
    }
    int64_t span = max_int64(seconds, 0);
    return min_int64(span - span % times_span_unit(span), SPAN_YEARS_LIMIT * YEAR_S);
}

void times_format_span(char text[static TIMES_TEXT], int64_t seconds) {
    if (seconds == TIMES_ABSENT) {
        snprintf(text, TIMES_TEXT, "-");
        return;
    }
    int64_t span = times_span_shown(seconds);
    const struct span_form *form = form_of(span);
    if (form->name != NULL) {
        snprintf(text, TIMES_TEXT, "%d %s", (int)(span / form->unit), form->name);
    } else {
        snprintf(text, TIMES_TEXT, "%d h %02d", (int)(span / HOUR_S),
                 (int)(span % HOUR_S / MINUTE_S));
    }
}
