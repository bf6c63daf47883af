/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>

/* Signals as bytes in a pipe that the loop waits on. */

/* Installs the handlers: SIGINT, SIGTERM, SIGHUP, SIGTSTP, SIGCONT, SIGWINCH and SIGCHLD go to the
 * pipe; every other signal that would end the process restores the terminal and then takes its
 * usual course, and so does a second ending signal; SIGPIPE is ignored. What was ignored before stays so, but for crashes and what the loop needs. Returns the
 * pipe's reading end, or -1 with errno. To be called before the terminal starts. */
int signals_start(void);

/* The next signal in the pipe, or 0. */
int signals_take(void);

/* Stops the process as SIGTSTP would have, and returns when it goes on. */
void signals_stop_self(void);

/* Gives the signals back their default handling. */
void signals_end(void);
