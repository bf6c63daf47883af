/* SPDX-License-Identifier: MIT */
#include "civil.h"

#define EPOCH_OFFSET INT64_C(719468) /* days from 0000-03-01 to 1970-01-01 */
#define ERA_DAYS     146097          /* days in 400 years */
#define DAY_S        INT64_C(86400)

/* Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms": years start in March, so that the
 * leap day is the last of its year. All days here are after 0000-03-01. */
int64_t civil_day(struct civil date) {
    int year = date.month <= 2 ? date.year - 1 : date.year;
    int era = year / 400;
    int year_of_era = year % 400;
    int month = (date.month + 9) % 12;
    int day_of_year = (153 * month + 2) / 5 + date.day - 1;
    int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return (int64_t)era * ERA_DAYS + day_of_era - EPOCH_OFFSET;
}

struct civil civil_of_day(int64_t day) {
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

int civil_days_in_month(int year, int month) {
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

int civil_days_in_year(int year) {
    return is_leap(year) ? 366 : 365;
}

/* 0001-01-01 was a Monday. */
int civil_weekday(int64_t day) {
    return (int)((day - CIVIL_FIRST_DAY) % 7);
}

bool civil_has_second(int64_t seconds) {
    return seconds >= CIVIL_FIRST_DAY * DAY_S && seconds < (CIVIL_LAST_DAY + 1) * DAY_S;
}
