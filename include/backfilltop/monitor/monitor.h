/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/api/endpoint.h"
#include "backfilltop/base/problem.h"
#include "backfilltop/base/text.h"

#include <stdbool.h>
#include <stdint.h>

/* The two ways to watch: the screen that refreshes itself, and one look. */

/* Exit codes, those of the vendor's own client (and of sysexits.h). */
enum exit_code {
    EXIT_CODE_OK = 0,
    EXIT_CODE_FAILURE = 1,
    EXIT_CODE_USAGE = 64,
    EXIT_CODE_AUTH = 65,
    EXIT_CODE_UNAVAILABLE = 69,
};

/* How long a row that left the list stays on the screen. */
#define MONITOR_KEEP_MS (INT64_C(15) * 60 * 1000)

struct monitor_options {
    struct endpoint endpoint;
    const char *token;
    int64_t team_id;
    int64_t interval_ms;
    enum text_charset charset;
    bool no_color;
    bool demo; /* the embedded demo server answers */
};

/* Runs the screen until the user quits or a signal ends it. Returns the exit code; when that is not
 * EXIT_CODE_OK, *problem says why, for stderr: the terminal is restored by then. */
enum exit_code monitor_run(const struct monitor_options *options, struct problem *problem);

/* Polls once and writes the table to stdout. As above. */
enum exit_code monitor_once(const struct monitor_options *options, struct problem *problem);
