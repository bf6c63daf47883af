/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Points in time are int64_t seconds since 1970-01-01T00:00:00Z, days are int64_t days
 * since 1970-01-01, spans are int64_t seconds. TIMES_ABSENT stands for "not known" in all.
 * Dates are those of the years 1 to 9999; beyond them the format functions write "-". */
#define TIMES_ABSENT INT64_MIN

/* Bytes that hold any of the texts below, with the NUL. */
#define TIMES_TEXT 40

/* Reads an RFC 3339 date-time ("2024-02-01T09:00:00Z", fractions and offsets allowed; fractions
 * are dropped). False, with *seconds untouched, if `text` is anything else. Years 1 to 9999, in UTC
 * too. A leap second, allowed at the end of a UTC month, is read as the second after it. */
bool times_parse_instant(const char *text, int64_t *seconds);

/* Reads "YYYY-MM-DD", a day that exists. False, with *day untouched, if it is anything else. */
bool times_parse_day(const char *text, int64_t *day);

/* Writes "2024-02-01", or "-" for TIMES_ABSENT. */
void times_format_day(char text[static TIMES_TEXT], int64_t day);

/* Writes "2024-02-01T09:00:00Z", or "-" for TIMES_ABSENT. */
void times_format_instant(char text[static TIMES_TEXT], int64_t seconds);

/* Writes "2024-02-01 09:00:00", local time or UTC, or "-" for TIMES_ABSENT. */
void times_format_local(char text[static TIMES_TEXT], int64_t seconds, bool utc);

/* Writes the time of day "09:00", or "-" for TIMES_ABSENT. */
void times_format_clock(char text[static TIMES_TEXT], int64_t seconds, bool utc);

/* Writes a span as people say it, in at most 8 columns: "0 s", "59 s", "4 m", "2 h 05", "3 d",
 * "12 d", "2 y". Seconds below a minute, minutes below an hour, hours and minutes below a day,
 * days below 1,000 days, then years (365 days, at most 999,999 of them). All round down.
 * "-" for TIMES_ABSENT, negative spans as 0. */
void times_format_span(char text[static TIMES_TEXT], int64_t seconds);
