/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/buffer.h"
#include "backfilltop/base/memory.h"
#include "backfilltop/core/backfill.h"
#include "backfilltop/core/decode.h"
#include "backfilltop/core/error_groups.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool holds) {
    if (!holds) {
        abort();
    }
}

static int compare_ids(const void *left, const void *right) {
    int64_t a = *(const int64_t *)left;
    int64_t b = *(const int64_t *)right;
    return (a > b) - (a < b);
}

static void check_ids(const struct snapshot *snapshot) {
    int64_t *ids = memory_new(snapshot->count, sizeof(*ids));
    for (size_t i = 0; i < snapshot->count; i++) {
        ids[i] = snapshot->backfills[i].id;
        require(ids[i] > 0);
    }
    qsort(ids, snapshot->count, sizeof(*ids), compare_ids);
    for (size_t i = 1; i < snapshot->count; i++) {
        require(ids[i - 1] != ids[i]);
    }
    free(ids);
}

static void check_runs(const struct backfill *backfill) {
    require(backfill->runs_total >= BACKFILL_NO_COUNT);
    require(backfill->runs_created >= BACKFILL_NO_COUNT);
    require(backfill->runs_completed >= BACKFILL_NO_COUNT);
    require(backfill->runs_failed >= BACKFILL_NO_COUNT);
    struct backfill_runs runs;
    bool known = backfill_runs(backfill, &runs);
    require(known || runs.total == 0);
    require(runs.completed >= 0 && runs.failed >= 0 && runs.in_flight >= 0 && runs.pending >= 0);
    require(runs.completed + runs.failed + runs.in_flight + runs.pending == runs.total);
    int percent = backfill_percent(&runs);
    require(percent >= -1 && percent <= 100);
    require(percent < 100 || runs.completed == runs.total);
}

static void check_groups(const struct backfill *backfill) {
    struct error_groups groups;
    struct buffer days = {0};
    size_t entries = 0;
    error_groups_init(&groups, backfill);
    for (size_t i = 0; i < groups.count; i++) {
        const struct error_group *group = &groups.groups[i];
        entries += group->entries;
        require(group->day_count <= group->entries);
        require(i == 0 || group->entries <= groups.groups[i - 1].entries);
        error_group_add_days(&days, group);
    }
    require(entries == backfill->error_count);
    buffer_clear(&days);
    error_groups_clear(&groups);
}

static void check_backfill(const struct backfill *backfill) {
    require(backfill->transfer_id >= 0 && backfill->created_user_id >= 0);
    require(backfill->removed_user_id >= 0);
    require((backfill->status == BACKFILL_OTHER) == (backfill->status_word != NULL));
    require(strlen(backfill_status_word(backfill)) > 0);
    require(backfill->has_error_report || backfill->error_count == 0);
    require(backfill_days(backfill) >= BACKFILL_NO_COUNT);
    for (size_t i = 0; i < backfill->error_count; i++) {
        require(backfill->errors[i].message != NULL);
    }
    check_runs(backfill);
    check_groups(backfill);
}

static void check(struct decoded *decoded) {
    const struct snapshot *snapshot = &decoded->snapshot;
    require(decoded->result == DECODE_OK || (snapshot->count == 0 && snapshot->warnings == 0));
    require((decoded->result == DECODE_UNREADABLE) == (decoded->problem.what[0] != '\0'));
    require((snapshot->warnings > 0) == (snapshot->first_warning[0] != '\0'));
    check_ids(snapshot);
    for (size_t i = 0; i < snapshot->count; i++) {
        check_backfill(&snapshot->backfills[i]);
    }
    decoded_clear(decoded);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct decoded decoded;
    decode_list((const char *)data, size, &decoded);
    check(&decoded);
    decode_one((const char *)data, size, &decoded);
    require(decoded.result != DECODE_OK || decoded.snapshot.count == 1);
    check(&decoded);
    decode_error((const char *)data, size, &decoded);
    require(decoded.result != DECODE_OK);
    check(&decoded);
    return 0;
}
