/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/columns.h"

#include "backfilltop/core/sorting.h"

#include <string.h>

static void add(struct columns *columns, enum column column) {
    columns->list[columns->count++] = column;
}

/* A column goes by the name of the order that sorts by it. */
static bool find(const char *name, size_t length, enum column *column) {
    for (int i = 0; i < column_count; i++) {
        const char *known = order_name(sorting_of_column((enum column)i));
        if (strlen(known) == length && strncmp(known, name, length) == 0) {
            *column = (enum column)i;
            return true;
        }
    }
    return false;
}

bool columns_parse(struct columns *columns, const char *text) {
    struct columns read = {0};
    if (strcmp(text, "all") == 0) {
        *columns = read;
        return true;
    }
    for (const char *name = text; name != NULL;) {
        enum column column;
        size_t length = strcspn(name, ",");
        if (!find(name, length, &column) || columns_has(&read, column)) {
            return false;
        }
        add(&read, column);
        name = name[length] == ',' ? name + length + 1 : NULL;
    }
    *columns = read;
    return true;
}

struct columns columns_shown(const struct columns *choice, bool several_teams) {
    struct columns none = {0};
    return choice->count > 0 ? *choice : columns_sortable(&none, several_teams);
}

struct columns columns_sortable(const struct columns *choice, bool several_teams) {
    struct columns sortable = *choice;
    for (int i = 0; i < column_count; i++) {
        enum column column = (enum column)i;
        if (!columns_has(choice, column) && (column != COLUMN_TEAM || several_teams)) {
            add(&sortable, column);
        }
    }
    return sortable;
}

bool columns_has(const struct columns *columns, enum column column) {
    for (size_t i = 0; i < columns->count; i++) {
        if (columns->list[i] == column) {
            return true;
        }
    }
    return false;
}
