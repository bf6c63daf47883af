/* SPDX-License-Identifier: MIT */
#pragma once

#include "text_block.h"

/* The backfill's range as a calendar, a cell a day with a gap between weeks, and a blank line below
 * it; a cell a week where that would take too many lines. Nothing without a range. */
void timeline_add(struct text_block *block, const struct backfill *backfill);
