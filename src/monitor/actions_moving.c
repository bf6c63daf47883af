/* SPDX-License-Identifier: MIT */
#include "action_context.h"

#include "backfilltop/base/numbers.h"

#include <limits.h>

#define WHEEL_ROWS       3
#define PANE_GROWTH_MOST 40

/* Scrolls from what is shown: the text may have become shorter since it was scrolled. */
static void scroll_text(int *scroll, const struct layout_text *text, int delta) {
    *scroll = clamp_int(text->first + delta, 0, text->most);
}

static void select_moved(struct action_context *context, long delta) {
    struct monitor *monitor = context->monitor;
    if (monitor->page != PAGE_NONE) {
        scroll_text(&monitor->page_scroll, &context->frame->layout.page_text, (int)delta);
    } else {
        listing_move(&monitor->listing, delta);
    }
}

/* The arrows choose a backfill, or scroll the pane if it has the focus. */
static void step(struct action_context *context, int direction) {
    struct monitor *monitor = context->monitor;
    if (monitor->pane != PANE_CLOSED && monitor->pane_focused && monitor->page == PAGE_NONE) {
        scroll_text(&monitor->pane_scroll, &context->frame->layout.pane_text, direction);
    } else {
        select_moved(context, direction);
    }
}

void action_move_up(struct action_context *context) {
    step(context, -1);
}

void action_move_down(struct action_context *context) {
    step(context, 1);
}

/* One line of the previous page stays visible. */
static int page_of(int lines) {
    return max_int(lines - 1, 1);
}

/* While the pane is open, paging scrolls it; the arrows still choose a backfill. */
static void page(struct action_context *context, int direction) {
    struct monitor *monitor = context->monitor;
    const struct layout *layout = &context->frame->layout;
    if (monitor->page != PAGE_NONE) {
        scroll_text(&monitor->page_scroll, &layout->page_text,
                    direction * page_of(layout->page_lines));
    } else if (monitor->pane != PANE_CLOSED) {
        scroll_text(&monitor->pane_scroll, &layout->pane_text,
                    direction * page_of(layout->pane_lines));
    } else {
        listing_move(&monitor->listing, direction * page_of(layout->table_lines));
    }
}

void action_page_up(struct action_context *context) {
    page(context, -1);
}

void action_page_down(struct action_context *context) {
    page(context, 1);
}

void action_select_first(struct action_context *context) {
    select_moved(context, -INT_MAX / 2);
}

void action_select_last(struct action_context *context) {
    select_moved(context, INT_MAX / 2);
}

void action_open_pane(struct action_context *context) {
    struct monitor *monitor = context->monitor;
    struct listing *listing = &monitor->listing;
    bool opens = monitor->pane == PANE_CLOSED && listing_selected(listing) != NULL;
    monitor->pane = opens ? PANE_GROUPED : PANE_CLOSED;
    monitor->pane_focused = false;
    monitor->page = PAGE_NONE;
    listing_select(listing, listing->selected);
}

void action_step_back(struct action_context *context) {
    if (context->monitor->page != PAGE_NONE) {
        context->monitor->page = PAGE_NONE;
    } else if (query_step_back(&context->monitor->query)) {
        monitor_refresh_listing(context->monitor);
    } else {
        context->monitor->pane = PANE_CLOSED;
    }
}

static void resize_pane(struct action_context *context, int steps) {
    int *growth = &context->monitor->pane_growth;
    *growth = clamp_int(*growth + steps, -PANE_GROWTH_MOST, PANE_GROWTH_MOST);
}

void action_focus_pane(struct action_context *context) {
    context->monitor->pane_focused = !context->monitor->pane_focused;
}

void action_grow_pane(struct action_context *context) {
    resize_pane(context, 1);
}

void action_shrink_pane(struct action_context *context) {
    resize_pane(context, -1);
}

void action_unfold(struct action_context *context) {
    struct monitor *monitor = context->monitor;
    if (monitor->pane == PANE_CLOSED) {
        action_open_pane(context);
    }
    if (monitor->pane != PANE_CLOSED) {
        monitor->pane = monitor->pane == PANE_GROUPED ? PANE_LIST : PANE_GROUPED;
    }
    monitor->pane_scroll = 0;
}

/* The same key opens a page and closes it. */
void action_toggle_page(struct action_context *context) {
    struct monitor *monitor = context->monitor;
    enum page_kind page = context->command->page;
    monitor->page = monitor->page == page ? PAGE_NONE : page;
    monitor->page_scroll = 0;
}

static bool in_pane(const struct layout *layout, const struct terminal_input *input) {
    return layout->pane_y >= 0 && input->y >= layout->pane_y && input->x >= layout->pane_x;
}

void action_click(struct action_context *context) {
    const struct terminal_input *input = context->input;
    const struct frame *frame = context->frame;
    struct listing *listing = &context->monitor->listing;
    size_t index = 0;
    enum column column;
    if (layout_heading_at(&frame->layout, &frame->view, input->y, input->x, &column)) {
        sort_choose(&context->monitor->query.sort, sort_of_column(column));
        action_show_sorting(context);
        return;
    }
    if (in_pane(&frame->layout, input)) {
        context->monitor->pane_focused = true;
        return;
    }
    if (!layout_row_at(&frame->layout, &frame->view, input->y, &index)) {
        return;
    }
    if (index == listing->selected && listing->follows) { /* that the user has chosen */
        action_open_pane(context);
    } else {
        listing_select(listing, index);
    }
}

static void scroll_by_wheel(struct action_context *context, int delta) {
    struct monitor *monitor = context->monitor;
    const struct layout *layout = &context->frame->layout;
    if (monitor->page != PAGE_NONE) {
        scroll_text(&monitor->page_scroll, &layout->page_text, delta);
    } else if (in_pane(layout, context->input)) {
        scroll_text(&monitor->pane_scroll, &layout->pane_text, delta);
    } else {
        listing_wheel(&monitor->listing, delta, (size_t)layout->table_lines);
    }
}

void action_wheel_up(struct action_context *context) {
    scroll_by_wheel(context, -WHEEL_ROWS);
}

void action_wheel_down(struct action_context *context) {
    scroll_by_wheel(context, WHEEL_ROWS);
}
