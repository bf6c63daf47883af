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
static void write_share(char *text, size_t size, const struct quota *quota, int64_t now_ms) {
    int64_t limit = quota_stated_limit(quota);
    char left[GROUPED];
    char of[GROUPED];
    write_grouped(left, quota_remaining(quota, now_ms));
    if (limit == QUOTA_UNKNOWN) {
        snprintf(text, size, "%s", left);
    } else {
        write_grouped(of, limit);
        snprintf(text, size, "%s of %s", left, of);
    }
}

static const char *requests(const struct quota *quota, int64_t now_ms) {
    bool is_one = quota_remaining(quota, now_ms) == 1 && quota_stated_limit(quota) == QUOTA_UNKNOWN;
    return is_one ? "request" : "requests";
}

void quota_text_left(char *text, size_t size, const struct quota *quota, int64_t now_ms) {
    char share[2 * GROUPED + 4];
    write_share(share, sizeof share, quota, now_ms);
    snprintf(text, size, "%s %s left this hour", share, requests(quota, now_ms));
}

void quota_text_waiting(char *text, size_t size, const struct quota *quota, int64_t wait_ms,
                        int64_t now_ms, int64_t now_s, bool utc) {
    char share[2 * GROUPED + 4];
    char by[TIMES_TEXT];
    bool is_reserve = quota_remaining(quota, now_ms) > 0;
    write_share(share, sizeof share, quota, now_ms);
    times_format_clock(by, now_s + (wait_ms + 59999) / 1000, utc); /* "by" is not before */
    snprintf(text, size, "waiting for the hourly limit: %s %s, next poll by %s", share,
             is_reserve ? "left for others" : "requests left", by);
}
