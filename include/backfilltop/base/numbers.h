/* SPDX-License-Identifier: MIT */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* Small arithmetic, by type. Not macros: each argument is evaluated once, and a conversion that
 * loses something is a compiler error. Inline, and named without a module prefix, because they are
 * used within expressions. */

static inline int min_int(int a, int b) {
    return a < b ? a : b;
}

static inline int max_int(int a, int b) {
    return a > b ? a : b;
}

/* `value` limited to [low, high]. If low > high the result is low. */
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

static inline double max_double(double a, double b) {
    return a > b ? a : b;
}

/* Below 0, 0 or above 0, as the functions that qsort() takes. */
static inline int compare_int64(int64_t a, int64_t b) {
    return (a > b) - (a < b);
}

/* For qsort() over int64_t. */
static inline int compare_int64_at(const void *a, const void *b) {
    return compare_int64(*(const int64_t *)a, *(const int64_t *)b);
}

/* The quotient rounded down, where / rounds towards 0; `by` is above 0. */
static inline int64_t floor_divide(int64_t number, int64_t by) {
    return number / by - (number % by < 0);
}

/* The remainder of floor_divide(): at least 0, and below `by`. */
static inline int64_t floor_modulo(int64_t number, int64_t by) {
    int64_t rest = number % by;
    return rest < 0 ? rest + by : rest;
}
