/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/text.h"
#include "backfilltop/core/listing.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* Writes the listing as a plain table with headings, one line a backfill: for --once and pipes.
 * `with_team`: the first column is the team. `now_s`: wall-clock seconds, for ages;
 * `utc`: times of day in UTC, else local. */
void report_table(FILE *out, const struct listing *listing, bool with_team,
                  enum text_charset charset, int64_t now_s, bool utc);
