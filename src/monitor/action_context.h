/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/terminal.h"

#include "commands.h"
#include "monitor.h"

/* What an action gets: the state, its row in the table of commands, the input that caused it, and
 * the time. */
struct action_context {
    struct monitor *monitor;
    const struct key_command *command;
    const struct terminal_input *input;
    const struct frame *frame; /* the present frame; NULL unless the command's row asks for it */
    int64_t now_ms;            /* monotonic */
    int64_t now_s;             /* wall clock */
};

/* The actions of the keys. The table in commands.c says under which conditions each is called. */

/* Selection, pane, pages, mouse. */
void action_move_up(struct action_context *context);
void action_move_down(struct action_context *context);
void action_page_up(struct action_context *context);
void action_page_down(struct action_context *context);
void action_select_first(struct action_context *context);
void action_select_last(struct action_context *context);
void action_open_pane(struct action_context *context);
void action_step_back(struct action_context *context);
void action_unfold(struct action_context *context);
void action_focus_pane(struct action_context *context);
void action_grow_pane(struct action_context *context);
void action_shrink_pane(struct action_context *context);
void action_toggle_page(struct action_context *context);
void action_click(struct action_context *context);
void action_wheel_up(struct action_context *context);
void action_wheel_down(struct action_context *context);

/* Search, filter, order. */
void action_open_search(struct action_context *context);
void action_open_filter(struct action_context *context);
void action_open_sort(struct action_context *context);
void action_search_next(struct action_context *context);
void action_search_previous(struct action_context *context);
void action_choose_group(struct action_context *context);
void action_sort_left(struct action_context *context);
void action_sort_right(struct action_context *context);
void action_invert(struct action_context *context);

/* Sorts the rows by the chosen order, and shows its name in a notice, since its column may not be
 * shown. */
void action_show_sorting(struct action_context *context);

/* Polls, teams, and rows that left the list. */
void action_refresh(struct action_context *context);
void action_pause(struct action_context *context);
void action_choose_team(struct action_context *context);
void action_all_teams(struct action_context *context);
void action_dismiss(struct action_context *context);
void action_dismiss_all(struct action_context *context);

/* The clipboard. */
void action_copy_id(struct action_context *context);
void action_copy_commands(struct action_context *context);
