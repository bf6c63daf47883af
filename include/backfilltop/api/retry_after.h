/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdint.h>

#define RETRY_AFTER_NONE   INT64_C(-1)
#define RETRY_AFTER_MAX_MS (INT64_C(24) * 3600 * 1000) /* a longer wait counts as this */

/* The wait, in milliseconds from the moment that the answer came, that a Retry-After header asks
 * for (RFC 9110 section 10.2.3); RETRY_AFTER_NONE for none, at most RETRY_AFTER_MAX_MS.
 *
 * `value` holds the values of all Retry-After headers of the answer, joined by commas: the longest
 * wait counts. NULL is no header. Each is one of
 *
 *     120           seconds, of any number of digits
 *     120.5         not in the RFC, but servers send it: rounded up to a whole second
 *     HTTP-date     see http_date_parse(); measured against `date_s`, which is the answer's
 *                   own Date; the local clock, `now_s`, may be wrong and counts only if `date_s` is
 *                   TIMES_ABSENT
 *
 * with blanks around it. 0 and a date that has passed are no wait. Anything else ("-5", "+5", "5s",
 * "1e3", "soon", nothing at all, a day that does not exist) is ignored; if nothing else is left
 * there is no wait, and the usual backoff decides. */
int64_t retry_after_wait_ms(const char *value, int64_t date_s, int64_t now_s);
