/* SPDX-License-Identifier: MIT */
#pragma once

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

/* Gives back what was found, without waiting for output; async-signal-safe. */
void modes_give_back(const struct modes *modes);

/* Lets output that has been stopped go on, be it by Ctrl-S or by tcflow(): only what leaves the
 * screen is still to come. Async-signal-safe. */
void modes_go_on(const struct modes *modes);
