/* SPDX-License-Identifier: MIT */
#pragma once

#include "commands.h"
#include "monitor.h"

/* A view, and what it borrows while it is shown. */
struct frame {
    struct view view;
    char teams[160];
    struct view_team team_list[MONITOR_TEAMS_MAX];
    char problem[PROBLEM_LINE];
    char quota[160];
    char demo_problem[PROBLEM_LINE + 32];
    char note[TOKEN_WATCH_TEXT];
    struct view_command commands[COMMANDS_MAX];
};

/* What a frame shows now. */
void frame_make(struct frame *frame, const struct monitor *monitor, int64_t now_ms, int64_t now_s);
