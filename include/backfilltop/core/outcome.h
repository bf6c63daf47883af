/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/exit_code.h"
#include "backfilltop/core/connection.h"

#include <stdbool.h>

/* How a request ended. */
enum outcome {
    OUTCOME_OK,            /* 200 with a readable body */
    OUTCOME_UNAUTHORIZED,  /* 401 */
    OUTCOME_FORBIDDEN,     /* 403 */
    OUTCOME_NOT_FOUND,     /* 404 */
    OUTCOME_RATE_LIMITED,  /* 429 */
    OUTCOME_SERVER_ERROR,  /* 5xx, 408, and numbers that are no status (RFC 9110 section 15) */
    OUTCOME_REFUSED,       /* any other 4xx, any 3xx, a 200 that carries an error */
    OUTCOME_UNREADABLE,    /* 2xx, but not 200, JSON and of the expected shape; or not HTTP */
    OUTCOME_NO_CONNECTION, /* no whole answer: DNS, TCP, TLS, timeout, cut off */
    outcome_count
};

/* When the next poll of the team is sent. */
enum outcome_kind {
    OUTCOME_KIND_SUCCESS,   /* after the interval */
    OUTCOME_KIND_TRANSIENT, /* after a backoff: it may be temporary */
    OUTCOME_KIND_DENIED,    /* after a long wait: it will not go away by itself */
    outcome_kind_count
};

/* When a lookup that did not get what it asked for is repeated. */
enum outcome_retry {
    OUTCOME_RETRY_SOON,       /* soon: the server cannot answer at present */
    OUTCOME_RETRY_UNANSWERED, /* soon: the server was not reached */
    OUTCOME_RETRY_REFUSED,    /* later: the server refused, or its answer cannot be read */
    OUTCOME_RETRY_FORBIDDEN,  /* when the token has changed, or much later */
    outcome_retry_count
};

/* The steps of a request, in the order in which they can fail. */
enum outcome_step {
    OUTCOME_STEP_DNS,
    OUTCOME_STEP_TCP,
    OUTCOME_STEP_TLS,
    OUTCOME_STEP_ANSWER,
    OUTCOME_STEP_AUTH,
    OUTCOME_STEP_PERMISSION,
    OUTCOME_STEP_DECODE,
    OUTCOME_STEP_QUOTA,
    outcome_step_count
};

/* Everything that depends on an outcome alone. The texts are static and printable ASCII. */
struct outcome_traits {
    const char *label;    /* in messages: "rate limited" */
    const char *remedy;   /* what the user can do; empty: nothing needs to be done */
    const char *trouble;  /* in the event log: "token refused"; empty: no trouble */
    const char *recovery; /* in the event log, when it is over: "API answered again" */
    enum outcome_kind kind;
    enum outcome_retry retry;
    enum connection_state connection; /* after a poll that ended so */
    enum exit_code exit_code;         /* of a program that ends with it */
    enum outcome_step failed_step; /* outcome_step_count: none. Without a connection the first; the
                                      answer says which one it really was */
    bool
        heeds_retry_after; /* Retry-After of such an answer counts, for all requests of the token */
    bool depends_on_token; /* another token may be accepted */
};

/* The traits of an outcome; never NULL. */
const struct outcome_traits *outcome_traits(enum outcome outcome);
