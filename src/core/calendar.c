/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/calendar.h"

#include "backfilltop/base/memory.h"
#include "backfilltop/base/numbers.h"
#include "backfilltop/base/times.h"

#include <stdbool.h>
#include <stdlib.h>
#include <time.h>

#define DAY_S           86400
#define SOME_MONDAY     INT64_C(-3) /* 1969-12-29 */
#define TM_FIRST_YEAR   1900
#define WITHOUT_A_RANGE ((struct calendar_range){.first = 0, .last = -1})

/* The days that error_report names, ascending, with duplicates. */
static int64_t *sorted_days(const struct backfill *backfill, size_t *count) {
    int64_t *days = memory_new(backfill->error_count, sizeof(*days));
    *count = 0;
    for (size_t i = 0; i < backfill->error_count; i++) {
        if (backfill->errors[i].day != TIMES_ABSENT) {
            days[(*count)++] = backfill->errors[i].day;
        }
    }
    qsort(days, *count, sizeof(*days), compare_int64_at);
    return days;
}

/* Adds a day to the latest range or to a new one. Days are added in ascending order. */
static void add_failed_day(struct calendar *calendar, int64_t day) {
    size_t count = calendar->failed_range_count;
    if (count > 0 && day <= calendar->failed_ranges[count - 1].last + 1) {
        calendar->failed_ranges[count - 1].last = day;
        return;
    }
    calendar->failed_ranges[count] = (struct calendar_range){.first = day, .last = day};
    calendar->failed_range_count++;
}

static bool has_failed(const struct calendar *calendar, int64_t day) {
    size_t low = 0;
    size_t high = calendar->failed_range_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (day > calendar->failed_ranges[middle].last) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < calendar->failed_range_count && day >= calendar->failed_ranges[low].first;
}

static int64_t monday_of(int64_t day) {
    return day - floor_modulo(day - SOME_MONDAY, CALENDAR_WEEK);
}

static struct tm date_of(int64_t day) {
    struct tm date = {0};
    time_t noon = (time_t)(day * DAY_S + DAY_S / 2);
    gmtime_r(&noon, &date);
    return date;
}

/* Whether `day` has a mark for its month: it begins the month, or the range. */
static bool is_marked(const struct calendar *calendar, int64_t day) {
    return day == calendar->range.first || date_of(day).tm_mday == 1;
}

/* Of two marks in one week the later one stays: the month before has only days left in this
 * week. */
static void mark(struct calendar_week *week, int64_t day) {
    struct tm date = date_of(day);
    week->mark_month = date.tm_mon + 1;
    week->mark_year = date.tm_year + TM_FIRST_YEAR;
}

void calendar_init(struct calendar *calendar, const struct backfill *backfill) {
    bool has_range = backfill_days(backfill) != BACKFILL_NO_COUNT;
    *calendar = (struct calendar){.range = WITHOUT_A_RANGE};
    if (has_range) {
        calendar->range.first = backfill->range_start;
        calendar->range.last = backfill->range_end;
    }
    size_t count;
    int64_t *days = sorted_days(backfill, &count);
    calendar->failed_ranges = memory_new(count, sizeof(*calendar->failed_ranges));
    for (size_t i = 0; i < count; i++) {
        add_failed_day(calendar, days[i]);
    }
    free(days);
}

void calendar_clear(struct calendar *calendar) {
    free(calendar->failed_ranges);
    *calendar = (struct calendar){.range = WITHOUT_A_RANGE};
}

enum calendar_state calendar_day_state(const struct calendar *calendar, int64_t day) {
    if (day < calendar->range.first || day > calendar->range.last) {
        return CALENDAR_OUTSIDE;
    }
    return has_failed(calendar, day) ? CALENDAR_FAILED : CALENDAR_OPEN;
}

size_t calendar_week_count(const struct calendar *calendar) {
    if (calendar->range.last < calendar->range.first) {
        return 0;
    }
    int64_t days = monday_of(calendar->range.last) - monday_of(calendar->range.first);
    return (size_t)(days / CALENDAR_WEEK) + 1;
}

struct calendar_week calendar_week_at(const struct calendar *calendar, size_t index) {
    struct calendar_week week = {
        .monday = monday_of(calendar->range.first) + (int64_t)index * CALENDAR_WEEK,
    };
    for (int i = 0; i < CALENDAR_WEEK; i++) {
        int64_t day = week.monday + i;
        week.days[i] = calendar_day_state(calendar, day);
        if (week.days[i] != CALENDAR_OUTSIDE && is_marked(calendar, day)) {
            mark(&week, day);
        }
    }
    return week;
}
