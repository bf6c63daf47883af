/* SPDX-License-Identifier: MIT */
#include "text_block.h"

#include <string.h>

#define LEAST_TEXT_COLUMNS 2
#define CRAMPED_COLUMNS    16 /* no indent if it would leave fewer columns than this */

bool text_block_shows_next(const struct text_block *block) {
    return block->count >= block->first && block->count < block->first + block->lines;
}

static int line_y(const struct text_block *block) {
    return block->y + block->count - block->first;
}

static void add_text_line(struct text_block *block, const char *lead, int indent,
                          enum theme_role role, const char *text, size_t length) {
    if (text_block_shows_next(block)) {
        struct strip strip = {0};
        strip_add(&strip, THEME_STRONG, lead);
        strip_add_space(&strip, indent - strip_width(&strip));
        struct buffer line = {0};
        buffer_add(&line, text, length);
        strip_add(&strip, role, buffer_string(&line));
        strip_draw(&strip, line_y(block), block->x, block->columns);
        buffer_clear(&line);
        strip_clear(&strip);
    }
    block->count++;
}

void text_block_add(struct text_block *block, const struct strip *strip) {
    if (text_block_shows_next(block)) {
        strip_draw(strip, line_y(block), block->x, block->columns);
    }
    block->count++;
}

void text_block_add_blank(struct text_block *block) {
    block->count++;
}

void text_block_add_wrapped(struct text_block *block, const char *lead, int indent,
                            enum theme_role role, const char *clean) {
    if (block->columns - indent < CRAMPED_COLUMNS) {
        indent = LEAST_TEXT_COLUMNS;
    }
    if (text_width(lead) > indent - LEAST_TEXT_COLUMNS && *lead != '\0') {
        text_block_add_wrapped(block, "", 0, THEME_STRONG, lead);
        lead = "";
    }
    int columns = block->columns - indent;
    do {
        size_t length = text_wrap(clean, columns);
        bool spaced = length > 0 && clean[length - 1] == ' ';
        add_text_line(block, lead, indent, role, clean, spaced ? length - 1 : length);
        clean += length;
        lead = "";
    } while (*clean != '\0');
}
