/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/auth/credentials.h"

#include <stdint.h>

/* A command that prints a token, run by /bin/sh in a session of its own: it has no terminal to
 * write to or read keys from, its standard input is empty, and it can be killed with all its
 * children. Its standard error is only shown, shortened, in the problem if it fails. Times are
 * monotonic milliseconds. */
struct token_command;

/* Starts the command. Never NULL: if it cannot be started, the first step fails. */
struct token_command *token_command_start(const char *text, int64_t now_ms);

/* The descriptor to wait for, or -1 once the command has closed its output. */
int token_command_fd(const struct token_command *command);

/* When to take the next step at the latest. */
int64_t token_command_due_ms(const struct token_command *command);

/* Takes what the command printed and checks whether it has ended. CREDENTIALS_READY sets *token,
 * for the caller to wipe; CREDENTIALS_FAILED sets *problem. token_command_free() kills what still
 * runs. */
enum credentials_progress token_command_step(struct token_command *command, char **token,
                                             struct problem *problem, int64_t now_ms);

/* Kills the command if it still runs, with its process group, and frees it. NULL is allowed. */
void token_command_free(struct token_command *command);
