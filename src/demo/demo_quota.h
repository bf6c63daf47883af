/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* So many requests an hour for each token, the hour beginning with its first request. */

struct quota_window {
    uint64_t token; /* a hash: the token itself is kept nowhere */
    int64_t start_ms;
    int64_t used;
};

struct quota {
    int64_t limit;
    struct quota_window *windows;
    size_t count;
    size_t capacity;
};

struct quota_answer {
    bool granted;
    int64_t remaining;
    int64_t retry_after_s; /* if not granted: until the hour ends, at least 1 */
};

void quota_init(struct quota *quota, int64_t limit);
void quota_clear(struct quota *quota);

/* Takes one request of the token's out of its hour. A refused request costs nothing. */
struct quota_answer quota_take(struct quota *quota, const char *token, int64_t now_ms);
