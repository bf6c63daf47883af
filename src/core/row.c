/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/row.h"

enum row_state row_state_of_status(enum backfill_status status) {
    switch (status) {
    case BACKFILL_CREATED:
        return ROW_STATE_CREATED;
    case BACKFILL_SCHEDULED:
        return ROW_STATE_SCHEDULED;
    case BACKFILL_RUNNING:
        return ROW_STATE_RUNNING;
    case BACKFILL_FAILED:
        return ROW_STATE_FAILED;
    case BACKFILL_COMPLETED:
        return ROW_STATE_COMPLETED;
    case BACKFILL_CANCELLED:
        return ROW_STATE_CANCELLED;
    case BACKFILL_OTHER:
    case BACKFILL_NONE:
    case backfill_status_count:
        break;
    }
    return ROW_STATE_OTHER;
}

enum row_state row_state(const struct row *row) {
    if (row->change == ROW_GONE && row->ending != ROW_ENDING_FINAL) {
        return row->ending == ROW_ENDING_MISSING ? ROW_STATE_GONE : ROW_STATE_LEFT;
    }
    return row->forecast.stalled ? ROW_STATE_STALLED : row_state_of_status(row->backfill.status);
}

const char *row_status_word(const struct row *row) {
    switch (row_state(row)) {
    case ROW_STATE_STALLED:
        return "stalled";
    case ROW_STATE_LEFT:
        return "left";
    case ROW_STATE_GONE:
        return "gone";
    case ROW_STATE_FAILED:
    case ROW_STATE_RUNNING:
    case ROW_STATE_OTHER:
    case ROW_STATE_SCHEDULED:
    case ROW_STATE_CREATED:
    case ROW_STATE_COMPLETED:
    case ROW_STATE_CANCELLED:
    case row_state_count:
        break;
    }
    return backfill_status_word(&row->backfill);
}

bool row_has_ended(const struct row *row) {
    return row->change == ROW_GONE && row->ending != ROW_ENDING_UNKNOWN;
}

bool row_is_active(const struct row *row) {
    switch (row_state(row)) {
    case ROW_STATE_CREATED:
    case ROW_STATE_SCHEDULED:
    case ROW_STATE_RUNNING:
    case ROW_STATE_STALLED:
    case ROW_STATE_OTHER:
        return true;
    case ROW_STATE_FAILED:
    case ROW_STATE_COMPLETED:
    case ROW_STATE_CANCELLED:
    case ROW_STATE_LEFT:
    case ROW_STATE_GONE:
    case row_state_count:
        break;
    }
    return false;
}
