/* SPDX-License-Identifier: MIT */
#pragma once

#include "monitor.h"

/* Draws the first frame, then runs options->start. False, with *problem, if that fails. */
bool loop_start(struct monitor *monitor, struct problem *problem);

/* The main loop: waits, handles what has come, draws; until the user quits, a signal ends it or the
 * terminal is gone. */
void loop_run(struct monitor *monitor, int signal_fd);
