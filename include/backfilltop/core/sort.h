/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/column.h"

#include <stdbool.h>
#include <stddef.h>

/* The order of rows. They are sorted by values, not by the texts that show them. */

/* What rows can be sorted by: by trouble, or by a column (SORT_ETA). Trouble on top is FAILED,
 * stalled, RUNNING (soonest ETA first), unknown words, SCHEDULED, CREATED, left the list, ended and
 * gone; newest created first within each. */
#define SORT_KEY(column, name) SORT_##column,
enum sort_key { SORT_TROUBLE, COLUMN_LIST(SORT_KEY, SORT_KEY) sort_key_count };
#undef SORT_KEY

/* What the user sorts by. All zeroes is trouble on top. */
struct sort {
    enum sort_key key;
    bool inverted;
};

/* "trouble", or the name of the column. */
const char *sort_name(enum sort_key key);

/* The key of a column. */
enum sort_key sort_of_column(enum column column);

/* Reads the name of a key, inverted with a "-" before it. False, with *sort untouched, if there is
 * none of this name. */
bool sort_parse(struct sort *sort, const char *text);

/* Whether large or late values come first. */
bool sort_descends(const struct sort *sort);

/* The key `steps` to the right (left if negative) among trouble, then these columns; it wraps
 * around. */
enum sort_key sort_step(enum sort_key key, int steps, const struct columns *columns);

/* Sorts by a key; inverts the order if it is the present key. */
void sort_choose(struct sort *sort, enum sort_key key);

/* Sorts rows. Absent values come last, inverted or not; equal rows are ordered by backfill id, then
 * team id. */
void sort_rows(struct row **rows, size_t count, const struct sort *sort);
