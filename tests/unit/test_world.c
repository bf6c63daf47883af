/* SPDX-License-Identifier: MIT */
#include "backfilltop/demo/world.h"

#include "support/world_view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#define SEEDS 4

static size_t count_status(const struct view *view, enum backfill_status status) {
    size_t count = 0;
    for (size_t i = 0; i < view->count; i++) {
        count += view->items[i].status == status;
    }
    return count;
}

static void a_moment_is_the_same_in_any_order_of_requests(void **state) {
    (void)state;
    struct view first = view_at(7, TEAM, 10 * MINUTE);
    struct view later = view_at(7, TEAM, 5 * HOUR);
    struct view again = view_at(7, TEAM, 10 * MINUTE);
    assert_true(view_same(&first, &again));
    assert_false(view_same(&first, &later));
    view_clear(&first);
    view_clear(&later);
    view_clear(&again);
}

static void seeds_and_teams_have_worlds_of_their_own(void **state) {
    (void)state;
    struct view one = view_at(1, TEAM, 0);
    struct view other_seed = view_at(2, TEAM, 0);
    struct view other_team = view_at(1, TEAM + 1, 0);
    assert_false(view_same(&one, &other_seed));
    assert_false(view_same(&one, &other_team));
    assert_int_not_equal(one.items[0].id, other_team.items[0].id);
    view_clear(&one);
    view_clear(&other_seed);
    view_clear(&other_team);
}

static void some_twenty_backfills_in_all_four_statuses_at_any_moment(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        for (int64_t at = 0; at < 12 * HOUR; at += 8 * MINUTE + 7000) {
            struct view view = view_at(seed, (int64_t)seed + 40, at);
            assert_in_range(view.count, 12, 36);
            assert_true(count_status(&view, BACKFILL_CREATED) >= 1);
            assert_true(count_status(&view, BACKFILL_SCHEDULED) >= 1);
            assert_true(count_status(&view, BACKFILL_RUNNING) >= 3);
            assert_true(count_status(&view, BACKFILL_FAILED) >= 1);
            assert_int_equal(count_status(&view, BACKFILL_COMPLETED) +
                                 count_status(&view, BACKFILL_CANCELLED),
                             0);
            view_clear(&view);
        }
    }
}

static void check_errors(const struct backfill *backfill) {
    assert_true(backfill->has_error_report);
    assert_int_equal(backfill->error_count, backfill->runs_failed);
    for (size_t i = 0; i < backfill->error_count; i++) {
        int64_t day = backfill->errors[i].day;
        assert_true(day >= backfill->range_start && day <= backfill->range_end);
        assert_true(i == 0 || day > backfill->errors[i - 1].day);
        assert_in_range(strlen(backfill->errors[i].message), 10, 1000);
    }
}

static void check_record(const struct backfill *backfill, int64_t now_s) {
    assert_true(backfill->id > 0 && backfill->transfer_id > 0 && backfill->created_user_id > 0);
    assert_in_range(backfill_days(backfill), 5, 365);
    assert_int_equal(backfill->runs_total, backfill_days(backfill));
    assert_true(backfill->runs_completed >= 0 && backfill->runs_failed >= 0);
    assert_true(backfill->runs_completed + backfill->runs_failed <= backfill->runs_created);
    assert_true(backfill->runs_created <= backfill->runs_total);
    assert_true(backfill->created_time <= now_s);
    assert_true(backfill->range_end * 86400 <= backfill->created_time);
    bool begun = backfill->status != BACKFILL_CREATED && backfill->status != BACKFILL_SCHEDULED;
    assert_true(!begun || backfill->start_time > backfill->created_time);
    assert_true(begun || (backfill->start_time == TIMES_ABSENT && backfill->runs_completed == 0));
    assert_true(backfill->status != BACKFILL_CREATED || backfill->runs_created == 0);
    assert_true(backfill->status != BACKFILL_RUNNING || backfill->end_time == TIMES_ABSENT);
    assert_true(backfill->status != BACKFILL_FAILED || backfill->runs_failed > 0);
    check_errors(backfill);
}

static void records_are_consistent_and_newest_come_first(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < SEEDS; seed++) {
        for (int64_t at = 0; at < 4 * HOUR; at += 4 * MINUTE + 1000) {
            struct view view = view_at(seed, TEAM, at);
            for (size_t i = 0; i < view.count; i++) {
                check_record(&view.items[i], EPOCH_S + at / 1000);
                assert_true(i == 0 || view.items[i].created_time <= view.items[i - 1].created_time);
            }
            view_clear(&view);
        }
    }
}

