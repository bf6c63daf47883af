/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/column.h"

#include "backfilltop/base/fold.h"
#include "sort_value.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define YEAR_LENGTH    4    /* of "2024-02-01" */
#define NUMBER_TEXT    24   /* holds any int64_t */
#define PROGRESS_WHOLE 1e12 /* for sorting, progress is measured in this many parts */

/* ---- texts ---- */

static void add_number(struct buffer *out, int64_t number, int64_t absent) {
    if (number == absent) {
        buffer_add_string(out, "-");
    } else {
        buffer_add_number(out, number);
    }
}

static void add_span(struct buffer *out, int64_t seconds) {
    char text[TIMES_TEXT];
    times_format_span(text, seconds);
    buffer_add_string(out, text);
}

static void add_team(struct buffer *out, const struct column_cell *cell) {
    add_number(out, cell->row->team_id, BACKFILL_NO_ID);
}

static void add_id(struct buffer *out, const struct column_cell *cell) {
    add_number(out, cell->row->backfill.id, BACKFILL_NO_ID);
}

static void add_transfer(struct buffer *out, const struct column_cell *cell) {
    const char *name = cell->row->transfer_name;
    if (name != NULL) {
        text_clean(out, name, strlen(name), cell->charset);
    } else {
        add_number(out, cell->row->backfill.transfer_id, BACKFILL_NO_ID);
    }
}

static const char *without_year_of(const char *first, const char *last) {
    bool same_year = strncmp(first, last, YEAR_LENGTH + 1) == 0;
    return same_year ? last + YEAR_LENGTH + 1 : last;
}

static void add_range(struct buffer *out, const struct column_cell *cell) {
    const struct backfill *backfill = &cell->row->backfill;
    char first[TIMES_TEXT];
    char last[TIMES_TEXT];
    times_format_day(first, backfill->range_start);
    times_format_day(last, backfill->range_end);
    buffer_add_string(out, first);
    if (backfill->range_start != backfill->range_end) {
        buffer_add_string(out, "..");
        buffer_add_string(out, without_year_of(first, last));
    }
}

static void add_days(struct buffer *out, const struct column_cell *cell) {
    int64_t days = backfill_days(&cell->row->backfill);
    add_number(out, days, BACKFILL_NO_COUNT);
    if (days != BACKFILL_NO_COUNT) {
        buffer_add_string(out, " d");
    }
}

static void add_status(struct buffer *out, const struct column_cell *cell) {
    const char *word = row_status_word(cell->row);
    if (text_is_blank(word, strlen(word))) {
        buffer_add_string(out, "-");
    } else {
        text_clean(out, word, strlen(word), cell->charset);
    }
}

static void add_progress(struct buffer *out, const struct column_cell *cell) {
    struct backfill_runs runs;
    int percent = backfill_runs(&cell->row->backfill, &runs) ? backfill_percent(&runs) : -1;
    if (percent < 0) {
        buffer_add_string(out, "-");
    } else {
        buffer_add_format(out, "%d %%", percent);
    }
}

/* "-" if neither is known. */
static void add_run_counts(struct buffer *out, int64_t completed, int64_t total) {
    add_number(out, completed, BACKFILL_NO_COUNT);
    if (completed != BACKFILL_NO_COUNT || total != BACKFILL_NO_COUNT) {
        buffer_add_string(out, "/");
        add_number(out, total, BACKFILL_NO_COUNT);
    }
}

static void add_runs(struct buffer *out, const struct column_cell *cell) {
    add_run_counts(out, cell->row->backfill.runs_completed, cell->row->backfill.runs_total);
}

/* The widest text: all runs completed. */
static void add_all_runs(struct buffer *out, const struct row *row) {
    int64_t completed = row->backfill.runs_completed;
    int64_t total = row->backfill.runs_total;
    bool grows = completed != BACKFILL_NO_COUNT && completed < total;
    add_run_counts(out, grows ? total : completed, total);
}

static void add_failed(struct buffer *out, const struct column_cell *cell) {
    if (cell->row->backfill.runs_failed != 0) {
        add_number(out, cell->row->backfill.runs_failed, BACKFILL_NO_COUNT);
    }
}

static void add_eta(struct buffer *out, const struct column_cell *cell) {
    if (row_has_ended(cell->row)) {
        char clock[TIMES_TEXT];
        times_format_clock(clock, backfill_ended(&cell->row->backfill), cell->utc);
        buffer_add_string(out, clock);
        return;
    }
    int64_t left_s = cell->row->forecast.has_eta ? cell->row->forecast.end_s - cell->now_s : 0;
    add_span(out, left_s > 0 ? left_s : TIMES_ABSENT);
}

