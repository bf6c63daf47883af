/* SPDX-License-Identifier: MIT */
#include "header.h"

#include "backfilltop/base/numbers.h"
#include "backfilltop/base/times.h"
#include "connection.h"
#include "draw.h"
#include "sparkline.h"

#include <inttypes.h>
#include <stdio.h>

#define GAP             2
#define BAR_LEAST       8
#define BAR_SHARE       5                    /* the part of the line that stays for the bar */
#define CLOCK_LIMIT_S   (INT64_C(24) * 3600) /* beyond it a time of day would mislead */
#define COUNTS_TERSEST  6
#define OVERALL_TERSEST 6
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

/* How the end of all is written. */
enum end_form { END_LONG, END_SHORT, END_TERSE };

/* The level down to which a count keeps its word. */
enum { QUIET = 1, END = 2, TROUBLE = 3 };

/* In the order in which they stand. */
static const struct counted {
    const char *word;
    enum row_state state;
    int word_until;
} counted[] = {
    {"failed", ROW_STATE_FAILED, TROUBLE},     {"stalled", ROW_STATE_STALLED, TROUBLE},
    {"running", ROW_STATE_RUNNING, TROUBLE},   {"other", ROW_STATE_OTHER, QUIET},
    {"scheduled", ROW_STATE_SCHEDULED, QUIET}, {"created", ROW_STATE_CREATED, QUIET},
    {"left", ROW_STATE_LEFT, QUIET},           {"completed", ROW_STATE_COMPLETED, END},
    {"cancelled", ROW_STATE_CANCELLED, END},   {"gone", ROW_STATE_GONE, QUIET},
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
    if (view->connection.last_success_ms < 0) {
        return;
    }
    size_t rows = view->totals->rows;
    if (level == 0 || (rows == 0 && view->totals->gone == 0)) {
        strip_add_format(strip, THEME_STRONG, "%zu backfill%s", rows, text_plural((int64_t)rows));
        if (view->totals->gone > 0) {
            strip_add_format(strip, THEME_STRONG, " + %zu ended", view->totals->gone);
        }
    }
    for (size_t i = 0; i < sizeof counted / sizeof *counted; i++) {
        size_t count = view->totals->by_state[counted[i].state];
        bool is_wanted = level < COUNTS_TERSEST || counted[i].word_until == TROUBLE;
        if (count > 0 && is_wanted) {
            describe_count(strip, &counted[i], count, level);
        }
    }
}

/* Level 0 says all, 1 leaves out the quota, 2 the host, 3 the program's name, 4 says nothing. */
static void describe_title(struct strip *strip, const struct view *view, int level) {
    if (level <= 2) {
        strip_add(strip, THEME_STRONG, "backfilltop");
        strip_add_space(strip, GAP);
    }
    if (level <= 3) {
        strip_add(strip, THEME_TEXT, view->connection.teams > 1 ? "teams " : "team ");
        strip_add_bytes(strip, THEME_TEXT, view->connection.team);
    }
    if (level <= 1) {
        strip_add_space(strip, GAP);
        strip_add_bytes(strip, THEME_DIM, view->connection.demo ? "demo" : view->connection.host);
    }
    if (level == 0 && view->connection.quota != NULL) {
        strip_add_space(strip, GAP);
        strip_add_bytes(strip, THEME_DIM, view->connection.quota);
    }
}

/* "≈ 14:40, in 2 h 13", "≈ 14:40", "≈ 3 d" */
static void describe_known_end(struct strip *strip, const struct view *view, int64_t eta_s,
                               enum end_form form) {
    char text[TIMES_TEXT];
    strip_add_glyph(strip, THEME_TEXT, GLYPH_ABOUT);
    if (eta_s < CLOCK_LIMIT_S) {
        times_format_clock(text, view->now_s + eta_s, view->utc);
        strip_add_format(strip, THEME_STRONG, " %s", text);
        if (form != END_LONG) {
            return;
        }
        strip_add(strip, THEME_TEXT, ", in");
    }
    times_format_span(text, eta_s);
    strip_add_format(strip, THEME_TEXT, " %s", text);
}

/* "at least 2 h 13", "≥ 2 h 13" */
static void describe_least_end(struct strip *strip, int64_t eta_s, enum end_form form) {
    char text[TIMES_TEXT];
    times_format_span(text, eta_s);
    if (form == END_LONG) {
        strip_add(strip, THEME_TEXT, "at least");
    } else {
        strip_add_glyph(strip, THEME_TEXT, GLYPH_AT_LEAST);
    }
    strip_add_format(strip, THEME_STRONG, " %s", text);
}

