/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/problem.h"

#include "settings.h"

/* Messages about unknown options, keys and values: which one was probably meant. No value that
 * could be a token is ever repeated. */

/* Sets *problem for a long option that is unknown or ambiguous to getopt_long(); `given` is the
 * argument as it was typed, "--tema=42". Names that people expect for a token ("--token",
 * "--api-key") are answered with the ways to give one. */
void mistakes_option(struct problem *problem, const char *given);

/* Sets *problem for an argument that is not an option. */
void mistakes_argument(struct problem *problem, const char *given);

/* The key of the settings file that an unknown one was probably meant to be, or NULL. */
const char *mistakes_key(const char *given);

/* Sets *problem for a value that setting_take() has refused: the value, and which values are
 * allowed. `name` is where it was given: an option, a variable or a line of the settings file. */
void mistakes_value(struct problem *problem, const struct setting *setting, const char *name,
                    const char *value);
