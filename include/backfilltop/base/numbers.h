/* SPDX-License-Identifier: MIT */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The smaller and the larger of two numbers, by type. Not macros: each argument is evaluated once,
 * and a conversion that loses something is a compiler error. Inline, and named without the module:
 * they stand within expressions. */

static inline int min_int(int a, int b) {
    return a < b ? a : b;
}

static inline int max_int(int a, int b) {
    return a > b ? a : b;
}

/* `value`, or the bound that it is beyond. `low` wins where the bounds cross. */
static inline int clamp_int(int value, int low, int high) {
    return max_int(low, min_int(value, high));
}

static inline int64_t min_int64(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static inline int64_t max_int64(int64_t a, int64_t b) {
    return a > b ? a : b;
}

static inline int64_t clamp_int64(int64_t value, int64_t low, int64_t high) {
    return max_int64(low, min_int64(value, high));
}

static inline size_t min_size(size_t a, size_t b) {
    return a < b ? a : b;
}

static inline size_t max_size(size_t a, size_t b) {
    return a > b ? a : b;
}

static inline double min_double(double a, double b) {
    return a < b ? a : b;
}
