/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/view.h"

#include "text_block.h"

/* What happened, the newest first, under a line for each day. */
void events_page_add(struct text_block *block, const struct view *view);
