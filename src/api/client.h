/* SPDX-License-Identifier: MIT */
#pragma once

#include <stddef.h>

/* The HTTP client: the source that client_open() opens (api/sources.h). It keeps connections in a
 * libcurl multi handle and never blocks.
 *
 * TLS is verified, redirects are not followed, no netrc is read, the environment's proxies are
 * honoured (except for loopback addresses); a request takes CLIENT_TIMEOUT_MS at the most, a body
 * CLIENT_BODY_MAX bytes, after decompression, and its headers CLIENT_HEAD_MAX; all bodies in
 * progress take CLIENT_BODIES_MAX together. A body's memory is freed with its answer.
 *
 * Calls do not wait for each other, with one exception: over HTTP/2 they can share a connection,
 * and whether the server has HTTP/2 shows when the first TLS handshake ends. So over TLS a call
 * waits for a handshake that is under way, but no longer than CLIENT_SHARE_MS; then it makes a
 * connection of its own. Over plain http, which has no HTTP/2 here, none waits.
 *
 * When a kept connection turns out to be closed, the request is sent once more (RFC 9110 section
 * 9.2.2), but not a third time, and never after a status line, even that of an interim answer.
 *
 * The time of this source is the machine's. The copy of the token in a request is wiped when the
 * call ends; if the server repeats the token, the answer has it redacted (base/redact.h). */

#define CLIENT_CONNECT_TIMEOUT_MS 10000L
#define CLIENT_TIMEOUT_MS         30000L
#define CLIENT_SHARE_MS           1000
#define CLIENT_BODY_MAX           ((size_t)32 * 1024 * 1024)
#define CLIENT_BODIES_MAX         ((size_t)128 * 1024 * 1024)
#define CLIENT_BODY_LARGE                                                                          \
    ((size_t)1024 * 1024) /* from this size on, memory is returned to the system */
#define CLIENT_HEAD_MAX ((size_t)64 * 1024)
