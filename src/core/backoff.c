/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/backoff.h"

#include "backfilltop/base/numbers.h"

#define MOST_DOUBLINGS 62 /* more would shift beyond the bits of an int64_t */

int64_t backoff_ms(int64_t base_ms, int doublings, int64_t most_ms) {
    int bits = min_int(doublings, MOST_DOUBLINGS);
    return base_ms > most_ms >> bits ? most_ms : base_ms << bits;
}
