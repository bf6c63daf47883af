/* SPDX-License-Identifier: MIT */
#pragma once

#include <signal.h>
#include <stdbool.h>
#include <termios.h>

/* The modes of the terminal's driver (termios). ncurses does not see the terminal, so the program
 * sets them itself. A descriptor that is not a terminal is left alone. */
struct modes {
    int fd;
    bool is_terminal;
    struct termios before; /* as the program found it */
};

/* Remembers the modes of `fd`; nothing is changed. */
void modes_init(struct modes *modes, int fd);

/* Sets the modes for full-screen mode: keys come one by one and unchanged, without echo; signals
 * and Ctrl-S still work. */
void modes_take(const struct modes *modes);

/* Whether the program is in the foreground (POSIX job control). If not, the terminal belongs to the
 * shell, as when a program is stopped and then killed. Async-signal-safe. */
bool modes_are_ours(const struct modes *modes);

/* Between these two calls, writing to the terminal from the background does not stop the program,
 * which could not end then. *before is passed from the first to the second. Async-signal-safe. */
void modes_hold_stop(sigset_t *before);
void modes_let_stop(const sigset_t *before);

/* Restores the modes of modes_init(), without waiting for output. Does nothing in the background.
 * Async-signal-safe. */
void modes_give_back(const struct modes *modes);

/* Restarts output that has been stopped, by Ctrl-S or tcflow(), for the bytes that restore the
 * terminal. Does nothing in the background. Async-signal-safe. */
void modes_go_on(const struct modes *modes);
