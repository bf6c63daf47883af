/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/api/reply.h"
#include "backfilltop/api/source.h"
#include "backfilltop/auth/credentials.h"
#include "backfilltop/core/poller.h"
#include "backfilltop/core/tracker.h"
#include "backfilltop/core/troubles.h"
#include "backfilltop/monitor/run.h"

#include "team_poll.h"
#include "token_watch.h"

#include <stdbool.h>
#include <stdint.h>

/* The requests of all teams: sends what the poller allows, and applies the answers to the
 * tracker. */
struct requests {
    const struct monitor_options *options;
    struct credentials *credentials;   /* borrowed; the only place that holds the token */
    struct credentials_reader *reader; /* while the token is being read again; else NULL */
    struct token_watch watch;          /* watches the file of the token */
    bool retried_now;            /* a new token has been tried at once since the latest success */
    int64_t retried_now_ms;      /* when that was */
    unsigned tokens;             /* how many others there were before the token */
    const struct source *source; /* of the answers; borrowed */
    struct poller poller;
    struct troubles troubles;     /* of the polls */
    struct team_poll *team_polls; /* one a team, in the poller's order */
    int64_t skew_s;               /* of the latest answer that has a date: see struct reply */
};

#define REQUESTS_RETRY_NOW_MS                                                                      \
    INT64_C(10000) /* the least time between two new tokens that are tried at once */

/* `options`, `credentials` and `source` must outlive it. */
void requests_init(struct requests *requests, const struct monitor_options *options,
                   struct credentials *credentials, const struct source *source, uint64_t seed);
void requests_clear(struct requests *requests);

/* The record of a team's latest answers; the team has to be one of the options'. */
struct team_poll *requests_team_poll(const struct requests *requests, int64_t team_id);

/* Sets what is run now and then while a large answer is decoded. */
void requests_set_pause(const struct requests *requests, struct decode_pause pause);

/* Applies the answers that have come to the tracker. Returns whether there were any. */
bool requests_receive(struct requests *requests, struct tracker *tracker, int64_t now_ms,
                      int64_t now_s);

/* Sends what is due and may leave. Returns whether anything did. */
bool requests_send(struct requests *requests, int64_t now_ms);

/* When requests_send() may have something to send, unless an answer comes before. */
int64_t requests_due_ms(const struct requests *requests, int64_t now_ms);

/* The descriptor to wait for while the token is read again, or -1. */
int requests_fd(const struct requests *requests);
