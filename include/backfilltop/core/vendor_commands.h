/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/buffer.h"
#include "backfilltop/core/tracker.h"

/* How to backfill the failed days of a row again with the vendor's own client: which of its
 * commands can be run at once, and what has to be done before the others.
 *
 * By the API a new backfill must not overlap an active one of the same transfer. CREATED, SCHEDULED
 * and RUNNING are active. FAILED may be: it stays in the list, can go back to running, and can be
 * cancelled, but the API does not say. The same goes for a status that is not known, and for a
 * range that is not. */
struct vendor_advice {
    struct buffer
        commands;          /* those that can be run at once, as a shell reads them: a "create" for
                              each range of days that error_report names; empty if there are none */
    struct buffer text;    /* all there is to say, in lines, the commands among them; empty if there
                              is nothing to backfill again */
    struct buffer why_not; /* why there is nothing, in a few words; empty if there is something */
};

/* Makes the advice for a row of the tracker. All texts are the program's own, but for numbers and
 * dates. The caller clears it.
 *
 *     supermetrics backfills create --team-id 42 --transfer-id 78 \
 *         --range-start 2024-01-03 --range-end 2024-01-16 */
void vendor_advice_init(struct vendor_advice *advice, const struct tracker *tracker,
                        const struct row *row);
void vendor_advice_clear(struct vendor_advice *advice);
