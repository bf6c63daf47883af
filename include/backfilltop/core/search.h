/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/column.h"
#include "backfilltop/core/listing.h"

#include <stdbool.h>
#include <stddef.h>

/* Finding a row by what its cells show, in the columns that are searched: see core/column. */

enum search_result { SEARCH_NONE, SEARCH_FOUND, SEARCH_WRAPPED };

/* How many rows show `needle`; which of them the selected one is, from 1 on, goes to *nth, 0 if it
 * is none of them. */
size_t search_count(const struct listing *listing, const char *needle, enum text_charset charset,
                    size_t *nth);

/* Looks for the next row (the one before, if `backward`) that shows `needle`, whatever its case:
 * from the selected row on, and once round. `here`: the selected row counts, too. */
enum search_result search_rows(const struct listing *listing, const char *needle, bool backward,
                               bool here, enum text_charset charset, size_t *index);
