/* SPDX-License-Identifier: MIT */
#pragma once

#include "monitor.h"

/* The steps of one turn of the loop, besides keys and waiting. Times are monotonic milliseconds,
 * `now_s` is the wall clock. */

/* Takes the answers that have come, and sends the requests that are due. */
void turn_exchange(struct monitor *monitor, int64_t now_ms, int64_t now_s);

/* Handles what is due by time: notices end, commands of the hook start and end. */
void turn_tick(struct monitor *monitor, int64_t now_ms);

/* Draws the frame as of now, and sets the window's title. The terminal is ready for it. */
void turn_draw(struct monitor *monitor, int64_t now_ms, int64_t now_s);

/* Milliseconds, at least 0, until something is due for which neither the network nor a key wakes
 * the loop: a request, the end of a notice, the hook, or a number on the screen that changes. */
int64_t turn_timeout(const struct monitor *monitor, int64_t now_ms);
