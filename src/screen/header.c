/* SPDX-License-Identifier: MIT */
#include "header.h"

#include "backfilltop/base/times.h"
#include "draw.h"
#include "link.h"
#include "sparkline.h"

#include <inttypes.h>
#include <stdio.h>

#define GAP             2
#define BAR_LEAST       8
#define CLOCK_LIMIT_S   (INT64_C(24) * 3600) /* beyond it a time of day would mislead */
#define COUNTS_TERSEST  6
#define OVERALL_TERSEST 5
#define SPARKLINE       15
#define SPARKLINE_WIDE  30

typedef void describe(struct strip *strip, const struct view *view, int level);

/* One way to share a line between its left and its right text. */
struct sharing {
    int left;
    int right;
};

static const struct sharing title_sharings[] = {{0, 0}, {1, 0}, {2, 0}, {2, 1}, {3, 1},
                                                {4, 1}, {4, 2}, {4, 3}, {4, 4}};
static const struct sharing counts_sharings[] = {{0, 0}, {1, 0}, {1, 1}, {2, 1}, {3, 1}, {4, 1},
                                                 {4, 2}, {5, 2}, {5, 3}, {6, 3}, {6, 4}};
static const struct sharing line_sharings[] = {{0, 0}, {1, 0}, {1, 1}, {2, 1}, {3, 1}, {4, 1},
                                               {4, 2}, {5, 2}, {5, 3}, {6, 3}, {6, 4}, {7, 4}};

/* The level down to which a count keeps its word. */
enum { QUIET = 1, END = 2, TROUBLE = 3 };

/* In the order in which they stand. */
static const struct counted {
    enum row_state state;
    const char *word;
    int word_until;
} counted[] = {
    {ROW_STATE_FAILED, "failed", TROUBLE},     {ROW_STATE_STALLED, "stalled", TROUBLE},
    {ROW_STATE_RUNNING, "running", TROUBLE},   {ROW_STATE_OTHER, "other", QUIET},
    {ROW_STATE_SCHEDULED, "scheduled", QUIET}, {ROW_STATE_CREATED, "created", QUIET},
    {ROW_STATE_LEFT, "left", QUIET},           {ROW_STATE_COMPLETED, "completed", END},
    {ROW_STATE_CANCELLED, "cancelled", END},   {ROW_STATE_GONE, "gone", QUIET},
};

/* Level 0 says all, 1 leaves out the sum, 2 to 4 more and more words, 5 spaces. */
static void describe_count(struct strip *strip, const struct counted *kind, size_t count,
                           int level) {
    enum theme_role role = theme_word_role(kind->state);
    bool is_dense = level >= 5;
    strip_add_space(strip, strip->count == 0 ? 0 : is_dense ? 1 : GAP);
    strip_add(strip, theme_state_role(kind->state),
              theme_state_mark(kind->state, terminal_charset()));
    strip_add_format(strip, role, is_dense ? "%zu" : " %zu", count);
    if (level <= kind->word_until) {
        strip_add_format(strip, role, " %s", kind->word);
    }
}

static void describe_counts(struct strip *strip, const struct view *view, int level) {
    if (view->link.last_success_ms < 0) {
        return;
    }
    size_t rows = view->totals->rows;
    if (level == 0 || (rows == 0 && view->totals->gone == 0)) {
        strip_add_format(strip, THEME_STRONG, "%zu backfill%s", rows, rows == 1 ? "" : "s");
    }
    for (size_t i = 0; i < sizeof counted / sizeof *counted; i++) {
        size_t count = view->totals->by_state[counted[i].state];
        bool is_wanted = level < COUNTS_TERSEST || counted[i].word_until == TROUBLE;
        if (count > 0 && is_wanted) {
            describe_count(strip, &counted[i], count, level);
        }
    }
}

/* Level 0 says all, 1 leaves out the budget, 2 the host, 3 the program's name, 4 says nothing. */
static void describe_title(struct strip *strip, const struct view *view, int level) {
    if (level <= 2) {
        strip_add(strip, THEME_STRONG, "backfilltop");
        strip_add_space(strip, GAP);
    }
    if (level <= 3) {
        strip_add(strip, THEME_TEXT, view->link.teams > 1 ? "teams " : "team ");
        strip_add_bytes(strip, THEME_TEXT, view->link.team);
    }
    if (level <= 1) {
        strip_add_space(strip, GAP);
        strip_add_bytes(strip, THEME_DIM, view->link.demo ? "demo" : view->link.host);
    }
    if (level == 0 && view->link.budget != NULL) {
        strip_add_space(strip, GAP);
        strip_add_bytes(strip, THEME_DIM, view->link.budget);
    }
}

static void describe_end(struct strip *strip, const struct view *view, bool terse) {
    int64_t end_s = view->totals->end_s;
    int64_t now_s = view->now_s;
    int64_t eta_s = end_s > now_s ? end_s - now_s : 0;
    char text[TIMES_TEXT];
    strip_add_glyph(strip, THEME_TEXT, GLYPH_ABOUT);
    if (eta_s < CLOCK_LIMIT_S) {
        times_format_clock(text, now_s + eta_s, view->utc);
        strip_add_format(strip, THEME_STRONG, " %s", text);
        if (terse) {
            return;
        }
        strip_add(strip, THEME_TEXT, ",");
    }
    times_format_span(text, eta_s);
    strip_add_format(strip, THEME_TEXT, " in %s", text);
}

static void describe_rate(struct strip *strip, const struct view *view, int cells) {
    struct buffer rate = {0};
    add_rate(&rate, view->totals->runs_per_minute);
    strip_add_space(strip, rate.length > 0 ? GAP : 0);
    strip_add(strip, THEME_TEXT, buffer_string(&rate));
    if (cells > 0 && view->has_throughput) {
        strip_add_space(strip, 1);
        sparkline_add(strip, THEME_RUNNING, view, cells);
    }
    buffer_clear(&rate);
}

