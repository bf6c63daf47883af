/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/column.h"

#include <stdbool.h>
#include <stddef.h>

/* Which rows the user wants to see, from the text of the filter prompt: `status:failed timeout`.
 *
 *   word          id, transfer name or id, status as shown (STALLED, LEFT and GONE too) or an
 *                 error message holds it
 *   field:word    that field holds it: id, transfer, status, error, team
 *   -word !word   the row must not match; before a field too: -status:failed
 *   "two words"   one phrase; behind a field too: error:"timed out"
 *
 * All words must match, whatever their case. Every text is a filter: a word that is not finished
 * (`status:`, `-`, `"`) asks for nothing yet, and a field that does not exist is part of the word.
 */

struct filter_term {
    const char *value; /* never empty */
    bool (*matches)(const struct row *row, const char *value);
    bool negated;
};

/* All zeroes is the filter that every row passes. */
struct filter {
    char *text; /* what the terms' values point into */
    struct filter_term *terms;
    size_t count; /* 0: every row passes */
    size_t capacity;
};

/* Reads a filter. *filter is initialised here; the caller clears it. */
void filter_parse(struct filter *filter, const char *text);
void filter_clear(struct filter *filter);

/* Whether the row passes. Allocates nothing. */
bool filter_matches(const struct filter *filter, const struct row *row);

/* Finds the first `needle` in cleaned text, whatever its case; `start` and `length` are in bytes.
 * Whole characters: what is found begins and ends with the combining ones that belong to it. False,
 * with both untouched, if there is none or the needle is empty. */
bool filter_find(const char *clean_text, const char *needle, size_t *start, size_t *length);
