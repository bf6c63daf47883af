/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/terminal.h"

#include "monitor.h"

/* Applies one input to the state. */
void actions_apply(struct monitor *monitor, const struct terminal_input *input, int64_t now_ms,
                   int64_t now_s);
