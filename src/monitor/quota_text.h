/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/limiter.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The hourly quota in words. */

/* "310 of 5,000 requests left this hour", "310 requests left this hour" if the limit is not known.
 */
void quota_text_left(char *text, size_t size, const struct quota *quota, int64_t now_ms);

/* "waiting for the hourly limit: 0 of 5,000 requests left, next poll by 15:04", or "400 of 5,000
 * left for others" if that is what remains; `wait_ms` is how long. */
void quota_text_waiting(char *text, size_t size, const struct quota *quota, int64_t wait_ms,
                        int64_t now_ms, int64_t now_s, bool utc);
