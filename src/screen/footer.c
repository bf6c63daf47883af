/* SPDX-License-Identifier: MIT */
#include "footer.h"

#include "backfilltop/base/numbers.h"
#include "canvas.h"
#include "emptiness.h"
#include "header.h"
#include "key_names.h"
#include "prompt.h"
#include "text_block.h"
#include "text_line.h"

#define GAP 2

/* Whether the status has a line for itself; else what lasts would hide the key hints for long. */
static bool has_own_line(const struct layout *layout) {
    return layout->status_y >= 0 && layout->status_y != layout->hints_y;
}

static bool wants_quota(const struct layout *layout, const struct view *view) {
    return view->connection.quota != NULL && has_own_line(layout) &&
           !header_shows_quota(layout, view);
}

/* The most urgent thing to say, bytes as they came; NULL when there is nothing. */
static const char *urgent_text(const struct layout *layout, const struct view *view) {
    const struct view_connection *connection = &view->connection;
    if (view->notice != NULL) {
        return view->notice;
    }
    if (connection->problem != NULL && !emptiness_explains(view)) {
        return connection->problem;
    }
    return has_own_line(layout) ? connection->note : NULL;
}

static void add_warnings(struct strip *strip, const struct view_connection *connection) {
    if (connection->warnings > 0) {
        strip_add_space(strip, strip->count > 0 ? GAP : 0);
        strip_add_format(strip, THEME_WARNING, "%zu warning%s:", connection->warnings,
                         text_plural((int64_t)connection->warnings));
        strip_add_space(strip, 1);
        strip_add_bytes(strip, THEME_TEXT, connection->first_warning);
    }
}

/* Appends what is urgent, or else the quota and the warnings. Returns the role of the text. */
static enum theme_role describe_status(struct strip *strip, const struct layout *layout,
                                       const struct view *view) {
    const char *urgent = urgent_text(layout, view);
    if (urgent != NULL) {
        strip_add_bytes(strip, THEME_STRONG, urgent);
        return THEME_STRONG;
    }
    if (wants_quota(layout, view)) {
        strip_add_bytes(strip, THEME_TEXT, view->connection.quota);
    }
    add_warnings(strip, &view->connection);
    return THEME_TEXT;
}

/* `which` is the index of a command. */
static void write_hint(struct strip *strip, const struct text_context *context) {
    const struct view_command *command = &context->view->commands[context->which];
    struct buffer key = {0};
    key_names_add(&key, command->keys[0]);
    strip_add(strip, THEME_KEY, buffer_string(&key));
    strip_add_space(strip, 1);
    strip_add(strip, THEME_DIM, command->hint);
    buffer_clear(&key);
}

/* As many of the hints as fit, the most wanted first. */
static void describe_hints(struct strip *strip, const struct layout *layout,
                           const struct view *view, int columns) {
    struct text_part parts[TEXT_LINE_PARTS];
    struct text_line line;
    text_line_init(&line, layout, view);
    for (size_t i = 0; i < view->command_count && line.count < TEXT_LINE_PARTS; i++) {
        const struct view_command *command = &view->commands[i];
        if (command->hint != NULL) {
            struct text_part *part = &parts[line.count];
            *part = (struct text_part){write_hint, (int)i, {{command->hint_rank, GAP}}};
            text_line_add(&line, part);
        }
    }
    text_line_fit(&line, columns);
    text_line_write(strip, &line, 0, line.count);
}

static void add_position(struct strip *strip, size_t first, size_t shown, size_t count) {
    if (count > shown && shown > 0) {
        size_t last = min_size(first + shown, count);
        strip_add_format(strip, THEME_DIM, "%zu-%zu of %zu", first + 1, last, count);
    }
}

/* What the rows are sorted by, where no heading shows it. */
static void add_hidden_sorting(struct strip *strip, const struct layout *layout,
                               const struct view *view) {
    const struct sort *sort = &view->query.sort;
    bool is_usual = sort->key == SORT_TROUBLE && !sort->inverted;
    for (size_t i = 0; i < layout->shown_columns && layout->heading_y >= 0; i++) {
        if (sort_of_column(layout->columns[i].column) == sort->key) {
            return;
        }
    }
    if (!is_usual && layout->margin > 0) {
        strip_add_format(strip, THEME_DIM, "by %s ", sort_name(sort->key));
        strip_add_glyph(strip, THEME_DIM, sort_descends(sort) ? GLYPH_DESCENDING : GLYPH_ASCENDING);
        strip_add_space(strip, GAP);
    }
}

