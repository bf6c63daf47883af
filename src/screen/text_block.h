/* SPDX-License-Identifier: MIT */
#pragma once

#include "draw.h"

/* Lines of text, of which only a part is on the screen: `lines` of them, from line `first` of the
 * text, at line `y` of the screen. Other lines are counted but not drawn. */
struct text_block {
    int y;
    int x;
    int columns;
    int first;
    int lines;
    int count; /* lines added so far */
};

/* Whether the next line will be on the screen; if not, it will only be counted. */
bool text_block_shows_next(const struct text_block *block);

void text_block_add(struct text_block *block, const struct strip *strip);
void text_block_add_blank(struct text_block *block);

/* Adds wrapped text, indented by `indent` columns. `lead` is put into the indent of the first line,
 * or on its own line if it is too long for that. */
void text_block_add_wrapped(struct text_block *block, const char *lead, int indent,
                            enum theme_role role, const char *clean);
