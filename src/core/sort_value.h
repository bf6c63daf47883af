/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/row.h"

#include <stdbool.h>
#include <stdint.h>

/* The value that a row is sorted by: numbers, of which the first that differs decides, then a
 * text. */

#define SORT_VALUE_PARTS 3

struct sort_part {
    int64_t number;
    bool absent; /* last, in either direction */
};

/* A row with a text and one without must differ in their parts. */
struct sort_value {
    struct sort_part parts[SORT_VALUE_PARTS]; /* those that are not needed are zero */
    const char *text;                         /* borrowed; or NULL */
};

/* A part. It is absent if `number` equals `absent`. */
struct sort_part sort_value_part(int64_t number, int64_t absent);

/* The same, for larger numbers first. */
struct sort_part sort_value_reversed(int64_t number, int64_t absent);

/* The rank of a state by urgency: failed is 0, the most urgent. */
int sort_value_rank(enum row_state state);

/* Below, equal to or above 0 as `a` comes before, equals or comes after `b`. `descends` inverts
 * this, except for absent values. */
int sort_value_compare(const struct sort_value *a, const struct sort_value *b, bool descends);
