/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/problem.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Faults by the clock, read from text: items separated by commas or newlines, each
 *
 *     FROM[-TO] STATUS [retry-after=SECONDS|date] [delay=MS] [body=garbage|html|empty|huge]
 *     FROM[-TO] ok [delay=MS] [body=...]
 *     FROM[-TO] drop [delay=MS]
 *
 * each optionally with every=SECONDS.
 *
 * FROM and TO in whole seconds since the server's start: "20-35 429 retry-after=15, 60-70 503". The
 * fault begins at FROM and is over at TO; if several apply, the first one in the script counts.
 * Without TO the fault applies to one request, the first at or after FROM. `drop` closes the
 * connection without an answer; a client with a kept connection may then repeat its request by
 * itself, so give drop a TO. retry-after=date sends the HTTP-date form: the end of the fault, or,
 * for one request, 10 s ahead. every=SECONDS repeats the fault at FROM + SECONDS, FROM + 2 x
 * SECONDS and so on; it must be longer than the fault. Lines that begin with # are comments. */

enum fault_body {
    FAULT_BODY_NORMAL,
    FAULT_BODY_GARBAGE, /* not JSON, with control characters and escape sequences */
    FAULT_BODY_HTML,    /* what a proxy would say */
    FAULT_BODY_EMPTY,
    FAULT_BODY_HUGE, /* 64 MiB, without a Content-Length */
};

struct fault {
    int64_t from_ms;       /* of the present or next occurrence, if it repeats */
    int64_t to_ms;         /* -1: one request */
    int64_t every_ms;      /* 0: does not repeat */
    int status;            /* 200: answer as usual; 0: drop the connection */
    int64_t retry_after_s; /* -1: none */
    bool retry_after_date;
    int64_t delay_ms;
    enum fault_body body;
    bool spent; /* a one-request fault that has been used and does not repeat */
};

struct script {
    struct fault *faults;
    size_t count;
    size_t capacity;
};

/* Reads a script; false, with *problem naming the item, if it cannot be read. The caller clears it
 * in either case. */
bool script_parse(struct script *script, const char *text, struct problem *problem);
void script_clear(struct script *script);

/* The fault for a request at `elapsed_ms`, which never goes back; false if there is none. This uses
 * up a one-request fault, until it repeats. */
bool script_take(struct script *script, int64_t elapsed_ms, struct fault *fault);
