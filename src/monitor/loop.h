/* SPDX-License-Identifier: MIT */
#pragma once

#include "monitor.h"

/* The main loop: waits, handles what has come, draws; until the user quits, a signal ends it or the
 * terminal is gone. */
void loop_run(struct monitor *monitor, int signal_fd);
