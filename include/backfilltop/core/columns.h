/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/column.h"

#include <stdbool.h>
#include <stddef.h>

/* Columns from left to right. As the user's choice, none means no choice: all of them, the team
 * only if there are several. */
struct columns {
    enum column list[column_count];
    size_t count;
};

/* Reads names (the headings in lower case) with commas between them, or "all" for no choice.
 * False, with *columns untouched, if one is unknown, empty or there twice. */
bool columns_parse(struct columns *columns, const char *text);

/* Which columns to show. */
struct columns columns_shown(const struct columns *choice, bool several_teams);

/* Which columns to sort by: those that are shown, then the others. */
struct columns columns_sortable(const struct columns *choice, bool several_teams);

bool columns_has(const struct columns *columns, enum column column);
