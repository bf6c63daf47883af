/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdint.h>

/* Exponential backoff: min(base_ms x 2^doublings, most_ms), which never overflows. The caller adds
 * the jitter. `base_ms` and `doublings` must not be negative. */
int64_t backoff_ms(int64_t base_ms, int doublings, int64_t most_ms);
