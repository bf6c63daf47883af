/* SPDX-License-Identifier: MIT */
#include "backfilltop/clock/clock.h"

#include <time.h>

/* It advances while a laptop is suspended: what became due by then is due when it wakes up. */
#ifdef CLOCK_BOOTTIME
#define MONOTONIC CLOCK_BOOTTIME
#else
#define MONOTONIC CLOCK_MONOTONIC
#endif

int64_t clock_monotonic_ms(void) {
    struct timespec now;
    clock_gettime(MONOTONIC, &now);
    return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_wall_s(void) {
    return (int64_t)time(NULL);
}
