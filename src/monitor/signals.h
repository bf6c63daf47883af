/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>

/* Signals as bytes in a pipe that the loop waits on. */

/* Installs the handlers: SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT, SIGWINCH and SIGCHLD go to the
 * pipe; every other signal that would end the process restores the terminal and then has its
 * default effect, and so does a second signal that ends the program; SIGPIPE is ignored. Signals
 * that were ignored at the start stay ignored, except for crashes and those that the loop needs.
 * Returns the pipe's reading end, or -1 with errno. To be called before the terminal starts. */
int signals_start(void);

/* The next signal in the pipe, or 0. */
int signals_take(void);

/* Stops the process as SIGTSTP would, and returns when it is continued. */
void signals_stop_self(void);

/* Restores the default handling of signals. */
void signals_end(void);
