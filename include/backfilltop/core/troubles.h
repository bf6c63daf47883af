/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/events.h"
#include "backfilltop/core/outcome.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Turns the outcomes of polls into events about trouble with the API: one when it begins or changes
 * its kind, one when it is over, none for a poll that fails like the one before. Teams that fail in
 * the same way at the same time share their events.
 *
 * Pure. */

struct trouble_team {
    int64_t team_id;
    enum outcome outcome; /* of its latest poll */
    int64_t since_ms;     /* when polls began to fail */
};

/* All zero: no poll has ended yet. */
struct troubles {
    struct trouble_team *teams;
    size_t count;
    size_t capacity;
    int64_t since_ms[outcome_count]; /* when the first of the teams with this outcome failed */
    bool shared[outcome_count];      /* more than one team has had it since */
};

/* The end of a poll. */
struct trouble_poll {
    int64_t team_id;
    enum outcome outcome;
    int http_status;        /* 0: no answer */
    int64_t retry_after_ms; /* 0 or less: none */
};

void troubles_clear(struct troubles *troubles);

/* Records a poll, and adds an event if it changes anything. `now_ms` is monotonic, `now_s` the wall
 * clock. */
void troubles_take(struct troubles *troubles, const struct trouble_poll *poll,
                   struct events *events, int64_t now_ms, int64_t now_s);
