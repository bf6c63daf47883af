/* SPDX-License-Identifier: MIT */
#include "quota_text.h"

#include "backfilltop/base/times.h"

#include <inttypes.h>
#include <stdio.h>

#define GROUPED 32

/* 5000 as "5,000"; not negative. */
static void write_grouped(char text[static GROUPED], int64_t number) {
    char digits[GROUPED];
    int count = snprintf(digits, sizeof digits, "%" PRId64, number);
    size_t length = 0;
    for (int i = 0; i < count; i++) {
        if (i > 0 && (count - i) % 3 == 0) {
            text[length++] = ',';
        }
        text[length++] = digits[i];
    }
    text[length] = '\0';
}

/* "310 of 5,000", or "310" if the limit is not known. */
static void write_share(char *text, size_t size, const struct quota_left *left) {
    char remaining[GROUPED];
    char limit[GROUPED];
    write_grouped(remaining, left->remaining);
    if (left->limit == QUOTA_UNKNOWN) {
        snprintf(text, size, "%s", remaining);
    } else {
        write_grouped(limit, left->limit);
        snprintf(text, size, "%s of %s", remaining, limit);
    }
}

void quota_text_left(char *text, size_t size, const struct quota_left *left) {
    char share[2 * GROUPED + 4];
    bool is_one = left->remaining == 1 && left->limit == QUOTA_UNKNOWN;
    write_share(share, sizeof share, left);
    snprintf(text, size, "%s %s left this hour", share, is_one ? "request" : "requests");
}

void quota_text_waiting(char *text, size_t size, const struct quota_left *left, int64_t by_s,
                        bool utc) {
    char share[2 * GROUPED + 4];
    char by[TIMES_TEXT];
    bool is_reserve = left->remaining > 0;
    write_share(share, sizeof share, left);
    times_format_clock(by, by_s + 59, utc); /* the clock shows minutes, rounded down */
    snprintf(text, size, "waiting for the hourly limit: %s %s, next poll by %s", share,
             is_reserve ? "left for others" : "requests left", by);
}
