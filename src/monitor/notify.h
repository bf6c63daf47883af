/* SPDX-License-Identifier: MIT */
#pragma once

#include "monitor.h"

/* Tells the user what has happened since the last call, in the status line: what failed, stalled or
 * ended, and that all is done. Rings the bell for failures and the end of all. */
void news_tell(struct monitor *monitor, int64_t now_ms);
