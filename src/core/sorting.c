/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/sorting.h"

/* From left to right. */
static const struct {
    enum order_key key;
    bool descends; /* by itself */
} of_columns[column_count] = {
    [COLUMN_TEAM] = {ORDER_TEAM, false},         [COLUMN_ID] = {ORDER_ID, false},
    [COLUMN_TRANSFER] = {ORDER_TRANSFER, false}, [COLUMN_RANGE] = {ORDER_RANGE, false},
    [COLUMN_DAYS] = {ORDER_DAYS, true},          [COLUMN_STATUS] = {ORDER_STATUS, false},
    [COLUMN_PROGRESS] = {ORDER_PROGRESS, true},  [COLUMN_RUNS] = {ORDER_RUNS, true},
    [COLUMN_FAILED] = {ORDER_FAILED, true},      [COLUMN_ETA] = {ORDER_ETA, false},
    [COLUMN_AGE] = {ORDER_AGE, false},
};

/* Places in the round: 0 is trouble, then the columns. */
static int place_of(enum order_key key) {
    enum column column;
    return sorting_column(key, &column) ? (int)column + 1 : 0;
}

static enum order_key key_at(int place) {
    return place == 0 ? ORDER_TROUBLE : of_columns[place - 1].key;
}

enum order_key sorting_of_column(enum column column) {
    return of_columns[column].key;
}

bool sorting_column(enum order_key key, enum column *column) {
    for (int i = 0; i < column_count; i++) {
        if (of_columns[i].key == key) {
            *column = (enum column)i;
            return true;
        }
    }
    return false;
}

bool sorting_descends(const struct sorting *sorting) {
    enum column column;
    bool descends = sorting_column(sorting->key, &column) && of_columns[column].descends;
    return descends != sorting->inverted;
}

enum order_key sorting_step(enum order_key key, int steps, bool with_team) {
    int places = column_count + 1;
    int direction = steps < 0 ? -1 : 1;
    int place = place_of(key);
    for (int left = steps * direction; left > 0; left--) {
        do {
            place = (place + direction + places) % places;
        } while (key_at(place) == ORDER_TEAM && !with_team);
    }
    return key_at(place);
}

void sorting_choose(struct sorting *sorting, enum order_key key) {
    sorting->inverted = sorting->key == key && !sorting->inverted;
    sorting->key = key;
}
