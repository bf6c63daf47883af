/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/api/answer.h"
#include "backfilltop/core/decode_cache.h"
#include "backfilltop/core/outcome.h"
#include "backfilltop/core/transfer_names.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What an answer, or the lack of one, means: its outcome, and the data or the problem. */

#define REPLY_SKEW_MAX_S 60

struct reply {
    enum outcome outcome;
    long http_status;       /* 0: no answer */
    int64_t retry_after_ms; /* RETRY_AFTER_NONE unless 429 or 503 had a readable one */
    int64_t rate_limit;     /* QUOTA_UNKNOWN if the header was absent or unreadable */
    int64_t rate_remaining; /* the same */
    int64_t server_time_s;  /* TIMES_ABSENT if the header was absent or unreadable */
    int64_t skew_s; /* the server's clock minus the source's, in seconds; 0 if unknown, or if it is
                       REPLY_SKEW_MAX_S or less, which may be the network's delay */
    char *request_id; /* NULL if there was none, as for the three below */
    char *code;
    char *message;
    char *description; /* what the API adds to the message */
    bool not_modified; /* OUTCOME_OK of CALL_LIST: the list is that of call.etag (RFC 9110 section
                          15.4.5); there is no snapshot */
    char etag[ETAG_MAX + 1];  /* of the list, for the next call; empty if it has none */
    struct snapshot snapshot; /* OUTCOME_OK of CALL_LIST; of CALL_ONE with the one backfill */
    struct transfer_name_list names; /* OUTCOME_OK of CALL_TRANSFERS */
    struct problem problem;          /* any other outcome: what went wrong, and what to do */
    size_t warnings; /* odd values in the answer; in errors and lists of names only damaged ones */
    char first_warning[160]; /* the first of them, located: "data[3].display_name holds …" */
};

/* Makes a reply of an answer. Pure; the reply keeps no pointer into the answer. The caller clears
 * it. */
void reply_init(struct reply *reply, const struct answer *answer);

/* The same, of an answer to CALL_LIST; `cache` and `base` as in decode_list_since(). */
void reply_init_since(struct reply *reply, const struct answer *answer, struct decode_cache *cache,
                      uint64_t base);
void reply_clear(struct reply *reply);

/* Completes the problem of a reply with OUTCOME_UNAUTHORIZED: `origin` says which token was
 * refused, "the token in FILE"; `renewal` how to get another, "put a valid one there". */
void reply_name_token(struct reply *reply, const char *origin, const char *renewal);
