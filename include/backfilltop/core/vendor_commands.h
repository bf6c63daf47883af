/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/buffer.h"
#include "backfilltop/core/tracker.h"

/* How to backfill the failed days of a row again with the vendor's own client: which of its
 * commands can be run now, and what has to be done before the others.
 *
 * The API does not allow a new backfill that overlaps an active one of the same transfer. CREATED,
 * SCHEDULED and RUNNING are active. FAILED may be: it stays in the list, can go back to running,
 * and can be cancelled, but the API's documentation does not say. Nor is it known for an unknown
 * status or an unknown range. */
struct vendor_advice {
    struct buffer commands; /* those that can be run now, quoted for a shell: a "create" for each
                               range of days that error_report names; empty if there are none */
    struct buffer text; /* the whole advice, in lines, with the commands; empty if there is nothing
                           to backfill again */
    struct buffer why_not; /* why there is nothing to backfill again, in a few words; empty if there
                              is something */
};

/* Makes the advice for a row of the tracker. The texts are the program's own; from the API they
 * contain only numbers and dates. The caller clears it.
 *
 *     supermetrics backfills create --team-id 42 --transfer-id 78 \
 *         --range-start 2024-01-03 --range-end 2024-01-16 */
void vendor_advice_init(struct vendor_advice *advice, const struct tracker *tracker,
                        const struct row *row);
void vendor_advice_clear(struct vendor_advice *advice);
