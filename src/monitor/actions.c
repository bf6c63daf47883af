/* SPDX-License-Identifier: MIT */
#include "actions.h"

#include "backfilltop/core/search.h"
#include "backfilltop/screen/screen.h"

#include "action_context.h"
#include "commands.h"

#include <string.h>

static void redraw(struct action_context *context) {
    (void)context;
    terminal_redraw();
}

static void suspend(struct action_context *context) {
    context->monitor->suspend = true;
}

static void quit(struct action_context *context) {
    context->monitor->quit = true;
}

static action_function *const APPLY[action_count] = {
    [ACTION_UP] = action_move_up,
    [ACTION_DOWN] = action_move_down,
    [ACTION_PAGE_UP] = action_page_up,
    [ACTION_PAGE_DOWN] = action_page_down,
    [ACTION_FIRST] = action_select_first,
    [ACTION_LAST] = action_select_last,
    [ACTION_OPEN] = action_open_pane,
    [ACTION_BACK] = action_step_back,
    [ACTION_UNFOLD] = action_unfold,
    [ACTION_SEARCH] = action_open_search,
    [ACTION_SEARCH_NEXT] = action_search_next,
    [ACTION_SEARCH_PREVIOUS] = action_search_previous,
    [ACTION_FILTER] = action_open_filter,
    [ACTION_GROUP] = action_choose_group,
    [ACTION_SORT] = action_open_sort,
    [ACTION_SORT_LEFT] = action_sort_left,
    [ACTION_SORT_RIGHT] = action_sort_right,
    [ACTION_INVERT] = action_invert,
    [ACTION_REFRESH] = action_refresh,
    [ACTION_PAUSE] = action_pause,
    [ACTION_HELP] = action_toggle_help,
    [ACTION_FOCUS] = action_focus_pane,
    [ACTION_GROW] = action_grow_pane,
    [ACTION_SHRINK] = action_shrink_pane,
    [ACTION_TEAM] = action_choose_team,
    [ACTION_ALL_TEAMS] = action_all_teams,
    [ACTION_EVENTS] = action_toggle_events,
    [ACTION_COPY_ID] = action_copy_id,
    [ACTION_COPY_COMMANDS] = action_copy_commands,
    [ACTION_DISMISS] = action_dismiss,
    [ACTION_DISMISS_ALL] = action_dismiss_all,
    [ACTION_REDRAW] = redraw,
    [ACTION_SUSPEND] = suspend,
    [ACTION_QUIT] = quit,
    [ACTION_CLICK] = action_click,
    [ACTION_WHEEL_UP] = action_wheel_up,
    [ACTION_WHEEL_DOWN] = action_wheel_down,
};

/* What changes the rows or the pane, which a page hides: nobody would see what they did. */
static const bool needs_table[action_count] = {
    [ACTION_UNFOLD] = true,      [ACTION_FOCUS] = true,           [ACTION_GROW] = true,
    [ACTION_SHRINK] = true,      [ACTION_COPY_ID] = true,         [ACTION_SEARCH_NEXT] = true,
    [ACTION_GROUP] = true,       [ACTION_SEARCH_PREVIOUS] = true, [ACTION_SORT_LEFT] = true,
    [ACTION_SORT_RIGHT] = true,  [ACTION_INVERT] = true,          [ACTION_DISMISS] = true,
    [ACTION_DISMISS_ALL] = true, [ACTION_CLICK] = true,           [ACTION_OPEN] = true,
};

static enum action action_of(const struct terminal_input *input) {
    switch (input->key) {
    case TERMINAL_KEY_WHEEL_UP:
        return ACTION_WHEEL_UP;
    case TERMINAL_KEY_WHEEL_DOWN:
        return ACTION_WHEEL_DOWN;
    default:
        return commands_action(input->key);
    }
}

/* That what was searched for is nowhere must be said when the prompt, which said so, closes. */
static void end_search(struct monitor *monitor, int64_t now_ms) {
    size_t nth;
    const struct query *query = &monitor->query;
    bool is_taken = query->prompt == PROMPT_NONE && query->search[0] != '\0' &&
                    strcmp(query->search, query->edit.text) == 0;
    if (is_taken &&
        search_count(&monitor->listing, query->search, monitor->options->charset, &nth) == 0) {
        monitor_notice(monitor, now_ms, "no row shows %s", query->search);
    }
}

/* Whether the input was text for a prompt, or pasted where none is open. */
static bool take_text(struct monitor *monitor, const struct terminal_input *input, int64_t now_ms) {
    struct query *query = &monitor->query;
    enum text_charset charset = monitor->options->charset;
    struct columns sortable = columns_sortable(&monitor->options->columns,
                                               monitor->shown_team == TRACKER_ALL_TEAMS &&
                                                   monitor->requests.team_count > 1);
    bool was_search = query->prompt == PROMPT_SEARCH;
    bool taken = query_take_paste(query, &monitor->listing, input->key, now_ms, charset) ||
                 query_take_key(query, &monitor->listing, input->key, &sortable, charset);
    if (taken) {
        monitor->pane_scroll = 0;
        monitor_refresh_listing(monitor);
        if (was_search) {
            end_search(monitor, now_ms);
        }
    }
    return taken;
}

void actions_apply(struct monitor *monitor, const struct terminal_input *input, int64_t now_ms,
                   int64_t now_s) {
    enum action action = action_of(input);
    if (take_text(monitor, input, now_ms)) {
        return;
    }
    if (APPLY[action] == NULL) {
        return;
    }
    if (monitor->page != PAGE_NONE && needs_table[action]) {
        monitor_notice(monitor, now_ms, "Esc goes back to the backfills");
        return;
    }
    int64_t selected = monitor->listing.selected_id;
    struct action_context context = {.monitor = monitor, .input = input, .now_ms = now_ms};
    frame_make(&context.frame, monitor, now_ms, now_s);
    screen_layout(&context.layout, &context.frame.view);
    APPLY[action](&context);
    if (monitor->listing.selected_id != selected) {
        monitor->pane_scroll = 0;
    }
    monitor->dirty = true;
}
