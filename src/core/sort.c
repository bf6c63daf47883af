/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/sort.h"

#include "backfilltop/base/fold.h"
#include "backfilltop/base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define PARTS          3
#define PROGRESS_WHOLE 1e12 /* parts that a backfill's progress is told in, for sorting */

struct part {
    int64_t number;
    bool absent;
};

/* A row with what it is sorted by: the parts one after the other, then the text. A row with a text
 * and one without differ in their parts. */
struct entry {
    struct row *row;
    const char *text;
    struct part parts[PARTS];
};

static int ascending(int64_t a, int64_t b) {
    return (a > b) - (a < b);
}

static struct part ascending_part(int64_t number, int64_t absent) {
    return (struct part){.number = number, .absent = number == absent};
}

/* Cannot overflow, as -number could. */
static struct part descending_part(int64_t number, int64_t absent) {
    return (struct part){.number = -1 - number, .absent = number == absent};
}

static struct part rank_part(int rank) {
    return (struct part){.number = rank};
}

static struct part eta_part(const struct row *row) {
    return (struct part){.number = row->forecast.end_s, .absent = !row->forecast.has_eta};
}

static void trouble_key(struct entry *entry) {
    static const int ranks[row_state_count] = {
        [ROW_STATE_FAILED] = 0, [ROW_STATE_STALLED] = 1,   [ROW_STATE_RUNNING] = 2,
        [ROW_STATE_OTHER] = 3,  [ROW_STATE_SCHEDULED] = 4, [ROW_STATE_CREATED] = 5,
        [ROW_STATE_LEFT] = 6,   [ROW_STATE_COMPLETED] = 7, [ROW_STATE_CANCELLED] = 7,
        [ROW_STATE_GONE] = 7,
    };
    enum row_state state = row_state(entry->row);
    entry->parts[0] = rank_part(ranks[state]);
    if (state == ROW_STATE_RUNNING) {
        entry->parts[1] = eta_part(entry->row);
    }
    entry->parts[2] = descending_part(entry->row->backfill.created_time, TIMES_ABSENT);
}

static void id_key(struct entry *entry) {
    entry->parts[0] = ascending_part(entry->row->backfill.id, BACKFILL_NO_ID);
}

/* The name alone, or the id alone, which is above the 0 of those with a name. */
static void transfer_key(struct entry *entry) {
    entry->text = entry->row->transfer_name;
    if (entry->text == NULL) {
        entry->parts[0] = ascending_part(entry->row->backfill.transfer_id, BACKFILL_NO_ID);
    }
}

static void range_key(struct entry *entry) {
    entry->parts[0] = ascending_part(entry->row->backfill.range_start, TIMES_ABSENT);
    entry->parts[1] = ascending_part(entry->row->backfill.range_end, TIMES_ABSENT);
}

static void days_key(struct entry *entry) {
    entry->parts[0] = descending_part(backfill_days(&entry->row->backfill), BACKFILL_NO_COUNT);
}

static void status_key(struct entry *entry) {
    static const int ranks[row_state_count] = {
        [ROW_STATE_FAILED] = 0, [ROW_STATE_STALLED] = 1,   [ROW_STATE_RUNNING] = 2,
        [ROW_STATE_OTHER] = 3,  [ROW_STATE_SCHEDULED] = 4, [ROW_STATE_CREATED] = 5,
        [ROW_STATE_LEFT] = 6,   [ROW_STATE_COMPLETED] = 7, [ROW_STATE_CANCELLED] = 8,
        [ROW_STATE_GONE] = 9,
    };
    enum row_state state = row_state(entry->row);
    entry->parts[0] = rank_part(ranks[state]);
    entry->parts[0].absent = state == ROW_STATE_OTHER &&
                             entry->row->backfill.status == BACKFILL_NONE;
    if (state == ROW_STATE_OTHER) {
        entry->text = entry->row->backfill.status_word;
    }
}

