/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/listing.h"

#include <stdbool.h>
#include <stddef.h>

/* Finds rows by what their cells show, in the columns that are searched (see core/column). */

enum search_result { SEARCH_NONE, SEARCH_FOUND, SEARCH_WRAPPED };

/* What to look for, and which way. */
struct search {
    const char *needle;        /* upper and lower case are the same; an empty one is never found */
    enum text_charset charset; /* of the cells */
    bool backward;
    bool from_here; /* the selected row counts, too */
};

/* How many rows contain the needle. *nth is the position of the selected row among them, from 1 on;
 * 0 if it is not one of them. */
size_t search_count(const struct listing *listing, const char *needle, enum text_charset charset,
                    size_t *nth);

/* Looks for the next row that contains the needle, from the selected one on, wrapping around once.
 * *index is untouched if there is none. */
enum search_result search_rows(const struct listing *listing, const struct search *search,
                               size_t *index);
