/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/api/endpoint.h"
#include "backfilltop/api/reply.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The HTTP side: one keep-alive connection over a libcurl multi handle, never blocking.
 *
 * TLS is verified, redirects are not followed, a request takes CLIENT_TIMEOUT_MS at the most and a
 * body CLIENT_BODY_MAX bytes, after decompression. */

#define CLIENT_CONNECT_TIMEOUT_MS 10000L
#define CLIENT_TIMEOUT_MS         30000L
#define CLIENT_BODY_MAX           ((size_t)32 * 1024 * 1024)

struct client;

/* What is asked for. */
enum client_call_kind {
    CLIENT_LIST, /* GET {base}/teams/{team}/backfills */
};

struct client_call {
    enum client_call_kind kind;
    int64_t team_id;
};

/* A descriptor to wait for beside the client's own. */
struct client_fd {
    int fd;
    bool ready; /* set by client_wait() */
};

/* `token` is copied; the copy is wiped by client_free(). NULL, with *problem, if libcurl cannot
 * start. */
struct client *client_new(const struct endpoint *endpoint, const char *token,
                          struct problem *problem);
void client_free(struct client *client);

/* Starts a call; several may be in flight. Each ends in a reply, be it that there was no
 * connection. */
void client_start(struct client *client, const struct client_call *call);

/* Drives the calls; true, with *call and *reply (the caller clears it), when one has ended. Call
 * until false. */
bool client_take(struct client *client, struct client_call *call, struct reply *reply);

/* Sleeps until the network, one of `fds` (at most CLIENT_FDS_MAX), or `timeout_ms` has something to
 * do. */
#define CLIENT_FDS_MAX 4
void client_wait(struct client *client, struct client_fd *fds, size_t count, int64_t timeout_ms);
