/* SPDX-License-Identifier: MIT */
#include "sort_value.h"

#include "backfilltop/base/fold.h"
#include "backfilltop/base/numbers.h"

#include <stddef.h>

static const enum row_state by_urgency[] = {
    ROW_STATE_FAILED,    ROW_STATE_STALLED, ROW_STATE_RUNNING, ROW_STATE_OTHER,
    ROW_STATE_SCHEDULED, ROW_STATE_CREATED, ROW_STATE_LEFT,    ROW_STATE_COMPLETED,
    ROW_STATE_CANCELLED, ROW_STATE_GONE,
};
_Static_assert(sizeof by_urgency / sizeof *by_urgency == row_state_count, "each state once");

static int compare_parts(struct sort_part a, struct sort_part b, int sign) {
    if (a.absent || b.absent) {
        return (int)a.absent - (int)b.absent;
    }
    return sign * compare_int64(a.number, b.number);
}

struct sort_part sort_value_part(int64_t number, int64_t absent) {
    return (struct sort_part){.number = number, .absent = number == absent};
}

/* Cannot overflow, as -number could. */
struct sort_part sort_value_reversed(int64_t number, int64_t absent) {
    return (struct sort_part){.number = -1 - number, .absent = number == absent};
}

int sort_value_rank(enum row_state state) {
    int rank = 0;
    while (by_urgency[rank] != state) {
        rank++;
    }
    return rank;
}

int sort_value_compare(const struct sort_value *a, const struct sort_value *b, bool descends) {
    int sign = descends ? -1 : 1;
    int order = 0;
    for (size_t i = 0; i < SORT_VALUE_PARTS && order == 0; i++) {
        order = compare_parts(a->parts[i], b->parts[i], sign);
    }
    if (order == 0 && a->text != NULL && b->text != NULL) {
        order = sign * fold_compare(a->text, b->text);
    }
    return order;
}
