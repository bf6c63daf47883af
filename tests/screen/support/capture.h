/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/buffer.h"
#include "backfilltop/screen/layout.h"
#include "backfilltop/screen/terminal.h"
#include "backfilltop/screen/view.h"

#include <stdbool.h>
#include <stdio.h>

/* Real ncurses that draws to files instead of a terminal, so that the screen can be read back.
 *
 * With UPDATE_SCREENS=1 in the environment the expected files are written instead of compared: read
 * the differences, and commit them if they are right. */

struct capture {
    FILE *in;
    FILE *out; /* the bytes that a terminal would get */
};

struct capture_options {
    const char *type; /* terminfo name; NULL: xterm-256color */
    enum theme_id theme;
    bool ascii;
};

/* For cmocka_run_group_tests(): the locale and the time zone that the expected files are for. */
int capture_set_up(void **state);

void capture_open(struct capture *capture, const struct capture_options *options);
void capture_close(struct capture *capture);

/* Resizes the terminal, scrolls the listing and shows the commands as the monitor does, and draws;
 * returns the layout. */
struct layout capture_draw(const struct view *view, struct listing *listing, int width, int height);

/* Appends what is on the screen, line by line, without the spaces at their ends. */
void capture_text(struct buffer *out);

/* Appends a letter for how each cell looks:
 *   . plain           B strong or just changed   d dim, pending   h heading
 *   g good, RUNNING   w warning, stalled         x bad            X alarm, FAILED
 *   s SCHEDULED       c CREATED                  l left           o other
 *   1 2 3 the bar: completed, failed, in flight   | a boundary in it   $ anything else
 * and "<" behind a selected row. A look that several share has the first of their letters. */
void capture_roles(struct buffer *out);

/* Compares the screen with tests/screen/expected/NAME.txt; `roles`: with the letters below it. */
void capture_check(const char *name, bool roles);