/* When the last of them ends, which is when the slowest does. Of that no more may be known than
 * that it outlasts those with an ETA. Nothing while nothing runs or waits. */
static void describe_end(struct strip *strip, const struct view *view, enum end_form form) {
    const struct tracker_totals *totals = view->totals;
    int64_t eta_s = totals->has_eta ? totals->end_s - view->now_s : 0;
    bool is_open = totals->has_eta || totals->without_eta > 0;
    if (!is_open || (form == END_TERSE && eta_s <= 0)) {
        return;
    }
    strip_add_space(strip, GAP);
    strip_add(strip, THEME_TEXT, form == END_TERSE ? "" : "slowest ETA ");
    if (eta_s <= 0) {
        strip_add(strip, THEME_TEXT, "-");
    } else if (totals->without_eta > 0) {
        describe_least_end(strip, eta_s, form);
    } else {
        describe_known_end(strip, view, eta_s, form);
    }
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

/* Level 0 says all, 1 is short about the end, 2 leaves out the sparkline, which has `cells`, 3 the
 * rate, 4 the runs, 5 whose end it is, 6 the end. */
static void describe_overall(struct strip *strip, const struct view *view, int level, int cells) {
    const struct tracker_totals *totals = view->totals;
    int percent = backfill_percent(&totals->runs);
    strip_add_format(strip, THEME_STRONG, "%3d %%", percent);
    if (level <= 3) {
        strip_add_space(strip, GAP);
        strip_add_format(strip, THEME_TEXT, "%" PRId64 "/%" PRId64 " run%s", totals->runs.completed,
                         totals->runs.total, text_plural(totals->runs.total));
    }
    if (totals->has_rate && level <= 2) {
        describe_rate(strip, view, level <= 1 ? cells : 0);
    }
    if (level < OVERALL_TERSEST) {
        describe_end(strip, view, level == 0 ? END_LONG : level <= 4 ? END_SHORT : END_TERSE);
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
    strip_draw(&right_strip, y, layout->margin + max_int(right_x, 0), columns);
    strip_clear(&left_strip);
    strip_clear(&right_strip);
}

static void draw_title(const struct layout *layout, const struct view *view, int y) {
    draw_shared(layout, view, y, describe_title, connection_describe, title_sharings,
                sizeof title_sharings / sizeof *title_sharings);
}

static void draw_counts_and_connection(const struct layout *layout, const struct view *view,
                                       int y) {
    draw_shared(layout, view, y, describe_counts, connection_describe, counts_sharings,
                sizeof counts_sharings / sizeof *counts_sharings);
}

/* All in one line: the counts, how far, and when it is over. Levels as for the counts, and 7 leaves
 * out all but those. */
static void describe_line(struct strip *strip, const struct view *view, int level) {
    describe_counts(strip, view, min_int(level, COUNTS_TERSEST));
    bool is_known = view->connection.last_success_ms >= 0 &&
                    backfill_percent(&view->totals->runs) >= 0;
    if (is_known && level <= COUNTS_TERSEST) {
        strip_add_space(strip, 1);
        describe_overall(strip, view,
                         level < COUNTS_TERSEST ? OVERALL_TERSEST - 1 : OVERALL_TERSEST, 0);
    }
}

static void draw_line(const struct layout *layout, const struct view *view, int y) {
    draw_shared(layout, view, y, describe_line, connection_describe, line_sharings,
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
    if (view->connection.last_success_ms < 0 || backfill_percent(&view->totals->runs) < 0) {
        return;
    }
    int columns = layout->width - 2 * layout->margin;
    int cells = layout->width >= LAYOUT_BESIDE_COLUMNS ? SPARKLINE_WIDE : SPARKLINE;
    struct strip strip = {0};
    int bar = 0;
    for (int level = 0; level <= OVERALL_TERSEST; level++) {
        strip_reset(&strip);
        describe_overall(&strip, view, level, cells);
        bar = columns - strip_width(&strip) - 1;
        if (bar >= BAR_LEAST && bar >= columns / BAR_SHARE) {
            break;
        }
    }
    if (bar > 0) {
        draw_bar(y, layout->margin, bar, &view->totals->runs);
    }
    strip_draw(&strip, y, layout->margin + (bar > 0 ? bar + 1 : 0), columns);
    strip_clear(&strip);
}

bool header_shows_quota(const struct layout *layout, const struct view *view) {
    struct strip left = {0};
    struct strip right = {0};
    describe_title(&left, view, 0);
    connection_describe(&right, view, 0);
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
        {draw_counts_and_connection, draw_overall},
        {draw_title, draw_counts, draw_overall},
    };
    for (int y = 0; y < layout->header_lines; y++) {
        lines[layout->header_lines - 1][y](layout, view, y);
    }
}
