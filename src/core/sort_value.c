/* SPDX-License-Identifier: MIT */
#include "sort_value.h"

#include "backfilltop/base/fold.h"

#include <stddef.h>

static int compare_parts(struct sort_part a, struct sort_part b, int sign) {
    if (a.absent || b.absent) {
        return (int)a.absent - (int)b.absent;
    }
    return sign * ((a.number > b.number) - (a.number < b.number));
}

struct sort_part sort_value_part(int64_t number, int64_t absent) {
    return (struct sort_part){.number = number, .absent = number == absent};
}

/* Cannot overflow, as -number could. */
struct sort_part sort_value_reversed(int64_t number, int64_t absent) {
    return (struct sort_part){.number = -1 - number, .absent = number == absent};
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
