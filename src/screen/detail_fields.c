/* SPDX-License-Identifier: MIT */
#include "detail_fields.h"

#include "backfilltop/base/times.h"
#include "team_ages.h"

#include <inttypes.h>
#include <string.h>

#define FACT_GAP 3

/* Facts side by side, as many as fit on a line. */
struct facts {
    struct page *page;
    const struct view *view;
    struct strip line;
};

static void end_facts(struct facts *facts) {
    if (facts->line.count > 0) {
        page_add(facts->page, &facts->line);
    }
    strip_reset(&facts->line);
}

static void add_fact(struct facts *facts, const char *label, const char *clean) {
    int width = text_width(label) + 1 + text_width(clean);
    if (facts->line.count > 0 &&
        strip_width(&facts->line) + FACT_GAP + width > facts->page->columns) {
        end_facts(facts);
    }
    strip_add_space(&facts->line, facts->line.count > 0 ? FACT_GAP : 0);
    strip_add(&facts->line, THEME_DIM, label);
    strip_add_space(&facts->line, 1);
    strip_add(&facts->line, THEME_TEXT, clean);
}

static void add_number_fact(struct facts *facts, const char *label, int64_t number) {
    if (number != BACKFILL_NO_ID) {
        struct buffer text = {0};
        buffer_add_format(&text, "%" PRId64, number);
        add_fact(facts, label, buffer_string(&text));
        buffer_clear(&text);
    }
}

static void add_time_fact(struct facts *facts, const char *label, int64_t seconds) {
    if (seconds != TIMES_ABSENT) {
        struct buffer text = {0};
        facts_add_time(&text, seconds, facts->view);
        add_fact(facts, label, buffer_string(&text));
        buffer_clear(&text);
    }
}

static void add_count(struct buffer *text, int64_t count, const char *word) {
    if (count > 0) {
        buffer_add_format(text, ", %" PRId64 " %s", count, word);
    }
}

static void add_runs_fact(struct facts *facts, const struct backfill *backfill) {
    struct backfill_runs runs;
    struct buffer text = {0};
    if (backfill_runs(backfill, &runs)) {
        buffer_add_format(&text, "%" PRId64 " of %" PRId64 " done", backfill->runs_completed,
                          backfill->runs_total);
        add_count(&text, backfill->runs_failed, "failed");
        add_count(&text, backfill_in_flight(backfill), "in flight");
        add_count(&text, runs.pending, "to come");
        add_fact(facts, "runs", buffer_string(&text));
    }
    buffer_clear(&text);
}

static void add_cell_fact(struct facts *facts, const char *label, const struct row *row,
                          enum column column) {
    struct buffer text = {0};
    cell_add(&text, row, column, terminal_charset(), facts->view->now_s, facts->view->utc);
    add_fact(facts, label, buffer_string(&text));
    buffer_clear(&text);
}

static void add_transfer_facts(struct facts *facts, const struct row *row) {
    add_cell_fact(facts, "transfer", row, COLUMN_TRANSFER);
    if (row->transfer_name != NULL) {
        add_number_fact(facts, "transfer id", row->backfill.transfer_id);
    }
}

static void add_rate_fact(struct facts *facts, const struct forecast *forecast) {
    struct buffer text = {0};
    if (forecast->has_rate) {
        add_rate(&text, forecast->runs_per_minute);
    }
    if (text.length > 0) {
        add_fact(facts, "rate", buffer_string(&text));
    }
    buffer_clear(&text);
}

/* Where the age in the header is not that of this row. */
static void add_data_fact(struct facts *facts, int64_t team_id) {
    const struct view_team *team = team_ages_find_old(facts->view, team_id);
    struct buffer text = {0};
    if (team != NULL) {
        team_ages_add_one(&text, facts->view, team);
        add_fact(facts, "data", buffer_string(&text));
    }
    buffer_clear(&text);
}

static void add_what(struct facts *facts, const struct row *row) {
    add_runs_fact(facts, &row->backfill);
    add_rate_fact(facts, &row->forecast);
    add_cell_fact(facts, "days", row, COLUMN_DAYS);
    add_transfer_facts(facts, row);
    add_number_fact(facts, "team", row->team_id);
    add_data_fact(facts, row->team_id);
    end_facts(facts);
}

/* `is_told`: how it ended stands above already. */
static void add_when(struct facts *facts, const struct row *row, bool is_told) {
    const struct backfill *backfill = &row->backfill;
    add_time_fact(facts, "created", backfill->created_time);
    add_time_fact(facts, "started", backfill->start_time);
    bool has_eta = row->forecast.has_eta && row->forecast.end_s > facts->view->now_s;
    if (row->change != ROW_GONE && has_eta) {
        add_time_fact(facts, "ends about", row->forecast.end_s);
    }
    if (!is_told) {
        add_time_fact(facts, "ended", backfill->end_time);
        add_time_fact(facts, "removed", backfill->removed_time);
    }
    end_facts(facts);
}

static void add_who(struct facts *facts, const struct row *row, bool is_told) {
    add_number_fact(facts, "created by user", row->backfill.created_user_id);
    if (!is_told) {
        add_number_fact(facts, "removed by user", row->backfill.removed_user_id);
    }
    if (facts->view->request_id != NULL) {
        struct buffer text = {0};
        text_clean(&text, facts->view->request_id, strlen(facts->view->request_id),
                   terminal_charset());
        add_fact(facts, "latest request", buffer_string(&text));
        buffer_clear(&text);
    }
    end_facts(facts);
}

void facts_add_time(struct buffer *text, int64_t seconds, const struct view *view) {
    char when[TIMES_TEXT];
    char span[TIMES_TEXT];
    bool is_past = seconds <= view->now_s;
    times_format_local(when, seconds, view->utc);
    times_format_span(span, is_past ? view->now_s - seconds : seconds - view->now_s);
    buffer_add_format(text, is_past ? "%s (%s ago)" : "%s (in %s)", when, span);
}

void facts_add(struct page *page, const struct view *view, const struct row *row) {
    struct facts facts = {.page = page, .view = view};
    bool is_told = row->change == ROW_GONE && row->ending == ROW_ENDING_FINAL;
    add_what(&facts, row);
    add_when(&facts, row, is_told);
    add_who(&facts, row, is_told);
    strip_clear(&facts.line);
}
