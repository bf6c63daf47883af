/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/buffer.h"

#include <stdbool.h>
#include <sys/types.h>

/* A shell command that runs beside the program, in a session of its own: it has no terminal to
 * write to or read keys from, and it can be killed with all its children. */

struct command {
    const char *text;         /* for /bin/sh -c */
    char *const *environment; /* "NAME=VALUE" and a NULL at the end; NULL: the program's own */
    int out, err; /* its standard output and error, from above the standard descriptors; both -1:
                     /dev/null */
    bool alone;   /* it inherits only the standard descriptors */
};

/* Starts it, with an empty standard input and the default handling of all signals. Returns its pid,
 * for the caller to wait for, or -1 with errno. If there is no shell, its exit status is 127. */
pid_t command_start(const struct command *command);

/* Whether it has ended. *status is from waitpid(), or 0 if other code has already waited for it.
 * Waits for its end unless `flags` has WNOHANG. */
bool command_has_ended(pid_t pid, int flags, int *status);

/* Sends a signal to it and to all its children that are still in its process group. */
void command_kill(pid_t pid, int signal_number);

/* Appends how it ended: "exit status 3" or "signal 9". */
void command_add_end(struct buffer *out, int status);
