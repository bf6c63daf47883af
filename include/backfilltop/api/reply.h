/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/api/call.h"
#include "backfilltop/core/decode.h"
#include "backfilltop/core/outcome.h"
#include "backfilltop/core/transfer_names.h"

#include <stddef.h>
#include <stdint.h>

/* One answer of the API, or the lack of one, as a value. */

/* How far a request came. */
enum reply_stage {
    REPLY_STAGE_DNS,     /* the host's name was being resolved */
    REPLY_STAGE_CONNECT, /* TCP, or a proxy was asked to let us through */
    REPLY_STAGE_TLS,
    REPLY_STAGE_HTTP, /* the request was sent, or an answer came */
    reply_stage_count
};

/* When each stage ended, in microseconds from the start of the request; 0 for one that a kept
 * connection, or the scheme, did not need, or that was not reached. */
struct reply_timing {
    int64_t stage_us[reply_stage_count];
};

/* What came over the wire. */
struct reply_raw {
    long http_status; /* 0: no answer; an interim one (1xx) is none */
    const char *body;
    size_t body_length;
    const char *unreadable;  /* why what came is no readable answer, or NULL */
    const char *retry_after; /* Retry-After, as retry_after_wait_ms() takes it, or NULL */
    const char *rate_limit;  /* X-RateLimit-Limit, or NULL */
    const char *remaining;   /* X-RateLimit-Remaining, or NULL */
    int64_t server_time_s;   /* Date, or TIMES_ABSENT */
    int64_t now_s;           /* the local clock, in seconds since 1970 */
    const char *transport;   /* why there is no answer, or no whole one, or NULL */
    const char *redirect_to; /* target of a redirect, or NULL */
    enum reply_stage stage;
    struct reply_timing timing;
};

struct reply {
    enum outcome outcome;
    long http_status;       /* 0: no answer */
    int64_t retry_after_ms; /* PACING_NO_RETRY_AFTER unless 429 or 503 carried a readable one */
    int64_t rate_limit;     /* QUOTA_UNKNOWN if the header was absent or unreadable */
    int64_t rate_remaining; /* likewise */
    int64_t server_time_s;  /* TIMES_ABSENT if the header was absent or unreadable */
    char *request_id;       /* NULL if there was none, as for the three below */
    char *code;
    char *message;
    char *description;               /* what the API adds to the message */
    struct snapshot snapshot;        /* OUTCOME_OK of CALL_LIST; of CALL_ONE that one backfill */
    struct transfer_name_list names; /* OUTCOME_OK of CALL_TRANSFERS */
    struct problem problem;          /* any other outcome: what, and what to do */
    size_t warnings; /* odd things in the answer; of an error and of names only damaged ones */
    char first_warning[160]; /* the first of them, located: "data[3].display_name holds …" */
    enum reply_stage stage;
    struct reply_timing timing;
};

/* Makes a reply of a call's raw answer. The caller clears it. */
void reply_init(struct reply *reply, enum call_kind kind, const struct reply_raw *raw);
void reply_clear(struct reply *reply);

/* Puts into the problem of a reply with OUTCOME_UNAUTHORIZED which token was refused, "the token in
 * FILE", and how to get another, "put a valid one there". */
void reply_name_token(struct reply *reply, const char *origin, const char *renewal);
