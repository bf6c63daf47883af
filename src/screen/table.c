/* SPDX-License-Identifier: MIT */
#include "table.h"

#include "backfilltop/core/search.h"
#include "canvas.h"
#include "draw.h"
#include "emptiness.h"
#include "team_ages.h"

#include <string.h>

/* One row being drawn. */
struct line {
    struct column_cell cell; /* the row, and the form of its values */
    int y;
    bool selected;
    const char *search;
    bool is_old; /* other teams' rows are newer */
};

static enum theme_role tone_role(enum column_tone tone) {
    switch (tone) {
    case COLUMN_TONE_DIM:
        return THEME_DIM;
    case COLUMN_TONE_BAD:
        return THEME_BAD;
    case COLUMN_TONE_PLAIN:
        break;
    }
    return THEME_TEXT;
}

static enum theme_role cell_role(const struct line *line, enum column column) {
    const struct row *row = line->cell.row;
    bool is_nameless = column == COLUMN_TRANSFER && row->transfer_name == NULL;
    if (column == COLUMN_STATUS) {
        return theme_word_role(row_state(row));
    }
    if (row->change == ROW_GONE || line->is_old) {
        return THEME_DIM;
    }
    return is_nameless ? THEME_DIM : tone_role(column_info(column)->tone);
}

static struct style cell_style(const struct line *line, enum column column, bool is_absent) {
    const struct row *row = line->cell.row;
    enum theme_role role = is_absent ? THEME_DIM : cell_role(line, column);
    bool is_new = row->change == ROW_NEW && column == COLUMN_ID;
    bool has_changed = row->change == ROW_CHANGED &&
                       (row->changed_fields & column_info(column)->changed_fields) != 0;
    return (is_new || has_changed) && !line->is_old ? theme_changed_style(role, line->selected)
                                                    : theme_style(role, line->selected);
}

static void add_text(struct buffer *text, const struct line *line, enum column column) {
    if (column == COLUMN_STATUS) {
        buffer_add_string(text, theme_state_mark(row_state(line->cell.row), terminal_charset()));
        buffer_add_string(text, " ");
    }
    column_add_text(text, column, &line->cell);
}

/* Reverses the colours of what the user searched for, in a cell that has been drawn. */
static void highlight(const struct layout_column *place, int y, const char *text,
                      const char *needle, struct style style) {
    size_t start;
    size_t length;
    struct buffer part = {0};
    int x = place->x;
    style.attributes ^= A_REVERSE;
    while (filter_find(text, needle, &start, &length)) {
        buffer_reset(&part);
        buffer_add(&part, text, start);
        x += text_width(buffer_string(&part));
        buffer_reset(&part);
        buffer_add(&part, text + start, length);
        draw_text(y, x, place->x + place->width - x, buffer_string(&part), style);
        x += text_width(buffer_string(&part));
        text += start + length;
    }
    buffer_clear(&part);
}

/* Draws a cell without its padding, so that a badge in it is no wider than its text. */
static void draw_fitted(const struct line *line, const struct layout_column *place,
                        const char *fitted, struct style style) {
    size_t lead = strspn(fitted, " ");
    size_t length = strlen(fitted);
    struct buffer inked = {0};
    while (length > lead && fitted[length - 1] == ' ') {
        length--;
    }
    buffer_add(&inked, fitted + lead, length - lead);
    draw_text(line->y, place->x + (int)lead, place->width - (int)lead, buffer_string(&inked),
              style);
    buffer_clear(&inked);
}

static void draw_mark(const struct line *line, const struct layout_column *place) {
    enum row_state state = row_state(line->cell.row);
    draw_text(line->y, place->x, 1, theme_state_mark(state, terminal_charset()),
              theme_style(theme_state_role(state), line->selected));
}

/* Marks the number of a team whose data are old: left of it, in the gap if the cell is full. */
static void draw_old_mark(const struct line *line, const struct layout_column *place,
                          const char *fitted) {
    int x = place->x + (int)strspn(fitted, " ") - 1;
    draw_text(line->y, x, 1, theme_glyph(GLYPH_ALERT, terminal_charset()),
              theme_style(THEME_WARNING, line->selected));
}

/* Clips or pads a text to a column's width; in a column of one, to its first character. */
static void fit(struct buffer *fitted, const char *text, const struct layout_column *place) {
    if (place->width > 1) {
        text_fit(fitted, text, place->width, column_info(place->column)->align, terminal_charset());
    } else {
        buffer_add(fitted, text, text_prefix(text, 1, NULL));
    }
}

static void draw_cell(const struct line *line, const struct layout_column *place) {
    struct buffer text = {0};
    struct buffer fitted = {0};
    add_text(&text, line, place->column);
    bool is_absent = text.length == 0 || strcmp(buffer_string(&text), "-") == 0;
    fit(&fitted, buffer_string(&text), place);
    struct style style = cell_style(line, place->column, is_absent);
    draw_fitted(line, place, buffer_string(&fitted), style);
    if (place->column == COLUMN_STATUS) {
        draw_mark(line, place);
    }
    if (place->column == COLUMN_TEAM && line->is_old) {
        draw_old_mark(line, place, buffer_string(&fitted));
    }
    if (line->search != NULL && column_info(place->column)->searched) {
        highlight(place, line->y, buffer_string(&fitted), line->search, style);
    }
    buffer_clear(&fitted);
    buffer_clear(&text);
}

