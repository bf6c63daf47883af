/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/api/client.h"
#include "backfilltop/core/pacing.h"
#include "backfilltop/screen/view.h"

#include <stdbool.h>
#include <stdint.h>

/* The polling of one team: its schedule and what its latest answer was. */

struct feed {
    int64_t team_id;
    char team[24];
    struct pacing pacing;
    bool answered;           /* any poll has ended */
    enum outcome outcome;    /* of the latest poll */
    char problem[768];       /* its one line, bytes as they came; empty when it succeeded */
    int64_t last_success_ms; /* -1 before the first */
    size_t warnings;         /* of the latest snapshot */
    char first_warning[160];
};

void feed_init(struct feed *feed, int64_t team_id, int64_t interval_ms, uint64_t seed,
               int64_t now_ms);

/* Starts a poll if one is due. Returns whether it did. */
bool feed_poll(struct feed *feed, struct client *client, int64_t now_ms);

/* Takes note of an answer; what it says of backfills stays in the reply. */
void feed_record(struct feed *feed, struct reply *reply, int64_t now_ms);

/* What the screen shows of the feed; texts are borrowed from it. */
void feed_show(const struct feed *feed, bool paused, int64_t now_ms, struct view_link *link);
