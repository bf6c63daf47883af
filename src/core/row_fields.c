/* SPDX-License-Identifier: MIT */
#include "row_fields.h"

#include <string.h>

static bool same_word(const struct backfill *a, const struct backfill *b) {
    if (a->status_word == NULL || b->status_word == NULL) {
        return a->status_word == b->status_word;
    }
    return strcmp(a->status_word, b->status_word) == 0;
}

static bool same_errors(const struct backfill *a, const struct backfill *b) {
    if (a->error_count != b->error_count || a->has_error_report != b->has_error_report) {
        return false;
    }
    for (size_t i = 0; i < a->error_count; i++) {
        if (a->errors[i].day != b->errors[i].day ||
            strcmp(a->errors[i].message, b->errors[i].message) != 0) {
            return false;
        }
    }
    return true;
}

static bool same_rest(const struct backfill *a, const struct backfill *b) {
    return a->transfer_id == b->transfer_id && a->created_user_id == b->created_user_id &&
           a->removed_user_id == b->removed_user_id && a->range_start == b->range_start &&
           a->range_end == b->range_end && a->created_time == b->created_time &&
           a->start_time == b->start_time && a->end_time == b->end_time &&
           a->removed_time == b->removed_time;
}

static unsigned field_if(bool differs, enum row_field field) {
    return differs ? (unsigned)field : 0;
}

unsigned row_fields_changed(const struct backfill *a, const struct backfill *b) {
    return field_if(a->status != b->status || !same_word(a, b), ROW_FIELD_STATUS) |
           field_if(a->runs_completed != b->runs_completed, ROW_FIELD_COMPLETED) |
           field_if(a->runs_failed != b->runs_failed, ROW_FIELD_FAILED) |
           field_if(a->runs_created != b->runs_created, ROW_FIELD_CREATED) |
           field_if(a->runs_total != b->runs_total, ROW_FIELD_TOTAL) |
           field_if(!same_errors(a, b), ROW_FIELD_ERRORS) |
           field_if(!same_rest(a, b), ROW_FIELD_OTHER);
}
