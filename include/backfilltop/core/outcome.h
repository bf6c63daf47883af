/* SPDX-License-Identifier: MIT */
#pragma once

/* What came of one request, as far as pacing and the user's eyes care. */
enum outcome {
    OUTCOME_OK,            /* 200 with a readable body */
    OUTCOME_UNAUTHORIZED,  /* 401 */
    OUTCOME_FORBIDDEN,     /* 403 */
    OUTCOME_NOT_FOUND,     /* 404 */
    OUTCOME_RATE_LIMITED,  /* 429 */
    OUTCOME_SERVER_ERROR,  /* 5xx, 408, and what is no status at all (RFC 9110 section 15) */
    OUTCOME_REFUSED,       /* any other 4xx, any 3xx, a 200 that carries an error */
    OUTCOME_UNREADABLE,    /* 2xx, but not 200, JSON and of the expected shape; or not HTTP */
    OUTCOME_NO_CONNECTION, /* no whole answer: DNS, TCP, TLS, timeout, cut off */
    outcome_count
};
