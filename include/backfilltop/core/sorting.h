/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/column.h"
#include "backfilltop/core/sort.h"

#include <stdbool.h>

/* What the user sorts by, and which column that is. All zeroes is trouble on top. */
struct sorting {
    enum order_key key;
    bool inverted;
};

/* The key of a column. */
enum order_key sorting_of_column(enum column column);

/* The column of a key; false for the order that has none. */
bool sorting_column(enum order_key key, enum column *column);

/* Whether large values, or late ones, stand on top. */
bool sorting_descends(const struct sorting *sorting);

/* Reads the name of a key (order_parse), inverted with a "-" before it. False, with *sorting
 * untouched, if there is none of this name. */
bool sorting_parse(struct sorting *sorting, const char *text);

/* The key `steps` to the right (left if negative), as these columns stand, trouble before them;
 * round and round. */
enum order_key sorting_step(enum order_key key, int steps, const struct columns *columns);

/* Sorts by a key; by the one that it is sorted by already the other way round. */
void sorting_choose(struct sorting *sorting, enum order_key key);
