/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>
#include <stdint.h>

/* The proleptic Gregorian calendar of the years 1 to 9999, in days since 1970-01-01. */

#define CIVIL_FIRST_DAY INT64_C(-719162) /* 0001-01-01 */
#define CIVIL_LAST_DAY  INT64_C(2932896) /* 9999-12-31 */

struct civil {
    int year, month, day; /* month and day from 1 */
};

/* The day of a date, which must exist. */
int64_t civil_day(struct civil date);

/* The date of a day. */
struct civil civil_of_day(int64_t day);

int civil_days_in_month(int year, int month);
int civil_days_in_year(int year);

/* 0 for Monday to 6 for Sunday. */
int civil_weekday(int64_t day);

/* Whether a moment, in seconds since 1970-01-01T00:00:00Z, is in the years 1 to 9999. */
bool civil_has_second(int64_t seconds);
