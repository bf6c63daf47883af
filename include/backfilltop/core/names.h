/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/outcome.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Display names of one team's transfers, and when to ask for them. Pure; times are monotonic
 * milliseconds. */

#define NAMES_SPACING_MS (INT64_C(5) * 60 * 1000) /* least time between two requests */

struct transfer_name {
    int64_t transfer_id;
    char *name; /* bytes as received; never NULL */
};

struct transfer_names {
    struct transfer_name *items; /* by transfer id, each once */
    size_t count;
    size_t capacity;
};

/* A transfer that is shown without a name. */
struct name_wish {
    int64_t transfer_id;
    int64_t since_ms;
};

struct names {
    struct transfer_names known;
    struct name_wish *wishes; /* by transfer id */
    size_t wish_count;
    size_t wish_capacity;
    int64_t due_ms; /* when the next request is; INT64_MAX: no reason to ask, or one is under way */
    int64_t asked_ms; /* when the latest request began; -1: never */
    bool in_flight;
    bool given_up; /* refused or malformed: ids it is */
    bool enabled;
};

/* Asks at `now_ms` for the first time; never if not `enabled` (--no-names). */
void names_init(struct names *names, bool enabled, int64_t now_ms);
void names_clear(struct names *names);

/* The name of a transfer, bytes as received, or NULL. Valid until names_end(). */
const char *names_find(const struct names *names, int64_t transfer_id);

/* Notes that a transfer without a name is on the screen: names are asked for again, at most once in
 * NAMES_SPACING_MS. An id that an answer did not have, though it was wanted when that was asked
 * for, is no reason to ask a second time; nor is 0, the id that the API left out. */
void names_want(struct names *names, int64_t transfer_id, int64_t now_ms);

bool names_is_due(const struct names *names, int64_t now_ms);
void names_begin(struct names *names, int64_t now_ms);

/* Records the end of a request, taking the names out of *told when `outcome` is OUTCOME_OK (it may
 * be NULL otherwise); names that it lacks stay known. Asked again after NAMES_SPACING_MS: 429, 5xx,
 * no connection. Anything else gives up for good: see names->given_up. */
void names_end(struct names *names, enum outcome outcome, struct transfer_names *told,
               int64_t now_ms);

void transfer_names_clear(struct transfer_names *names);
