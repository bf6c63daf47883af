/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/text.h"
#include "backfilltop/core/columns.h"
#include "backfilltop/core/listing.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Writes the listing as a plain table with headings, one line a backfill: for --once and pipes.
 * `columns`: those that are shown. `now_s`: wall-clock seconds, for ages;
 * `utc`: times of day in UTC, else local. */
void report_table(FILE *out, const struct listing *listing, const struct columns *columns,
                  enum text_charset charset, int64_t now_s, bool utc);
