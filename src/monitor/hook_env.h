/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/text.h"
#include "backfilltop/core/events.h"

/* An event as environment variables, BACKFILL_EVENT and so on: facts for a command, which no shell
 * ever reads as code. */

/* The program's own environment with the facts in it, in the place of variables of the same names.
 * A fact that is not known is empty. What came from the API has passed text_clean(). The caller
 * gives it to hook_env_free() before the program's environment changes. */
char **hook_env_new(const struct event *event, enum text_charset charset);
void hook_env_free(char **environment);
