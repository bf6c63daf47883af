/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/view.h"

#include "text_block.h"

/* The commands that backfill the failed days of the selected backfill again. */
void commands_page_add(struct text_block *block, const struct view *view);
