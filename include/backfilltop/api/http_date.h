/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdint.h>

/* Reads an HTTP-date (RFC 9110 section 5.6.7) at the beginning of `text`, in any of its forms:
 *
 *     Sun, 06 Nov 1994 08:49:37 GMT     IMF-fixdate
 *     Sunday, 06-Nov-94 08:49:37 GMT    RFC 850; a year of two digits is within 50 years of `now_s`
 *     Sun Nov  6 08:49:37 1994          asctime
 *
 * Also accepted, since the meaning is clear: a day or an hour of one digit, a year of four digits
 * in the second form, and a zone of UTC, UT, Z, +hhmm, -hhmm or none (which is GMT). Case does not
 * matter; the day of the week is not checked. Any other zone, a day that does not exist and a time
 * beyond 23:59:59 (except a leap second, as in times_parse_instant()) make it unreadable.
 *
 * *seconds and `now_s` are seconds since 1970-01-01T00:00:00Z. Returns where the date ends, or
 * NULL, with *seconds untouched, if there is none. */
const char *http_date_parse(const char *text, int64_t now_s, int64_t *seconds);
