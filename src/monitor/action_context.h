/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/layout.h"
#include "backfilltop/screen/terminal.h"

#include "frame.h"

/* What an action works with: the state, the input that caused it, and the frame that the user sees.
 */
struct context {
    struct monitor *monitor;
    const struct terminal_input *input;
    struct frame frame;
    struct layout layout;
    int64_t now_ms;
};

typedef void apply_action(struct context *context);

/* Where the user looks: selection, pane, pages, mouse. */
apply_action move_up, move_down, page_up, page_down, select_first, select_last;
apply_action open_pane, step_back, unfold, focus_pane, grow_pane, shrink_pane;
apply_action toggle_help, toggle_events, click, wheel;

/* What the user looks for. */
apply_action open_search, open_filter, open_sort, search_next, search_previous;
apply_action choose_group, sort_left, sort_right, invert;

/* Takes the rows anew in the order chosen, and says which that is: its column may not be shown. */
void sort_anew(struct context *context);

/* What is watched. */
apply_action refresh, pause_polling, choose_team, all_teams, dismiss, dismiss_all;

/* What is taken along. */
apply_action copy_id, copy_commands;
