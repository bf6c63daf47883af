/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/column.h"

#include <stdbool.h>
#include <stddef.h>

/* Which rows the user wants to see, from the text of the filter prompt: `status:failed timeout`.
 *
 *   word          the id, the name or id of the transfer, the status as shown (also stalled, left
 *                 and gone) or an error message contains it
 *   field:word    this field contains it: id, transfer, status, team (see core/column) or error
 *   -word !word   the row must not match; also before a field: -status:failed
 *   "two words"   one phrase; also after a field: error:"timed out"
 *
 * All words must match; upper and lower case are the same. Every text is a filter: a word that is
 * not finished (`status:`, `-`, `"`) is ignored, and a field that does not exist is part of
 * the word. */

struct filter_term {
    const char *value; /* never empty */
    bool (*matches)(const struct row *row, const char *value);
    bool negated;
};

/* All zeroes: every row passes. */
struct filter {
    char *text; /* the terms' values point into it */
    struct filter_term *terms;
    size_t count; /* 0: every row passes */
    size_t capacity;
};

/* Reads a filter. *filter is initialised here; the caller clears it. */
void filter_parse(struct filter *filter, const char *text);
void filter_clear(struct filter *filter);

/* Whether the row passes. Allocates nothing. */
bool filter_matches(const struct filter *filter, const struct row *row);

/* Finds the first `needle` in cleaned text; upper and lower case are the same. *start and *length
 * are in bytes, and include the combining characters that belong to what was found. False, with
 * both untouched, if there is none or the needle is empty. */
bool filter_find(const char *clean_text, const char *needle, size_t *start, size_t *length);
