/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/auth/credentials.h"
#include "backfilltop/base/problem.h"
#include "backfilltop/base/text.h"
#include "backfilltop/core/events.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* The command of --on-event: run once for each event that the user is notified of, with the event
 * in its environment (hook_env.h), without waiting for it.
 *
 * A command that does not end within HOOK_LIMIT_MS is ended, SIGTERM first, with all that has
 * stayed in its group: otherwise a few that hang would block the hook for good. What it put in the
 * background before it ended is not touched.
 *
 * It needs no clearing: events that wait are dropped, commands that run go on without it. Times are
 * monotonic milliseconds. */

#define HOOK_WAITING    64
#define HOOK_AT_ONCE    4
#define HOOK_SPACING_MS 1000 /* between two starts */
#define HOOK_LIMIT_MS   30000
#define HOOK_GRACE_MS   2000 /* between SIGTERM and SIGKILL */

struct hook_run {
    pid_t pid; /* 0: none */
    int64_t limit_ms;
    bool late; /* it was sent SIGTERM */
};

struct hook {
    const char *command; /* borrowed; NULL: there is nothing to run */
    enum text_charset charset;
    struct event waiting[HOOK_WAITING]; /* a ring */
    size_t first;
    size_t count;
    size_t lost; /* events that found no room since the queue was last empty */
    struct hook_run runs[HOOK_AT_ONCE];
    int64_t next_ms;        /* when the next may start */
    struct problem failure; /* the first since the latest success; empty: none */
    bool has_new_problem;   /* hook_describe() has one that the user has not seen */
};

/* `command` must outlive the hook; NULL makes one that does nothing. */
void hook_init(struct hook *hook, const char *command, enum text_charset charset);

/* Queues a copy of an event; counts it as lost if HOOK_WAITING of them wait. Pieces of the token
 * that a server may have put into its texts are redacted. */
void hook_add(struct hook *hook, const struct event *event, const struct credentials *credentials);

/* Collects commands that have ended, ends those that are late, starts the one that is due. Returns
 * whether hook_describe() has changed. */
bool hook_step(struct hook *hook, int64_t now_ms);

/* When to take the next step, if no command ends before; INT64_MAX: never. */
int64_t hook_due_ms(const struct hook *hook);

/* What the user should know: that commands fail, until one succeeds again, or that events were
 * lost, until the next is queued. False, with *problem untouched, if all is well. */
bool hook_describe(const struct hook *hook, struct problem *problem);
