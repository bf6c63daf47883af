/* SPDX-License-Identifier: MIT */
#include "pages.h"

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

void pages_draw(const struct layout *layout, const struct view *view) {
    add(layout, view, layout->page_lines);
}

int pages_count_lines(const struct layout *layout, const struct view *view) {
    return add(layout, view, 0);
}
