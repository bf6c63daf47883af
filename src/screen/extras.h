/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/terminal.h"

#include <stdbool.h>

/* What terminals can do that terminfo does not know of: marked pastes, a title on a stack, a
 * clipboard, frames in one piece. Only for those that send mouse events: they take it, or leave it
 * alone. Written beside ncurses, which has nothing in its buffer between two frames. */

/* Undoes everything. */
#define EXTRAS_OFF "\x1b[?2026l\x1b[?2004l\x1b[23;2t"

/* To be called once ncurses has the terminal whose output is `out`; for the others `has_them` is
 * false, and everything below does nothing. Asks whether it can show frames in one piece. */
void extras_start(int out, bool has_them);

/* Full-screen mode begins, or ends; a second time in a row is nothing. */
void extras_set(bool on);

/* Whether a key is none of the user's, but an answer of the terminal. */
bool extras_take(int key);

/* Whether an answer may still be under way. To be asked before each key is read, too: until then an
 * Esc is waited behind for longer, because it may be the answer's first byte. */
bool extras_await_answer(void);

/* Around what ncurses sends of a frame. */
void extras_begin_frame(void);
void extras_end_frame(void);
