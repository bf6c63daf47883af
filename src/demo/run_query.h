/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/problem.h"
#include "backfilltop/demo/world.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The query of "list a transfer's runs". */

struct run_query {
    int64_t first_day;
    int64_t last_day;
    int64_t limit;
    int64_t offset;
    int field; /* to sort by: index into a table of comparisons */
    bool ascending;
    bool issues_only;
};

/* Returns the value of a query parameter, or NULL. */
typedef const char *run_query_get(void *context, const char *name);

/* Reads the query. False, with the parameter and what is wrong with it in problem->what, if it is
 * not valid. */
bool run_query_read(struct run_query *query, run_query_get *get, void *context,
                    struct problem *problem);

/* Filters and sorts the runs in place and selects the requested page: returns its first run, and
 * sets *count to its length. */
struct world_run *run_query_apply(const struct run_query *query, struct world_run *runs,
                                  size_t *count);
