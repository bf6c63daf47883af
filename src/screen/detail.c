/* SPDX-License-Identifier: MIT */
#include "detail.h"

#include "backfilltop/base/numbers.h"
#include "backfilltop/base/times.h"
#include "backfilltop/core/error_groups.h"
#include "canvas.h"
#include "detail_fields.h"
#include "team_ages.h"
#include "text_block.h"
#include "timeline.h"

#include <inttypes.h>
#include <string.h>

#define MS_PER_S    1000
#define DAYS_GAP    2
#define LIST_INDENT 12 /* "2024-01-03" and the gap */
#define DAYS_MOST   44 /* columns: longer ones stand on a line of their own */
#define SMALL_PANE  12 /* lines: in fewer the errors come first */

/* "Cancelled 2024-03-04 12:20:00 (7 m ago) by user 2002; it had run for 1 h 40." */
static void add_end(struct buffer *text, const struct backfill *backfill, const struct view *view) {
    bool is_cancelled = backfill->status == BACKFILL_CANCELLED;
    int64_t took_s = backfill_took(backfill);
    buffer_add_string(text, is_cancelled ? "Cancelled" : "Completed");
    if (backfill_ended(backfill) != TIMES_ABSENT) {
        buffer_add_string(text, " ");
        detail_fields_add_time(text, backfill_ended(backfill), view);
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
    buffer_add_string(text, row->ending == ROW_ENDING_MISSING
                                ? "the API no longer has it (404): its outcome is unknown."
                                : "it has ended, outcome not known yet.");
}

/* How a backfill that left the list has ended. */
static void add_outcome(struct text_block *block, const struct view *view, const struct row *row) {
    struct buffer text = {0};
    if (row->ending == ROW_ENDING_FINAL) {
        add_end(&text, &row->backfill, view);
    } else {
        add_leaving(&text, row, view->now_ms);
    }
    text_block_add_wrapped(block, "", 0, THEME_TEXT, buffer_string(&text));
    buffer_clear(&text);
}

static void add_message(struct text_block *block, const char *lead, int indent, const char *bytes) {
    struct buffer clean = {0};
    bool is_blank = text_is_blank(bytes, strlen(bytes));
    if (is_blank) {
        buffer_add_string(&clean, "no message");
    } else {
        text_clean(&clean, bytes, strlen(bytes), terminal_charset());
    }
    text_block_add_wrapped(block, lead, indent, is_blank ? THEME_DIM : THEME_TEXT,
                           buffer_string(&clean));
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

/* The column at which messages begin: behind the longest of the dates that may share their line. */
static int messages_indent(const struct error_groups *groups, int columns) {
    int most = min_int(columns / 2, DAYS_MOST);
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

static void add_grouped(struct text_block *block, const struct backfill *backfill) {
    struct error_groups groups;
    struct buffer days = {0};
    error_groups_init(&groups, backfill);
    int indent = messages_indent(&groups, block->columns);
    for (size_t i = 0; i < groups.count; i++) {
        buffer_reset(&days);
        add_days(&days, &groups.groups[i]);
        add_message(block, buffer_string(&days), indent, groups.groups[i].message);
    }
    buffer_clear(&days);
    error_groups_clear(&groups);
}

static void add_one_by_one(struct text_block *block, const struct backfill *backfill) {
    for (size_t i = 0; i < backfill->error_count; i++) {
        char day[TIMES_TEXT];
        times_format_day(day, backfill->errors[i].day);
        add_message(block, day, LIST_INDENT, backfill->errors[i].message);
    }
}

static void add_errors(struct text_block *block, const struct view *view,
                       const struct backfill *backfill) {
    if (backfill->error_count == 0) {
        text_block_add_wrapped(block, "", 0, THEME_DIM,
                               backfill->has_error_report ? "No errors reported."
                                                          : "The API sent no error report.");
    } else if (view->pane == PANE_LIST) {
        add_one_by_one(block, backfill);
    } else {
        add_grouped(block, backfill);
    }
}

static void add_text(struct text_block *block, const struct layout *layout,
                     const struct view *view) {
    const struct row *row = listing_selected(view->listing);
    if (row == NULL) {
        text_block_add_wrapped(block, "", 0, THEME_DIM, "No backfill is selected.");
        return;
    }
    bool is_small = layout->pane_lines < SMALL_PANE;
    if (row->change == ROW_GONE) {
        add_outcome(block, view, row);
    }
    if (!is_small) {
        detail_fields_add(block, view, row);
        text_block_add_blank(block);
        timeline_add(block, &row->backfill);
    }
    add_errors(block, view, &row->backfill);
    if (is_small) {
        text_block_add_blank(block);
        timeline_add(block, &row->backfill);
        detail_fields_add(block, view, row);
    }
}

static struct text_block block_of(const struct layout *layout) {
    int left = layout->pane_x > 0 ? layout->pane_x + 2 : layout->margin;
    return (struct text_block){.y = layout->pane_y + 1,
                               .x = left,
                               .columns = layout->width - layout->margin - left,
                               .first = layout->pane_text.first,
                               .lines = layout->pane_lines};
}

/* The focused pane has a bright title. */
static enum theme_role title_role(const struct view *view, enum theme_role bright) {
    return view->pane_focused ? bright : THEME_DIM;
}

static void describe_row(struct strip *strip, const struct view *view, const struct row *row) {
    struct buffer text = {0};
    struct column_cell cell = {
        .row = row, .charset = terminal_charset(), .now_s = view->now_s, .utc = view->utc};
    strip_add_format(strip, title_role(view, THEME_STRONG), " %" PRId64 "  ", row->backfill.id);
    column_add_text(&text, COLUMN_STATUS, &cell);
    strip_add_state(strip, row_state(row), buffer_string(&text));
    buffer_reset(&text);
    column_add_text(&text, COLUMN_RANGE, &cell);
    strip_add_space(strip, 2);
    strip_add(strip, THEME_TEXT, buffer_string(&text));
    if (row->backfill.error_count > 0) {
        strip_add_space(strip, 2);
        strip_add_format(strip, THEME_BAD, "%zu error%s", row->backfill.error_count,
                         text_plural((int64_t)row->backfill.error_count));
    }
    strip_add_space(strip, 1);
    buffer_clear(&text);
}

/* A rule with the backfill's name in it, and at its end which lines are shown. */
static void draw_title(const struct layout *layout, const struct view *view) {
    const struct layout_text *shown = &layout->pane_text;
    const struct row *row = listing_selected(view->listing);
    struct strip strip = {0};
    int start = layout->pane_x > 0 ? layout->pane_x + 1 : layout->margin + 1;
    int end = layout->width - layout->margin;
    draw_fill(layout->pane_y, layout->pane_x, layout->pane_width,
              theme_glyph(GLYPH_RULE, terminal_charset()),
              theme_style(title_role(view, THEME_STRONG), false));
    if (shown->most > 0 && layout->pane_lines > 0) {
        strip_add_format(&strip, THEME_DIM, " %d-%d of %d ", shown->first + 1,
                         shown->first + layout->pane_lines, shown->lines);
        end -= strip_width(&strip) + 1;
        strip_draw(&strip, layout->pane_y, end, strip_width(&strip));
    }
    if (row != NULL) {
        strip_reset(&strip);
        describe_row(&strip, view, row);
        strip_draw(&strip, layout->pane_y, start, end - start - 1);
    }
    strip_clear(&strip);
}

/* Between the table and the pane beside it. */
static void draw_wall(const struct layout *layout) {
    for (int i = 0; layout->pane_x > 0 && i <= layout->pane_lines; i++) {
        draw_fill(layout->pane_y + i, layout->pane_x, 1,
                  theme_glyph(GLYPH_WALL, terminal_charset()), theme_style(THEME_DIM, false));
    }
}

/* Appends a moment as detail_fields_add_time() shows it. */
static void add_moment(struct buffer *key, int64_t moment_s, int64_t now_s) {
    if (moment_s != TIMES_ABSENT) {
        bool is_past = moment_s <= now_s;
        int64_t span_s = is_past ? now_s - moment_s : moment_s - now_s;
        const int64_t numbers[] = {is_past, times_span_shown(span_s)};
        draw_key_add_numbers(key, numbers, 2);
    }
}

static void add_age(struct buffer *key, int64_t since_ms, int64_t now_ms) {
    const int64_t numbers[] = {since_ms >= 0, times_span_shown((now_ms - since_ms) / MS_PER_S)};
    draw_key_add_numbers(key, numbers, 2);
}

void detail_add_times(struct buffer *key, const struct view *view) {
    const struct row *row = listing_selected(view->listing);
    if (row == NULL || view->pane == PANE_CLOSED) {
        return;
    }
    const struct backfill *backfill = &row->backfill;
    const struct view_team *old = team_ages_find_old(view, row->team_id);
    const int64_t moments[] = {backfill->created_time, backfill->start_time, backfill->end_time,
                               backfill->removed_time,
                               row->forecast.has_eta ? row->forecast.end_s : TIMES_ABSENT};
    for (size_t i = 0; i < sizeof moments / sizeof *moments; i++) {
        add_moment(key, moments[i], view->now_s);
    }
    if (row->change == ROW_GONE) {
        add_age(key, row->gone_ms, view->now_ms);
    }
    if (old != NULL) {
        add_age(key, old->last_success_ms, view->now_ms);
    }
}

static bool is_kept(const struct layout *layout, const struct view *view) {
    struct buffer key = {0};
    draw_key_add_edition(&key, "pane", layout, view);
    if (key.length > 0) {
        detail_add_times(&key, view);
    }
    bool is_kept = canvas_keeps(layout->pane_y, layout->pane_lines + 1, &key);
    buffer_clear(&key);
    return is_kept;
}

void detail_draw(const struct layout *layout, const struct view *view) {
    if (layout->pane_y < 0 || is_kept(layout, view)) {
        return;
    }
    struct text_block block = block_of(layout);
    draw_title(layout, view);
    add_text(&block, layout, view);
    draw_wall(layout);
}

int detail_count_lines(const struct layout *layout, const struct view *view) {
    struct text_block block = block_of(layout);
    block.lines = 0;
    add_text(&block, layout, view);
    return block.count;
}
