/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdint.h>

/* The two clocks, read in this module alone: everything else gets the time as an argument. */

/* Monotonic milliseconds, for schedules. */
int64_t clock_monotonic_ms(void);

/* Wall-clock seconds, for display. */
int64_t clock_wall_s(void);
