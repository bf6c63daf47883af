/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/layout.h"
#include "backfilltop/screen/view.h"

#include "text_block.h"

/* Pages: they are shown in the place of table and pane. */
void pages_draw(const struct layout *layout, const struct view *view);

/* Appends to the key of canvas_keeps() what of the page passes with the time. */
void pages_add_times(struct buffer *key, const struct view *view);

/* The lines of its text, at the width that the layout gives it; 0 while none is open. */
int pages_count_lines(const struct layout *layout, const struct view *view);

/* Adds the lines of a page. */
typedef void page_add_function(struct text_block *block, const struct view *view);

/* The keys of the view's commands, and what the marks mean. */
page_add_function help_add;

/* The commands that backfill the failed days of the selected backfill again. */
page_add_function commands_page_add;

/* The pages that list something. */
#define PAGE_DECLARATION(name, add, ...) page_add_function add;
LIST_PAGES(PAGE_DECLARATION)
