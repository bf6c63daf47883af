/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/api/reply.h"
#include "backfilltop/core/names.h"
#include "backfilltop/core/pacing.h"
#include "backfilltop/screen/view.h"

#include <stdbool.h>
#include <stdint.h>

/* What is known of the polling of one team: its schedule, its names, and what its latest answer
 * was. */

/* The API lists no more, and does not say whether there are more. */
#define FEED_LIST_MAX 100

struct feed {
    int64_t team_id;
    struct pacing pacing;
    struct names names;
    bool answered;              /* any poll has ended */
    enum outcome outcome;       /* of the latest poll */
    char problem[PROBLEM_LINE]; /* its one line, bytes as they came; empty when it succeeded */
    int64_t last_success_ms;    /* -1 before the first */
    size_t listed;              /* backfills in the latest snapshot */
    size_t warnings;            /* of the latest snapshot */
    char first_warning[160];
    char request_id[65]; /* of the latest snapshot, bytes as they came; empty if it had none */
};

void feed_init(struct feed *feed, int64_t team_id, int64_t interval_ms, bool with_names,
               uint64_t seed, int64_t now_ms);
void feed_clear(struct feed *feed);

/* Takes note of the answer to a poll; what it says of backfills stays in the reply. */
void feed_record(struct feed *feed, struct reply *reply, int64_t now_ms);

/* How the latest poll looks to the user. */
enum link_state feed_state(const struct feed *feed, int64_t now_ms);
