/* SPDX-License-Identifier: MIT */
#pragma once

#include "monitor.h"

/* Notifies the user of what has happened since the last call: a notice for each backfill that
 * failed, stalled or ended, which also goes to the hook, and one when all have ended. Rings the
 * bell for failures and when all have ended. */
void notify_user(struct monitor *monitor, int64_t now_ms);