static void describe_position(struct strip *strip, const struct layout *layout,
                              const struct view *view) {
    if (view->page != PAGE_NONE) {
        add_position(strip, (size_t)layout->page_text.first, (size_t)layout->page_lines,
                     (size_t)layout->page_text.lines);
    } else if (view->query.prompt == PROMPT_SEARCH) {
        prompt_describe_matches(strip, view, layout->margin == 0);
    } else if (view->listing->count < view->listing->total &&
               (layout->margin > 0 || view->query.prompt == PROMPT_NONE)) {
        prompt_describe_hidden(strip, view, layout->margin == 0);
    } else if (view->query.prompt == PROMPT_NONE) {
        add_hidden_sorting(strip, layout, view);
        add_position(strip, view->listing->top, (size_t)layout->table_lines, view->listing->count);
    }
}

static void draw_status(const struct layout *layout, const struct strip *status,
                        enum theme_role role) {
    int columns = layout->width - 2 * layout->margin;
    struct text_block page = {.y = layout->status_y,
                              .x = layout->margin,
                              .columns = columns,
                              .lines = layout->status_lines};
    if (layout->status_lines > 1) {
        text_block_add_wrapped(&page, "", 0, role, buffer_string(&status->text));
    } else {
        strip_draw(status, layout->status_y, layout->margin, columns);
    }
}

/* The position stands at the right. In the columns left of it stands the first of these that there
 * is: the prompt, the status, the filter, the key hints. */
static void draw_hints(const struct layout *layout, const struct view *view,
                       const struct strip *status, int *cursor_x) {
    int columns = layout->width - 2 * layout->margin;
    struct strip strip = {0};
    describe_position(&strip, layout, view);
    int taken = strip_width(&strip);
    if (taken > 0) {
        strip_draw(&strip, layout->hints_y, layout->margin + columns - taken, taken);
        columns -= taken + GAP;
    }
    strip_reset(&strip);
    prompt_describe_filter(&strip, view);
    if (layout->prompt_y >= 0) {
        prompt_draw(view, layout->prompt_y, layout->margin, columns, cursor_x);
    } else if (layout->status_y == layout->hints_y && status->count > 0) {
        strip_draw(status, layout->hints_y, layout->margin, columns);
    } else if (strip.count > 0 && view->page == PAGE_NONE) {
        strip_draw(&strip, layout->hints_y, layout->margin, columns);
    } else {
        describe_hints(&strip, layout, view, columns);
        strip_draw(&strip, layout->hints_y, layout->margin, columns);
    }
    strip_clear(&strip);
}

static void draw_over_header(const struct layout *layout, const struct strip *status) {
    int y = layout->header_lines - 1;
    draw_fill(y, 0, layout->width, " ", theme_style(THEME_TEXT, false));
    strip_draw(status, y, layout->margin, layout->width - 2 * layout->margin);
}

/* Appends what the footer is drawn from. Nothing while a prompt is open, which has a cursor, or
 * while there is a quota to show, which stands in the header as the countdown leaves room. */
static void add_key(struct buffer *key, const struct layout *layout, const struct view *view) {
    const struct view_connection *connection = &view->connection;
    const int64_t numbers[] = {(int64_t)view->listing->top, (int64_t)connection->warnings,
                               emptiness_explains(view)};
    if (view->query.prompt == PROMPT_NONE && connection->quota == NULL) {
        draw_key_add_edition(key, "footer", layout, view);
    }
    if (key->length > 0) {
        draw_key_add_numbers(key, numbers, sizeof numbers / sizeof *numbers);
        draw_key_add_text(key, connection->problem);
        draw_key_add_text(key, connection->note);
        draw_key_add_text(key, connection->first_warning);
    }
}

/* The footer has the last lines of the top layer, and what it says may stand in the header. */
static bool is_kept(const struct layout *layout, const struct view *view) {
    struct buffer key = {0};
    add_key(&key, layout, view);
    bool is_kept = canvas_keeps(0, layout->height, &key);
    buffer_clear(&key);
    return is_kept;
}

int footer_draw(const struct layout *layout, const struct view *view) {
    int cursor_x = -1;
    if (is_kept(layout, view)) {
        return cursor_x;
    }
    struct strip status = {0};
    enum theme_role role = describe_status(&status, layout, view);
    if (layout->hints_y >= 0) {
        draw_hints(layout, view, &status, &cursor_x);
    } else if (layout->prompt_y >= 0) {
        draw_fill(layout->prompt_y, 0, layout->width, " ", theme_style(THEME_TEXT, false));
        prompt_draw(view, layout->prompt_y, layout->margin, layout->width, &cursor_x);
    }
    if (layout->status_y >= 0 && layout->status_y != layout->hints_y) {
        draw_status(layout, &status, role);
    }
    if (layout->status_y < 0 && layout->header_lines > 1 && status.count > 0 &&
        (layout->margin > 0 || strip_width(&status) <= layout->width)) {
        draw_over_header(layout, &status);
    }
    strip_clear(&status);
    return cursor_x;
}
