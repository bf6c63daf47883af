/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/text.h"

#include <stdbool.h>
#include <stddef.h>

/* One line of text being typed. Its text is always clean: bytes that text_clean() would change are
 * not accepted. Pure. */

#define LINE_EDIT_BYTES 256

struct line_edit {
    char text[LINE_EDIT_BYTES + 1];
    size_t length;
    size_t cursor;  /* in bytes, never inside a character or before its combining ones */
    char typing[4]; /* the bytes so far of a character that is not complete */
    size_t typing_length;
};

/* What a key does to the line. */
enum line_edit_step {
    LINE_EDIT_LEFT,
    LINE_EDIT_RIGHT,
    LINE_EDIT_HOME,
    LINE_EDIT_END,
    LINE_EDIT_ERASE,       /* the character before the cursor */
    LINE_EDIT_ERASE_AHEAD, /* the character after the cursor */
    LINE_EDIT_ERASE_WORD,
    LINE_EDIT_ERASE_LINE, /* all before the cursor */
    line_edit_step_count
};

/* Sets the text, as much of it as is clean and fits, with the cursor at its end. */
void line_edit_set(struct line_edit *edit, const char *text, enum text_charset charset);

/* Takes a typed or pasted byte; a character is added when its last byte has come. Returns whether
 * the text changed. */
bool line_edit_type(struct line_edit *edit, unsigned char byte, enum text_charset charset);

void line_edit_apply(struct line_edit *edit, enum line_edit_step step);
