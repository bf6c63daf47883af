/* SPDX-License-Identifier: MIT */
#include "header.h"

#include "backfilltop/base/numbers.h"
#include "backfilltop/base/times.h"
#include "canvas.h"
#include "connection.h"
#include "sparkline.h"
#include "text_line.h"

#include <inttypes.h>

#define GAP            2
#define BAR_LEAST      8 /* columns */
#define BAR_SHARE      5 /* the bar has at least this part of its line: a fifth */
#define SPARKLINE      15
#define SPARKLINE_WIDE 30
#define CLOCK_LIMIT_S  (INT64_C(24) * 3600) /* beyond it a time of day would mislead */
#define HEADER_LINES   3

/* What parts are about. Bits: a line has the parts of one section or of several. */
enum section {
    SECTION_TITLE = 1,      /* what is watched */
    SECTION_COUNTS = 2,     /* how many backfills are in which state */
    SECTION_BRIEF = 4,      /* how far they are, in a few columns */
    SECTION_PROGRESS = 8,   /* the same at length */
    SECTION_CONNECTION = 16 /* how polling goes */
};

/* How the end of the slowest backfill is written: "slowest ETA ≈ 14:40, in 2 h 13", without the
 * span, without the words. */
enum end_form { END_LONG, END_SHORT, END_TERSE };

/* How a count is written: "► 3 running", "► 3", "►3". */
enum count_form { COUNT_WORD, COUNT_NUMBER, COUNT_DENSE };

static const char *const count_words[row_state_count] = {
    [ROW_STATE_CREATED] = "created",     [ROW_STATE_SCHEDULED] = "scheduled",
    [ROW_STATE_RUNNING] = "running",     [ROW_STATE_FAILED] = "failed",
    [ROW_STATE_COMPLETED] = "completed", [ROW_STATE_CANCELLED] = "cancelled",
    [ROW_STATE_OTHER] = "other",         [ROW_STATE_STALLED] = "stalled",
    [ROW_STATE_LEFT] = "left",           [ROW_STATE_GONE] = "gone",
};

static void write_program(struct strip *strip, const struct text_context *context) {
    (void)context;
    strip_add(strip, THEME_STRONG, "backfilltop");
}

static void write_teams(struct strip *strip, const struct text_context *context) {
    const struct view_connection *connection = &context->view->connection;
    strip_add(strip, THEME_TEXT, connection->teams > 1 ? "teams " : "team ");
    strip_add_bytes(strip, THEME_TEXT, connection->team);
}

static void write_host(struct strip *strip, const struct text_context *context) {
    const struct view_connection *connection = &context->view->connection;
    strip_add_bytes(strip, THEME_DIM, connection->demo ? "demo" : connection->host);
}

static void write_quota(struct strip *strip, const struct text_context *context) {
    strip_add_bytes(strip, THEME_DIM, context->view->connection.quota);
}

/* The shorter form is for when there is nothing to count. */
static void write_sum(struct strip *strip, const struct text_context *context) {
    const struct tracker_totals *totals = context->view->totals;
    if (context->form > 0 && (totals->rows > 0 || totals->gone > 0)) {
        return;
    }
    strip_add_format(strip, THEME_STRONG, "%zu backfill%s", totals->rows,
                     text_plural((int64_t)totals->rows));
    if (totals->gone > 0) {
        strip_add_format(strip, THEME_STRONG, " + %zu ended", totals->gone);
    }
}

/* `which` is a state. */
static void write_count(struct strip *strip, const struct text_context *context) {
    enum row_state state = (enum row_state)context->which;
    enum theme_role role = theme_word_role(state);
    size_t count = context->view->totals->by_state[state];
    if (count == 0) {
        return;
    }
    strip_add(strip, theme_state_role(state), theme_state_mark(state, terminal_charset()));
    strip_add_format(strip, role, context->form == COUNT_DENSE ? "%zu" : " %zu", count);
    if (context->form == COUNT_WORD) {
        strip_add_format(strip, role, " %s", count_words[state]);
    }
}

