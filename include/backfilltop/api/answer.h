/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/call.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The raw answer to one call, or the reason why there is none. Nothing is decoded yet; the token is
 * already redacted wherever the server repeats it (base/redact.h). */

/* The headers that the program reads. */
enum answer_header {
    ANSWER_RETRY_AFTER,    /* RFC 9110 section 10.2.3; see api/retry_after.h */
    ANSWER_RATE_LIMIT,     /* X-RateLimit-Limit: requests an hour */
    ANSWER_RATE_REMAINING, /* X-RateLimit-Remaining: requests left this hour */
    ANSWER_DATE,           /* RFC 9110 section 6.6.1: the server's clock */
    ANSWER_ETAG,           /* RFC 9110 section 8.8.3: the version of the body */
    answer_header_count
};

/* How far a request got. */
enum answer_stage {
    ANSWER_STAGE_DNS,     /* the host's name was being resolved */
    ANSWER_STAGE_CONNECT, /* TCP, or the proxy's tunnel, was being set up */
    ANSWER_STAGE_TLS,
    ANSWER_STAGE_HTTP, /* the request was sent, or an answer came */
    answer_stage_count
};

/* When each stage ended, in microseconds from the start of the request; 0 for one that a kept
 * connection, or the scheme, did not need, or that was not reached. */
struct answer_timing {
    int64_t stage_us[answer_stage_count];
};

/* The texts belong to the source that the answer comes from: see source_take() for how long they
 * are valid. */
struct answer {
    struct call call;                         /* that was answered */
    long http_status;                         /* 0: no answer; interim answers (1xx) do not count */
    const char *headers[answer_header_count]; /* NULL: absent; the values of several Retry-After
                                                 are joined by ", " (RFC 9110 section 5.3) */
    const char *redirect_to;                  /* target of a redirect, or NULL */
    const char *body;                         /* never NULL */
    size_t body_length;                       /* bytes */
    const char *failure; /* why there is no answer, or no whole one, in words; or NULL */
    bool is_unreadable;  /* with a failure: something came, but it is not HTTP, or it is too
                            large: asking again is unlikely to help */
    int64_t begun_ms;    /* when the call began: monotonic, as source_now_ms() */
    int64_t ended_ms;    /* when it ended */
    int64_t ended_s;     /* the same in seconds since 1970, as source_now_s() */
    enum answer_stage stage;
    struct answer_timing timing;
};

/* The name of a header: "Retry-After". */
const char *answer_header_name(enum answer_header header);
