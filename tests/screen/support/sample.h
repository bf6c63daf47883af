/* SPDX-License-Identifier: MIT */
#pragma once

#include "../../../src/monitor/commands.h"
#include "backfilltop/core/listing.h"
#include "backfilltop/core/tracker.h"
#include "backfilltop/screen/view.h"

#include <stddef.h>
#include <stdint.h>

/* A tracker that never changes, made of fixed records by way of tracker_apply(), and a view of it
 * at a fixed time. */

#define SAMPLE_NOW_S      INT64_C(1709555220) /* 2024-03-04 12:27:00 UTC */
#define SAMPLE_NOW_MS     INT64_C(7200000)
#define SAMPLE_TEAM       INT64_C(42)
#define SAMPLE_OTHER_TEAM INT64_C(43)
#define SAMPLE_MISSING    "404"

struct sample_error {
    const char *first; /* "2024-01-03": one entry for each day up to `last` */
    const char *last;
    const char *message;
};

struct sample_record {
    int64_t id;
    int64_t transfer_id;
    const char *status; /* a word of the API, or any other */
    const char *range_start;
    const char *range_end;
    int64_t created_s; /* seconds before SAMPLE_NOW_S */
    int64_t started_s; /* the same; 0: not started */
    int64_t runs_total;
    int64_t runs_created;
    int64_t runs_completed;
    int64_t runs_failed;
    int64_t pace;            /* runs completed in the last ten minutes, and in the ten before */
    int left;                /* not in the latest snapshot */
    const char *ending;      /* not in the latest snapshot: the status that a lookup found,
                                SAMPLE_MISSING, or NULL */
    int64_t ended_s;         /* seconds before SAMPLE_NOW_S, for a ending with a status */
    int64_t removed_user_id; /* 0: none */
    const char *name;        /* of the transfer, or NULL */
    int64_t team_id;         /* 0: SAMPLE_TEAM; or SAMPLE_OTHER_TEAM */
    struct sample_error errors[4];
};

struct sample {
    struct tracker tracker;
    struct tracker_totals totals;
    struct listing listing;
    struct view_team teams[2]; /* SAMPLE_TEAM and SAMPLE_OTHER_TEAM, both live */
    struct view_command commands[COMMANDS_MAX];
    struct view view;
};

/* The usual records: every state and every kind of value. */
extern const struct sample_record sample_usual[];
extern const size_t sample_usual_count;

/* Records of two teams, with names and with backfills that have ended in each way; the first
 * sample_teams_first of them are of SAMPLE_TEAM. */
extern const struct sample_record sample_teams[];
extern const size_t sample_teams_count;
extern const size_t sample_teams_first;

/* A live view of `records` after three snapshots, 20 minutes, 10 minutes and one second ago. */
void sample_init(struct sample *sample, const struct sample_record *records, size_t count);
void sample_clear(struct sample *sample);
