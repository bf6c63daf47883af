/* SPDX-License-Identifier: MIT */
#pragma once

#include "frame.h"

/* Fills in the frame's view.connection, but for its note: how the polls of the shown teams go. The
 * texts are the frame's own. */
void frame_connection_make(struct frame *frame, const struct monitor *monitor, int64_t now_ms);