static void draw_progress(const struct line *line, const struct layout_column *place) {
    const struct row *row = line->cell.row;
    struct backfill_runs runs;
    int width = layout_bar_width(place);
    if (width > 0) {
        bool known = backfill_runs(&row->backfill, &runs);
        draw_row_bar(line->y, place->x, width, known ? &runs : NULL, line->selected,
                     row->change == ROW_GONE);
    }
}

static void draw_row(const struct layout *layout, const struct line *line) {
    if (line->selected) {
        draw_fill(line->y, 0, layout->table_width, " ", theme_style(THEME_TEXT, true));
    }
    for (size_t i = 0; i < layout->shown_columns; i++) {
        draw_cell(line, &layout->columns[i]);
        draw_progress(line, &layout->columns[i]);
    }
}

/* Marks the heading that the rows are sorted by: right of it, in the gap if the heading is as wide
 * as the column. */
static void draw_sorting(const struct layout *layout, const struct view *view,
                         const struct layout_column *place, enum text_align align) {
    const struct sort *sort = &view->query.sort;
    bool descends = sort_descends(sort);
    int used = text_width(column_info(place->column)->heading);
    int x = place->x + (align == TEXT_LEFT && used < place->width ? used : place->width);
    if (sort->key == sort_of_column(place->column) && x < layout->width) {
        draw_text(layout->heading_y, x, 1,
                  theme_glyph(descends ? GLYPH_DESCENDING : GLYPH_ASCENDING, terminal_charset()),
                  theme_changed_style(THEME_HEADING, false));
    }
}

static void draw_headings(const struct layout *layout, const struct view *view,
                          struct buffer *key) {
    struct style style = theme_style(THEME_HEADING, false);
    struct buffer text = {0};
    draw_key_add_edition(key, "headings", layout, view);
    if (canvas_keeps(layout->heading_y, 1, key)) {
        return;
    }
    draw_fill(layout->heading_y, 0, layout->table_width, " ", style);
    for (size_t i = 0; i < layout->shown_columns; i++) {
        const struct layout_column *place = &layout->columns[i];
        const struct column_info *info = column_info(place->column);
        enum text_align align = layout_bar_width(place) > 0 ? TEXT_LEFT : info->align;
        buffer_reset(&text);
        text_fit(&text, info->heading, place->width, align, terminal_charset());
        draw_text(layout->heading_y, place->x, place->width, buffer_string(&text), style);
        draw_sorting(layout, view, place, align);
    }
    buffer_clear(&text);
}

/* Appends what the columns of a row show: all of a backfill but its errors, and of what passes with
 * the time no more than the texts say. */
static void add_row_key(struct buffer *key, const struct line *line) {
    const struct row *row = line->cell.row;
    const struct backfill *backfill = &row->backfill;
    int64_t now_s = line->cell.now_s;
    int64_t left_s = row->forecast.has_eta ? row->forecast.end_s - now_s : TIMES_ABSENT;
    bool has_age = backfill->created_time != TIMES_ABSENT;
    const int64_t numbers[] = {
        row->team_id,
        row_state(row),
        row->change,
        row->changed_fields,
        row->ending,
        left_s > 0 ? times_span_shown(left_s) : TIMES_ABSENT,
        times_span_shown(has_age ? now_s - backfill->created_time : TIMES_ABSENT),
        backfill->id,
        backfill->transfer_id,
        backfill->range_start,
        backfill->range_end,
        backfill->start_time,
        backfill->end_time,
        backfill->removed_time,
        backfill->runs_total,
        backfill->runs_created,
        backfill->runs_completed,
        backfill->runs_failed,
        backfill->status,
    };
    draw_key_add_numbers(key, numbers, sizeof numbers / sizeof *numbers);
    draw_key_add_text(key, row->transfer_name);
    draw_key_add_text(key, backfill->status_word);
}

/* Appends all that a row is drawn from. */
static void add_line_key(struct buffer *key, const struct layout *layout, const struct line *line) {
    const int64_t numbers[] = {layout->table_width, line->selected, line->is_old, line->cell.utc};
    draw_key_add_text(key, "row");
    draw_key_add_numbers(key, numbers, sizeof numbers / sizeof *numbers);
    draw_key_add_text(key, line->search);
    add_row_key(key, line);
    _Static_assert(sizeof *layout->columns == 3 * sizeof(int), "a column has no padding");
    buffer_add(key, (const char *)layout->columns, layout->shown_columns * sizeof *layout->columns);
}

/* Draws the row at `index` of the listing on line `y`; `key` is scratch space. */
static void draw_row_at(const struct layout *layout, const struct view *view, size_t index, int y,
                        struct buffer *key) {
    const struct row *row = view->listing->rows[index];
    struct line line = {
        .cell = {.row = row, .charset = terminal_charset(), .now_s = view->now_s, .utc = view->utc},
        .y = y,
        .selected = index == view->listing->selected,
        .search = view->query.search,
        .is_old = team_ages_find_old(view, row->team_id) != NULL};
    buffer_reset(key);
    add_line_key(key, layout, &line);
    if (!canvas_keeps(y, 1, key)) {
        draw_row(layout, &line);
    }
}

void table_draw(const struct layout *layout, const struct view *view) {
    const struct listing *listing = view->listing;
    struct buffer key = {0};
    if (layout->heading_y >= 0 && listing->count > 0) {
        draw_headings(layout, view, &key);
    }
    if (listing->count == 0 && layout->table_lines > 0) {
        emptiness_draw(layout, view);
    }
    for (int i = 0; i < layout->table_lines && listing->top + (size_t)i < listing->count; i++) {
        draw_row_at(layout, view, listing->top + (size_t)i, layout->table_y + i, &key);
    }
    buffer_clear(&key);
}
