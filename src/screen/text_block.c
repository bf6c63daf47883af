/* SPDX-License-Identifier: MIT */
#include "text_block.h"

#include <string.h>

#define LEAST_TEXT_COLUMNS 2
#define CRAMPED_COLUMNS    16 /* no indent where less than this would be left */

bool page_shows_next(const struct text_block *page) {
    return page->count >= page->first && page->count < page->first + page->lines;
}

static int line_y(const struct text_block *page) {
    return page->y + page->count - page->first;
}

static void add_text_line(struct text_block *page, const char *lead, int indent,
                          enum theme_role role, const char *text, size_t length) {
    if (page_shows_next(page)) {
        struct strip strip = {0};
        strip_add(&strip, THEME_STRONG, lead);
        strip_add_space(&strip, indent - strip_width(&strip));
        struct buffer line = {0};
        buffer_add(&line, text, length);
        strip_add(&strip, role, buffer_string(&line));
        strip_draw(&strip, line_y(page), page->x, page->columns);
        buffer_clear(&line);
        strip_clear(&strip);
    }
    page->count++;
}

void text_block_add(struct text_block *page, const struct strip *strip) {
    if (page_shows_next(page)) {
        strip_draw(strip, line_y(page), page->x, page->columns);
    }
    page->count++;
}

void text_block_add_blank(struct text_block *page) {
    page->count++;
}

void text_block_add_wrapped(struct text_block *page, const char *lead, int indent,
                            enum theme_role role, const char *clean) {
    if (page->columns - indent < CRAMPED_COLUMNS) {
        indent = LEAST_TEXT_COLUMNS;
    }
    if (text_width(lead) > indent - LEAST_TEXT_COLUMNS && *lead != '\0') {
        text_block_add_wrapped(page, "", 0, THEME_STRONG, lead);
        lead = "";
    }
    int columns = page->columns - indent;
    do {
        size_t length = text_wrap(clean, columns);
        bool spaced = length > 0 && clean[length - 1] == ' ';
        add_text_line(page, lead, indent, role, clean, spaced ? length - 1 : length);
        clean += length;
        lead = "";
    } while (*clean != '\0');
}
