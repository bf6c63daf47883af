/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/row.h"

/* Which fields of two reports of one backfill differ: of enum row_field, or-ed. */
unsigned row_fields_changed(const struct backfill *a, const struct backfill *b);
