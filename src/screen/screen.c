/* SPDX-License-Identifier: MIT */
#include "backfilltop/screen/screen.h"

#include "backfilltop/base/numbers.h"
#include "backfilltop/screen/terminal.h"

#include "canvas.h"
#include "detail.h"
#include "draw.h"
#include "emptiness.h"
#include "footer.h"
#include "header.h"
#include "pages.h"
#include "table.h"

#include <curses.h>

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

/* Shows the end of a text that has become too short to be scrolled as far as `wanted`. */
static struct layout_text scrolled(int lines, int room, int wanted) {
    int most = max_int(lines - room, 0);
    return (struct layout_text){.lines = lines, .first = min_int(wanted, most), .most = most};
}

void screen_layout(struct layout *layout, const struct view *view) {
    struct terminal_size size = terminal_size();
    layout_compute(layout, size.width, size.height, view);
    bool has_pane = view->page == PAGE_NONE && layout->pane_y >= 0;
    int pane_lines = has_pane ? detail_count_lines(layout, view) : 0;
    layout->pane_text = scrolled(pane_lines, layout->pane_lines, view->pane_scroll);
    int page_lines = pages_count_lines(layout, view);
    layout->page_text = scrolled(page_lines, layout->page_lines, view->page_scroll);
}

void screen_add_times(struct buffer *key, const struct view *view) {
    bool explains = emptiness_explains(view);
    buffer_add(key, (const char *)&explains, sizeof explains);
    draw_key_add_text(key, view->connection.problem);
    draw_key_add_text(key, view->connection.note);
    detail_add_times(key, view);
    pages_add_times(key, view);
}

void screen_draw(const struct layout *layout, const struct view *view) {
    canvas_begin();
    header_draw(layout, view);
    if (view->page != PAGE_NONE) {
        pages_draw(layout, view);
    } else {
        table_draw(layout, view);
        canvas_enter(CANVAS_PANE);
        detail_draw(layout, view);
    }
    canvas_enter(CANVAS_TOP);
    int cursor_x = footer_draw(layout, view);
    canvas_end();
    if (cursor_x >= 0) {
        move(layout->prompt_y, cursor_x);
    } else {
        place_cursor(layout, view);
    }
    curs_set(cursor_x >= 0 ? 1 : 0);
    terminal_flush();
}