static void write_percent(struct strip *strip, const struct text_context *context) {
    strip_add_format(strip, THEME_STRONG, "%3d %%", backfill_percent(&context->view->totals->runs));
}

static void write_runs(struct strip *strip, const struct text_context *context) {
    const struct backfill_runs *runs = &context->view->totals->runs;
    strip_add_format(strip, THEME_TEXT, "%" PRId64 "/%" PRId64 " run%s", runs->completed,
                     runs->total, text_plural(runs->total));
}

static void write_rate(struct strip *strip, const struct text_context *context) {
    const struct tracker_totals *totals = context->view->totals;
    struct buffer rate = {0};
    if (totals->has_rate) {
        draw_add_rate(&rate, totals->runs_per_minute);
        strip_add(strip, THEME_TEXT, buffer_string(&rate));
    }
    buffer_clear(&rate);
}

static void write_sparkline(struct strip *strip, const struct text_context *context) {
    bool is_wide = context->layout->width >= LAYOUT_BESIDE_COLUMNS;
    if (context->view->totals->has_rate && context->view->has_throughput) {
        sparkline_add(strip, THEME_RUNNING, context->view, is_wide ? SPARKLINE_WIDE : SPARKLINE);
    }
}

/* "≈ 14:40, in 2 h 13", "≈ 14:40", "≈ 3 d" */
static void add_known_end(struct strip *strip, const struct view *view, int64_t eta_s,
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
static void add_least_end(struct strip *strip, int64_t eta_s, enum end_form form) {
    char text[TIMES_TEXT];
    times_format_span(text, eta_s);
    if (form == END_LONG) {
        strip_add(strip, THEME_TEXT, "at least");
    } else {
        strip_add_glyph(strip, THEME_TEXT, GLYPH_AT_LEAST);
    }
    strip_add_format(strip, THEME_STRONG, " %s", text);
}

/* When the last backfill ends, which is when the slowest does. If some have no ETA, all that is
 * known is that they outlast those with one. Nothing while none runs or waits. */
static void add_end(struct strip *strip, const struct view *view, enum end_form form) {
    const struct tracker_totals *totals = view->totals;
    int64_t eta_s = totals->has_eta ? totals->end_s - view->now_s : 0;
    bool is_open = totals->has_eta || totals->without_eta > 0;
    if (!is_open || (form == END_TERSE && eta_s <= 0)) {
        return;
    }
    strip_add(strip, THEME_TEXT, form == END_TERSE ? "" : "slowest ETA ");
    if (eta_s <= 0) {
        strip_add(strip, THEME_TEXT, "-");
    } else if (totals->without_eta > 0) {
        add_least_end(strip, eta_s, form);
    } else {
        add_known_end(strip, view, eta_s, form);
    }
}

static void write_end(struct strip *strip, const struct text_context *context) {
    add_end(strip, context->view, (enum end_form)context->form);
}

static void write_terse_end(struct strip *strip, const struct text_context *context) {
    add_end(strip, context->view, END_TERSE);
}

/* The parts of the header from left to right: the section, what writes the part, which one it is,
 * and rank and gap of each of its forms. When a line gets shorter, the highest ranks go first. */
static const struct header_part {
    enum section section;
    struct text_part text;
} header_parts[] = {
    {SECTION_TITLE, {write_program, 0, {{60, 0}}}},
    {SECTION_TITLE, {write_teams, 0, {{50, GAP}}}},
    {SECTION_TITLE, {write_host, 0, {{80, GAP}}}},
    {SECTION_TITLE, {write_quota, 0, {{90, GAP}}}},
    {SECTION_COUNTS, {write_sum, 0, {{80, 0}, {10, 0}}}},
    {SECTION_COUNTS, {write_count, ROW_STATE_FAILED, {{50, GAP}, {35, GAP}, {10, 1}}}},
    {SECTION_COUNTS, {write_count, ROW_STATE_STALLED, {{50, GAP}, {35, GAP}, {10, 1}}}},
    {SECTION_COUNTS, {write_count, ROW_STATE_RUNNING, {{50, GAP}, {35, GAP}, {10, 1}}}},
    {SECTION_COUNTS, {write_count, ROW_STATE_OTHER, {{60, GAP}, {35, GAP}, {25, 1}}}},
    {SECTION_COUNTS, {write_count, ROW_STATE_SCHEDULED, {{60, GAP}, {35, GAP}, {25, 1}}}},
    {SECTION_COUNTS, {write_count, ROW_STATE_CREATED, {{60, GAP}, {35, GAP}, {25, 1}}}},
    {SECTION_COUNTS, {write_count, ROW_STATE_LEFT, {{60, GAP}, {35, GAP}, {25, 1}}}},
    {SECTION_COUNTS, {write_count, ROW_STATE_COMPLETED, {{55, GAP}, {35, GAP}, {25, 1}}}},
    {SECTION_COUNTS, {write_count, ROW_STATE_CANCELLED, {{55, GAP}, {35, GAP}, {25, 1}}}},
    {SECTION_COUNTS, {write_count, ROW_STATE_GONE, {{60, GAP}, {35, GAP}, {25, 1}}}},
    {SECTION_BRIEF, {write_percent, 0, {{15, 1}}}},
    {SECTION_BRIEF, {write_terse_end, 0, {{25, GAP}}}},
    {SECTION_PROGRESS, {write_percent, 0, {{10, 0}}}},
    {SECTION_PROGRESS, {write_runs, 0, {{40, GAP}}}},
    {SECTION_PROGRESS, {write_rate, 0, {{50, GAP}}}},
    {SECTION_PROGRESS, {write_sparkline, 0, {{60, 1}}}},
    {SECTION_PROGRESS, {write_end, 0, {{70, GAP}, {30, GAP}, {20, GAP}}}},
    {SECTION_CONNECTION, {connection_write_mark, 0, {{10, 0}}}},
    {SECTION_CONNECTION, {connection_write_word, 0, {{70, 0}, {40, 0}, {30, 0}}}},
    {SECTION_CONNECTION, {connection_write_wait, 0, {{70, 0}, {40, 0}, {20, 0}}}},
    {SECTION_CONNECTION, {connection_write_age, 0, {{70, 0}, {40, 0}}}},
};

#define HEADER_PARTS (sizeof header_parts / sizeof *header_parts)

_Static_assert(HEADER_PARTS <= TEXT_LINE_PARTS, "a line has room for all parts");

/* A line: what stands at its left and at its right, and what is between the two. */
struct header_line {
    unsigned left;  /* sections */
    unsigned right; /* sections */
    bool has_bar;   /* else space */
};

/* The lines of a header of one, two or three lines. */
static const struct header_line header_lines[HEADER_LINES][HEADER_LINES] = {
    {{SECTION_COUNTS | SECTION_BRIEF, SECTION_CONNECTION, false}},
    {{SECTION_COUNTS, SECTION_CONNECTION, false}, {0, SECTION_PROGRESS, true}},
    {{SECTION_TITLE, SECTION_CONNECTION, false},
     {SECTION_COUNTS, 0, false},
     {0, SECTION_PROGRESS, true}},
};

/* Whether there is data for a section. */
static bool is_known(enum section section, const struct view *view) {
    bool has_data = view->connection.last_success_ms >= 0;
    switch (section) {
    case SECTION_COUNTS:
        return has_data;
    case SECTION_BRIEF:
    case SECTION_PROGRESS:
        return has_data && backfill_percent(&view->totals->runs) >= 0;
    case SECTION_TITLE:
    case SECTION_CONNECTION:
        break;
    }
    return true;
}

static void add_sections(struct text_line *line, unsigned sections) {
    for (size_t i = 0; i < HEADER_PARTS; i++) {
        const struct header_part *part = &header_parts[i];
        if ((part->section & sections) && is_known(part->section, line->context.view)) {
            text_line_add(line, &part->text);
        }
    }
}

static int columns_of(const struct layout *layout) {
    return layout->width - 2 * layout->margin;
}

/* The least columns between what stands at the left and what stands at the right. */
static int least_between(const struct header_line *header_line, int columns) {
    if (header_line->has_bar) {
        return max_int(BAR_LEAST, columns / BAR_SHARE) + 1;
    }
    return header_line->right != 0 ? GAP : 0;
}

/* Draws what stands at the left, what stands at the right, and the bar between them. */
static void draw_parts(const struct text_line *line, size_t left_count, bool has_bar, int y) {
    const struct layout *layout = line->context.layout;
    int columns = columns_of(layout);
    struct strip left = {0};
    struct strip right = {0};
    text_line_write(&left, line, 0, left_count);
    text_line_write(&right, line, left_count, line->count);
    int right_x = columns - strip_width(&right);
    int bar = has_bar ? right_x - 1 : 0;
    if (bar > 0) {
        draw_bar(y, layout->margin, bar, &line->context.view->totals->runs);
    }
    strip_draw(&left, y, layout->margin, right_x - (right.count > 0));
    strip_draw(&right, y, layout->margin + max_int(right_x, 0), columns);
    strip_clear(&left);
    strip_clear(&right);
}

/* Puts a line together. Returns how many of its parts stand at the left. */
static size_t compose(struct text_line *line, const struct header_line *header_line,
                      const struct layout *layout, const struct view *view) {
    int columns = columns_of(layout);
    text_line_init(line, layout, view);
    add_sections(line, header_line->left);
    size_t left_count = line->count;
    add_sections(line, header_line->right);
    text_line_fit(line, columns - least_between(header_line, columns));
    return left_count;
}

bool header_shows_quota(const struct layout *layout, const struct view *view) {
    struct text_line line;
    if (layout->header_lines < HEADER_LINES) {
        return false;
    }
    compose(&line, &header_lines[HEADER_LINES - 1][0], layout, view);
    for (size_t i = 0; i < line.count; i++) {
        if (line.parts[i]->write == write_quota) {
            return line.forms[i] >= 0;
        }
    }
    return false;
}

static void draw_line(const struct header_line *header_line, const struct layout *layout,
                      const struct view *view, int y) {
    struct text_line line;
    size_t left_count = compose(&line, header_line, layout, view);
    if (line.count > 0) {
        draw_parts(&line, left_count, header_line->has_bar, y);
    }
}

/* Appends what line `y` is drawn from. Nothing for one about the connection, which changes with
 * every second. */
static void add_key(struct buffer *key, const struct layout *layout, const struct view *view,
                    int y) {
    const struct header_line *header_line = &header_lines[layout->header_lines - 1][y];
    const struct tracker_totals *totals = view->totals;
    int64_t left_s = totals->has_eta ? totals->end_s - view->now_s : TIMES_ABSENT;
    const int64_t numbers[] = {y, view->connection.last_success_ms >= 0, left_s > 0,
                               times_span_shown(left_s), view->has_throughput};
    if (((header_line->left | header_line->right) & SECTION_CONNECTION) == 0) {
        draw_key_add_edition(key, "header", layout, view);
    }
    if (key->length > 0) {
        draw_key_add_numbers(key, numbers, sizeof numbers / sizeof *numbers);
        buffer_add(key, (const char *)view->throughput, sizeof view->throughput);
        draw_key_add_text(key, view->connection.quota);
    }
}

void header_draw(const struct layout *layout, const struct view *view) {
    struct buffer key = {0};
    for (int y = 0; y < layout->header_lines; y++) {
        const struct header_line *header_line = &header_lines[layout->header_lines - 1][y];
        buffer_reset(&key);
        add_key(&key, layout, view, y);
        if (!canvas_keeps(y, 1, &key)) {
            draw_line(header_line, layout, view, y);
        }
    }
    buffer_clear(&key);
}
