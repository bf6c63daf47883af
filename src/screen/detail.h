/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/buffer.h"
#include "backfilltop/screen/layout.h"
#include "backfilltop/screen/view.h"

/* The pane below the table: the selected backfill and its error_report. */
void detail_draw(const struct layout *layout, const struct view *view);

/* Appends to the key of canvas_keeps() what of the pane passes with the time. */
void detail_add_times(struct buffer *key, const struct view *view);

/* The lines of its text, at the width that the layout gives it. */
int detail_count_lines(const struct layout *layout, const struct view *view);
