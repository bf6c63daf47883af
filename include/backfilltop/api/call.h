/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/buffer.h"
#include "backfilltop/core/call.h"

/* Appends a call's path below the base URL. */
void call_add_path(struct buffer *url, const struct call *call);
