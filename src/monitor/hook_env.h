/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/text.h"
#include "backfilltop/core/events.h"

/* An event as environment variables, BACKFILL_EVENT and so on. A shell does not run their values as
 * code. */

/* The program's own environment and the event's variables, which replace those of the same names.
 * What is unknown is empty. What came from the API has passed text_clean(). Valid until the
 * program's environment changes; the caller frees it with hook_env_free(). */
char **hook_env_new(const struct event *event, enum text_charset charset);
void hook_env_free(char **environment);
