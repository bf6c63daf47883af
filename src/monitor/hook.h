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
 * A command that does not end within HOOK_LIMIT_MS is killed, first by SIGTERM, with all processes
 * that are still in its group: otherwise a few that hang would block the hook forever. What a
 * command leaves running in the background is not touched.
 *
 * It needs no clearing: waiting events are dropped, and running commands go on without it. Times
 * are monotonic milliseconds. */

#define HOOK_WAITING    64
#define HOOK_AT_ONCE    4
#define HOOK_SPACING_MS 1000 /* between two starts */
#define HOOK_LIMIT_MS   30000
#define HOOK_GRACE_MS   2000 /* between SIGTERM and SIGKILL */

struct hook_run {
    pid_t pid; /* 0: none */
    int64_t limit_ms;
    bool late; /* it has been sent SIGTERM */
};

struct hook {
    const char *command; /* borrowed; NULL: none */
    enum text_charset charset;
    struct event waiting[HOOK_WAITING]; /* a ring */
    size_t first;
    size_t count;
    size_t lost; /* events for which the queue was full, since it was last empty */
    struct hook_run runs[HOOK_AT_ONCE];
    int64_t next_ms;        /* when the next may start */
    struct problem failure; /* the first since the latest success; empty: none */
    bool has_new_problem;   /* hook_describe() gives a problem that the user has not seen */
};

/* `command` must outlive the hook; NULL makes one that does nothing. */
void hook_init(struct hook *hook, const char *command, enum text_charset charset);

/* Queues a copy of an event, or counts it as lost if HOOK_WAITING are queued. Its texts are
 * redacted: a server may have put the token into them. */
void hook_add(struct hook *hook, const struct event *event, const struct credentials *credentials);

/* Collects commands that have ended, kills those that are late, and starts one if it is due.
 * Returns whether the result of hook_describe() has changed. */
bool hook_step(struct hook *hook, int64_t now_ms);

/* When to take the next step, unless a command ends before; INT64_MAX: never. */
int64_t hook_due_ms(const struct hook *hook);

/* The problem to show: that commands fail, until one succeeds again, or that events were lost,
 * until the next is queued. False, with *problem untouched, if there is none. */
bool hook_describe(const struct hook *hook, struct problem *problem);
