/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/layout.h"

#include "commands.h"
#include "monitor.h"

/* What is shown and where: made once for a turn of the loop, then read by actions and by drawing
 * alike. */
struct frame {
    struct view view;
    struct layout layout;
    /* What the view borrows: */
    char teams[160];
    struct view_team team_list[MONITOR_TEAMS_MAX];
    char problem[PROBLEM_LINE];
    char quota[160];
    char demo_problem[PROBLEM_LINE + 32];
    char note[TOKEN_WATCH_TEXT];
    struct view_command commands[COMMANDS_MAX];
};

/* Takes over what is shown now, and lays it out on the terminal. The view borrows from the monitor,
 * too: its texts are of use until the next answer. */
void frame_make(struct frame *frame, const struct monitor *monitor, int64_t now_ms, int64_t now_s);
