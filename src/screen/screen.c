/* SPDX-License-Identifier: MIT */
#include "backfilltop/screen/screen.h"

#include "backfilltop/base/numbers.h"
#include "backfilltop/screen/terminal.h"

#include "detail.h"
#include "footer.h"
#include "header.h"
#include "pages.h"
#include "table.h"

#include <curses.h>

static int overhang(int lines, int room) {
    return max_int(lines - room, 0);
}

/* Where a terminal that cannot hide its cursor shows it: on the selected row. */
static void place_cursor(const struct layout *layout, const struct view *view) {
    const struct listing *listing = view->listing;
    int y = 0;
    if (view->page == PAGE_NONE && listing->selected >= listing->top &&
        listing->selected - listing->top < (size_t)layout->table_lines) {
        y = layout->table_y + (int)(listing->selected - listing->top);
    }
    move(y, 0);
}

/* A refresh or a resize may have made the text shorter than it was when it was scrolled. */
static void clamp_scrolls(struct view *view) {
    if (view->pane_scroll > 0) {
        view->pane_scroll = min_int(view->pane_scroll, screen_pane_scroll_max(view));
    }
    if (view->page_scroll > 0) {
        view->page_scroll = min_int(view->page_scroll, screen_page_scroll_max(view));
    }
}

void screen_layout(struct layout *layout, const struct view *view) {
    struct terminal_size size = terminal_size();
    layout_compute(layout, size.width, size.height, view);
}

int screen_pane_scroll_max(const struct view *view) {
    struct layout layout;
    screen_layout(&layout, view);
    return view->pane == PANE_CLOSED || layout.pane_y < 0
               ? 0
               : overhang(detail_count_lines(&layout, view), layout.pane_lines);
}

int screen_page_scroll_max(const struct view *view) {
    struct layout layout;
    screen_layout(&layout, view);
    return overhang(pages_count_lines(&layout, view), layout.page_lines);
}

void screen_draw(const struct view *state) {
    struct view shown = *state;
    const struct view *view = &shown;
    struct layout layout;
    screen_layout(&layout, view);
    clamp_scrolls(&shown);
    erase();
    header_draw(&layout, view);
    if (view->page != PAGE_NONE) {
        pages_draw(&layout, view);
    } else {
        table_draw(&layout, view);
        detail_draw(&layout, view);
    }
    int cursor_x = footer_draw(&layout, view);
    if (cursor_x >= 0) {
        move(layout.prompt_y, cursor_x);
    } else {
        place_cursor(&layout, view);
    }
    curs_set(cursor_x >= 0 ? 1 : 0);
    terminal_flush();
}