static void add_age(struct buffer *out, const struct column_cell *cell) {
    int64_t created = cell->row->backfill.created_time;
    add_span(out, created == TIMES_ABSENT ? TIMES_ABSENT : cell->now_s - created);
}

/* ---- values to sort by ---- */

static void team_value(struct sort_value *value, const struct row *row) {
    value->parts[0] = sort_value_part(row->team_id, BACKFILL_NO_ID);
}

static void id_value(struct sort_value *value, const struct row *row) {
    value->parts[0] = sort_value_part(row->backfill.id, BACKFILL_NO_ID);
}

/* The name alone, or the id alone, which is above the 0 of those with a name. */
static void transfer_value(struct sort_value *value, const struct row *row) {
    value->text = row->transfer_name;
    if (value->text == NULL) {
        value->parts[0] = sort_value_part(row->backfill.transfer_id, BACKFILL_NO_ID);
    }
}

static void range_value(struct sort_value *value, const struct row *row) {
    value->parts[0] = sort_value_part(row->backfill.range_start, TIMES_ABSENT);
    value->parts[1] = sort_value_part(row->backfill.range_end, TIMES_ABSENT);
}

static void days_value(struct sort_value *value, const struct row *row) {
    value->parts[0] = sort_value_part(backfill_days(&row->backfill), BACKFILL_NO_COUNT);
}

/* Unknown words by the word; no status at all is absent. */
static void status_value(struct sort_value *value, const struct row *row) {
    enum row_state state = row_state(row);
    bool is_other = state == ROW_STATE_OTHER;
    value->parts[0] = (struct sort_part){.number = sort_value_rank(state),
                                         .absent = is_other &&
                                                   row->backfill.status == BACKFILL_NONE};
    value->text = is_other ? row->backfill.status_word : NULL;
}

static void progress_value(struct sort_value *value, const struct row *row) {
    struct backfill_runs runs;
    bool known = backfill_runs(&row->backfill, &runs) && runs.total > 0;
    double share = known ? (double)runs.completed / (double)runs.total : -1;
    value->parts[0] = sort_value_part((int64_t)(share * PROGRESS_WHOLE), -(int64_t)PROGRESS_WHOLE);
}

static void runs_value(struct sort_value *value, const struct row *row) {
    value->parts[0] = sort_value_part(row->backfill.runs_total, BACKFILL_NO_COUNT);
    value->parts[1] = sort_value_part(row->backfill.runs_completed, BACKFILL_NO_COUNT);
}

static void failed_value(struct sort_value *value, const struct row *row) {
    value->parts[0] = sort_value_part(row->backfill.runs_failed, BACKFILL_NO_COUNT);
}

/* What has ended shows a time of day in place of an ETA: the latest comes first. */
static void eta_value(struct sort_value *value, const struct row *row) {
    int64_t ended = row_has_ended(row) ? backfill_ended(&row->backfill) : TIMES_ABSENT;
    value->parts[0] = (struct sort_part){row->forecast.end_s, !row->forecast.has_eta};
    value->parts[1] = sort_value_reversed(ended, TIMES_ABSENT);
}

/* By age, youngest first: the one created last. */
static void age_value(struct sort_value *value, const struct row *row) {
    value->parts[0] = sort_value_reversed(row->backfill.created_time, TIMES_ABSENT);
}

/* ---- words of the filter ---- */

static bool number_matches(int64_t number, const char *word) {
    char text[NUMBER_TEXT];
    if (number == BACKFILL_NO_ID || word[strspn(word, "0123456789")] != '\0') {
        return false;
    }
    snprintf(text, sizeof(text), "%" PRId64, number);
    return strstr(text, word) != NULL;
}

static bool team_matches(const struct row *row, const char *word) {
    return number_matches(row->team_id, word);
}

static bool id_matches(const struct row *row, const char *word) {
    return number_matches(row->backfill.id, word);
}

static bool transfer_matches(const struct row *row, const char *word) {
    return (row->transfer_name != NULL && fold_contains(row->transfer_name, word)) ||
           number_matches(row->backfill.transfer_id, word);
}

static bool status_matches(const struct row *row, const char *word) {
    return fold_contains(row_status_word(row), word);
}

/* ---- the table ---- */

#define RUNS_COUNTED (ROW_FIELD_COMPLETED | ROW_FIELD_TOTAL)

