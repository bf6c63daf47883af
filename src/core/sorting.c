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

/* Places in the round: 0 is trouble, then the columns; what is not among them starts at 0. */
static int place_of(enum order_key key, const struct columns *columns) {
    for (size_t i = 0; i < columns->count; i++) {
        if (of_columns[columns->list[i]].key == key) {
            return (int)i + 1;
        }
    }
    return 0;
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

bool sorting_parse(struct sorting *sorting, const char *text) {
    bool inverted = text[0] == '-';
    if (!order_parse(inverted ? text + 1 : text, &sorting->key)) {
        return false;
    }
    sorting->inverted = inverted;
    return true;
}

enum order_key sorting_step(enum order_key key, int steps, const struct columns *columns) {
    int places = (int)columns->count + 1;
    int place = (place_of(key, columns) + steps % places + places) % places;
    return place == 0 ? ORDER_TROUBLE : of_columns[columns->list[place - 1]].key;
}

void sorting_choose(struct sorting *sorting, enum order_key key) {
    sorting->inverted = sorting->key == key && !sorting->inverted;
    sorting->key = key;
}
