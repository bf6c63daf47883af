/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/problem.h"
#include "backfilltop/monitor/monitor.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* The command line and the environment variables that stand in for it. Texts are borrowed from
 * either. */

struct options {
    int64_t teams[MONITOR_TEAMS_MAX];
    size_t team_count;
    int64_t interval_ms;  /* 0: not given */
    int64_t keep_ms;      /* -1: not given */
    const char *base_url; /* NULL: not given, as for all below */
    const char *ca_file;
    const char *token_file;
    const char *token_command;
    const char *profile;
    bool allow_http;
    bool no_names;
    bool demo;
    bool once;
    bool check;
    bool utc;
    bool ascii;
    bool no_color;
    bool help;
    bool version;
};

/* Reads the arguments. False, with *problem naming the option, its value and what is allowed, if
 * they are wrong. */
bool options_parse(struct options *options, int argc, char **argv, struct problem *problem);

/* Writes the help: made from the table that the options are read by. */
void options_print_help(FILE *out);
