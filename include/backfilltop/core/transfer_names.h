/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/lookup_backoff.h"
#include "backfilltop/core/outcome.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Display names of one team's transfers, and when to ask for them. Pure; times are monotonic
 * milliseconds. */

/* The least time between two requests, and the first wait after one without a connection, which
 * doubles. */
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

/* A transfer that is shown and whose name is not known. */
struct name_wish {
    int64_t transfer_id;
    int64_t since_ms;
};

struct transfer_names {
    struct transfer_name_list known;
    struct name_wish *wishes; /* by transfer id */
    size_t wish_count;
    size_t wish_capacity;
    int64_t
        wanted_ms; /* when names are wanted; INT64_MAX: they are not, or a request is under way */
    int64_t asked_ms;              /* when the latest request began; -1: never */
    struct lookup_backoff backoff; /* requests that failed in a row */
    bool in_flight;
    bool enabled;
};

/* The first request is due at `now_ms`; none ever if not `enabled` (--no-names). */
void transfer_names_init(struct transfer_names *names, bool enabled, int64_t now_ms);
void transfer_names_clear(struct transfer_names *names);

/* The name of a transfer, bytes as received, or NULL. Valid until transfer_names_end(). */
const char *transfer_names_find(const struct transfer_names *names, int64_t transfer_id);

/* Notes that a transfer without a name is on the screen: names are requested again, at most once in
 * TRANSFER_NAMES_SPACING_MS. An id that was wanted when a request was sent, and that its answer did
 * not have, does not cause a second request; nor does 0, an id that the API left out. */
void transfer_names_want(struct transfer_names *names, int64_t transfer_id, int64_t now_ms);

/* When the next request may begin; INT64_MAX if none is needed, or if something else has to happen
 * first. */
int64_t transfer_names_due_ms(const struct transfer_names *names);

bool transfer_names_is_due(const struct transfer_names *names, int64_t now_ms);
void transfer_names_begin(struct transfer_names *names, int64_t now_ms);

/* Whether the latest request was refused, or its answer unreadable: ids are shown until a later one
 * succeeds. */
bool transfer_names_are_refused(const struct transfer_names *names);

/* Records the end of a request, taking the names out of *received when `outcome` is OUTCOME_OK (it
 * may be NULL otherwise); known names that it lacks stay known.
 *
 * After a failure the next request is due TRANSFER_NAMES_SPACING_MS after this one began, but polls
 * of the team have to succeed first (see core/lookup_backoff); after a 403 once the token has
 * changed or LOOKUP_FORBIDDEN_MS have passed. Without a connection the request did not reach the
 * server: then after the next poll that succeeds and TRANSFER_NAMES_RETRY_MS, doubling up to
 * TRANSFER_NAMES_SPACING_MS. */
void transfer_names_end(struct transfer_names *names, enum outcome outcome,
                        struct transfer_name_list *received, int64_t now_ms);

/* A poll of the team has succeeded. */
void transfer_names_polled(struct transfer_names *names);

/* Another token is in use. */
void transfer_names_token_changed(struct transfer_names *names);

void transfer_name_list_clear(struct transfer_name_list *names);
