/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/vendor_commands.h"

#include "backfilltop/core/calendar.h"

#include <inttypes.h>

static void add_command(struct buffer *out, const struct row *row,
                        const struct calendar_range *days) {
    char first[TIMES_TEXT];
    char last[TIMES_TEXT];
    times_format_day(first, days->first);
    times_format_day(last, days->last);
    buffer_add_format(out,
                      "supermetrics backfills create --team-id %" PRId64 " --transfer-id %" PRId64
                      " \\\n    --range-start %s --range-end %s\n",
                      row->team_id, row->backfill.transfer_id, first, last);
}

size_t vendor_commands_add(struct buffer *out, const struct row *row) {
    struct calendar calendar;
    size_t count = 0;
    calendar_init(&calendar, &row->backfill);
    if (row->backfill.transfer_id != BACKFILL_NO_ID) {
        count = calendar.failed_range_count;
    }
    for (size_t i = 0; i < count; i++) {
        add_command(out, row, &calendar.failed_ranges[i]);
    }
    calendar_clear(&calendar);
    return count;
}
