/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/view.h"
#include "text_block.h"

/* Adds the fields of a backfill, except its days and its errors: labels and values, as many on a
 * line as fit. */
void detail_fields_add(struct text_block *block, const struct view *view, const struct row *row);

/* Appends "2024-03-04 12:20:00 (7 m ago)", or "2024-03-04 14:40:00 (in 2 h 13)". */
void detail_fields_add_time(struct buffer *text, int64_t seconds, const struct view *view);
