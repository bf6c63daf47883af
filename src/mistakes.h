/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/problem.h"

#include "settings.h"

/* What is said of options, keys and values that there are not: which one was probably meant. No
 * value that could be a token is ever repeated. */

/* Sets *problem for a long option that getopt_long() does not know, or knows several of: `given` is
 * the argument as it was typed, "--tema=42". Names as people give them to a token ("--token",
 * "--api-key") are answered with the ways there are. */
void mistakes_option(struct problem *problem, const char *given);

/* Sets *problem for an argument that is no option. */
void mistakes_argument(struct problem *problem, const char *given);

/* The key of the settings file that an unknown one was probably meant to be, or NULL. */
const char *mistakes_key(const char *given);

/* Sets *problem for a value that setting_take() has refused: which one it was, and which are
 * allowed. `name` is where it was given: an option, a variable or a line of the settings file. */
void mistakes_value(struct problem *problem, const struct setting *setting, const char *name,
                    const char *value);
