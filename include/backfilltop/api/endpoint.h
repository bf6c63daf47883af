/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/problem.h"

#include <stdbool.h>

/* Where the API is. */
struct endpoint {
    char *base; /* "https://dts-api.supermetrics.com/v1", without a slash at its end */
    char *host; /* "dts-api.supermetrics.com", or "127.0.0.1:8080" where the port is not the
                   scheme's */
    bool plain; /* http: always to a loopback address, and never through a proxy */
};

/* Reads a base URL. False, with *problem, unless it is https, or http to a loopback address,
 * without user info, query or fragment. A slash at the end is dropped. The caller clears
 * *endpoint. */
bool endpoint_parse(struct endpoint *endpoint, const char *url, struct problem *problem);

/* The vendor's URL for a domain (SUPERMETRICS_DOMAIN; NULL or empty: supermetrics.com). */
bool endpoint_default(struct endpoint *endpoint, const char *domain, struct problem *problem);

void endpoint_clear(struct endpoint *endpoint);
