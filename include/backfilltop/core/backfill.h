/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/times.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* One backfill as the API reports it. Only the id is always there; everything else may be
 * absent. */

enum backfill_status {
    BACKFILL_CREATED,
    BACKFILL_SCHEDULED,
    BACKFILL_RUNNING,
    BACKFILL_FAILED,
    BACKFILL_COMPLETED,
    BACKFILL_CANCELLED,
    BACKFILL_OTHER, /* a word this program does not know: see status_word */
    BACKFILL_NONE,  /* absent */
    backfill_status_count
};

/* Ids and counts that the API left out. */
#define BACKFILL_NO_ID    ((int64_t)0)
#define BACKFILL_NO_COUNT ((int64_t)-1)

/* In place of a team's id: all teams together. */
#define BACKFILL_ALL_TEAMS INT64_C(0)

/* One entry of error_report. */
struct backfill_error {
    int64_t day;   /* transfer_run_date, or TIMES_ABSENT */
    char *message; /* bytes as received; never NULL */
};

struct backfill {
    int64_t id;
    int64_t transfer_id; /* BACKFILL_NO_ID if absent, as for the user ids */
    int64_t created_user_id;
    int64_t removed_user_id;
    int64_t range_start;  /* day, inclusive, or TIMES_ABSENT */
    int64_t range_end;    /* day, inclusive, or TIMES_ABSENT */
    int64_t created_time; /* seconds, or TIMES_ABSENT, as for the three below */
    int64_t start_time;
    int64_t end_time;
    int64_t removed_time;
    int64_t runs_total; /* BACKFILL_NO_COUNT if absent, as for the three below */
    int64_t runs_created;
    int64_t runs_completed;
    int64_t runs_failed;
    enum backfill_status status;
    char *status_word;             /* as received, for BACKFILL_OTHER; else NULL */
    struct backfill_error *errors; /* in the API's order */
    size_t error_count;
    bool has_error_report; /* false: error_report was absent, not empty */
};

/* Makes *backfill a backfill with everything absent. */
void backfill_init(struct backfill *backfill);

/* Frees what the backfill owns. */
void backfill_clear(struct backfill *backfill);

/* The API's word for a status: "RUNNING"; NULL for BACKFILL_OTHER and BACKFILL_NONE. */
const char *backfill_status_name(enum backfill_status status);

/* The status for the API's word; BACKFILL_OTHER for one that is not known. */
enum backfill_status backfill_status_parse(const char *word);

/* The bytes to show for the backfill's status: the word, or "-" if absent. */
const char *backfill_status_word(const struct backfill *backfill);

/* Completed or cancelled: its status will not change again. */
bool backfill_is_final(const struct backfill *backfill);

/* Days of the range, both ends included; BACKFILL_NO_COUNT if unknown or the end is before the
 * start. */
int64_t backfill_days(const struct backfill *backfill);

/* Seconds from start to end; TIMES_ABSENT if either is unknown. */
int64_t backfill_took(const struct backfill *backfill);

/* When it ended: end_time, or else removed_time. */
int64_t backfill_ended(const struct backfill *backfill);

/* The runs of a backfill in disjoint segments that add up to `total`: what the progress bar shows.
 * Absent counts are 0 here, and counts that contradict each other are cut to fit. */
struct backfill_runs {
    int64_t total;
    int64_t completed;
    int64_t failed;
    int64_t in_flight; /* created - completed - failed */
    int64_t pending;   /* not yet created */
};

/* Computes the segments; false, and all zero, if total or completed is absent. The total is as
 * received: if the other counts add up to more (it may lag behind), they are cut, those in flight
 * first. */
bool backfill_runs(const struct backfill *backfill, struct backfill_runs *runs);

/* Runs that have ended, completed or failed, as received: they may be more than the total. */
int64_t backfill_done(const struct backfill *backfill);

/* Runs that were created and have not ended, as received: created - completed - failed, or 0. */
int64_t backfill_in_flight(const struct backfill *backfill);

/* Completed runs in percent of the total, rounded down: 100 only when all are completed.
 * -1 if it is not known, or the total is 0. */
int backfill_percent(const struct backfill_runs *runs);
