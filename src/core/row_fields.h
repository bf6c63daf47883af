/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/row.h"

/* In which fields two records of one backfill differ: bits of enum row_field. */
unsigned row_fields_changed(const struct backfill *a, const struct backfill *b);
