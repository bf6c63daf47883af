/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/column.h"

#include <inttypes.h>
#include <string.h>

#define YEAR_LENGTH 4 /* of "2024-02-01" */

struct cell {
    const struct row *row;
    enum text_charset charset;
    int64_t now_s;
    bool utc;
};

static void add_absent(struct buffer *out) {
    buffer_add_string(out, "-");
}

static void add_number(struct buffer *out, int64_t number, int64_t absent) {
    if (number == absent) {
        add_absent(out);
    } else {
        buffer_add_format(out, "%" PRId64, number);
    }
}

static void add_span(struct buffer *out, int64_t seconds) {
    char text[TIMES_TEXT];
    times_format_span(text, seconds);
    buffer_add_string(out, text);
}

static void add_id(struct buffer *out, const struct cell *cell) {
    add_number(out, cell->row->backfill.id, BACKFILL_NO_ID);
}

static void add_team(struct buffer *out, const struct cell *cell) {
    add_number(out, cell->row->team_id, BACKFILL_NO_ID);
}

static void add_transfer(struct buffer *out, const struct cell *cell) {
    const char *name = cell->row->transfer_name;
    if (name != NULL) {
        text_clean(out, name, strlen(name), cell->charset);
        return;
    }
    add_number(out, cell->row->backfill.transfer_id, BACKFILL_NO_ID);
}

static const char *without_year_of(const char *first, const char *last) {
    bool same_year = strncmp(first, last, YEAR_LENGTH + 1) == 0;
    return same_year ? last + YEAR_LENGTH + 1 : last;
}

static void add_range(struct buffer *out, const struct cell *cell) {
    const struct backfill *backfill = &cell->row->backfill;
    char first[TIMES_TEXT];
    char last[TIMES_TEXT];
    times_format_day(first, backfill->range_start);
    times_format_day(last, backfill->range_end);
    buffer_add_string(out, first);
    if (backfill->range_start != backfill->range_end) {
        buffer_add_format(out, "..%s", without_year_of(first, last));
    }
}

static void add_days(struct buffer *out, const struct cell *cell) {
    int64_t days = backfill_days(&cell->row->backfill);
    add_number(out, days, BACKFILL_NO_COUNT);
    if (days != BACKFILL_NO_COUNT) {
        buffer_add_string(out, " d");
    }
}

static void add_status(struct buffer *out, const struct cell *cell) {
    const char *word = cell_status_word(cell->row);
    if (text_is_blank(word, strlen(word))) {
        add_absent(out);
    } else {
        text_clean(out, word, strlen(word), cell->charset);
    }
}

static void add_progress(struct buffer *out, const struct cell *cell) {
    struct backfill_runs runs;
    int percent = backfill_runs(&cell->row->backfill, &runs) ? backfill_percent(&runs) : -1;
    if (percent < 0) {
        add_absent(out);
    } else {
        buffer_add_format(out, "%d %%", percent);
    }
}

static void add_runs(struct buffer *out, const struct cell *cell) {
    const struct backfill *backfill = &cell->row->backfill;
    bool is_known = backfill->runs_total != BACKFILL_NO_COUNT;
    add_number(out, backfill->runs_completed, BACKFILL_NO_COUNT);
    if (!is_known && backfill->runs_completed == BACKFILL_NO_COUNT) {
        return;
    }
    buffer_add_string(out, "/");
    add_number(out, backfill->runs_total, BACKFILL_NO_COUNT);
}

static void add_failed(struct buffer *out, const struct cell *cell) {
    if (cell->row->backfill.runs_failed != 0) {
        add_number(out, cell->row->backfill.runs_failed, BACKFILL_NO_COUNT);
    }
}

static void add_eta(struct buffer *out, const struct cell *cell) {
    if (row_has_ended(cell->row)) {
        char clock[TIMES_TEXT];
        times_format_clock(clock, backfill_ended(&cell->row->backfill), cell->utc);
        buffer_add_string(out, clock);
        return;
    }
    const struct forecast *forecast = &cell->row->forecast;
    int64_t left_s = forecast->has_eta ? forecast->end_s - cell->now_s : 0;
    add_span(out, left_s > 0 ? left_s : TIMES_ABSENT);
}

static void add_age(struct buffer *out, const struct cell *cell) {
    int64_t created = cell->row->backfill.created_time;
    add_span(out, created == TIMES_ABSENT ? TIMES_ABSENT : cell->now_s - created);
}

static const struct {
    const char *heading;
    enum text_align align;
    void (*add)(struct buffer *out, const struct cell *cell);
} columns[column_count] = {
    [COLUMN_TEAM] = {"TEAM", TEXT_RIGHT, add_team},
    [COLUMN_ID] = {"ID", TEXT_RIGHT, add_id},
    [COLUMN_TRANSFER] = {"TRANSFER", TEXT_LEFT, add_transfer},
    [COLUMN_RANGE] = {"RANGE", TEXT_LEFT, add_range},
    [COLUMN_DAYS] = {"DAYS", TEXT_RIGHT, add_days},
    [COLUMN_STATUS] = {"STATUS", TEXT_LEFT, add_status},
    [COLUMN_PROGRESS] = {"PROGRESS", TEXT_RIGHT, add_progress},
    [COLUMN_RUNS] = {"RUNS", TEXT_RIGHT, add_runs},
    [COLUMN_FAILED] = {"FAILED", TEXT_RIGHT, add_failed},
    [COLUMN_ETA] = {"ETA", TEXT_RIGHT, add_eta},
    [COLUMN_AGE] = {"AGE", TEXT_RIGHT, add_age},
};

const char *column_heading(enum column column) {
    return columns[column].heading;
}

enum text_align column_align(enum column column) {
    return columns[column].align;
}

const char *cell_status_word(const struct row *row) {
    static const char *const own_words[row_state_count] = {
        [ROW_STATE_STALLED] = "stalled",
        [ROW_STATE_LEFT] = "left",
        [ROW_STATE_GONE] = "gone",
    };
    const char *word = own_words[row_state(row)];
    return word != NULL ? word : backfill_status_word(&row->backfill);
}

void cell_add(struct buffer *out, const struct row *row, enum column column,
              enum text_charset charset, int64_t now_s, bool utc) {
    struct cell cell = {.row = row, .charset = charset, .now_s = now_s, .utc = utc};
    columns[column].add(out, &cell);
}

int cell_columns(const struct row *row, enum column column, struct buffer *text) {
    int64_t total = row->backfill.runs_total;
    int64_t completed = row->backfill.runs_completed;
    buffer_reset(text);
    if (column == COLUMN_RUNS && completed != BACKFILL_NO_COUNT && completed < total) {
        buffer_add_format(text, "%" PRId64 "/%" PRId64, total, total);
    } else {
        cell_add(text, row, column, TEXT_UTF8, 0, true);
    }
    return text_width(buffer_string(text));
}
