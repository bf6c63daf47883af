/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/api/answer.h"
#include "backfilltop/base/problem.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A source of answers. It starts calls, waits for their answers and tells the time, so that a
 * source can have a time of its own. api/sources.h lists the sources; the monitor does not know
 * which one it has. */

#define SOURCE_FDS_MAX 4

/* A descriptor to wait for in addition to those of the source. */
struct source_fd {
    int fd;        /* below 0: ignored */
    bool to_write; /* wait until it can be written to, instead of read */
    bool ready;    /* set by source_wait() */
};

/* What a source does; each function is given its state. */
struct source_ops {
    bool (*prepare)(void *state, struct problem *problem); /* NULL: there is nothing to prepare */
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

/* Gets ready for calls: what takes time, such as starting a library, is done here and not when the
 * source is opened. Called once, before the functions below but for those of time and
 * source_close(). False, with *problem, if that fails. */
bool source_prepare(const struct source *source, struct problem *problem);

/* Starts a call with the bearer token `token`, which the source drops when the call ends. Several
 * calls may be in flight. Each gets an answer, even if there was no connection. */
void source_start(const struct source *source, const struct call *call, const char *token);

/* The answer of a call that has ended, valid until the next call of this function, or NULL if none
 * has. Calls make progress here and in source_wait(): call this until it returns NULL, then
 * wait. */
const struct answer *source_take(const struct source *source);

/* Sleeps until there may be an answer, one of `fds` (at most SOURCE_FDS_MAX) is ready, or
 * `timeout_ms` have passed. */
void source_wait(const struct source *source, struct source_fd *fds, size_t count,
                 int64_t timeout_ms);

/* Monotonic milliseconds, for schedules. */
int64_t source_now_ms(const struct source *source);

/* Seconds since 1970-01-01T00:00:00Z, for display. */
int64_t source_now_s(const struct source *source);

/* Drops the calls in flight and frees the source. Does nothing if it is closed already. */
void source_close(struct source *source);
