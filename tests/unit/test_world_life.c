/* SPDX-License-Identifier: MIT */
#include "backfilltop/demo/world.h"

#include "support/world_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define SEEDS 4

/* What a user sees in a stretch of time. */
struct happenings {
    size_t appeared;
    size_t completed;
    size_t cancelled;
    size_t failed;
    size_t resumed;
    size_t polls;
    size_t still_polls; /* in which fewer than two bars moved */
};

static void compare_views(struct happenings *seen, const struct view *before,
                          const struct view *now) {
    size_t moved = 0;
    for (size_t i = 0; i < now->count; i++) {
        const struct backfill *item = &now->items[i];
        const struct backfill *old = view_find(before, item->id);
        if (old == NULL) {
            seen->appeared++;
            continue;
        }
        moved += old->runs_completed != item->runs_completed ||
                 old->runs_failed != item->runs_failed || old->runs_created != item->runs_created;
        seen->failed += old->status == BACKFILL_RUNNING && item->status == BACKFILL_FAILED;
        seen->resumed += old->status == BACKFILL_FAILED && item->status == BACKFILL_RUNNING;
    }
    seen->polls++;
    seen->still_polls += moved < 2;
}

static void count_ends(struct happenings *seen, uint64_t seed, int64_t at,
                       const struct view *before, const struct view *now) {
    struct world world = view_world(seed);
    for (size_t i = 0; i < before->count; i++) {
        struct backfill ended;
        if (view_find(now, before->items[i].id) != NULL) {
            continue;
        }
        assert_true(world_get(&world, TEAM, at, before->items[i].id, &ended));
        assert_true(backfill_is_final(&ended));
        seen->completed += ended.status == BACKFILL_COMPLETED;
        seen->cancelled += ended.status == BACKFILL_CANCELLED;
        backfill_clear(&ended);
    }
}

static struct happenings watch(uint64_t seed, int64_t from_ms, int64_t to_ms, int64_t every_ms) {
    struct happenings seen = {0};
    struct view before = view_at(seed, TEAM, from_ms);
    for (int64_t at = from_ms + every_ms; at <= to_ms; at += every_ms) {
        struct view now = view_at(seed, TEAM, at);
        compare_views(&seen, &before, &now);
        count_ends(&seen, seed, at, &before, &now);
        view_clear(&before);
        before = now;
    }
    view_clear(&before);
    return seen;
}

static void within_five_minutes_one_sees_an_appearance_a_finish_and_a_failure(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct happenings seen = watch(seed, 0, 5 * MINUTE, 5000);
        assert_true(seen.appeared >= 4);
        assert_true(seen.completed + seen.cancelled >= 1);
        assert_true(seen.failed >= 1);
        assert_true(seen.still_polls * 20 <= seen.polls);
    }
}

static void within_hours_some_are_cancelled_and_failed_ones_run_again(void **state) {
    (void)state;
    struct happenings seen = watch(1, 0, 4 * HOUR, 15000);
    assert_true(seen.cancelled >= 5);
    assert_true(seen.resumed >= 15);
    assert_true(seen.completed >= 150);
}

static void one_has_been_running_for_long_without_a_run_done(void **state) {
    (void)state;
    for (int64_t team_id = 1; team_id < 60; team_id++) {
        struct view view = view_at(1, team_id, 0);
        size_t stuck = 0;
        for (size_t i = 0; i < view.count; i++) {
            const struct backfill *item = &view.items[i];
            stuck += item->status == BACKFILL_RUNNING && item->runs_created == 3 &&
                     item->runs_completed + item->runs_failed == 0 &&
                     item->start_time <= EPOCH_S - 30 * 60 && item->start_time >= EPOCH_S - 50 * 60;
        }
        assert_int_equal(stuck, 1);
        view_clear(&view);
    }
}

static void one_stops_in_the_middle(void **state) {
    (void)state;
    struct view before = view_at(1, TEAM, 0);
    struct view now = view_at(1, TEAM, 12 * MINUTE);
    size_t stopped = 0;
    for (size_t i = 0; i < now.count; i++) {
        const struct backfill *item = &now.items[i];
        const struct backfill *old = view_find(&before, item->id);
        stopped += old != NULL && old->status == BACKFILL_RUNNING &&
                   item->status == BACKFILL_RUNNING && item->runs_completed > 5 &&
                   item->runs_completed == old->runs_completed;
    }
    assert_true(stopped >= 1);
    view_clear(&before);
    view_clear(&now);
}

static void check_growth(const struct backfill *before, const struct backfill *now) {
    assert_int_equal(before->created_time, now->created_time);
    assert_int_equal(before->range_start, now->range_start);
    assert_true(now->runs_created >= before->runs_created);
    assert_true(now->runs_completed >= before->runs_completed);
    assert_true(now->runs_failed >= before->runs_failed || before->status == BACKFILL_FAILED);
}

static void counts_only_grow_until_a_failed_one_runs_again(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct view before = view_at(seed, TEAM, 0);
        for (int64_t at = 5000; at < HOUR; at += 5000) {
            struct view now = view_at(seed, TEAM, at);
            for (size_t i = 0; i < now.count; i++) {
                const struct backfill *old = view_find(&before, now.items[i].id);
                if (old != NULL) {
                    check_growth(old, &now.items[i]);
                }
            }
            view_clear(&before);
            before = now;
        }
        view_clear(&before);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(within_five_minutes_one_sees_an_appearance_a_finish_and_a_failure),
        cmocka_unit_test(within_hours_some_are_cancelled_and_failed_ones_run_again),
        cmocka_unit_test(one_has_been_running_for_long_without_a_run_done),
        cmocka_unit_test(one_stops_in_the_middle),
        cmocka_unit_test(counts_only_grow_until_a_failed_one_runs_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
