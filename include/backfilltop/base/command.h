/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/buffer.h"

#include <stdbool.h>
#include <sys/types.h>

/* A shell command that runs beside the program, in a session of its own: it has no terminal that it
 * could write to or read keys from, and it can be killed with all that it started. */

struct command {
    const char *text;         /* for /bin/sh -c */
    char *const *environment; /* "NAME=VALUE" and a NULL at the end; NULL: the program's own */
    int out, err; /* what becomes its standard output and error, above the standard descriptors; -1,
                     both: /dev/null */
    bool alone;   /* it inherits no descriptor but the standard ones */
};

/* Starts it, with an empty standard input and the usual handling of all signals. Returns its pid,
 * for the caller to wait for, or -1 with errno. That there is no shell shows as exit status 127. */
pid_t command_start(const struct command *command);

/* Whether it has ended, *status being what waitpid() tells, or 0 if somebody else took it. WNOHANG
 * in `flags` does not wait for it. */
bool command_has_ended(pid_t pid, int flags, int *status);

/* Sends a signal to it and all that it started, as far as that has stayed in its group. */
void command_kill(pid_t pid, int signal_number);

/* Appends how it ended: "exit status 3" or "signal 9". */
void command_add_end(struct buffer *out, int status);
