/* SPDX-License-Identifier: MIT */
#include "title.h"

/* What the title counts, in this order; what is still to come only if there is nothing else. */
static const struct {
    enum row_state state;
    const char *word;
} counted[] = {
    {ROW_STATE_RUNNING, "running"},
    {ROW_STATE_FAILED, "failed"},
    {ROW_STATE_STALLED, "stalled"},
};

static const char *const troubles[connection_state_count] = {
    [CONNECTION_RATE_LIMITED] = " (rate limited)",
    [CONNECTION_OUT_OF_QUOTA] = " (hourly limit)",
    [CONNECTION_DENIED] = " (refused)",
    [CONNECTION_FAILING] = " (failing)",
    [CONNECTION_PAUSED] = " (paused)",
};

static void add_counts(struct buffer *out, const struct tracker_totals *totals) {
    const char *lead = ": ";
    for (size_t i = 0; i < sizeof counted / sizeof *counted; i++) {
        size_t count = totals->by_state[counted[i].state];
        if (count > 0) {
            buffer_add_format(out, "%s%zu %s", lead, count, counted[i].word);
            lead = ", ";
        }
    }
    size_t waiting = totals->by_state[ROW_STATE_CREATED] + totals->by_state[ROW_STATE_SCHEDULED];
    if (lead[0] == ':' && waiting > 0) {
        buffer_add_format(out, ": %zu waiting", waiting);
    } else if (lead[0] == ':') {
        buffer_add_string(out, ": nothing running");
    }
}

void title_add(struct buffer *out, const struct view *view) {
    const char *trouble = troubles[view->connection.state];
    buffer_add_string(out, "backfilltop");
    if (view->connection.last_success_ms >= 0) {
        add_counts(out, view->totals);
    }
    buffer_add_string(out, trouble != NULL ? trouble : "");
}
