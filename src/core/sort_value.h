/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/row.h"

#include <stdbool.h>
#include <stdint.h>

/* What a row is sorted by in one order: numbers, of which the first that differ decide, then a
 * text. */

#define SORT_VALUE_PARTS 3

struct sort_part {
    int64_t number;
    bool absent; /* stands last, in either direction */
};

/* Rows with and without a text must differ in their parts. */
struct sort_value {
    struct sort_part parts[SORT_VALUE_PARTS]; /* those that are not needed are zero */
    const char *text;                         /* borrowed; or NULL */
};

/* A part; it is absent if `number` is the value that stands for that. */
struct sort_part sort_value_part(int64_t number, int64_t absent);

/* The same, for larger numbers first. */
struct sort_part sort_value_reversed(int64_t number, int64_t absent);

/* How many states are more urgent than this one: failed is 0. */
int sort_value_rank(enum row_state state);

/* Below, equal to or above 0 as `a` stands before, beside or behind `b`. `descends`: the other way
 * round, but for what is absent. */
int sort_value_compare(const struct sort_value *a, const struct sort_value *b, bool descends);
