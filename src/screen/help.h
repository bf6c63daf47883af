/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/view.h"

#include "text_block.h"

/* The keys of the view's commands, and what the marks mean. */
void help_add(struct text_block *page, const struct view *view);
