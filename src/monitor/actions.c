/* SPDX-License-Identifier: MIT */
#include "actions.h"

#include "backfilltop/screen/keymap.h"
#include "backfilltop/screen/screen.h"

#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>

#define WHEEL_ROWS 3

/* What an action works with: the state, the input that caused it, and the frame that the user sees.
 */
struct context {
    struct monitor *monitor;
    const struct terminal_input *input;
    struct view view;
    struct layout layout;
    int64_t now_ms;
};

__attribute__((format(printf, 2, 3))) static void note(struct context *context, const char *format,
                                                       ...) {
    struct monitor *monitor = context->monitor;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(monitor->notice, sizeof monitor->notice, format, arguments);
    va_end(arguments);
    monitor->notice_until_ms = context->now_ms + NOTICE_MS;
}

static int clamp(int value, int low, int high) {
    return value < low ? low : value > high ? high : value;
}

static void scroll_help(struct context *context, int delta) {
    int most = screen_help_scroll_max(&context->view);
    context->monitor->help_scroll = clamp(context->monitor->help_scroll + delta, 0, most);
}

static void scroll_pane(struct context *context, int delta) {
    int most = screen_pane_scroll_max(&context->view);
    context->monitor->pane_scroll = clamp(context->monitor->pane_scroll + delta, 0, most);
}

static void select_moved(struct context *context, long delta) {
    if (context->monitor->help) {
        scroll_help(context, (int)delta);
    } else {
        listing_move(&context->monitor->listing, delta);
    }
}

static void move_up(struct context *context) {
    select_moved(context, -1);
}

static void move_down(struct context *context) {
    select_moved(context, 1);
}

/* While the pane is open, paging reads on in it; the arrows still choose the backfill. */
static void page(struct context *context, int direction) {
    const struct monitor *monitor = context->monitor;
    const struct layout *layout = &context->layout;
    if (monitor->help) {
        scroll_help(context, direction * clamp(layout->help_lines - 1, 1, INT_MAX));
    } else if (monitor->pane != PANE_CLOSED) {
        scroll_pane(context, direction * clamp(layout->pane_lines - 1, 1, INT_MAX));
    } else {
        select_moved(context, (long)direction * clamp(layout->table_lines - 1, 1, INT_MAX));
    }
}

static void page_up(struct context *context) {
    page(context, -1);
}

static void page_down(struct context *context) {
    page(context, 1);
}

static void select_first(struct context *context) {
    select_moved(context, -INT_MAX / 2);
}

static void select_last(struct context *context) {
    select_moved(context, INT_MAX / 2);
}

static void open_pane(struct context *context) {
    struct monitor *monitor = context->monitor;
    struct listing *listing = &monitor->listing;
    bool opens = monitor->pane == PANE_CLOSED && listing_selected(listing) != NULL;
    monitor->pane = opens ? PANE_GROUPED : PANE_CLOSED;
    monitor->help = false;
    listing_select(listing, listing->selected);
}

static void step_back(struct context *context) {
    if (context->monitor->help) {
        context->monitor->help = false;
    } else {
        context->monitor->pane = PANE_CLOSED;
    }
}

static void unfold(struct context *context) {
    struct monitor *monitor = context->monitor;
    if (monitor->pane == PANE_CLOSED) {
        open_pane(context);
    }
    if (monitor->pane != PANE_CLOSED) {
        monitor->pane = monitor->pane == PANE_GROUPED ? PANE_LIST : PANE_GROUPED;
    }
    monitor->pane_scroll = 0;
}

static void refresh(struct context *context) {
    struct monitor *monitor = context->monitor;
    bool held = pacing_is_held(&monitor->feed.pacing, context->now_ms);
    if (monitor->paused) {
        note(context, "paused: press p to go on polling");
        return;
    }
    int64_t left_ms = pacing_refresh(&monitor->feed.pacing, context->now_ms);
    if (held) {
        note(context, "not before the server's Retry-After: %" PRId64 " s left",
             (left_ms + 999) / 1000);
    } else if (left_ms == 0) {
        note(context, "refreshing");
    }
}

static void pause_polling(struct context *context) {
    context->monitor->paused = !context->monitor->paused;
    note(context, context->monitor->paused ? "paused: press p to go on" : "polling goes on");
}

static void toggle_help(struct context *context) {
    context->monitor->help = !context->monitor->help;
    context->monitor->help_scroll = 0;
}

static void redraw(struct context *context) {
    (void)context;
    terminal_redraw();
}

static void suspend(struct context *context) {
    context->monitor->suspend = true;
}

static void quit(struct context *context) {
    context->monitor->quit = true;
}

static bool in_pane(const struct context *context) {
    return context->layout.pane_y >= 0 && context->input->y >= context->layout.pane_y;
}

static void click(struct context *context) {
    struct listing *listing = &context->monitor->listing;
    size_t index = 0;
    if (!layout_row_at(&context->layout, &context->view, context->input->y, &index)) {
        return;
    }
    if (index == listing->selected) {
        open_pane(context);
    } else {
        listing_select(listing, index);
    }
}

static void wheel(struct context *context) {
    int delta = context->input->wheel * WHEEL_ROWS;
    if (context->monitor->help) {
        scroll_help(context, delta);
    } else if (in_pane(context)) {
        scroll_pane(context, delta);
    } else {
        listing_wheel(&context->monitor->listing, delta,
                      (size_t)clamp(context->layout.table_lines, 0, INT_MAX));
    }
}

static void (*const APPLY[action_count])(struct context *) = {
    [ACTION_UP] = move_up,          [ACTION_DOWN] = move_down,      [ACTION_PAGE_UP] = page_up,
    [ACTION_PAGE_DOWN] = page_down, [ACTION_FIRST] = select_first,  [ACTION_LAST] = select_last,
    [ACTION_OPEN] = open_pane,      [ACTION_BACK] = step_back,      [ACTION_UNFOLD] = unfold,
    [ACTION_REFRESH] = refresh,     [ACTION_PAUSE] = pause_polling, [ACTION_HELP] = toggle_help,
    [ACTION_REDRAW] = redraw,       [ACTION_SUSPEND] = suspend,     [ACTION_QUIT] = quit,
    [ACTION_CLICK] = click,         [ACTION_WHEEL_UP] = wheel,      [ACTION_WHEEL_DOWN] = wheel,
};

static enum action action_of(const struct terminal_input *input) {
    enum action action = keymap_action(input->key);
    if (action != ACTION_CLICK || input->wheel == 0) {
        return action;
    }
    return input->wheel < 0 ? ACTION_WHEEL_UP : ACTION_WHEEL_DOWN;
}

void actions_apply(struct monitor *monitor, const struct terminal_input *input, int64_t now_ms,
                   int64_t now_s) {
    enum action action = action_of(input);
    if (APPLY[action] == NULL) {
        return;
    }
    int64_t selected = monitor->listing.selected_id;
    struct context context = {.monitor = monitor, .input = input, .now_ms = now_ms};
    monitor_view(monitor, &context.view, now_ms, now_s);
    screen_layout(&context.layout, &context.view);
    APPLY[action](&context);
    if (monitor->listing.selected_id != selected) {
        monitor->pane_scroll = 0;
    }
    monitor->dirty = true;
}
