/* SPDX-License-Identifier: MIT */
#include "backfilltop/demo/world.h"

#include "support/world_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* The API refuses a backfill that overlaps an active one of the same transfer: the simulated world
 * has none, at any moment. */

#define SEEDS 24

static bool overlap(const struct backfill *a, const struct backfill *b) {
    return a->transfer_id == b->transfer_id && a->range_start <= b->range_end &&
           b->range_start <= a->range_end;
}

static size_t overlaps_in(const struct view *view) {
    size_t count = 0;
    for (size_t i = 0; i < view->count; i++) {
        for (size_t j = i + 1; j < view->count; j++) {
            count += overlap(&view->items[i], &view->items[j]);
        }
    }
    return count;
}

/* Over two and a half days, long enough for the longest to end. */
static void no_incomplete_backfills_of_a_transfer_overlap(void **state) {
    (void)state;
    size_t seen = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        int64_t team_id = (int64_t)(seed * 7 % 50) + 1;
        for (int64_t at = 0; at < 60 * HOUR; at += 41 * MINUTE + 1000 * (int64_t)seed) {
            struct view view = view_at(seed, team_id, at);
            assert_int_equal(overlaps_in(&view), 0);
            seen += view.count;
            view_clear(&view);
        }
    }
    assert_true(seen > SEEDS * 500);
}

/* There are transfers with several backfills: those do not overlap, or one has ended. */
static void a_transfer_may_have_several_backfills(void **state) {
    (void)state;
    size_t pairs = 0;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        struct view view = view_at(seed, TEAM, 30 * MINUTE);
        for (size_t i = 0; i < view.count; i++) {
            for (size_t j = i + 1; j < view.count; j++) {
                pairs += view.items[i].transfer_id == view.items[j].transfer_id;
            }
        }
        view_clear(&view);
    }
    assert_true(pairs > 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_incomplete_backfills_of_a_transfer_overlap),
        cmocka_unit_test(a_transfer_may_have_several_backfills),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
