/* SPDX-License-Identifier: MIT */
#include "budget.h"

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

/* The token's window, a new one if it has none; windows that are over are used again. */
static struct budget_window *find_window(struct budget *budget, uint64_t token, int64_t now_ms) {
    struct budget_window *over = NULL;
    for (size_t i = 0; i < budget->count; i++) {
        struct budget_window *window = &budget->windows[i];
        bool is_over = now_ms - window->start_ms >= HOUR_MS;
        if (window->token == token && !is_over) {
            return window;
        }
        if (is_over) {
            over = window;
        }
    }
    if (over == NULL) {
        budget->windows = memory_grow(budget->windows, &budget->capacity, budget->count + 1,
                                      sizeof *budget->windows);
        over = &budget->windows[budget->count++];
    }
    *over = (struct budget_window){.token = token, .start_ms = now_ms};
    return over;
}

void budget_init(struct budget *budget, int64_t limit) {
    memset(budget, 0, sizeof *budget);
    budget->limit = limit;
}

void budget_clear(struct budget *budget) {
    free(budget->windows);
    memset(budget, 0, sizeof *budget);
}

struct budget_answer budget_take(struct budget *budget, const char *token, int64_t now_ms) {
    struct budget_window *window = find_window(budget, hash(token), now_ms);
    if (window->used >= budget->limit) {
        int64_t left_ms = window->start_ms + HOUR_MS - now_ms;
        return (struct budget_answer){.retry_after_s = (left_ms + 999) / 1000};
    }
    window->used++;
    return (struct budget_answer){.granted = true, .remaining = budget->limit - window->used};
}
