/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/problem.h"
#include "backfilltop/core/poller_state.h"
#include "backfilltop/monitor/run.h"
#include "backfilltop/screen/layout.h"
#include "backfilltop/screen/view.h"

#include "commands.h"
#include "token_watch.h"

#include <stdint.h>

struct monitor;

/* A frame: what is shown, and where. */
struct frame {
    struct view view;
    struct layout layout;
    struct buffer times;       /* that the layout was made for, see screen_add_times(): owned */
    struct poller_state polls; /* of the shown teams */
    /* What the view borrows: */
    char teams[160];
    struct view_team team_list[POLLER_TEAMS_MAX];
    char problem[PROBLEM_LINE];
    char quota[160];
    char demo_problem[PROBLEM_LINE + 32];
    char note[TOKEN_WATCH_TEXT];
    struct view_command commands[COMMANDS_MAX];
};

/* The frame that drawing and the actions share: the one on the screen or, if what is shown has
 * changed since, a new one for the terminal's present size; if only time has passed, the same one
 * brought up to date. It is monitor->frame. It borrows texts from the monitor that are valid until
 * the next answer; its layout stays valid after that. `now_ms`: monotonic; `now_s`: wall clock. */
const struct frame *frame_now(struct monitor *monitor, int64_t now_ms, int64_t now_s);
