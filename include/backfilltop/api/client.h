/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/api/answer.h"
#include "backfilltop/api/endpoint.h"
#include "backfilltop/base/problem.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The HTTP side: kept connections over a libcurl multi handle, never blocking.
 *
 * TLS is verified, redirects are not followed, no netrc is read, the environment's proxies are
 * honoured (but never for a loopback address); a request takes CLIENT_TIMEOUT_MS at the most, a
 * body CLIENT_BODY_MAX bytes, after decompression, and its headers CLIENT_HEAD_MAX; all bodies that
 * are under way take CLIENT_BODIES_MAX together. A body's memory is given back with its answer.
 *
 * Calls do not wait for each other, with one exception: over HTTP/2 they can share a connection,
 * and whether the server has HTTP/2 shows when the first TLS handshake ends. So over TLS a call
 * waits for a handshake that is under way, but no longer than CLIENT_SHARE_MS; then it makes a
 * connection of its own. Over plain http, which has no HTTP/2 here, none waits.
 *
 * When a kept connection turns out to be closed, the request is sent once more (RFC 9110 section
 * 9.2.2), but not a third time, and never after a status line, be it that of an interim answer. */

#define CLIENT_CONNECT_TIMEOUT_MS 10000L
#define CLIENT_TIMEOUT_MS         30000L
#define CLIENT_SHARE_MS           1000
#define CLIENT_BODY_MAX           ((size_t)32 * 1024 * 1024)
#define CLIENT_BODIES_MAX         ((size_t)128 * 1024 * 1024)
#define CLIENT_BODY_LARGE         ((size_t)1024 * 1024) /* worth looking for memory to give back */
#define CLIENT_HEAD_MAX           ((size_t)64 * 1024)
#define CLIENT_FDS_MAX            4

struct client;

struct client_options {
    const struct endpoint *endpoint; /* copied */
    const char
        *ca_file; /* certificates to trust instead of the system's; NULL: the system's; copied */
};

/* A descriptor to wait for beside the client's own. */
struct client_fd {
    int fd;
    bool to_write; /* wait until it can be written to, instead of read */
    bool ready;    /* set by client_wait() */
};

/* NULL, with *problem, if libcurl cannot start. */
struct client *client_new(const struct client_options *options, struct problem *problem);
void client_free(struct client *client);

/* Starts a call with the bearer token `token`; several may be in flight. Each ends in an answer, be
 * it that there was no connection. The copy of the token that goes into the request is wiped when
 * the call ends, and what an answer repeats of it never gets into the answer (base/redact.h). */
void client_start(struct client *client, const struct call *call, const char *token);

/* Drives the calls. The answer of one that has ended, valid until the next call of this function,
 * or NULL if none has. Call until NULL. */
const struct answer *client_take(struct client *client);

/* Sleeps until the network, one of `fds` (at most CLIENT_FDS_MAX; one below 0 is passed over), or
 * `timeout_ms` has something to do. */
void client_wait(struct client *client, struct client_fd *fds, size_t count, int64_t timeout_ms);
