/* SPDX-License-Identifier: MIT */
#include "prompt.h"

#include <string.h>

#define GAP 2

static const char *const leads[prompt_kind_count] = {
    [PROMPT_SEARCH] = "/", [PROMPT_FILTER] = "Filter: ", [PROMPT_SORT] = "Sort by"};

/* The offset to begin at so that the cursor is within `columns`. */
static const char *visible_from(const char *text, size_t cursor, int columns) {
    struct buffer head = {0};
    buffer_add(&head, text, cursor);
    const char *at = buffer_string(&head);
    while (text_width(at) >= columns && *at != '\0') {
        size_t step = text_prefix(at, 1, NULL);
        at += step > 0 ? step : text_prefix(at, 2, NULL);
    }
    const char *from = text + (at - buffer_string(&head));
    buffer_clear(&head);
    return from;
}

static int width_to(const char *from, const char *to) {
    struct buffer part = {0};
    buffer_add(&part, from, (size_t)(to - from));
    int width = text_width(buffer_string(&part));
    buffer_clear(&part);
    return width;
}

static void draw_line(const struct view_query *query, int y, int x, int columns, int *cursor_x) {
    const char *lead = leads[query->prompt];
    int indent = text_width(lead);
    draw_text(y, x, columns, lead, theme_style(THEME_KEY, false));
    const char *from = visible_from(query->text, query->cursor, columns - indent);
    draw_text(y, x + indent, columns - indent, from, theme_style(THEME_TEXT, false));
    *cursor_x = x + indent + width_to(from, query->text + query->cursor);
}

static void add_key(struct strip *strip, const struct view *view, enum sort_key key) {
    const struct sort *sort = &view->query.sort;
    bool chosen = key == sort->key;
    strip_add_space(strip, GAP);
    strip_add(strip, chosen ? THEME_STRONG : THEME_DIM, sort_name(key));
    if (chosen) {
        strip_add_glyph(strip, THEME_STRONG,
                        sort_descends(sort) ? GLYPH_DESCENDING : GLYPH_ASCENDING);
    }
}

/* Adds the sort keys from `first` on. Returns whether the chosen one fits. */
static bool describe_keys(struct strip *strip, const struct view *view, int first, int columns) {
    struct columns sortable = columns_sortable(&view->columns, view->connection.teams > 1);
    enum sort_key key = sort_step(SORT_TROUBLE, first, &sortable);
    bool shown = false;
    strip_add(strip, THEME_KEY, leads[PROMPT_SORT]);
    do {
        add_key(strip, view, key);
        shown |= key == view->query.sort.key && strip_width(strip) < columns;
        key = sort_step(key, 1, &sortable);
    } while (key != SORT_TROUBLE);
    return shown;
}

static void draw_keys(const struct view *view, int y, int x, int columns) {
    struct strip strip = {0};
    for (int first = 0; first < sort_key_count; first++) {
        strip_reset(&strip);
        if (describe_keys(&strip, view, first, columns)) {
            break;
        }
    }
    strip_draw(&strip, y, x, columns);
    strip_clear(&strip);
}

void prompt_draw(const struct view *view, int y, int x, int columns, int *cursor_x) {
    *cursor_x = -1;
    if (view->query.prompt == PROMPT_SORT) {
        draw_keys(view, y, x, columns);
    } else {
        draw_line(&view->query, y, x, columns, cursor_x);
    }
}

void prompt_describe_filter(struct strip *strip, const struct view *view) {
    const struct view_query *query = &view->query;
    bool has_text = query->filter != NULL && query->filter[0] != '\0';
    if (query->group != ROW_GROUP_ALL) {
        strip_add(strip, THEME_KEY, "Only ");
        strip_add(strip, THEME_STRONG, row_group_name(query->group));
        strip_add_space(strip, GAP);
    }
    if (has_text) {
        strip_add(strip, THEME_KEY, leads[PROMPT_FILTER]);
        strip_add(strip, THEME_STRONG, query->filter);
        strip_add_space(strip, GAP);
    }
    if (strip->count > 0) {
        strip_add(strip, THEME_KEY, "Esc");
        strip_add(strip, THEME_DIM, " Clear");
    }
}

void prompt_describe_hidden(struct strip *strip, const struct view *view, bool terse) {
    const struct listing *listing = view->listing;
    if (listing->count < listing->total) {
        strip_add_format(strip, THEME_STRONG, "%zu of %zu%s", listing->count, listing->total,
                         terse ? "" : " shown");
    }
}

void prompt_describe_matches(struct strip *strip, const struct view *view, bool terse) {
    const struct view_query *query = &view->query;
    if (query->prompt != PROMPT_SEARCH || query->text[0] == '\0') {
        return;
    }
    if (query->matches == 0) {
        strip_add(strip, terse ? THEME_BAD : THEME_WARNING, terse ? "none" : "no match");
    } else if (query->match == 0) {
        strip_add_format(strip, THEME_STRONG, "%zu row%s", query->matches,
                         text_plural((int64_t)query->matches));
    } else {
        strip_add_format(strip, THEME_STRONG, terse ? "%zu/%zu" : "%zu of %zu", query->match,
                         query->matches);
    }
}
