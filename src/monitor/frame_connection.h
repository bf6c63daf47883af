/* SPDX-License-Identifier: MIT */
#pragma once

#include "frame.h"

/* Fills in the frame's polls and its view.connection, except for the note: the state of the polls
 * of the shown teams. The view's times and utc have to be set before. */
void frame_connection_make(struct frame *frame, const struct monitor *monitor);

/* When the next poll is said to be. While all is well the countdown begins at the interval, without
 * the jitter. */
int64_t frame_connection_poll_ms(const struct poller_state *polls, int64_t now_ms);
