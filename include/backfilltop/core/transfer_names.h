/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/lookup_backoff.h"
#include "backfilltop/core/outcome.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Display names of one team's transfers, and when to ask for them. Pure; times are monotonic
 * milliseconds. */

#define NAMES_SPACING_MS (INT64_C(5) * 60 * 1000) /* least time between two requests... */
#define NAMES_RETRY_MS   INT64_C(2000)            /* ... but of which one got no answer; doubles */

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
    int64_t wanted_ms; /* when there is reason to ask; INT64_MAX: none, or a request is under way */
    int64_t asked_ms;  /* when the latest request began; -1: never */
    struct lookup_backoff backoff; /* requests that failed in a row */
    bool in_flight;
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

/* When the next request may begin; INT64_MAX if there is no reason to, or if something else has to
 * happen first. */
int64_t names_due_ms(const struct names *names);

bool names_is_due(const struct names *names, int64_t now_ms);
void names_begin(struct names *names, int64_t now_ms);

/* Whether the latest request was refused, or its answer unreadable: there are ids instead, until
 * another is answered. */
bool names_are_refused(const struct names *names);

/* Records the end of a request, taking the names out of *told when `outcome` is OUTCOME_OK (it may
 * be NULL otherwise); names that it lacks stay known.
 *
 * Asked again NAMES_SPACING_MS after this request began, but not before polls of the team have
 * succeeded since (see core/lookup_backoff); after a 403 once the token has changed or
 * LOOKUP_FORBIDDEN_MS have passed. Without a connection nobody was asked: then after the next poll
 * that succeeds and NAMES_RETRY_MS, doubling up to NAMES_SPACING_MS. */
void names_end(struct names *names, enum outcome outcome, struct transfer_names *told,
               int64_t now_ms);

/* A poll of the team has succeeded. */
void names_polled(struct names *names);

/* Another token is in use. */
void names_token_changed(struct names *names);

void transfer_names_clear(struct transfer_names *names);
