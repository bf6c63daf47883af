/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/problem.h"

#include "settings.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* The settings file: lines KEY = VALUE. A mistake in it costs that line only. */

struct config {
    struct problem problem; /* the first, naming file, line and key; problems == 0: none */
    size_t problems;
    char **texts; /* that the options borrow */
    size_t text_count;
    size_t text_capacity;
};

/* Reads the file into *options: what options and variables have given stays. The options may borrow
 * from *config from then on. False if there is no such file. Does not wait for what is no regular
 * file. */
bool config_read(struct config *config, struct options *options, const char *path);

void config_clear(struct config *config);

/* Writes a file that changes nothing: every key, commented out, with its standard value. */
void config_print_standard(FILE *out);
