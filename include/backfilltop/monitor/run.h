/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/api/endpoint.h"
#include "backfilltop/api/source.h"
#include "backfilltop/api/sources.h"
#include "backfilltop/auth/credentials.h"
#include "backfilltop/base/exit_code.h"
#include "backfilltop/base/problem.h"
#include "backfilltop/base/text.h"
#include "backfilltop/core/poller.h"
#include "backfilltop/core/sort.h"
#include "backfilltop/report/report.h"
#include "backfilltop/screen/themes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The modes of the program: the screen that refreshes itself, a single poll, and a check of the
 * connection. */

/* Starts what requests need but the first frame does not. */
struct monitor_start {
    bool (*run)(void *context, struct problem *problem); /* false, with *problem, if it fails */
    void *context;
};

/* The options of a monitor. Most are filled in by the settings; texts are borrowed. */
struct monitor_options {
    struct source_options source;      /* of the answers */
    struct credential_sources sources; /* from which the token can be read again */
    int64_t teams[POLLER_TEAMS_MAX];
    size_t team_count; /* at least 1 */
    int64_t interval_ms;
    int64_t keep_ms;        /* how long a row that left the list stays on the screen */
    bool names;             /* ask for the transfers' display names */
    struct columns columns; /* that the user chose */
    struct sort sort;       /* of the rows at first */
    bool bell;              /* ring it when a backfill fails, and when all is done */
    const char *warning;    /* about the settings: one line, unfiltered bytes; NULL: none */
    enum text_charset charset;
    enum theme_id theme;
    bool utc;                  /* times are shown in UTC, else local */
    enum report_format format; /* what monitor_once() writes */
    const char *on_event;      /* for monitor_run(): the shell command to run when a backfill fails,
                                  stalls or ends; NULL: none */
    bool demo;                 /* the embedded demo server answers, and simulates the failures */
    const char *greeting;      /* shown for a moment at the start; NULL: nothing */
    struct monitor_start start; /* for monitor_run(), which runs it once, after the first frame */
};

/* Runs the screen until the user quits or a signal ends it. Replaces `credentials` if the token is
 * refused and its source has another. Returns the exit code; when that is not EXIT_CODE_OK,
 * *problem says why, for stderr: the terminal is restored by then. */
enum exit_code monitor_run(const struct monitor_options *options, struct credentials *credentials,
                           const struct source *source, struct problem *problem);

/* Polls each team once and writes the table to stdout. Teams that fail are reported on stderr, and
 * *problem stays empty for them. */
enum exit_code monitor_once(const struct monitor_options *options, struct credentials *credentials,
                            const struct source *source, struct problem *problem);

/* Tests the connection to the API once (DNS, TCP, TLS, answer, auth, permission, decode, quota) and
 * writes each step, its time and a verdict to stdout. */
enum exit_code monitor_check(const struct monitor_options *options,
                             const struct credentials *credentials, const struct source *source,
                             struct problem *problem);

/* Writes a problem to stderr as one line, made printable; false if it was lost. */
bool monitor_complain(const struct problem *problem, enum text_charset charset);

/* The same for a line that is already complete. */
bool monitor_complain_line(const char *line, enum text_charset charset);
