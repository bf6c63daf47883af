/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/throughput.h"

#include "backfilltop/base/numbers.h"

#include <stddef.h>

#define MINUTE_MS INT64_C(60000)

/* NULL if a later minute already has its place. */
static struct throughput_minute *minute_at(struct throughput *throughput, int64_t number) {
    struct throughput_minute *minute = &throughput->minutes[number % THROUGHPUT_MINUTES];
    if (minute->minute < number) {
        *minute = (struct throughput_minute){.minute = number};
    }
    return minute->minute == number ? minute : NULL;
}

void throughput_add(struct throughput *throughput, double runs, int64_t from_ms, int64_t to_ms) {
    int64_t last = to_ms / MINUTE_MS;
    int64_t first = max_int64(from_ms / MINUTE_MS, last - THROUGHPUT_MINUTES + 1);
    for (int64_t number = first; number <= last; number++) {
        struct throughput_minute *minute = minute_at(throughput, number);
        int64_t watched_ms = min_int64(to_ms, (number + 1) * MINUTE_MS) -
                             max_int64(from_ms, number * MINUTE_MS);
        double share = to_ms > from_ms ? (double)watched_ms / (double)(to_ms - from_ms) : 1;
        if (minute != NULL) {
            minute->runs += runs * share;
            minute->watched_ms += watched_ms;
        }
    }
}

void throughput_add_rates(const struct throughput *throughput, int64_t now_ms,
                          double rates[static THROUGHPUT_MINUTES]) {
    int64_t first = now_ms / MINUTE_MS - THROUGHPUT_MINUTES + 1;
    for (int i = 0; i < THROUGHPUT_MINUTES; i++) {
        int64_t number = first + i;
        const struct throughput_minute *minute =
            &throughput->minutes[max_int64(number, 0) % THROUGHPUT_MINUTES];
        if (minute->minute == number && minute->watched_ms >= THROUGHPUT_LEAST_MS) {
            double rate = minute->runs * (double)MINUTE_MS / (double)minute->watched_ms;
            rates[i] = rate + max_double(rates[i], 0);
        }
    }
}
