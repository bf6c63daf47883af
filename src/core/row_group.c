/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/row_group.h"

#define ONE(state) (1U << (state))

static const struct {
    const char *name;
    unsigned states;
} groups[row_group_count] = {
    [ROW_GROUP_ALL] = {"all", ~0U},
    [ROW_GROUP_TROUBLE] = {"trouble", ONE(ROW_STATE_FAILED) | ONE(ROW_STATE_STALLED)},
    [ROW_GROUP_RUNNING] = {"running", ONE(ROW_STATE_RUNNING) | ONE(ROW_STATE_STALLED)},
    [ROW_GROUP_WAITING] = {"waiting", ONE(ROW_STATE_CREATED) | ONE(ROW_STATE_SCHEDULED)},
    [ROW_GROUP_ENDED] = {"ended", ONE(ROW_STATE_COMPLETED) | ONE(ROW_STATE_CANCELLED) |
                                      ONE(ROW_STATE_LEFT) | ONE(ROW_STATE_GONE)},
};

const char *row_group_name(enum row_group group) {
    return groups[group].name;
}

enum row_group row_group_next(enum row_group group) {
    return (enum row_group)((group + 1) % row_group_count);
}

bool row_group_holds(enum row_group group, const struct row *row) {
    return (groups[group].states & ONE(row_state(row))) != 0;
}
