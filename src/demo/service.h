/* SPDX-License-Identifier: MIT */
#pragma once

#include "demo_quota.h"
#include "run_query.h"

#include "backfilltop/base/problem.h"
#include "backfilltop/demo/script.h"
#include "backfilltop/demo/server.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Answers requests as the API does; without sockets, threads or clocks. */

struct service {
    struct demo_options options;
    struct script script;
    struct demo_quota quota;
    int64_t epoch_s; /* wall-clock seconds at the start */
    uint64_t random; /* for request ids */
};

struct service_request {
    const char *method;
    const char *path;          /* without the query */
    const char *authorization; /* the header's value, or NULL */
    const char *if_none_match; /* likewise */
    run_query_get *get;        /* of the query */
    void *context;             /* for `get` */
    int64_t at_ms;             /* since the start */
};

struct service_answer {
    int status; /* 0: close the connection without an answer */
    char *body; /* on the heap; NULL for a huge one */
    size_t length;
    const char *content_type;
    const char *allow; /* header values; NULL and "" for none */
    const char *www_authenticate;
    char retry_after[40];
    char etag[24];     /* of a list: the same as long as its data is */
    int64_t remaining; /* of the token's hour; -1 without a token */
    int64_t delay_ms;  /* before it is sent */
};

/* Prepares a service that starts at `epoch_s`. False, with *problem, if the script cannot be read.
 */
bool service_init(struct service *service, const struct demo_options *options, int64_t epoch_s,
                  struct problem *problem);
void service_clear(struct service *service);

/* Answers a request; the caller frees the body. */
struct service_answer service_answer(struct service *service,
                                     const struct service_request *request);
