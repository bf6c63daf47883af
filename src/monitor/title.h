/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/buffer.h"
#include "backfilltop/screen/view.h"

/* Appends the window title: "backfilltop: 3 running, 1 failed". ASCII. */
void title_add(struct buffer *out, const struct view *view);
