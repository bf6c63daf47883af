/* SPDX-License-Identifier: MIT */
#include "world_view.h"

#include <string.h>

struct world view_world(uint64_t seed) {
    return (struct world){.seed = seed, .epoch_s = EPOCH_S};
}

struct view view_at(uint64_t seed, int64_t team_id, int64_t elapsed_ms) {
    struct world world = view_world(seed);
    struct view view;
    view.items = world_list(&world, team_id, elapsed_ms, &view.count);
    return view;
}

void view_clear(struct view *view) {
    world_list_free(view->items, view->count);
}

const struct backfill *view_find(const struct view *view, int64_t id) {
    for (size_t i = 0; i < view->count; i++) {
        if (view->items[i].id == id) {
            return &view->items[i];
        }
    }
    return NULL;
}

bool view_same_backfill(const struct backfill *a, const struct backfill *b) {
    bool equal = a->id == b->id && a->transfer_id == b->transfer_id && a->status == b->status &&
                 a->range_start == b->range_start && a->range_end == b->range_end &&
                 a->created_time == b->created_time && a->start_time == b->start_time &&
                 a->end_time == b->end_time && a->runs_created == b->runs_created &&
                 a->runs_completed == b->runs_completed && a->runs_failed == b->runs_failed &&
                 a->error_count == b->error_count;
    for (size_t i = 0; equal && i < a->error_count; i++) {
        equal = a->errors[i].day == b->errors[i].day &&
                strcmp(a->errors[i].message, b->errors[i].message) == 0;
    }
    return equal;
}

bool view_same(const struct view *a, const struct view *b) {
    bool equal = a->count == b->count;
    for (size_t i = 0; equal && i < a->count; i++) {
        equal = view_same_backfill(&a->items[i], &b->items[i]);
    }
    return equal;
}
