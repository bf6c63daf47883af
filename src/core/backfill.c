/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/backfill.h"

#include "backfilltop/base/numbers.h"

#include <stdlib.h>
#include <string.h>

#define NO_WORD "-"

static const char *const status_names[backfill_status_count] = {
    [BACKFILL_CREATED] = "CREATED",     [BACKFILL_SCHEDULED] = "SCHEDULED",
    [BACKFILL_RUNNING] = "RUNNING",     [BACKFILL_FAILED] = "FAILED",
    [BACKFILL_COMPLETED] = "COMPLETED", [BACKFILL_CANCELLED] = "CANCELLED",
};

/* Takes `count`, or as much as there is, from *room. */
static int64_t take_at_most(int64_t *room, int64_t count) {
    int64_t taken = min_int64(count, *room);
    *room -= taken;
    return taken;
}

void backfill_init(struct backfill *backfill) {
    *backfill = (struct backfill){
        .id = BACKFILL_NO_ID,
        .transfer_id = BACKFILL_NO_ID,
        .created_user_id = BACKFILL_NO_ID,
        .removed_user_id = BACKFILL_NO_ID,
        .range_start = TIMES_ABSENT,
        .range_end = TIMES_ABSENT,
        .created_time = TIMES_ABSENT,
        .start_time = TIMES_ABSENT,
        .end_time = TIMES_ABSENT,
        .removed_time = TIMES_ABSENT,
        .runs_total = BACKFILL_NO_COUNT,
        .runs_created = BACKFILL_NO_COUNT,
        .runs_completed = BACKFILL_NO_COUNT,
        .runs_failed = BACKFILL_NO_COUNT,
        .status = BACKFILL_NONE,
    };
}

void backfill_clear(struct backfill *backfill) {
    for (size_t i = 0; i < backfill->error_count; i++) {
        free(backfill->errors[i].message);
    }
    free(backfill->errors);
    free(backfill->status_word);
    backfill_init(backfill);
}

const char *backfill_status_name(enum backfill_status status) {
    return status_names[status];
}

enum backfill_status backfill_status_parse(const char *word) {
    for (size_t i = 0; i < backfill_status_count; i++) {
        if (status_names[i] != NULL && strcmp(status_names[i], word) == 0) {
            return (enum backfill_status)i;
        }
    }
    return BACKFILL_OTHER;
}

const char *backfill_status_word(const struct backfill *backfill) {
    const char *word = backfill->status == BACKFILL_OTHER ? backfill->status_word
                                                          : backfill_status_name(backfill->status);
    return word != NULL ? word : NO_WORD;
}

bool backfill_is_final(const struct backfill *backfill) {
    return backfill->status == BACKFILL_COMPLETED || backfill->status == BACKFILL_CANCELLED;
}

int64_t backfill_days(const struct backfill *backfill) {
    if (backfill->range_start == TIMES_ABSENT || backfill->range_end < backfill->range_start) {
        return BACKFILL_NO_COUNT;
    }
    return backfill->range_end - backfill->range_start + 1;
}

bool backfill_runs(const struct backfill *backfill, struct backfill_runs *runs) {
    *runs = (struct backfill_runs){0};
    if (backfill->runs_total < 0 || backfill->runs_completed < 0) {
        return false;
    }
    int64_t room = backfill->runs_total;
    runs->total = room;
    runs->completed = take_at_most(&room, backfill->runs_completed);
    runs->failed = take_at_most(&room, max_int64(backfill->runs_failed, 0));
    runs->in_flight = take_at_most(&room, backfill_in_flight(backfill));
    runs->pending = room;
    return true;
}

int64_t backfill_done(const struct backfill *backfill) {
    int64_t completed = max_int64(backfill->runs_completed, 0);
    int64_t room = INT64_MAX - completed;
    return completed + take_at_most(&room, max_int64(backfill->runs_failed, 0));
}

int64_t backfill_in_flight(const struct backfill *backfill) {
    return max_int64(max_int64(backfill->runs_created, 0) - backfill_done(backfill), 0);
}

int backfill_percent(const struct backfill_runs *runs) {
    if (runs->total <= 0) {
        return -1;
    }
    if (runs->completed >= runs->total) {
        return 100;
    }
    /* Totals that could overflow are divided first: that may round up, so the result is limited to
     * 99. */
    int64_t percent = runs->total <= INT64_MAX / 100 ? runs->completed * 100 / runs->total
                                                     : runs->completed / (runs->total / 100);
    return (int)min_int64(percent, 99);
}

int64_t backfill_took(const struct backfill *backfill) {
    int64_t ended = backfill_ended(backfill);
    if (ended == TIMES_ABSENT || backfill->start_time == TIMES_ABSENT) {
        return TIMES_ABSENT;
    }
    return ended - backfill->start_time;
}

int64_t backfill_ended(const struct backfill *backfill) {
    return backfill->end_time != TIMES_ABSENT ? backfill->end_time : backfill->removed_time;
}
