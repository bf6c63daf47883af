/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/layout.h"
#include "backfilltop/screen/view.h"
#include "draw.h"

#include <stddef.h>

/* A line of text made of ranked parts. Each is shown in the longest form for which there is
 * room. */

#define TEXT_PART_FORMS 3
#define TEXT_LINE_PARTS 48

/* What a part is written from, and its form. */
struct text_context {
    const struct layout *layout;
    const struct view *view;
    int which; /* the part's own */
    int form;  /* 0 is the longest */
};

/* Appends a part; nothing if it has nothing to say. */
typedef void text_part_write(struct strip *strip, const struct text_context *context);

struct text_part {
    text_part_write *write;
    int which; /* tells parts apart that are written by one function; else 0 */
    struct text_part_form {
        int rank; /* 1 stays longest; 0: no more forms */
        int gap;  /* columns before it, unless it stands first */
    } forms[TEXT_PART_FORMS];
};

/* Parts from left to right. */
struct text_line {
    struct text_context context; /* `which` and `form` are not used */
    const struct text_part *parts[TEXT_LINE_PARTS];
    int forms[TEXT_LINE_PARTS]; /* the form of each that is shown, or -1 */
    size_t count;
};

/* A line without parts. */
void text_line_init(struct text_line *line, const struct layout *layout, const struct view *view);

/* Adds a part, which must outlive the line. More than TEXT_LINE_PARTS are ignored. */
void text_line_add(struct text_line *line, const struct text_part *part);

/* Chooses the forms that fit in `columns`, after all parts have been added. The forms of the lowest
 * rank are chosen even if they do not fit. */
void text_line_fit(struct text_line *line, int columns);

/* Appends the parts from index `first` up to `end` in the forms that were chosen. */
void text_line_write(struct strip *strip, const struct text_line *line, size_t first, size_t end);
