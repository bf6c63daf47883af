/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/column.h"

#include <string.h>

static void add(struct columns *columns, enum column column) {
    columns->list[columns->count++] = column;
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
        if (!column_parse(&column, name, length) || columns_has(&read, column)) {
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