static void progress_key(struct entry *entry) {
    struct backfill_runs runs;
    bool known = backfill_runs(&entry->row->backfill, &runs) && runs.total > 0;
    double share = known ? (double)runs.completed / (double)runs.total : -1;
    entry->parts[0] = descending_part((int64_t)(share * PROGRESS_WHOLE), -(int64_t)PROGRESS_WHOLE);
}

static void runs_key(struct entry *entry) {
    const struct backfill *backfill = &entry->row->backfill;
    entry->parts[0] = descending_part(backfill->runs_total, BACKFILL_NO_COUNT);
    entry->parts[1] = descending_part(backfill->runs_completed, BACKFILL_NO_COUNT);
}

static void failed_key(struct entry *entry) {
    entry->parts[0] = descending_part(entry->row->backfill.runs_failed, BACKFILL_NO_COUNT);
}

/* What has ended has a time of day in the place of an ETA: the latest stands first. */
static void eta_key(struct entry *entry) {
    const struct row *row = entry->row;
    bool has_ended = row_has_ended(row);
    entry->parts[0] = eta_part(row);
    entry->parts[1] = descending_part(has_ended ? backfill_ended(&row->backfill) : TIMES_ABSENT,
                                      TIMES_ABSENT);
}

static void age_key(struct entry *entry) {
    entry->parts[0] = descending_part(entry->row->backfill.created_time, TIMES_ABSENT);
}

static void team_key(struct entry *entry) {
    entry->parts[0] = ascending_part(entry->row->team_id, BACKFILL_NO_ID);
}

static const struct {
    const char *name;
    void (*make)(struct entry *entry);
} keys[order_key_count] = {
    [ORDER_TROUBLE] = {"trouble", trouble_key},
    [ORDER_ID] = {"id", id_key},
    [ORDER_TRANSFER] = {"transfer", transfer_key},
    [ORDER_RANGE] = {"range", range_key},
    [ORDER_DAYS] = {"days", days_key},
    [ORDER_STATUS] = {"status", status_key},
    [ORDER_PROGRESS] = {"progress", progress_key},
    [ORDER_RUNS] = {"runs", runs_key},
    [ORDER_FAILED] = {"failed", failed_key},
    [ORDER_ETA] = {"eta", eta_key},
    [ORDER_AGE] = {"age", age_key},
    [ORDER_TEAM] = {"team", team_key},
};

/* `sign` is -1 for the inverted order. */
static int compare_parts(struct part a, struct part b, int sign) {
    if (a.absent || b.absent) {
        return (int)a.absent - (int)b.absent;
    }
    return sign * ascending(a.number, b.number);
}

static int compare_texts(const char *a, const char *b, int sign) {
    return a != NULL && b != NULL ? sign * fold_compare(a, b) : 0;
}

static int compare(const struct entry *a, const struct entry *b, int sign) {
    int order = 0;
    for (size_t i = 0; i < PARTS && order == 0; i++) {
        order = compare_parts(a->parts[i], b->parts[i], sign);
    }
    if (order == 0) {
        order = compare_texts(a->text, b->text, sign);
    }
    if (order == 0) {
        order = ascending(a->row->backfill.id, b->row->backfill.id);
    }
    return order != 0 ? order : ascending(a->row->team_id, b->row->team_id);
}

static int by_key(const void *left, const void *right) {
    return compare(left, right, 1);
}

static int by_key_inverted(const void *left, const void *right) {
    return compare(left, right, -1);
}

const char *order_name(enum order_key key) {
    return keys[key].name;
}

bool order_parse(const char *name, enum order_key *key) {
    for (int i = 0; i < order_key_count; i++) {
        if (strcmp(name, keys[i].name) == 0) {
            *key = (enum order_key)i;
            return true;
        }
    }
    return false;
}

void order_rows(struct row **rows, size_t count, enum order_key key, bool inverted) {
    struct entry *entries = memory_new(count, sizeof(*entries));
    for (size_t i = 0; i < count; i++) {
        entries[i].row = rows[i];
        keys[key].make(&entries[i]);
    }
    qsort(entries, count, sizeof(*entries), inverted ? by_key_inverted : by_key);
    for (size_t i = 0; i < count; i++) {
        rows[i] = entries[i].row;
    }
    free(entries);
}
