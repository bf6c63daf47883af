/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Points in time are int64_t seconds since 1970-01-01T00:00:00Z, days are int64_t days since
 * 1970-01-01, spans are int64_t seconds. TIMES_ABSENT is "not known" for all three. Dates are of
 * the years 1 to 9999; for others the format functions write "-". */
#define TIMES_ABSENT INT64_MIN

/* Bytes that are enough for any of the texts below, with the NUL. */
#define TIMES_TEXT 40

/* Reads a date and time of ISO 8601, including RFC 3339: "2024-02-01T09:00:00Z". The date may be an
 * ordinal or week date, a space may replace the T, seconds and minutes may be missing, fractions
 * (of a second: dropped) have a point or a comma, the offset may be +02:00, +0200 or +02, hyphens
 * and colons may be missing. False, with *seconds untouched, if `text` is anything else, has no
 * zone, or names a moment that does not exist. Years 1 to 9999, in UTC too. A leap second, allowed
 * at the end of a UTC month, is read as the second after it, and 24:00:00 as the beginning of the
 * next day. */
bool times_parse_instant(const char *text, int64_t *seconds);

/* The same, but a time without a zone counts as UTC; then *has_zone is false. */
bool times_parse_instant_or_utc(const char *text, int64_t *seconds, bool *has_zone);

/* Reads a day that exists, "2024-02-01" or another form of ISO 8601, or the day of a date and time
 * as it is written, ignoring its zone. False, with *day untouched, if `text` is anything else. */
bool times_parse_day(const char *text, int64_t *day);

/* Writes "2024-02-01", or "-" for TIMES_ABSENT. */
void times_format_day(char text[static TIMES_TEXT], int64_t day);

/* Writes "2024-02-01T09:00:00Z", or "-" for TIMES_ABSENT. */
void times_format_instant(char text[static TIMES_TEXT], int64_t seconds);

/* Writes "2024-02-01 09:00:00", local time or UTC, or "-" for TIMES_ABSENT. */
void times_format_local(char text[static TIMES_TEXT], int64_t seconds, bool utc);

/* Writes the time of day "09:00", or "-" for TIMES_ABSENT. */
void times_format_clock(char text[static TIMES_TEXT], int64_t seconds, bool utc);

/* Writes a span in at most 8 columns: "0 s", "59 s", "4 m", "2 h 05", "3 d", "12 d", "4 y". Seconds
 * below a minute, minutes below an hour, hours and minutes below a day, days below 3 years, then
 * years (365 days, at most 999,999 of them). All are rounded down, and a longer span never looks
 * shorter. "-" for TIMES_ABSENT, negative spans as 0. */
void times_format_span(char text[static TIMES_TEXT], int64_t seconds);

/* The shortest span that is written as `seconds` is: two spans have the same text if theirs are the
 * same. TIMES_ABSENT for itself. */
int64_t times_span_shown(int64_t seconds);

/* The seconds by which the text of a span of that length counts: 1, 60, those of a day or a year.
 */
int64_t times_span_unit(int64_t seconds);
