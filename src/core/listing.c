/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/listing.h"

#include "backfilltop/base/memory.h"
#include "backfilltop/base/numbers.h"
#include "backfilltop/core/sort.h"

#include <stdlib.h>

static bool is_selected(const struct listing *listing, const struct row *row) {
    return row->backfill.id == listing->selected_id && row->team_id == listing->selected_team;
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

static bool is_in_sight(const struct listing *listing, size_t visible) {
    return listing->selected >= listing->top && listing->selected - listing->top < visible;
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
    listing->selected = min_size(index, listing->count - 1);
    listing->selected_id = listing->rows[listing->selected]->backfill.id;
    listing->selected_team = listing->rows[listing->selected]->team_id;
}

static bool is_wanted(const struct listing_query *query, const struct row *row) {
    return row_group_holds(query->group, row) &&
           (query->filter == NULL || filter_matches(query->filter, row));
}

/* Removes the rows that the query hides. If the selected row is one of them, returns how many of
 * the remaining rows come before it; else the count of all rows. */
static size_t keep_wanted(struct listing *listing, const struct listing_query *query) {
    size_t kept = 0;
    listing->total = listing->count;
    size_t hidden_at = listing->total;
    if (query->group == ROW_GROUP_ALL && (query->filter == NULL || query->filter->count == 0)) {
        return hidden_at;
    }
    for (size_t i = 0; i < listing->total; i++) {
        struct row *row = listing->rows[i];
        if (is_wanted(query, row)) {
            listing->rows[kept++] = row;
        } else if (is_selected(listing, row)) {
            hidden_at = kept;
        }
    }
    listing->count = kept;
    return hidden_at;
}

/* A selected backfill that is only hidden is remembered; the row in its place is shown as
 * selected. */
static void keep_selection(struct listing *listing, size_t hidden_at) {
    if (listing->follows && hidden_at < listing->total) {
        listing->selected = listing->count > 0 ? min_size(hidden_at, listing->count - 1) : 0;
    } else {
        mark(listing, listing->follows ? find_selected(listing) : 0);
    }
}

static void measure_row(struct listing *listing, const struct row *row, struct buffer *text) {
    for (int i = 0; i < column_count; i++) {
        enum column column = (enum column)i;
        int width = column_info(column)->width != COLUMN_FIXED
                        ? column_cell_width(column, row, text)
                        : 0;
        listing->widths[i] = max_int(width, listing->widths[i]);
    }
}

/* Whether the rows of the team are there, in the order of the latest update. */
static bool has_rows_of(const struct listing *listing, const struct tracker *tracker,
                        int64_t team_id) {
    return tracker->set_revision != 0 && listing->set_revision == tracker->set_revision &&
           listing->team_id == team_id && listing->count == listing->total;
}

static void take_rows(struct listing *listing, const struct tracker *tracker, int64_t team_id) {
    listing->rows = memory_grow(listing->rows, &listing->capacity, tracker->count,
                                sizeof *listing->rows);
    listing->count = 0;
    for (size_t i = 0; i < tracker->count; i++) {
        if (team_id == BACKFILL_ALL_TEAMS || tracker->rows[i]->team_id == team_id) {
            listing->rows[listing->count++] = tracker->rows[i];
        }
    }
    if (listing->team_id != team_id) {
        listing->team_id = team_id;
        listing->measured = 0;
    }
    listing->set_revision = tracker->set_revision;
}

void listing_init(struct listing *listing) {
    *listing = (struct listing){.selected_id = BACKFILL_NO_ID};
}

void listing_clear(struct listing *listing) {
    free(listing->rows);
    listing_init(listing);
}

void listing_measure(struct listing *listing) {
    struct buffer text = {0};
    uint64_t latest = listing->measured;
    for (size_t i = 0; i < listing->count; i++) {
        const struct row *row = listing->rows[i];
        if (row->revision == 0 || row->revision > listing->measured) {
            measure_row(listing, row, &text);
            latest = row->revision > latest ? row->revision : latest;
        }
    }
    listing->measured = latest;
    buffer_clear(&text);
}

void listing_update(struct listing *listing, const struct tracker *tracker,
                    const struct listing_query *query) {
    if (!has_rows_of(listing, tracker, query->team_id)) {
        take_rows(listing, tracker, query->team_id);
    }
    if (listing->measured == 0 || listing->measured != tracker->revision) {
        listing_measure(listing);
    }
    sort_rows(listing->rows, listing->count, &query->sort);
    keep_selection(listing, keep_wanted(listing, query));
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
    listing->stays = false;
}

void listing_show_top(struct listing *listing) {
    listing->top = 0;
    listing->stays = true;
}

void listing_scroll(struct listing *listing, size_t visible) {
    listing->top = min_size(listing->top, last_top(listing, visible));
    if (listing->stays) {
        return;
    }
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
    listing->top = min_size(listing->top, last_top(listing, visible));
    bool was_in_sight = is_in_sight(listing, visible);
    listing->top = stepped(listing->top, delta, last_top(listing, visible));
    if (listing->stays && !was_in_sight) {
        return;
    }
    if (listing->selected < listing->top) {
        listing_select(listing, listing->top);
    } else if (listing->selected - listing->top >= visible) {
        listing_select(listing, listing->top + visible - 1);
    }
}
