/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/row.h"

/* The fields in which two records of one backfill differ: bits of enum row_field. */
unsigned row_fields_changed(const struct backfill *a, const struct backfill *b);