/* Level 0 says all, 1 leaves out the sparkline, 2 how long it takes, 3 the rate, 4 the runs, 5 the
 * end. */
static void describe_overall(struct strip *strip, const struct view *view, int level) {
    const struct fleet_totals *totals = view->totals;
    int percent = backfill_percent(&totals->runs);
    strip_add_format(strip, THEME_STRONG, "%3d %%", percent);
    if (level <= 3) {
        strip_add_space(strip, GAP);
        strip_add_format(strip, THEME_TEXT, "%" PRId64 "/%" PRId64 " runs", totals->runs.completed,
                         totals->runs.total);
    }
    if (totals->has_rate && level <= 2) {
        int cells = COLS >= LAYOUT_BESIDE_COLUMNS ? SPARKLINE_WIDE : SPARKLINE;
        describe_rate(strip, view, level == 0 ? cells : 0);
    }
    if (totals->has_eta && level < OVERALL_TERSEST) {
        strip_add_space(strip, GAP);
        describe_end(strip, view, level > 1);
    }
}

/* Draws the longest of the sharings that fits; the last one if none does. */
static void draw_shared(const struct layout *layout, const struct view *view, int y, describe *left,
                        describe *right, const struct sharing *sharings, size_t count) {
    int columns = layout->width - 2 * layout->margin;
    struct strip left_strip = {0};
    struct strip right_strip = {0};
    for (size_t i = 0; i < count; i++) {
        strip_reset(&left_strip);
        strip_reset(&right_strip);
        left(&left_strip, view, sharings[i].left);
        right(&right_strip, view, sharings[i].right);
        if (strip_width(&left_strip) + GAP + strip_width(&right_strip) <= columns) {
            break;
        }
    }
    int right_x = columns - strip_width(&right_strip);
    strip_draw(&left_strip, y, layout->margin, right_x - 1);
    strip_draw(&right_strip, y, layout->margin + (right_x > 0 ? right_x : 0), columns);
    strip_clear(&left_strip);
    strip_clear(&right_strip);
}

static void draw_title(const struct layout *layout, const struct view *view, int y) {
    draw_shared(layout, view, y, describe_title, link_describe, title_sharings,
                sizeof title_sharings / sizeof *title_sharings);
}

static void draw_counts_and_link(const struct layout *layout, const struct view *view, int y) {
    draw_shared(layout, view, y, describe_counts, link_describe, counts_sharings,
                sizeof counts_sharings / sizeof *counts_sharings);
}

/* All in one line: the counts, how far, and when it is over. Levels as for the counts, and 7 leaves
 * out all but those. */
static void describe_line(struct strip *strip, const struct view *view, int level) {
    describe_counts(strip, view, level < COUNTS_TERSEST ? level : COUNTS_TERSEST);
    bool is_known = view->link.last_success_ms >= 0 && backfill_percent(&view->totals->runs) >= 0;
    if (is_known && level <= COUNTS_TERSEST) {
        strip_add_space(strip, 1);
        describe_overall(strip, view,
                         level < COUNTS_TERSEST ? OVERALL_TERSEST - 1 : OVERALL_TERSEST);
    }
}

static void draw_line(const struct layout *layout, const struct view *view, int y) {
    draw_shared(layout, view, y, describe_line, link_describe, line_sharings,
                sizeof line_sharings / sizeof *line_sharings);
}

static void draw_counts(const struct layout *layout, const struct view *view, int y) {
    int columns = layout->width - 2 * layout->margin;
    struct strip strip = {0};
    for (int level = 0; level <= COUNTS_TERSEST; level++) {
        strip_reset(&strip);
        describe_counts(&strip, view, level);
        if (strip_width(&strip) <= columns) {
            break;
        }
    }
    strip_draw(&strip, y, layout->margin, columns);
    strip_clear(&strip);
}

static void draw_overall(const struct layout *layout, const struct view *view, int y) {
    if (view->link.last_success_ms < 0 || backfill_percent(&view->totals->runs) < 0) {
        return;
    }
    int columns = layout->width - 2 * layout->margin;
    struct strip strip = {0};
    int bar = 0;
    for (int level = 0; level <= OVERALL_TERSEST; level++) {
        strip_reset(&strip);
        describe_overall(&strip, view, level);
        bar = columns - strip_width(&strip) - 1;
        if (bar >= BAR_LEAST && bar >= columns / 3) {
            break;
        }
    }
    if (bar > 0) {
        draw_bar(y, layout->margin, bar, &view->totals->runs);
    }
    strip_draw(&strip, y, layout->margin + (bar > 0 ? bar + 1 : 0), columns);
    strip_clear(&strip);
}

bool header_shows_budget(const struct layout *layout, const struct view *view) {
    struct strip left = {0};
    struct strip right = {0};
    describe_title(&left, view, 0);
    link_describe(&right, view, 0);
    bool fits = strip_width(&left) + GAP + strip_width(&right) <=
                layout->width - 2 * layout->margin;
    strip_clear(&left);
    strip_clear(&right);
    return fits && layout->header_lines == 3;
}

void header_draw(const struct layout *layout, const struct view *view) {
    typedef void draw(const struct layout *, const struct view *, int);
    static draw *const lines[][3] = {
        {draw_line},
        {draw_counts_and_link, draw_overall},
        {draw_title, draw_counts, draw_overall},
    };
    for (int y = 0; y < layout->header_lines; y++) {
        lines[layout->header_lines - 1][y](layout, view, y);
    }
}
