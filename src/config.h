/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/problem.h"

#include "settings.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* The settings file: lines KEY = VALUE. A line with a mistake is ignored. */

struct config {
    struct problem problem; /* the first, naming file, line and key; problems == 0: none */
    size_t problems;
    char **texts; /* values that the options borrow */
    size_t text_count;
    size_t text_capacity;
};

/* Reads the file into *options, which borrow from *config from then on; values given by options and
 * variables are kept. False if the file does not exist. Anything but a regular file is a problem,
 * and is not read. */
bool config_read(struct config *config, struct options *options, const char *path);

void config_clear(struct config *config);

/* Writes a settings file that changes nothing: every key, commented out, with its default. */
void config_print_standard(FILE *out);
