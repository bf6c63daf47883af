/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/lookup_backoff.h"
#include "backfilltop/core/outcome.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Display names of one team's transfers, and when to ask for them. Pure; times are monotonic
 * milliseconds. */

/* The least time between two requests; and after one that got no connection, which doubles. */
#define TRANSFER_NAMES_SPACING_MS (INT64_C(5) * 60 * 1000)
#define TRANSFER_NAMES_RETRY_MS   INT64_C(2000)

struct transfer_name {
    int64_t transfer_id;
    char *name; /* bytes as received; never NULL */
};

struct transfer_name_list {
    struct transfer_name *items; /* by transfer id, each once */
    size_t count;
    size_t capacity;
};

/* A transfer that is shown without a name. */
struct name_wish {
    int64_t transfer_id;
    int64_t since_ms;
};

struct transfer_names {
    struct transfer_name_list known;
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
void transfer_names_init(struct transfer_names *names, bool enabled, int64_t now_ms);
void transfer_names_clear(struct transfer_names *names);

/* The name of a transfer, bytes as received, or NULL. Valid until transfer_names_end(). */
const char *transfer_names_find(const struct transfer_names *names, int64_t transfer_id);

/* Notes that a transfer without a name is on the screen: names are asked for again, at most once in
 * TRANSFER_NAMES_SPACING_MS. An id that an answer did not have, though it was wanted when that was
 * asked for, is no reason to ask a second time; nor is 0, the id that the API left out. */
void transfer_names_want(struct transfer_names *names, int64_t transfer_id, int64_t now_ms);

/* When the next request may begin; INT64_MAX if there is no reason to, or if something else has to
 * happen first. */
int64_t transfer_names_due_ms(const struct transfer_names *names);

bool transfer_names_is_due(const struct transfer_names *names, int64_t now_ms);
void transfer_names_begin(struct transfer_names *names, int64_t now_ms);

/* Whether the latest request was refused, or its answer unreadable: ids are shown instead, until
 * another is answered. */
bool transfer_names_are_refused(const struct transfer_names *names);

/* Records the end of a request, taking the names out of *received when `outcome` is OUTCOME_OK (it
 * may be NULL otherwise); known names that it lacks stay known.
 *
 * Asked again TRANSFER_NAMES_SPACING_MS after this request began, but not before polls of the team
 * have succeeded since (see core/lookup_backoff); after a 403 once the token has changed or
 * LOOKUP_FORBIDDEN_MS have passed. Without a connection the server was not asked: then after the
 * next poll that succeeds and TRANSFER_NAMES_RETRY_MS, doubling up to TRANSFER_NAMES_SPACING_MS. */
void transfer_names_end(struct transfer_names *names, enum outcome outcome,
                        struct transfer_name_list *received, int64_t now_ms);

/* A poll of the team has succeeded. */
void transfer_names_polled(struct transfer_names *names);

/* Another token is in use. */
void transfer_names_token_changed(struct transfer_names *names);

void transfer_name_list_clear(struct transfer_name_list *names);