static const struct column_info table[column_count] = {
    [COLUMN_TEAM] = {.heading = "TEAM",
                     .align = TEXT_RIGHT,
                     .tone = COLUMN_TONE_DIM,
                     .add_text = add_team,
                     .sort_value = team_value,
                     .matches = team_matches,
                     .width = COLUMN_MEASURED,
                     .least = 4,
                     .steps = {{90, 20}}},
    [COLUMN_ID] = {.heading = "ID",
                   .align = TEXT_RIGHT,
                   .add_text = add_id,
                   .sort_value = id_value,
                   .matches = id_matches,
                   .searched = true,
                   .width = COLUMN_MEASURED,
                   .least = 5,
                   .steps = {{40, 20}}},
    [COLUMN_TRANSFER] = {.heading = "TRANSFER",
                         .add_text = add_transfer,
                         .sort_value = transfer_value,
                         .matches = transfer_matches,
                         .searched = true,
                         .width = COLUMN_CLIPPED,
                         .least = 8,
                         .steps = {{80, 10}, {120, 20}, {170, 28}, {190, 40}}},
    [COLUMN_RANGE] = {.heading = "RANGE",
                      .add_text = add_range,
                      .sort_value = range_value,
                      .width = COLUMN_MEASURED,
                      .least = 17,
                      .steps = {{130, 22}}},
    [COLUMN_DAYS] = {.heading = "DAYS",
                     .align = TEXT_RIGHT,
                     .tone = COLUMN_TONE_DIM,
                     .add_text = add_days,
                     .sort_value = days_value,
                     .descends = true,
                     .steps = {{160, 5}}},
    [COLUMN_STATUS] = {.heading = "STATUS",
                       .add_text = add_status,
                       .sort_value = status_value,
                       .matches = status_matches,
                       .searched = true,
                       .changed_fields = ROW_FIELD_STATUS,
                       .steps = {{10, 1}, {50, 11}}}, /* only the mark, then the word, too */
    [COLUMN_PROGRESS] = {.heading = "PROGRESS",
                         .align = TEXT_RIGHT,
                         .add_text = add_progress,
                         .sort_value = progress_value,
                         .descends = true,
                         .changed_fields = RUNS_COUNTED,
                         .bar_text = 5,
                         .steps = {{20, 5}, {30, 10}, {70, 13}, {140, 18}, {180, 26}}},
    [COLUMN_RUNS] = {.heading = "RUNS",
                     .align = TEXT_RIGHT,
                     .add_text = add_runs,
                     .add_widest = add_all_runs,
                     .sort_value = runs_value,
                     .descends = true,
                     .changed_fields = RUNS_COUNTED,
                     .width = COLUMN_MEASURED,
                     .least = 5,
                     .steps = {{110, 23}}},
    [COLUMN_FAILED] = {.heading = "FAILED",
                       .align = TEXT_RIGHT,
                       .tone = COLUMN_TONE_BAD,
                       .add_text = add_failed,
                       .sort_value = failed_value,
                       .descends = true,
                       .changed_fields = ROW_FIELD_FAILED,
                       .steps = {{100, 6}}},
    [COLUMN_ETA] = {.heading = "ETA",
                    .align = TEXT_RIGHT,
                    .add_text = add_eta,
                    .sort_value = eta_value,
                    .steps = {{60, 7}}},
    [COLUMN_AGE] = {.heading = "AGE",
                    .align = TEXT_RIGHT,
                    .tone = COLUMN_TONE_DIM,
                    .add_text = add_age,
                    .sort_value = age_value,
                    .steps = {{150, 7}}},
};

const struct column_info *column_info(enum column column) {
    return &table[column];
}

const char *column_name(enum column column) {
#define NAME(column, name) [COLUMN_##column] = (name),
    static const char *const names[] = {COLUMN_LIST(NAME, NAME)};
#undef NAME
    return names[column];
}

bool column_parse(enum column *column, const char *name, size_t length) {
    for (int i = 0; i < column_count; i++) {
        const char *known = column_name((enum column)i);
        if (strlen(known) == length && strncmp(known, name, length) == 0) {
            *column = (enum column)i;
            return true;
        }
    }
    return false;
}

void column_add_text(struct buffer *out, enum column column, const struct column_cell *cell) {
    table[column].add_text(out, cell);
}

int column_cell_width(enum column column, const struct row *row, struct buffer *text) {
    const struct column_info *info = &table[column];
    buffer_reset(text);
    if (info->add_widest != NULL) {
        info->add_widest(text, row);
    } else {
        info->add_text(text, &(struct column_cell){.row = row, .charset = TEXT_UTF8, .utc = true});
    }
    return text_width(buffer_string(text));
}
