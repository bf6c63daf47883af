/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/api/reply.h"
#include "backfilltop/base/problem.h"

#include <stdbool.h>
#include <stdint.h>

/* What the latest answers about one team contained, besides its backfills. */

/* The API lists at most this many, and does not say whether there are more. */
#define TEAM_POLL_LIST_MAX  100
#define TEAM_POLL_LIST_FULL "100 backfills, the most that the API lists: there may be more"

/* The kinds of answers whose warnings are shown. */
enum team_poll_source {
    TEAM_POLL_LIST,    /* the latest list */
    TEAM_POLL_ERROR,   /* the latest answer to a poll, if it is an error */
    TEAM_POLL_NAMES,   /* the latest list of transfers */
    TEAM_POLL_LOOKUPS, /* recent lookups of backfills that left the list */
    team_poll_source_count
};

struct team_poll_warnings {
    size_t count;
    char first[200]; /* bytes as received */
};

struct team_poll {
    int64_t team_id;
    char problem[PROBLEM_LINE]; /* of the latest poll, without the team's id: one line, bytes as
                                   received; empty: it succeeded */
    bool is_tokens_problem; /* the problem is that the token could not be read again: not specific
                               to the team */
    size_t listed;          /* backfills in the latest snapshot */
    struct decode_cache *lists; /* the latest list, to decode only what is new in the next */
    struct team_poll_warnings warnings[team_poll_source_count];
    int64_t looked_up_ms;    /* when a lookup had warnings last; meaningless without any */
    char request_id[65];     /* of the latest snapshot, bytes as received; empty if it had none */
    char etag[ETAG_MAX + 1]; /* of the latest list, if the tracker has it; empty if it has none */
    unsigned etag_token;     /* the token that the list was requested with: see struct call */
};

/* Nothing was answered yet. */
void team_poll_init(struct team_poll *team_poll, int64_t team_id);
void team_poll_clear(struct team_poll *team_poll);

/* Records the answer to a poll; the backfills stay in the reply. What 304 leaves as it is stays as
 * the latest list had it. */
void team_poll_record(struct team_poll *team_poll, const struct reply *reply);

/* Records that the token, which was refused, could not be read again. */
void team_poll_record_token_problem(struct team_poll *team_poll, const struct problem *problem);

/* Writes the problem with the team's id: "team 42: 404 not found". */
void team_poll_write_problem(const struct team_poll *team_poll, char line[static PROBLEM_LINE]);

/* Record the warnings of a list of transfers, and of a lookup of a backfill. Those of lookups are
 * added up. */
void team_poll_record_names(struct team_poll *team_poll, const struct reply *reply);
void team_poll_record_lookup(struct team_poll *team_poll, const struct reply *reply,
                             int64_t backfill_id, int64_t now_ms);

/* Forgets the warnings of lookups when the latest of them is `keep_ms` old. */
void team_poll_age(struct team_poll *team_poll, int64_t keep_ms, int64_t now_ms);

/* How many warnings there are; *first becomes the first of them, NULL if there is none. */
size_t team_poll_warnings(const struct team_poll *team_poll, const char **first);
