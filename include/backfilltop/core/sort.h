/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/tracker.h"

#include <stdbool.h>
#include <stddef.h>

/* In which order rows stand, by the values and not by the texts that show them: what the user can
 * sort by, the columns from left to right. */

enum order_key {
    /* FAILED, stalled, RUNNING (soonest ETA first), unknown words, SCHEDULED, CREATED, left the
     * list, ended and gone; newest created first within each. */
    ORDER_TROUBLE,
    ORDER_ID,
    ORDER_TRANSFER, /* by name, whatever its case; those without a name behind, by transfer id */
    ORDER_RANGE,    /* earliest start first, then earliest end */
    ORDER_DAYS,     /* most first */
    ORDER_STATUS,   /* as for trouble, each state for itself; unknown words by the word */
    ORDER_PROGRESS, /* most first */
    ORDER_RUNS,     /* most in total first, then most completed */
    ORDER_FAILED,   /* most first */
    ORDER_ETA,      /* soonest first, then what ended last; those without either behind */
    ORDER_AGE,      /* newest created first */
    ORDER_TEAM,
    order_key_count
};

/* The name of a key for options and the configuration: "eta". */
const char *order_name(enum order_key key);

/* Reads the name of a key. False, with *key untouched, if there is none of this name. */
bool order_parse(const char *name, enum order_key *key);

/* Sorts rows. `inverted` turns the key's order round, but what is absent stands last all the same,
 * and equal rows always stand by backfill id, then team id. */
void order_rows(struct row **rows, size_t count, enum order_key key, bool inverted);
