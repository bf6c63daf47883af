/* SPDX-License-Identifier: MIT */
#pragma once

/* What came of one request, as far as pacing and the user's eyes care. */
enum outcome {
    OUTCOME_OK,            /* 200 with a readable body */
    OUTCOME_UNAUTHORIZED,  /* 401 */
    OUTCOME_FORBIDDEN,     /* 403 */
    OUTCOME_NOT_FOUND,     /* 404 */
    OUTCOME_RATE_LIMITED,  /* 429 */
    OUTCOME_SERVER_ERROR,  /* 5xx and 408 */
    OUTCOME_REFUSED,       /* any other 4xx, a redirect, a 200 that carries an error */
    OUTCOME_UNREADABLE,    /* 200, but not JSON, not the expected shape, or too large */
    OUTCOME_NO_CONNECTION, /* no answer at all: DNS, TCP, TLS, timeout */
    outcome_count
};
