/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/layout.h"
#include "backfilltop/screen/view.h"

/* The pane below the table: the selected backfill and its error_report. */
void detail_draw(const struct layout *layout, const struct view *view);

/* The lines of its text, at the width that the layout gives it. */
int detail_count_lines(const struct layout *layout, const struct view *view);
