/* SPDX-License-Identifier: MIT */
#include "title.h"

/* What the title counts, in this order; waiting rows only if there is nothing else. */
static const struct {
    enum row_state state;
    const char *word;
} counted[] = {
    {ROW_STATE_RUNNING, "running"},
    {ROW_STATE_FAILED, "failed"},
    {ROW_STATE_STALLED, "stalled"},
};

static const char *trouble_of(enum connection_state state) {
    switch (state) {
    case CONNECTION_RATE_LIMITED:
        return " (rate limited)";
    case CONNECTION_OUT_OF_QUOTA:
        return " (hourly limit)";
    case CONNECTION_DENIED:
        return " (refused)";
    case CONNECTION_FAILING:
        return " (failing)";
    case CONNECTION_PAUSED:
        return " (paused)";
    case CONNECTION_CONNECTING:
    case CONNECTION_LIVE:
    case connection_state_count:
        break;
    }
    return "";
}

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
    buffer_add_string(out, "backfilltop");
    if (view->connection.last_success_ms >= 0) {
        add_counts(out, view->totals);
    }
    buffer_add_string(out, trouble_of(view->connection.state));
}
