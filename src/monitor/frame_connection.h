/* SPDX-License-Identifier: MIT */
#pragma once

#include "frame.h"

/* Fills in the frame's polls and its view.connection, but for the note: how the polls of the shown
 * teams go. The view's times and utc have to be set. */
void frame_connection_make(struct frame *frame, const struct monitor *monitor);
