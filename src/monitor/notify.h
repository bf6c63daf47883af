/* SPDX-License-Identifier: MIT */
#pragma once

#include "monitor.h"

/* Notifies the user of what has happened since the last call: a notice for what failed, stalled or
 * ended, which also goes to the hook, and for the end of all. Rings the bell for failures and the
 * end of all. */
void notify_user(struct monitor *monitor, int64_t now_ms);
