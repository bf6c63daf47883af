/* SPDX-License-Identifier: MIT */
#include "demo_quota.h"

#include "backfilltop/base/memory.h"

#include <stdlib.h>
#include <string.h>

#define HOUR_MS INT64_C(3600000)

/* FNV-1a. */
static uint64_t hash(const char *text) {
    uint64_t value = UINT64_C(14695981039346656037);
    for (; *text != '\0'; text++) {
        value = (value ^ (unsigned char)*text) * UINT64_C(1099511628211);
    }
    return value;
}

/* The token's window, a new one if it has none; windows that are over are reused. */
static struct demo_quota_window *find_window(struct demo_quota *quota, uint64_t token,
                                             int64_t now_ms) {
    struct demo_quota_window *over = NULL;
    for (size_t i = 0; i < quota->count; i++) {
        struct demo_quota_window *window = &quota->windows[i];
        bool is_over = now_ms - window->start_ms >= HOUR_MS;
        if (window->token == token && !is_over) {
            return window;
        }
        if (is_over) {
            over = window;
        }
    }
    if (over == NULL) {
        quota->windows = memory_grow(quota->windows, &quota->capacity, quota->count + 1,
                                     sizeof *quota->windows);
        over = &quota->windows[quota->count++];
    }
    *over = (struct demo_quota_window){.token = token, .start_ms = now_ms};
    return over;
}

void demo_quota_init(struct demo_quota *quota, int64_t limit) {
    memset(quota, 0, sizeof *quota);
    quota->limit = limit;
}

void demo_quota_clear(struct demo_quota *quota) {
    free(quota->windows);
    memset(quota, 0, sizeof *quota);
}

struct demo_quota_answer demo_quota_take(struct demo_quota *quota, const char *token,
                                         int64_t now_ms) {
    struct demo_quota_window *window = find_window(quota, hash(token), now_ms);
    if (window->used >= quota->limit) {
        int64_t left_ms = window->start_ms + HOUR_MS - now_ms;
        return (struct demo_quota_answer){.retry_after_s = (left_ms + 999) / 1000};
    }
    window->used++;
    return (struct demo_quota_answer){.granted = true, .remaining = quota->limit - window->used};
}