static void get_one_agrees_with_the_list_for_every_id(void **state) {
    (void)state;
    struct world world = view_world(3);
    int64_t at = 7 * HOUR;
    struct view view = view_at(3, TEAM, at);
    int64_t newest = view.items[0].id;
    for (int64_t id = newest - 5000; id <= newest; id++) {
        struct backfill one;
        assert_true(world_get(&world, TEAM, at, id, &one));
        const struct backfill *listed = view_find(&view, id);
        assert_int_equal(backfill_is_final(&one), listed == NULL);
        assert_true(listed == NULL || view_same_backfill(listed, &one));
        backfill_clear(&one);
    }
    view_clear(&view);
}

static void what_is_not_created_yet_and_what_never_was_does_not_exist(void **state) {
    (void)state;
    struct world world = view_world(3);
    struct backfill one;
    struct view view = view_at(3, TEAM, 0);
    int64_t next = view.items[0].id + 2;
    assert_false(world_get(&world, TEAM, 0, next, &one));
    assert_true(world_get(&world, TEAM, 5 * MINUTE, next, &one));
    backfill_clear(&one);
    const int64_t never[] = {1, -5, INT64_MAX, INT64_MIN + 200000};
    for (size_t i = 0; i < sizeof never / sizeof never[0]; i++) {
        assert_false(world_get(&world, TEAM, 5 * MINUTE, never[i], &one));
    }
    view_clear(&view);
}

static void ended_ones_say_when_and_cancelled_ones_by_whom(void **state) {
    (void)state;
    struct world world = view_world(1);
    struct view view = view_at(1, TEAM, 0);
    size_t cancelled = 0;
    for (int64_t id = view.items[0].id - 600; id < view.items[0].id; id++) {
        struct backfill one;
        assert_true(world_get(&world, TEAM, 0, id, &one));
        if (backfill_is_final(&one)) {
            assert_true(one.end_time > one.created_time && one.end_time <= EPOCH_S);
        }
        if (one.status == BACKFILL_CANCELLED) {
            cancelled++;
            assert_int_equal(one.removed_time, one.end_time);
            assert_true(one.removed_user_id > 0);
        } else {
            assert_true(one.removed_time == TIMES_ABSENT);
            assert_int_equal(one.removed_user_id, BACKFILL_NO_ID);
        }
        assert_true(one.status != BACKFILL_COMPLETED ||
                    (one.runs_completed == one.runs_total && one.error_count == 0));
        backfill_clear(&one);
    }
    assert_true(cancelled >= 10);
    view_clear(&view);
}

static void backfills_belong_to_the_teams_own_transfers(void **state) {
    (void)state;
    size_t transfer_count = 0;
    const struct world_transfer *transfers = world_transfers(TEAM, &transfer_count);
    struct view view = view_at(1, TEAM, 0);
    for (size_t i = 0; i < view.count; i++) {
        size_t found = 0;
        for (size_t k = 0; k < transfer_count; k++) {
            found += transfers[k].id == view.items[i].transfer_id;
        }
        assert_int_equal(found, 1);
    }
    view_clear(&view);
}

static void a_transfers_runs_say_the_same_as_its_backfill(void **state) {
    (void)state;
    struct world world = view_world(1);
    struct view view = view_at(1, TEAM, HOUR);
    for (size_t i = 0; i < view.count; i++) {
        const struct backfill *item = &view.items[i];
        size_t count = 0;
        int64_t by_status[backfill_status_count] = {0};
        struct world_run *runs = world_runs(&world, TEAM, HOUR, item->transfer_id,
                                            item->range_start, item->range_end, &count);
        for (size_t k = 0; k < count; k++) {
            assert_in_range(runs[k].day, item->range_start, item->range_end);
            assert_true(runs[k].ended_time == TIMES_ABSENT ||
                        runs[k].ended_time >= runs[k].created_time);
            assert_int_equal(runs[k].status == BACKFILL_FAILED, *runs[k].message != '\0');
            if (runs[k].is_backfill && runs[k].id / 1000 == item->id) {
                by_status[runs[k].status]++;
            }
        }
        assert_int_equal(by_status[BACKFILL_COMPLETED], item->runs_completed);
        assert_int_equal(by_status[BACKFILL_FAILED], item->runs_failed);
        assert_int_equal(by_status[BACKFILL_RUNNING] + by_status[BACKFILL_SCHEDULED],
                         item->runs_created - item->runs_completed - item->runs_failed);
        free(runs);
    }
    view_clear(&view);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_moment_is_the_same_in_any_order_of_requests),
        cmocka_unit_test(seeds_and_teams_have_worlds_of_their_own),
        cmocka_unit_test(some_twenty_backfills_in_all_four_statuses_at_any_moment),
        cmocka_unit_test(records_are_consistent_and_newest_come_first),
        cmocka_unit_test(get_one_agrees_with_the_list_for_every_id),
        cmocka_unit_test(what_is_not_created_yet_and_what_never_was_does_not_exist),
        cmocka_unit_test(ended_ones_say_when_and_cancelled_ones_by_whom),
        cmocka_unit_test(backfills_belong_to_the_teams_own_transfers),
        cmocka_unit_test(a_transfers_runs_say_the_same_as_its_backfill),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
