/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* So many requests an hour for each token, the hour beginning with its first request. */

struct budget_window {
    uint64_t token; /* a hash: the token itself is kept nowhere */
    int64_t start_ms;
    int64_t used;
};

struct budget {
    int64_t limit;
    struct budget_window *windows;
    size_t count;
    size_t capacity;
};

struct budget_answer {
    bool granted;
    int64_t remaining;
    int64_t retry_after_s; /* if not granted: until the hour ends, at least 1 */
};

void budget_init(struct budget *budget, int64_t limit);
void budget_clear(struct budget *budget);

/* Takes one request of the token's out of its hour. A refused request costs nothing. */
struct budget_answer budget_take(struct budget *budget, const char *token, int64_t now_ms);
