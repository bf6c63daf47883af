/* SPDX-License-Identifier: MIT */
#pragma once

#include "text_block.h"

/* Adds the backfill's range as a calendar and a blank line: one cell per day with a gap between
 * weeks, or one cell per week if that would take too many lines. Nothing without a range. */
void timeline_add(struct text_block *block, const struct backfill *backfill);
