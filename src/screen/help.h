/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/view.h"

#include "text_block.h"

/* The keys, from the keymap's own table, and what the marks mean. */
void help_add(struct text_block *page, const struct view *view);
