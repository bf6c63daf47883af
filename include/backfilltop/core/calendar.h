/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/backfill.h"

#include <stddef.h>
#include <stdint.h>

/* The days of a backfill's range, and which of them failed. Days are as in base/times. */

#define CALENDAR_WEEK 7

enum calendar_state {
    CALENDAR_OUTSIDE, /* not in the range */
    CALENDAR_OPEN,    /* in the range, and error_report does not name it */
    CALENDAR_FAILED,  /* in the range, and error_report names it */
};

/* Days, both ends included. */
struct calendar_range {
    int64_t first;
    int64_t last;
};

struct calendar {
    struct calendar_range range;          /* last < first if it is absent or upside down */
    struct calendar_range *failed_ranges; /* every day that error_report names, in the range or not,
                                             folded to ranges: ascending, with gaps between them */
    size_t failed_range_count;
};

/* One row of the calendar: Monday to Sunday. */
struct calendar_week {
    int64_t monday;
    enum calendar_state days[CALENDAR_WEEK];
    int mark_month; /* 1 to 12: that month begins in this week of the range, or the range in that
                       month; 0: no mark */
    int mark_year;  /* the month's */
};

/* Makes the calendar of a backfill. It keeps no pointer into the backfill. */
void calendar_init(struct calendar *calendar, const struct backfill *backfill);
void calendar_clear(struct calendar *calendar);

enum calendar_state calendar_day_state(const struct calendar *calendar, int64_t day);

/* Weeks that have a day of the range; 0 without a range. Weeks are computed on request, so only
 * those on the screen cost anything. */
size_t calendar_week_count(const struct calendar *calendar);

/* The week at `index`, which is below calendar_week_count(). */
struct calendar_week calendar_week_at(const struct calendar *calendar, size_t index);
