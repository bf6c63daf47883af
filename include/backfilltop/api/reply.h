/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/decode.h"
#include "backfilltop/core/outcome.h"

#include <stddef.h>
#include <stdint.h>

/* One answer of the API, or the lack of one, as a value. */

/* What came over the wire. */
struct reply_raw {
    long http_status; /* 0: no answer */
    const char *body;
    size_t body_length;
    bool too_large; /* the body was cut off at the cap */
    int64_t
        retry_after_s; /* as libcurl reads Retry-After: 0 absent or unreadable, may be negative */
    const char *transport;   /* libcurl's reason when there was no answer, or NULL */
    const char *redirect_to; /* target of a redirect, or NULL */
};

struct reply {
    enum outcome outcome;
    long http_status;       /* 0: no answer */
    int64_t retry_after_ms; /* PACING_NO_RETRY_AFTER unless 429 or 503 carried a readable one */
    char *request_id;       /* NULL if there was none, as for the two below */
    char *code;
    char *message;
    struct snapshot snapshot; /* OUTCOME_OK */
    struct problem problem;   /* any other outcome: what, and what to do */
};

/* Makes a reply of a list call's raw answer. The caller clears it. */
void reply_init_list(struct reply *reply, const struct reply_raw *raw);
void reply_clear(struct reply *reply);
