/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/buffer.h"
#include "backfilltop/core/backfill.h"

#include <stddef.h>
#include <stdint.h>

/* error_report with equal messages grouped: "14 days: Connection timeout to data source". */
struct error_group {
    const char *message; /* borrowed from the backfill */
    int64_t *days;       /* ascending, without duplicates; entries without a date are not in it */
    size_t day_count;
    size_t entries; /* how many entries of error_report say this */
};

struct error_groups {
    struct error_group *groups; /* most entries first, then earliest day, then message */
    size_t count;
};

/* Groups the errors of a backfill, which must outlive the groups. */
void error_groups_init(struct error_groups *groups, const struct backfill *backfill);
void error_groups_clear(struct error_groups *groups);

/* Appends the days of a group folded to ranges. A date leaves out its year if the date before has
 * the same: "2024-01-03..01-16, 01-20, 2025-02-01". Nothing for a group without dates. */
void error_group_add_days(struct buffer *out, const struct error_group *group);
