/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/quota.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The hourly quota in words. left->remaining has to be known. */

/* "310 of 5,000 requests left this hour", "310 requests left this hour" if the limit is not known.
 */
void quota_text_left(char *text, size_t size, const struct quota_left *left);

/* "waiting for the hourly limit: 0 of 5,000 requests left, next poll by 15:04", or "400 of 5,000
 * left for others" if that is what remains. `by_s` (wall clock) is when the wait ends; it is
 * rounded up to the minute. */
void quota_text_waiting(char *text, size_t size, const struct quota_left *left, int64_t by_s,
                        bool utc);
