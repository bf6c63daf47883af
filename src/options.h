/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/problem.h"

#include "settings.h"

#include <stdio.h>

/* The command line, and the environment variables for what it does not set. */

/* Reads the arguments into *options, whose texts are borrowed from them and from the environment.
 * False if they are wrong, with *problem naming the option, its value and what is allowed. */
bool options_parse(struct options *options, int argc, char **argv, struct problem *problem);

/* Whether the options only ask to print something and exit. */
bool options_print_only(const struct options *options);

/* Writes the help, made from the table of settings. */
void options_print_help(FILE *out);
