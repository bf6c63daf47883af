/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdint.h>

/* The two clocks of this machine. Nothing else reads them, but the demo server, which stands for
 * another machine. */

/* Milliseconds since some moment, for schedules and deadlines. They never go back, and count the
 * time that a laptop is suspended where the system can tell it (CLOCK_BOOTTIME). */
int64_t clock_monotonic_ms(void);

/* Wall-clock seconds since 1970-01-01T00:00:00Z, for display and to compare with dates that others
 * send. */
int64_t clock_wall_s(void);
