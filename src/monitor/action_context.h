/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/terminal.h"

#include "monitor.h"

/* What an action works with: the state, the input that caused it, and when that came. */
struct action_context {
    struct monitor *monitor;
    const struct terminal_input *input;
    const struct frame *frame; /* what stands where; NULL unless the command's row asks for it */
    int64_t now_ms;            /* monotonic */
    int64_t now_s;             /* wall clock */
};

/* What a key does. Its row in commands.c says what must hold when it is called. */
typedef void action_function(struct action_context *context);

/* Selection, pane, pages, mouse. */
action_function action_move_up, action_move_down, action_page_up, action_page_down;
action_function action_select_first, action_select_last, action_open_pane, action_step_back;
action_function action_unfold, action_focus_pane, action_grow_pane, action_shrink_pane;
action_function action_toggle_help, action_toggle_events;
action_function action_click, action_wheel_up, action_wheel_down;

/* Search, filter, order. */
action_function action_open_search, action_open_filter, action_open_sort;
action_function action_search_next, action_search_previous, action_choose_group;
action_function action_sort_left, action_sort_right, action_invert;

/* Lists the rows in the order chosen and names it in a notice: its column may not be shown. */
void action_show_sorting(struct action_context *context);

/* Polls, teams, and rows that left the list. */
action_function action_refresh, action_pause, action_choose_team, action_all_teams;
action_function action_dismiss, action_dismiss_all;

/* The clipboard. */
action_function action_copy_id, action_copy_commands;
