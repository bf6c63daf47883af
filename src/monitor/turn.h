/* SPDX-License-Identifier: MIT */
#pragma once

#include "monitor.h"

/* What a turn of the loop does besides keys and waiting. Times are monotonic milliseconds, `now_s`
 * is the wall clock. */

/* Takes the answers that have come, and sends the requests that are due. */
void turn_exchange(struct monitor *monitor, int64_t now_ms, int64_t now_s);

/* Lets time pass: notices end, commands of the hook start and end. */
void turn_tick(struct monitor *monitor, int64_t now_ms);

/* Draws the frame as of now, and sets the window's title. The terminal is ready for it. */
void turn_draw(struct monitor *monitor, int64_t now_ms, int64_t now_s);

/* Milliseconds, 0 at least, until a request, a notice, the hook or a number on the screen is due:
 * what neither the network nor a key wakes the loop for. */
int64_t turn_timeout(const struct monitor *monitor, int64_t now_ms);
