/* SPDX-License-Identifier: MIT */
#pragma once

#include <signal.h>
#include <stdbool.h>
#include <termios.h>

/* How the terminal's driver treats input and output (termios). ncurses sees no terminal, so this is
 * the program's own affair. What is not a terminal is left alone. */
struct modes {
    int fd;
    bool is_terminal;
    struct termios before; /* as the program found it */
};

/* Remembers the modes of `fd`; nothing is changed. */
void modes_init(struct modes *modes, int fd);

/* Keys come one by one and as they are, without an echo; signals and Ctrl-S stay. */
void modes_take(const struct modes *modes);

/* Whether the program is in the foreground (POSIX, job control): else the terminal is the shell's,
 * as for a program that is stopped and then ended. Async-signal-safe. */
bool modes_are_ours(const struct modes *modes);

/* Between the two, writing to the terminal from the background does not stop the program, which
 * could not end then. *before is what to pass on. Async-signal-safe. */
void modes_hold_stop(sigset_t *before);
void modes_let_stop(const sigset_t *before);

/* Gives back what was found, without waiting for output; nothing in the background.
 * Async-signal-safe. */
void modes_give_back(const struct modes *modes);

/* Lets output that has been stopped go on, be it by Ctrl-S or by tcflow(): only what leaves the
 * screen is still to come. Nothing in the background. Async-signal-safe. */
void modes_go_on(const struct modes *modes);
