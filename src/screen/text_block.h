/* SPDX-License-Identifier: MIT */
#pragma once

#include "draw.h"

/* Lines of text of which a part is on the screen: scrolled by `first`, `lines` of them from line
 * `y` on. Lines outside only count. */
struct text_block {
    int y;
    int x;
    int columns;
    int first;
    int lines;
    int count; /* lines added so far */
};

/* Whether the next line will be on the screen: one that is not only counts. */
bool text_block_shows_next(const struct text_block *block);

void text_block_add(struct text_block *block, const struct strip *strip);
void text_block_add_blank(struct text_block *block);

/* Adds text, wrapped, all of it `indent` columns in; `lead` stands before its first line, on a line
 * of its own if it is too long for that. */
void text_block_add_wrapped(struct text_block *block, const char *lead, int indent,
                            enum theme_role role, const char *clean);
