/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/buffer.h"
#include "backfilltop/core/fleet.h"

#include <stddef.h>

/* Appends the commands of the vendor's own client that backfill the failed days of a row again, one
 * for each range of days that its error_report names, as a shell reads them:
 *
 *     supermetrics backfills create --team-id 42 --transfer-id 78 \
 *         --range-start 2024-01-03 --range-end 2024-01-16
 *
 * Returns how many; 0 if its transfer is not known or no day failed. They hold nothing from the API
 * but numbers and dates. */
size_t vendor_commands_add(struct buffer *out, const struct row *row);
