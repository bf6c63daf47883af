/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/api/reply.h"
#include "backfilltop/core/pacing.h"
#include "backfilltop/core/transfer_names.h"
#include "backfilltop/screen/view.h"

#include <stdbool.h>
#include <stdint.h>

/* What is known of the polling of one team: its schedule, its names, and what its latest answer
 * was. */

/* The API lists no more, and does not say whether there are more. */
#define TEAM_POLL_LIST_MAX 100

/* The answers whose odd things are told. */
enum team_poll_source {
    TEAM_POLL_LIST,    /* the latest list */
    TEAM_POLL_ERROR,   /* the latest answer to a poll, if it is an error */
    TEAM_POLL_NAMES,   /* the latest list of transfers */
    TEAM_POLL_LOOKUPS, /* of backfills that left the list not long ago */
    team_poll_source_count
};

struct team_poll_warnings {
    size_t count;
    char first[200]; /* bytes as they came */
};

struct team_poll {
    int64_t team_id;
    struct pacing pacing;
    struct transfer_names names;
    bool answered;              /* any poll has ended */
    enum outcome outcome;       /* of the latest poll */
    char problem[PROBLEM_LINE]; /* its one line, bytes as they came; empty when it succeeded */
    int64_t last_success_ms;    /* -1 before the first */
    size_t listed;              /* backfills in the latest snapshot */
    struct team_poll_warnings warnings[team_poll_source_count];
    int64_t looked_up_ms; /* when a lookup had warnings last; meaningless without any */
    char request_id[65];  /* of the latest snapshot, bytes as they came; empty if it had none */
};

void team_poll_init(struct team_poll *team_poll, int64_t team_id, int64_t interval_ms,
                    bool with_names, uint64_t seed, int64_t now_ms);
void team_poll_clear(struct team_poll *team_poll);

/* Takes note of the answer to a poll; what it says of backfills stays in the reply. */
void team_poll_record(struct team_poll *team_poll, struct reply *reply, int64_t now_ms);

/* Takes note of what is odd in a list of transfers, and in a backfill that was looked up, where it
 * adds up. */
void team_poll_record_names(struct team_poll *team_poll, const struct reply *reply);
void team_poll_record_lookup(struct team_poll *team_poll, const struct reply *reply,
                             int64_t backfill_id, int64_t now_ms);

/* Forgets what was odd in backfills that were looked up, once the last of them was `keep_ms` ago.
 */
void team_poll_age(struct team_poll *team_poll, int64_t keep_ms, int64_t now_ms);

/* How many odd things the answers hold; *first becomes the first of them, NULL if there is none. */
size_t team_poll_warnings(const struct team_poll *team_poll, const char **first);

/* How the latest poll looks to the user. */
enum connection_state team_poll_state(const struct team_poll *team_poll, int64_t now_ms);
