/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/terminal.h"

#include "monitor.h"

/* Applies one input to the state: to the open prompt, or by the command of its key. `now_ms` is
 * monotonic, `now_s` wall-clock time. */
void actions_apply(struct monitor *monitor, const struct terminal_input *input, int64_t now_ms,
                   int64_t now_s);
