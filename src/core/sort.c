/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/sort.h"

#include "backfilltop/base/memory.h"
#include "backfilltop/base/numbers.h"
#include "sort_value.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* After trouble, keys are in the order of the columns. */
_Static_assert(sort_key_count == column_count + 1, "a key a column, and trouble");

#define APART_SHARE 8 /* more than one in so many out of order: all are sorted */

struct entry {
    struct row *row;
    struct sort_value value;
};

static enum column column_of(enum sort_key key) {
    return (enum column)(key - 1);
}

/* All that has ended stands together, regardless of how it ended. */
static void trouble_value(struct sort_value *value, const struct row *row) {
    enum row_state state = row_state(row);
    int ended_rank = sort_value_rank(ROW_STATE_COMPLETED);
    value->parts[0].number = min_int(sort_value_rank(state), ended_rank);
    if (state == ROW_STATE_RUNNING) {
        value->parts[1] = (struct sort_part){.number = row->forecast.end_s,
                                             .absent = !row->forecast.has_eta};
    }
    value->parts[2] = sort_value_reversed(row->backfill.created_time, TIMES_ABSENT);
}

static int compare(const struct entry *a, const struct entry *b, bool descends) {
    int order = sort_value_compare(&a->value, &b->value, descends);
    if (order == 0) {
        order = compare_int64(a->row->backfill.id, b->row->backfill.id);
    }
    return order != 0 ? order : compare_int64(a->row->team_id, b->row->team_id);
}

static int compare_ascending(const void *left, const void *right) {
    return compare(left, right, false);
}

static int compare_descending(const void *left, const void *right) {
    return compare(left, right, true);
}

typedef int (*order)(const void *left, const void *right);

/* Puts the entries that stand out of order behind the others. `room` is for as many. Returns how
 * many are in order. */
static size_t set_apart(struct entry *entries, size_t count, struct entry *room, order compare_by) {
    size_t kept = 0;
    size_t apart = 0;
    for (size_t i = 0; i < count; i++) {
        struct entry next = entries[i];
        bool follows = kept == 0 || compare_by(&entries[kept - 1], &next) <= 0;
        if (!follows && (kept == 1 || compare_by(&entries[kept - 2], &next) <= 0)) {
            room[apart++] = entries[--kept]; /* the one before it is out of order, not this one */
            follows = true;
        }
        if (follows) {
            entries[kept++] = next;
        } else {
            room[apart++] = next;
        }
    }
    memcpy(entries + kept, room, apart * sizeof *entries);
    return kept;
}

/* Merges the entries from `kept` on, which are sorted, with those before, which are too. */
static void merge(struct entry *entries, size_t kept, size_t count, struct entry *room,
                  order compare_by) {
    size_t left = count - kept;
    memcpy(room, entries + kept, left * sizeof *entries);
    while (left > 0) {
        bool is_behind = kept > 0 && compare_by(&entries[kept - 1], &room[left - 1]) > 0;
        entries[--count] = is_behind ? entries[--kept] : room[--left];
    }
}

/* From one poll to the next few rows change their places: those are sorted alone. */
static void sort_entries(struct entry *entries, size_t count, struct entry *room,
                         order compare_by) {
    size_t kept = set_apart(entries, count, room, compare_by);
    if (count - kept > count / APART_SHARE) {
        qsort(entries, count, sizeof *entries, compare_by);
    } else if (kept < count) {
        qsort(entries + kept, count - kept, sizeof *entries, compare_by);
        merge(entries, kept, count, room, compare_by);
    }
}

/* Positions for stepping: 0 is trouble, then the columns; a key that is not among them is at 0. */
static int place_of(enum sort_key key, const struct columns *columns) {
    for (size_t i = 0; i < columns->count; i++) {
        if (sort_of_column(columns->list[i]) == key) {
            return (int)i + 1;
        }
    }
    return 0;
}

const char *sort_name(enum sort_key key) {
    return key == SORT_TROUBLE ? "trouble" : column_name(column_of(key));
}

enum sort_key sort_of_column(enum column column) {
    return (enum sort_key)(column + 1);
}

bool sort_parse(struct sort *sort, const char *text) {
    bool inverted = text[0] == '-';
    for (int key = 0; key < sort_key_count; key++) {
        if (strcmp(inverted ? text + 1 : text, sort_name((enum sort_key)key)) == 0) {
            *sort = (struct sort){.key = (enum sort_key)key, .inverted = inverted};
            return true;
        }
    }
    return false;
}

bool sort_descends(const struct sort *sort) {
    bool descends = sort->key != SORT_TROUBLE && column_info(column_of(sort->key))->descends;
    return descends != sort->inverted;
}

enum sort_key sort_step(enum sort_key key, int steps, const struct columns *columns) {
    int places = (int)columns->count + 1;
    int place = (place_of(key, columns) + steps % places + places) % places;
    return place == 0 ? SORT_TROUBLE : sort_of_column(columns->list[place - 1]);
}

void sort_choose(struct sort *sort, enum sort_key key) {
    sort->inverted = sort->key == key && !sort->inverted;
    sort->key = key;
}

void sort_rows(struct row **rows, size_t count, const struct sort *sort) {
    struct entry *entries = memory_resize(NULL, 2 * count, sizeof(*entries));
    void (*set_value)(struct sort_value *, const struct row *) =
        sort->key == SORT_TROUBLE ? trouble_value : column_info(column_of(sort->key))->sort_value;
    for (size_t i = 0; i < count; i++) {
        entries[i] = (struct entry){.row = rows[i]};
        set_value(&entries[i].value, rows[i]);
    }
    sort_entries(entries, count, entries + count,
                 sort_descends(sort) ? compare_descending : compare_ascending);
    for (size_t i = 0; i < count; i++) {
        rows[i] = entries[i].row;
    }
    free(entries);
}
