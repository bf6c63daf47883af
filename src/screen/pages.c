/* SPDX-License-Identifier: MIT */
#include "pages.h"

#include "commands_page.h"
#include "events_page.h"
#include "help.h"

static void (*const adders[page_kind_count])(struct text_block *, const struct view *) = {
    [PAGE_HELP] = help_add,
    [PAGE_EVENTS] = events_page_add,
    [PAGE_COMMANDS] = commands_page_add,
};

/* Only the first `lines` from the one it is scrolled to are drawn. */
static int add(const struct layout *layout, const struct view *view, int lines) {
    struct text_block page = {.y = layout->page_y,
                              .x = layout->margin,
                              .columns = layout->width - 2 * layout->margin,
                              .first = layout->page_text.first,
                              .lines = lines};
    if (adders[view->page] != NULL) {
        adders[view->page](&page, view);
    }
    return page.count;
}

void pages_draw(const struct layout *layout, const struct view *view) {
    add(layout, view, layout->page_lines);
}

int pages_count_lines(const struct layout *layout, const struct view *view) {
    return add(layout, view, 0);
}
