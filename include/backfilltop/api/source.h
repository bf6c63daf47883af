/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/api/answer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where answers come from, and what knows how to wait for them and what time it is there. The HTTP
 * client is one (client_open()); whoever uses a source does not know which it has. */

#define SOURCE_FDS_MAX 4

/* A descriptor to wait for beside what the source itself waits for. */
struct source_fd {
    int fd;        /* below 0: passed over */
    bool to_write; /* wait until it can be written to, instead of read */
    bool ready;    /* set by source_wait() */
};

/* What a source does; each function is given its state. */
struct source_ops {
    void (*start)(void *state, const struct call *call, const char *token);
    const struct answer *(*take)(void *state);
    void (*wait)(void *state, struct source_fd *fds, size_t count, int64_t timeout_ms);
    int64_t (*now_ms)(const void *state);
    int64_t (*now_s)(const void *state);
    void (*close)(void *state);
};

/* All zero: closed. */
struct source {
    const struct source_ops *ops;
    void *state; /* owned */
};

/* Starts a call with the bearer token `token`, which is not kept beyond its end; several may be in
 * flight. Each ends in an answer, be it that there was no connection. */
void source_start(const struct source *source, const struct call *call, const char *token);

/* The answer of a call that has ended, valid until the next call of this function, or NULL if none
 * has. Drives the calls: take until NULL, then wait. */
const struct answer *source_take(const struct source *source);

/* Sleeps until there may be an answer, one of `fds` (at most SOURCE_FDS_MAX) is ready, or
 * `timeout_ms` have passed. */
void source_wait(const struct source *source, struct source_fd *fds, size_t count,
                 int64_t timeout_ms);

/* Monotonic milliseconds, for schedules. */
int64_t source_now_ms(const struct source *source);

/* Seconds since 1970-01-01T00:00:00Z, for display. */
int64_t source_now_s(const struct source *source);

/* Ends all calls without an answer. Nothing for a source that is closed. */
void source_close(struct source *source);
