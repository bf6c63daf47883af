/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdint.h>

/* The two clocks of this machine. Only this module reads them, except for the demo server, which
 * plays another machine. */

/* Milliseconds since some moment, for schedules and deadlines. The clock never goes back, and
 * includes the time that a laptop is suspended where the system supports that (CLOCK_BOOTTIME). */
int64_t clock_monotonic_ms(void);

/* Wall-clock seconds since 1970-01-01T00:00:00Z, for display and to compare with dates that others
 * send. */
int64_t clock_wall_s(void);
