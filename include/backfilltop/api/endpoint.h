/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/problem.h"

#include <stdbool.h>

/* Where the API is. */
struct endpoint {
    char *base;    /* "https://dts-api.supermetrics.com/v1", without a slash at its end */
    char *host;    /* "dts-api.supermetrics.com"; with its port if that is not the scheme's:
                      "127.0.0.1:8080" */
    bool plain;    /* http, not https */
    bool loopback; /* this machine: no proxy is used */
};

/* Reads a base URL. False, with *problem, unless it is https, or http to a loopback address (to any
 * if `allow_http`), without user info, query or fragment. Slashes at the end are dropped. The
 * caller clears *endpoint. */
bool endpoint_parse(struct endpoint *endpoint, const char *url, bool allow_http,
                    struct problem *problem);

/* The vendor's URL for a domain (SUPERMETRICS_DOMAIN; NULL or empty: supermetrics.com). */
bool endpoint_default(struct endpoint *endpoint, const char *domain, struct problem *problem);

void endpoint_clear(struct endpoint *endpoint);
