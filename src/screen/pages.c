/* SPDX-License-Identifier: MIT */
#include "pages.h"

#include "backfilltop/base/times.h"

#include "canvas.h"

#include <string.h>

#define PAGE_CASE(name, add, ...)                                                                  \
    case PAGE_##name:                                                                              \
        return add;

static page_add_function *function_of(enum page_kind page) {
    switch (page) {
    case PAGE_HELP:
        return help_add;
    case PAGE_COMMANDS:
        return commands_page_add;
        LIST_PAGES(PAGE_CASE)
    case PAGE_NONE:
    case page_kind_count:
        break;
    }
    return NULL;
}

/* Only `lines` lines are drawn, from the one that it is scrolled to. */
static int add(const struct layout *layout, const struct view *view, int lines) {
    struct text_block block = {.y = layout->page_y,
                               .x = layout->margin,
                               .columns = layout->width - 2 * layout->margin,
                               .first = layout->page_text.first,
                               .lines = lines};
    page_add_function *add_lines = function_of(view->page);
    if (add_lines != NULL) {
        add_lines(&block, view);
    }
    return block.count;
}

/* Some name the day of what is not of today. */
void pages_add_times(struct buffer *key, const struct view *view) {
    char now[TIMES_TEXT];
    if (view->page != PAGE_NONE) {
        times_format_local(now, view->now_s, view->utc);
        buffer_add(key, now, strcspn(now, " "));
    }
}

void pages_draw(const struct layout *layout, const struct view *view) {
    struct buffer key = {0};
    draw_key_add_edition(&key, "page", layout, view);
    if (key.length > 0) {
        pages_add_times(&key, view);
    }
    if (!canvas_keeps(layout->page_y, layout->page_lines, &key)) {
        add(layout, view, layout->page_lines);
    }
    buffer_clear(&key);
}

int pages_count_lines(const struct layout *layout, const struct view *view) {
    return add(layout, view, 0);
}
