/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/listing.h"

#include "backfilltop/base/memory.h"

#include <stdlib.h>

static const int trouble_rank[row_state_count] = {
    [ROW_STATE_FAILED] = 0, [ROW_STATE_STALLED] = 1,   [ROW_STATE_RUNNING] = 2,
    [ROW_STATE_OTHER] = 3,  [ROW_STATE_SCHEDULED] = 4, [ROW_STATE_CREATED] = 5,
    [ROW_STATE_LEFT] = 6,   [ROW_STATE_COMPLETED] = 7, [ROW_STATE_CANCELLED] = 7,
    [ROW_STATE_GONE] = 7,
};

static int ascending(int64_t a, int64_t b) {
    return (a > b) - (a < b);
}

static int64_t eta_key(const struct row *row) {
    if (row_state(row) != ROW_STATE_RUNNING) {
        return 0;
    }
    return row->forecast.has_eta ? row->forecast.eta_s : INT64_MAX;
}

static int by_trouble(const void *left, const void *right) {
    const struct row *a = *(const struct row *const *)left;
    const struct row *b = *(const struct row *const *)right;
    int order = trouble_rank[row_state(a)] - trouble_rank[row_state(b)];
    if (order == 0) {
        order = ascending(eta_key(a), eta_key(b));
    }
    if (order == 0) {
        order = ascending(b->backfill.created_time, a->backfill.created_time);
    }
    if (order == 0) {
        order = ascending(a->backfill.id, b->backfill.id);
    }
    if (order == 0) {
        order = ascending(a->team_id, b->team_id);
    }
    return order;
}

static bool is_selected(const struct listing *listing, const struct row *row) {
    return row->backfill.id == listing->selected_id && row->team_id == listing->selected_team;
}

static size_t least(size_t a, size_t b) {
    return a < b ? a : b;
}

static size_t find_selected(const struct listing *listing) {
    for (size_t i = 0; i < listing->count; i++) {
        if (is_selected(listing, listing->rows[i])) {
            return i;
        }
    }
    return listing->selected;
}

static size_t last_top(const struct listing *listing, size_t visible) {
    return listing->count > visible ? listing->count - visible : 0;
}

static size_t stepped(size_t from, long delta, size_t last) {
    if (delta < 0) {
        size_t up = (size_t)(-(delta + 1)) + 1;
        return from > up ? from - up : 0;
    }
    return from < last && (size_t)delta < last - from ? from + (size_t)delta : last;
}

/* Selects the row at `index`, or the last one. */
static void mark(struct listing *listing, size_t index) {
    if (listing->count == 0) {
        listing->selected = 0;
        return;
    }
    listing->selected = least(index, listing->count - 1);
    listing->selected_id = listing->rows[listing->selected]->backfill.id;
    listing->selected_team = listing->rows[listing->selected]->team_id;
}

void listing_init(struct listing *listing) {
    *listing = (struct listing){.selected_id = BACKFILL_NO_ID};
}

void listing_clear(struct listing *listing) {
    free(listing->rows);
    listing_init(listing);
}

void listing_update(struct listing *listing, const struct fleet *fleet, int64_t team_id) {
    listing->rows = memory_grow(listing->rows, &listing->capacity, fleet->count,
                                sizeof *listing->rows);
    listing->count = 0;
    for (size_t i = 0; i < fleet->count; i++) {
        if (team_id == FLEET_ALL_TEAMS || fleet->rows[i]->team_id == team_id) {
            listing->rows[listing->count++] = fleet->rows[i];
        }
    }
    if (listing->count > 0) {
        qsort(listing->rows, listing->count, sizeof *listing->rows, by_trouble);
    }
    mark(listing, listing->follows ? find_selected(listing) : 0);
}

struct row *listing_selected(const struct listing *listing) {
    return listing->count > 0 ? listing->rows[listing->selected] : NULL;
}

void listing_move(struct listing *listing, long delta) {
    if (listing->count > 0) {
        listing_select(listing, stepped(listing->selected, delta, listing->count - 1));
    }
}

void listing_select(struct listing *listing, size_t index) {
    mark(listing, index);
    listing->follows = true;
}

void listing_scroll(struct listing *listing, size_t visible) {
    listing->top = least(listing->top, last_top(listing, visible));
    if (listing->selected < listing->top) {
        listing->top = listing->selected;
    } else if (visible > 0 && listing->selected - listing->top >= visible) {
        listing->top = listing->selected - visible + 1;
    }
}

void listing_wheel(struct listing *listing, long delta, size_t visible) {
    if (listing->count == 0 || visible == 0) {
        return;
    }
    listing->top = least(listing->top, last_top(listing, visible));
    listing->top = stepped(listing->top, delta, last_top(listing, visible));
    if (listing->selected < listing->top) {
        listing_select(listing, listing->top);
    } else if (listing->selected - listing->top >= visible) {
        listing_select(listing, listing->top + visible - 1);
    }
}
