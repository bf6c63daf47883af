/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/terminal.h"

#include "send_queue.h"

#include <stdbool.h>
#include <stdint.h>

/* What terminals can do that terminfo does not know of: marked pastes, a title on a stack, a
 * clipboard, frames in one piece. Only for those that send mouse events: they take it, or leave it
 * alone. It goes through the same queue as the frames, between two of them. */

/* Undoes everything. */
#define XTERM_OFF "\x1b[?2026l\x1b[?2004l\x1b[23;2t"

/* To be called when full-screen mode begins; `out` is kept. For terminals without mouse events
 * `has_them` is false, and everything below does nothing. Asks whether the terminal can show frames
 * in one piece. */
void xterm_start(struct send_queue *out, bool has_them, int64_t now_ms);

/* Full-screen mode begins, or ends; a second time in a row is nothing. */
void xterm_set(bool on);

/* Whether a control sequence from the terminal is the answer. */
bool xterm_take(const char *sequence);

/* Whether the answer may still be under way. */
bool xterm_await_answer(int64_t now_ms);

/* Adds a frame, in one piece where the terminal has said that it can show it so. */
void xterm_add_frame(const struct buffer *frame);
