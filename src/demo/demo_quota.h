/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An hourly quota for each token. The hour begins with the token's first request. */

struct demo_quota_window {
    uint64_t token; /* a hash: the token itself is kept nowhere */
    int64_t start_ms;
    int64_t used;
};

struct demo_quota {
    int64_t limit;
    struct demo_quota_window *windows;
    size_t count;
    size_t capacity;
};

struct demo_quota_answer {
    bool granted;
    int64_t remaining;
    int64_t retry_after_s; /* if not granted: until the hour ends, at least 1 */
};

void demo_quota_init(struct demo_quota *quota, int64_t limit);
void demo_quota_clear(struct demo_quota *quota);

/* Counts one request of a token. A refused request is not counted. */
struct demo_quota_answer demo_quota_take(struct demo_quota *quota, const char *token,
                                         int64_t now_ms);
