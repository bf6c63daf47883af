/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/cells.h"
#include "backfilltop/core/order.h"

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

/* The key `steps` to the right (left if negative), as the columns stand on the screen, trouble
 * before them; round and round. */
enum order_key sorting_step(enum order_key key, int steps, bool with_team);

/* Sorts by a key; by the one that it is sorted by already the other way round. */
void sorting_choose(struct sorting *sorting, enum order_key key);
