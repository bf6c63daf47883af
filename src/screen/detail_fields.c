/* SPDX-License-Identifier: MIT */
#include "detail_fields.h"

#include "backfilltop/base/times.h"
#include "team_ages.h"

#include <inttypes.h>
#include <string.h>

#define FACT_GAP 3

/* Fields side by side, as many as fit on a line. */
struct fields {
    struct text_block *block;
    const struct view *view;
    struct strip line;
};

static void end_facts(struct fields *fields) {
    if (fields->line.count > 0) {
        text_block_add(fields->block, &fields->line);
    }
    strip_reset(&fields->line);
}

static void add_fact(struct fields *fields, const char *label, const char *clean) {
    int width = text_width(label) + 1 + text_width(clean);
    if (fields->line.count > 0 &&
        strip_width(&fields->line) + FACT_GAP + width > fields->block->columns) {
        end_facts(fields);
    }
    strip_add_space(&fields->line, fields->line.count > 0 ? FACT_GAP : 0);
    strip_add(&fields->line, THEME_DIM, label);
    strip_add_space(&fields->line, 1);
    strip_add(&fields->line, THEME_TEXT, clean);
}

static void add_number_fact(struct fields *fields, const char *label, int64_t number) {
    if (number != BACKFILL_NO_ID) {
        struct buffer text = {0};
        buffer_add_format(&text, "%" PRId64, number);
        add_fact(fields, label, buffer_string(&text));
        buffer_clear(&text);
    }
}

static void add_time_fact(struct fields *fields, const char *label, int64_t seconds) {
    if (seconds != TIMES_ABSENT) {
        struct buffer text = {0};
        detail_fields_add_time(&text, seconds, fields->view);
        add_fact(fields, label, buffer_string(&text));
        buffer_clear(&text);
    }
}

static void add_count(struct buffer *text, int64_t count, const char *word) {
    if (count > 0) {
        buffer_add_format(text, ", %" PRId64 " %s", count, word);
    }
}

static void add_runs_fact(struct fields *fields, const struct backfill *backfill) {
    struct backfill_runs runs;
    struct buffer text = {0};
    if (backfill_runs(backfill, &runs)) {
        buffer_add_format(&text, "%" PRId64 " of %" PRId64 " done", backfill->runs_completed,
                          backfill->runs_total);
        add_count(&text, backfill->runs_failed, "failed");
        add_count(&text, backfill_in_flight(backfill), "in flight");
        add_count(&text, runs.pending, "to come");
        add_fact(fields, "runs", buffer_string(&text));
    }
    buffer_clear(&text);
}

static void add_cell_fact(struct fields *fields, const char *label, const struct row *row,
                          enum column column) {
    struct buffer text = {0};
    column_add_text(&text, column,
                    &(struct column_cell){.row = row,
                                          .charset = terminal_charset(),
                                          .now_s = fields->view->now_s,
                                          .utc = fields->view->utc});
    add_fact(fields, label, buffer_string(&text));
    buffer_clear(&text);
}

static void add_transfer_facts(struct fields *fields, const struct row *row) {
    add_cell_fact(fields, "transfer", row, COLUMN_TRANSFER);
    if (row->transfer_name != NULL) {
        add_number_fact(fields, "transfer id", row->backfill.transfer_id);
    }
}

static void add_rate_fact(struct fields *fields, const struct forecast *forecast) {
    struct buffer text = {0};
    if (forecast->has_rate) {
        draw_add_rate(&text, forecast->runs_per_minute);
    }
    if (text.length > 0) {
        add_fact(fields, "rate", buffer_string(&text));
    }
    buffer_clear(&text);
}

/* The age of the row's data, where the header's age is not theirs. */
static void add_data_fact(struct fields *fields, int64_t team_id) {
    const struct view_team *team = team_ages_find_old(fields->view, team_id);
    struct buffer text = {0};
    if (team != NULL) {
        team_ages_add_one(&text, fields->view, team);
        add_fact(fields, "data", buffer_string(&text));
    }
    buffer_clear(&text);
}

static void add_what(struct fields *fields, const struct row *row) {
    add_runs_fact(fields, &row->backfill);
    add_rate_fact(fields, &row->forecast);
    add_cell_fact(fields, "days", row, COLUMN_DAYS);
    add_transfer_facts(fields, row);
    add_number_fact(fields, "team", row->team_id);
    add_data_fact(fields, row->team_id);
    end_facts(fields);
}

/* `has_outcome`: the line above says how it ended. */
static void add_when(struct fields *fields, const struct row *row, bool has_outcome) {
    const struct backfill *backfill = &row->backfill;
    add_time_fact(fields, "created", backfill->created_time);
    add_time_fact(fields, "started", backfill->start_time);
    bool has_eta = row->forecast.has_eta && row->forecast.end_s > fields->view->now_s;
    if (row->change != ROW_GONE && has_eta) {
        add_time_fact(fields, "ends about", row->forecast.end_s);
    }
    if (!has_outcome) {
        add_time_fact(fields, "ended", backfill->end_time);
        add_time_fact(fields, "removed", backfill->removed_time);
    }
    end_facts(fields);
}

static void add_who(struct fields *fields, const struct row *row, bool has_outcome) {
    add_number_fact(fields, "created by user", row->backfill.created_user_id);
    if (!has_outcome) {
        add_number_fact(fields, "removed by user", row->backfill.removed_user_id);
    }
    if (fields->view->request_id != NULL) {
        struct buffer text = {0};
        text_clean(&text, fields->view->request_id, strlen(fields->view->request_id),
                   terminal_charset());
        add_fact(fields, "latest request", buffer_string(&text));
        buffer_clear(&text);
    }
    end_facts(fields);
}

void detail_fields_add_time(struct buffer *text, int64_t seconds, const struct view *view) {
    char when[TIMES_TEXT];
    char span[TIMES_TEXT];
    bool is_past = seconds <= view->now_s;
    times_format_local(when, seconds, view->utc);
    times_format_span(span, is_past ? view->now_s - seconds : seconds - view->now_s);
    buffer_add_format(text, is_past ? "%s (%s ago)" : "%s (in %s)", when, span);
}

void detail_fields_add(struct text_block *block, const struct view *view, const struct row *row) {
    struct fields fields = {.block = block, .view = view};
    bool has_outcome = row->change == ROW_GONE && row->ending == ROW_ENDING_FINAL;
    add_what(&fields, row);
    add_when(&fields, row, has_outcome);
    add_who(&fields, row, has_outcome);
    strip_clear(&fields.line);
}
