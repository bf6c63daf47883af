/* SPDX-License-Identifier: MIT */
#include "detail.h"

#include "backfilltop/base/times.h"
#include "backfilltop/core/error_groups.h"
#include "page.h"

#include <inttypes.h>
#include <string.h>

#define MS_PER_S    1000
#define FACT_GAP    3
#define DAYS_GAP    2
#define LIST_INDENT 12 /* "2024-01-03" and the gap */
#define DAYS_MOST   44 /* columns: longer ones stand on a line of their own */
#define SMALL_PANE  12 /* lines: in fewer the errors come first */

/* Facts side by side, as many as fit on a line. */
struct facts {
    struct page *page;
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

/* "2024-03-04 12:20:00 (7 m ago)" */
static void add_time(struct buffer *text, int64_t seconds, int64_t now_s) {
    char when[TIMES_TEXT];
    char ago[TIMES_TEXT];
    times_format_local(when, seconds, false);
    times_format_span(ago, now_s - seconds);
    buffer_add_format(text, "%s (%s ago)", when, ago);
}

static void add_time_fact(struct facts *facts, const char *label, int64_t seconds, int64_t now_s) {
    if (seconds != TIMES_ABSENT) {
        struct buffer text = {0};
        add_time(&text, seconds, now_s);
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
        buffer_add_format(&text, "%" PRId64 " of %" PRId64 " done", runs.completed, runs.total);
        add_count(&text, runs.failed, "failed");
        add_count(&text, runs.in_flight, "in flight");
        add_count(&text, runs.pending, "to come");
        add_fact(facts, "runs", buffer_string(&text));
    }
    buffer_clear(&text);
}

static void add_cell_fact(struct facts *facts, const char *label, const struct row *row,
                          enum column column, int64_t now_s) {
    struct buffer text = {0};
    cell_add(&text, row, column, terminal_charset(), now_s);
    add_fact(facts, label, buffer_string(&text));
    buffer_clear(&text);
}

static void add_transfer_facts(struct facts *facts, const struct row *row, int64_t now_s) {
    add_cell_fact(facts, "transfer", row, COLUMN_TRANSFER, now_s);
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

static void add_facts(struct page *page, const struct view *view, const struct row *row) {
    const struct backfill *backfill = &row->backfill;
    struct facts facts = {page, {{0}, {{0}}, 0}};
    bool is_told = row->change == ROW_GONE && row->fate == FATE_ENDED; /* see add_outcome() */
    add_runs_fact(&facts, backfill);
    add_rate_fact(&facts, &row->forecast);
    add_cell_fact(&facts, "days", row, COLUMN_DAYS, view->now_s);
    add_transfer_facts(&facts, row, view->now_s);
    if (view->link.teams > 1) {
        add_number_fact(&facts, "team", row->team_id);
    }
    add_number_fact(&facts, "created by user", backfill->created_user_id);
    if (!is_told) {
        add_number_fact(&facts, "removed by user", backfill->removed_user_id);
    }
    end_facts(&facts);
    add_time_fact(&facts, "created", backfill->created_time, view->now_s);
    add_time_fact(&facts, "started", backfill->start_time, view->now_s);
    if (!is_told) {
        add_time_fact(&facts, "ended", backfill->end_time, view->now_s);
        add_time_fact(&facts, "removed", backfill->removed_time, view->now_s);
    }
    end_facts(&facts);
    strip_clear(&facts.line);
}

/* "Cancelled 2024-03-04 12:20:00 (7 m ago) by user 2002; it had run for 1 h 40." */
static void add_end(struct buffer *text, const struct backfill *backfill, int64_t now_s) {
    bool is_cancelled = backfill->status == BACKFILL_CANCELLED;
    int64_t took_s = backfill_took(backfill);
    buffer_add_string(text, is_cancelled ? "Cancelled" : "Completed");
    if (backfill_ended(backfill) != TIMES_ABSENT) {
        buffer_add_string(text, " ");
        add_time(text, backfill_ended(backfill), now_s);
    }
    if (is_cancelled && backfill->removed_user_id != BACKFILL_NO_ID) {
        buffer_add_format(text, " by user %" PRId64, backfill->removed_user_id);
    }
    if (took_s != TIMES_ABSENT) {
        char span[TIMES_TEXT];
        times_format_span(span, took_s);
        buffer_add_format(text, "; it %s %s", is_cancelled ? "had run for" : "took", span);
    }
    buffer_add_string(text, ".");
}

static void add_leaving(struct buffer *text, const struct row *row, int64_t now_ms) {
    char span[TIMES_TEXT];
    times_format_span(span, (now_ms - row->gone_ms) / MS_PER_S);
    buffer_add_format(text, "Left the list %s ago: ", span);
    buffer_add_string(text, row->fate == FATE_MISSING
                                ? "the API does not know it any more (404), so how it ended "
                                  "cannot be told."
                                : "it has ended, and the API has not told yet how.");
}

/* What became of a backfill that is not in the list any more. */
static void add_outcome(struct page *page, const struct view *view, const struct row *row) {
    struct buffer text = {0};
    if (row->fate == FATE_ENDED) {
        add_end(&text, &row->backfill, view->now_s);
    } else {
        add_leaving(&text, row, view->now_ms);
    }
    page_add_wrapped(page, "", 0, theme_state_role(row_state(row)), buffer_string(&text));
    buffer_clear(&text);
}

static void add_message(struct page *page, const char *lead, int indent, const char *bytes) {
    struct buffer clean = {0};
    text_clean(&clean, bytes, strlen(bytes), terminal_charset());
    page_add_wrapped(page, lead, indent, THEME_TEXT, buffer_string(&clean));
    buffer_clear(&clean);
}

/* "2024-01-03..01-16 (14 days)" */
static void add_days(struct buffer *text, const struct error_group *group) {
    error_group_add_days(text, group);
    if (group->day_count == 0) {
        buffer_add_format(text, "no date (%zu)", group->entries);
    } else if (group->day_count > 1) {
        buffer_add_format(text, " (%zu days)", group->day_count);
    }
}

/* Where the messages begin: behind the longest of the dates that may share a line with them. */
static int messages_indent(const struct error_groups *groups, int columns) {
    int most = columns / 2 < DAYS_MOST ? columns / 2 : DAYS_MOST;
    int indent = 0;
    struct buffer days = {0};
    for (size_t i = 0; i < groups->count; i++) {
        buffer_reset(&days);
        add_days(&days, &groups->groups[i]);
        int width = text_width(buffer_string(&days));
        if (width <= most && width > indent) {
            indent = width;
        }
    }
    buffer_clear(&days);
    return indent + DAYS_GAP;
}

static void add_grouped(struct page *page, const struct backfill *backfill) {
    struct error_groups groups;
    struct buffer days = {0};
    error_groups_init(&groups, backfill);
    int indent = messages_indent(&groups, page->columns);
    for (size_t i = 0; i < groups.count; i++) {
        buffer_reset(&days);
        add_days(&days, &groups.groups[i]);
        add_message(page, buffer_string(&days), indent, groups.groups[i].message);
    }
    buffer_clear(&days);
    error_groups_clear(&groups);
}

static void add_one_by_one(struct page *page, const struct backfill *backfill) {
    for (size_t i = 0; i < backfill->error_count; i++) {
        char day[TIMES_TEXT];
        times_format_day(day, backfill->errors[i].day);
        add_message(page, day, LIST_INDENT, backfill->errors[i].message);
    }
}

static void add_errors(struct page *page, const struct view *view,
                       const struct backfill *backfill) {
    if (backfill->error_count == 0) {
        page_add_wrapped(page, "", 0, THEME_DIM,
                         backfill->has_error_report ? "No errors reported."
                                                    : "The API sent no error report.");
    } else if (view->pane == PANE_LIST) {
        add_one_by_one(page, backfill);
    } else {
        add_grouped(page, backfill);
    }
}

static void add_text(struct page *page, const struct layout *layout, const struct view *view) {
    const struct row *row = listing_selected(view->listing);
    if (row == NULL) {
        page_add_wrapped(page, "", 0, THEME_DIM, "No backfill is selected.");
        return;
    }
    bool is_small = layout->pane_lines < SMALL_PANE;
    if (row->change == ROW_GONE) {
        add_outcome(page, view, row);
    }
    if (!is_small) {
        add_facts(page, view, row);
        page_add_blank(page);
    }
    add_errors(page, view, &row->backfill);
    if (is_small) {
        page_add_blank(page);
        add_facts(page, view, row);
    }
}

static struct page page_of(const struct layout *layout, const struct view *view) {
    return (struct page){.y = layout->pane_y + 1,
                         .x = layout->margin,
                         .columns = layout->width - 2 * layout->margin,
                         .first = view->pane_scroll,
                         .lines = layout->pane_lines};
}

static void describe_row(struct strip *strip, const struct view *view, const struct row *row) {
    enum row_state state = row_state(row);
    struct buffer text = {0};
    strip_add_format(strip, THEME_STRONG, " %" PRId64 "  ", row->backfill.id);
    strip_add_format(strip, theme_state_role(state), "%s ",
                     theme_state_mark(state, terminal_charset()));
    cell_add(&text, row, COLUMN_STATUS, terminal_charset(), view->now_s);
    strip_add(strip, theme_state_role(state), buffer_string(&text));
    buffer_reset(&text);
    cell_add(&text, row, COLUMN_RANGE, terminal_charset(), view->now_s);
    strip_add_space(strip, 2);
    strip_add(strip, THEME_TEXT, buffer_string(&text));
    if (row->backfill.error_count > 0) {
        strip_add_format(strip, THEME_BAD, "  %zu error%s", row->backfill.error_count,
                         row->backfill.error_count == 1 ? "" : "s");
    }
    strip_add_space(strip, 1);
    buffer_clear(&text);
}

/* A rule with the backfill's name in it, and at its end which lines are shown. */
static void draw_title(const struct layout *layout, const struct view *view, int lines) {
    const struct row *row = listing_selected(view->listing);
    const char *rule = theme_glyph(GLYPH_RULE, terminal_charset());
    draw_fill(layout->pane_y, 0, layout->width, rule, theme_style(THEME_DIM, false));
    struct strip strip = {0};
    int end = layout->width - layout->margin;
    if (lines > layout->pane_lines && layout->pane_lines > 0) {
        int last = view->pane_scroll + layout->pane_lines;
        strip_add_format(&strip, THEME_DIM, " %d-%d of %d ", view->pane_scroll + 1,
                         last < lines ? last : lines, lines);
        end -= strip_width(&strip) + 1;
        strip_draw(&strip, layout->pane_y, end, strip_width(&strip));
    }
    if (row != NULL) {
        strip_reset(&strip);
        describe_row(&strip, view, row);
        strip_draw(&strip, layout->pane_y, layout->margin + 1, end - layout->margin - 2);
    }
    strip_clear(&strip);
}

void detail_draw(const struct layout *layout, const struct view *view) {
    if (layout->pane_y < 0) {
        return;
    }
    struct page page = page_of(layout, view);
    add_text(&page, layout, view);
    draw_title(layout, view, page.count);
}

int detail_count_lines(const struct layout *layout, const struct view *view) {
    struct page page = page_of(layout, view);
    page.lines = 0;
    add_text(&page, layout, view);
    return page.count;
}
