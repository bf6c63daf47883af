/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/row.h"

#include <stdbool.h>

/* Groups of rows by state, to show one at a time. */

enum row_group {
    ROW_GROUP_ALL,
    ROW_GROUP_TROUBLE, /* failed, stalled */
    ROW_GROUP_RUNNING, /* RUNNING, stalled too */
    ROW_GROUP_WAITING, /* created, scheduled */
    ROW_GROUP_ENDED,   /* all that left the list */
    row_group_count
};

/* "trouble" */
const char *row_group_name(enum row_group group);

/* The next group; after the last the first. */
enum row_group row_group_next(enum row_group group);

bool row_group_holds(enum row_group group, const struct row *row);
