/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/problem.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* The API, served from a simulated world on 127.0.0.1: same paths, same errors, same limits. It
 * runs in threads of its own, shares nothing with the program that it serves, and blocks all
 * signals there. */

struct demo_options {
    int port; /* 0: any free one */
    uint64_t seed;
    double speed;         /* simulated seconds per second; 1 is real time */
    const char *token;    /* the bearer token that is accepted; NULL: any that is not empty */
    int64_t hourly_limit; /* requests per hour and token: X-RateLimit-Limit */
    const char *script;   /* faults, see demo/script.h; NULL for none */
    FILE *log;            /* a line a request: "MS_SINCE_START METHOD PATH STATUS"; NULL for none */
    const char *list_file; /* serve the bytes of this file as every team's list; NULL: the world */
    bool no_etag;          /* lists have no ETag: each is sent whole */
};

struct demo_server;

/* Listens: connections wait until the server serves. NULL, with *problem, if it cannot. `options`
 * need not outlive the call, but what it points to must outlive the server. */
struct demo_server *demo_server_listen(const struct demo_options *options, struct problem *problem);

/* Starts the threads that serve. False, with *problem, if they do not start; the server can only be
 * stopped then. */
bool demo_server_serve(struct demo_server *server, struct problem *problem);

/* Both at once. NULL, with *problem, if it cannot. */
struct demo_server *demo_server_start(const struct demo_options *options, struct problem *problem);

/* The port it listens on. */
int demo_server_port(const struct demo_server *server);

/* Stops serving and frees everything; waits for answers in progress, but not for scripted
 * delays. */
void demo_server_stop(struct demo_server *server);

/* Default options: any port, seed 1, speed 1, any token, 5000 requests an hour, no faults. */
struct demo_options demo_options_default(void);
