/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/problem.h"

#include "settings.h"

#include <stdio.h>

/* The command line, and the environment variables that set what it does not. */

/* Reads the arguments into *options, whose texts borrow from them and from the environment. False,
 * with *problem naming the option, its value and what is allowed, if they are wrong. */
bool options_parse(struct options *options, int argc, char **argv, struct problem *problem);

/* Whether to print something and exit. */
bool options_print_only(const struct options *options);

/* Writes the help, which is made from the table of settings. */
void options_print_help(FILE *out);
