/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/problem.h"
#include "backfilltop/core/backfill.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* JSON bodies of the API -> the project's own records. Lenient, because it has to be: in production
 * the API leaves out fields that its schema requires, and sends null for others.
 *
 * Strings that hold half of a surrogate pair, bytes that are not UTF-8, unescaped control
 * characters or unknown escapes are repaired, each string with one warning; so is a number beyond
 * 64 bits, which is absent then. A whole number may be written in any form (28, 28.0, 2.8e1) and is
 * read exactly. A body of more than 100,000 items in one list, of more values than a list of
 * backfills can have, or nested more than 2,048 deep is unreadable. */

/* The list of one poll, as received: a snapshot. It is whole, or an update: what differs from the
 * snapshot `base` of the same team. */
struct snapshot {
    struct backfill *backfills; /* of an update: those that are new or not as before */
    size_t count;
    size_t capacity;
    size_t kept;       /* of an update: the other backfills of the list, which are as before */
    int64_t *replaced; /* of an update: the ids in `base` of those that are not kept, ascending:
                          they are among `backfills`, or are not in the list any more */
    size_t replaced_count;
    uint64_t serial; /* 0: nothing will refer to this snapshot */
    uint64_t base;   /* 0: it is whole */
    size_t warnings; /* fields that are required but absent, mistyped values, damage, duplicates */
    char first_warning[160]; /* the first of them, located: "data[3].transfer_runs_total is not an
                                integer" */
    bool assumed_utc; /* a time without a zone was read as UTC: one warning for all of them */
};

/* The API's error envelope, texts as received; a part that was missing is NULL. */
struct api_error {
    char *code; /* "RATE_LIMIT_EXCEEDED" */
    char *message;
    char *description;
    size_t warnings;         /* texts and numbers of the answer that were damaged */
    char first_warning[160]; /* the first of them: "error.message holds a byte that is not UTF-8" */
};

enum decode_result {
    DECODE_OK,
    DECODE_ERROR_ENVELOPE, /* valid JSON that says it is an error: api_error is filled in */
    DECODE_UNREADABLE, /* not JSON, or not the expected shape: problem is filled in, with line and
                          column */
};

/* What one body contains. */
struct decoded {
    enum decode_result result;
    char *request_id;         /* meta.request_id, or NULL */
    struct snapshot snapshot; /* for DECODE_OK: all of a list, or the one backfill */
    struct api_error error;   /* for DECODE_ERROR_ENVELOPE */
    struct problem problem;   /* for DECODE_UNREADABLE: `what` only */
};

/* Reads the body of "list incomplete backfills": {"meta":…, "data":[Backfill…]}. Required of an
 * item: an integer transfer_backfill_id above 0; an item without one is left out and counted as a
 * warning. Every other field that is missing, null where the schema has no null, or mistyped is
 * absent and a warning (start_time, end_time, removed_* and error_report may be missing or null
 * without one). Of two items with one id the first stays, with one warning. A body with "error" is
 * an error, even if it has other members. *decoded is initialised here; the caller clears it. */
void decode_list(const char *bytes, size_t length, struct decoded *decoded);

/* Reads the body of "get one backfill": {"meta":…, "data":Backfill}. As above, except that a
 * backfill without an id is DECODE_UNREADABLE: there is nothing to show. */
void decode_one(const char *bytes, size_t length, struct decoded *decoded);

/* Reads an error answer: DECODE_ERROR_ENVELOPE, or DECODE_UNREADABLE for anything else. */
void decode_error(const char *bytes, size_t length, struct decoded *decoded);

void decoded_clear(struct decoded *decoded);
void snapshot_clear(struct snapshot *snapshot);

/* How many backfills the list has. */
size_t snapshot_listed(const struct snapshot *snapshot);
