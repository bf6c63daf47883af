/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/api/answer.h"
#include "backfilltop/api/endpoint.h"
#include "backfilltop/base/buffer.h"

#include <curl/curl.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The texts of an answer other than its body. */
enum exchange_text {
    /* before it: the headers, by enum answer_header */
    EXCHANGE_REDIRECT = answer_header_count,
    EXCHANGE_FAILURE,
    exchange_text_count
};

/* One call with its easy handle, and what its callbacks record while it is in flight. Handles are
 * reused: libcurl keeps its buffers with them. */
struct exchange {
    struct exchange *next;
    struct call call;
    CURL *easy;
    struct curl_slist *headers; /* of the request: the second holds the token */
    struct answer answer;       /* once it has ended */
    struct buffer body;
    struct buffer texts[exchange_text_count];
    size_t *bodies_length; /* bytes of all bodies of the client in flight */
    size_t head_length;    /* bytes of status lines and headers */
    int64_t begun_ms;      /* when the call began, monotonic */
    int64_t wait_end_ms;   /* until when it waits for another's connection; 0: it does not wait */
    int sent;              /* how often the request was sent */
    bool begun;            /* it has a connection, or is making one */
    bool notices_tls;      /* this libcurl says when a TLS handshake begins */
    bool began_tls;        /* one has begun */
    bool has_head;         /* the headers have come to their end */
    bool has_status;       /* a status line has come, even an interim one */
    bool body_too_large;   /* cut off at CLIENT_BODY_MAX */
    bool crowded_out;      /* cut off because all bodies together exceed CLIENT_BODIES_MAX */
    bool head_too_large;   /* cut off at CLIENT_HEAD_MAX */
    char error[CURL_ERROR_SIZE];
};

/* With an easy handle that is set up for the endpoint. `ca_file` as in source_options.
 * `bodies_length` is shared by all exchanges of a client, and outlives them. */
struct exchange *exchange_new(const struct endpoint *endpoint, const char *ca_file,
                              size_t *bodies_length);

/* Frees an exchange whose handle is in no multi handle. */
void exchange_free(struct exchange *exchange);

/* Makes it ready for a call. `waits`: it waits for the connection that another call is making, if
 * the two may be able to share it. */
void exchange_begin(struct exchange *exchange, const struct call *call, const char *base,
                    const char *token, bool waits);

/* The token of the call in flight. */
const char *exchange_token(const struct exchange *exchange);

/* Wipes the request's copy of the token. */
void exchange_end(struct exchange *exchange);

/* Frees the answer. */
void exchange_release(struct exchange *exchange);
