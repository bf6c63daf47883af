/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/terminal.h"

#include "send_queue.h"

#include <stdbool.h>
#include <stdint.h>

/* Features of terminals that terminfo does not describe: bracketed paste, the title stack, the
 * clipboard, synchronized output. Only for terminals that send mouse events: these support them, or
 * ignore them. Their sequences go through the same queue as the frames, between two frames. */

/* Turns all of it off. */
#define XTERM_OFF "\x1b[?2026l\x1b[?2004l\x1b[23;2t"

/* Call when full-screen mode begins; `out` is kept. `has_them` is false for terminals without mouse
 * events: then all functions below do nothing. Asks the terminal whether it has synchronized
 * output. */
void xterm_start(struct send_queue *out, bool has_them, int64_t now_ms);

/* Full-screen mode begins, or ends. A repeated call does nothing. */
void xterm_set(bool on);

/* Whether a control sequence from the terminal is its answer, which is noted. */
bool xterm_take(const char *sequence);

/* Whether the answer may still come. */
bool xterm_await_answer(int64_t now_ms);

/* Adds a frame, as synchronized output if the terminal has reported that it supports that. */
void xterm_add_frame(const struct buffer *frame);
