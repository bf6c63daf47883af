/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/listing.h"

#include "backfilltop/base/memory.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#define TEAM      42
#define MOST_ROWS 64

/* A tracker made by hand, so that each row is exactly what the test says. */
struct scene {
    struct row rows[MOST_ROWS];
    struct row *pointers[MOST_ROWS];
    struct tracker tracker;
    struct listing listing;
};

static int setup(void **state) {
    struct scene *scene = memory_new(1, sizeof *scene);
    scene->tracker.rows = scene->pointers;
    listing_init(&scene->listing);
    *state = scene;
    return 0;
}

static int teardown(void **state) {
    struct scene *scene = *state;
    listing_clear(&scene->listing);
    free(scene);
    return 0;
}

static struct row *add(struct scene *scene, int64_t id, enum backfill_status status) {
    struct row *row = &scene->rows[scene->tracker.count];
    scene->pointers[scene->tracker.count++] = row;
    row->team_id = TEAM;
    backfill_init(&row->backfill);
    row->backfill.id = id;
    row->backfill.status = status;
    return row;
}

static void add_numbered(struct scene *scene, int64_t count) {
    for (int64_t id = 1; id <= count; id++) {
        add(scene, id, BACKFILL_CREATED);
    }
    listing_update(&scene->listing, &scene->tracker, &(struct listing_query){0});
}

/* Takes the row out of the tracker, and puts it back. */
static void hide(struct scene *scene, int64_t id) {
    size_t kept = 0;
    for (size_t i = 0; i < scene->tracker.count; i++) {
        if (scene->pointers[i]->backfill.id != id) {
            scene->pointers[kept++] = scene->pointers[i];
        }
    }
    scene->tracker.count = kept;
    listing_update(&scene->listing, &scene->tracker, &(struct listing_query){0});
}

static int64_t selected_id(const struct scene *scene) {
    return listing_selected(&scene->listing)->backfill.id;
}

static void assert_order(struct scene *scene, const int64_t *ids, size_t count) {
    listing_update(&scene->listing, &scene->tracker, &(struct listing_query){0});
    assert_int_equal(scene->listing.count, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(scene->listing.rows[i]->backfill.id, ids[i]);
    }
}

#define ASSERT_ORDER(scene, ...)                                                                   \
    assert_order(scene, (const int64_t[]){__VA_ARGS__},                                            \
                 sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t))

/* ---- order ---- */

static struct row *add_gone(struct scene *scene, int64_t id, enum backfill_status status,
                            enum row_ending ending) {
    struct row *row = add(scene, id, status);
    row->change = ROW_GONE;
    row->ending = ending;
    return row;
}

static void test_trouble_is_on_top(void **state) {
    struct scene *scene = *state;
    add(scene, 2, BACKFILL_COMPLETED);
    add_gone(scene, 1, BACKFILL_FAILED, ROW_ENDING_UNKNOWN);
    add(scene, 3, BACKFILL_CREATED);
    add(scene, 4, BACKFILL_SCHEDULED);
    add(scene, 5, BACKFILL_OTHER);
    add(scene, 6, BACKFILL_RUNNING);
    add(scene, 7, BACKFILL_RUNNING)->forecast.stalled = true;
    add(scene, 8, BACKFILL_FAILED);
    ASSERT_ORDER(scene, 8, 7, 6, 5, 4, 3, 1, 2);
}

static void test_what_has_ended_is_below_the_rest_newest_first(void **state) {
    struct scene *scene = *state;
    add_gone(scene, 1, BACKFILL_COMPLETED, ROW_ENDING_FINAL)->backfill.created_time = 100;
    add_gone(scene, 2, BACKFILL_FAILED, ROW_ENDING_MISSING)->backfill.created_time = 300;
    add_gone(scene, 3, BACKFILL_CANCELLED, ROW_ENDING_FINAL)->backfill.created_time = 200;
    add_gone(scene, 4, BACKFILL_FAILED, ROW_ENDING_UNKNOWN)->backfill.created_time = 1;
    add(scene, 5, BACKFILL_CREATED);
    ASSERT_ORDER(scene, 5, 4, 2, 3, 1);
}

static void test_one_team_alone_is_shown_when_asked(void **state) {
    struct scene *scene = *state;
    add(scene, 1, BACKFILL_FAILED)->team_id = TEAM + 1;
    add(scene, 2, BACKFILL_FAILED);
    add(scene, 3, BACKFILL_CREATED)->team_id = TEAM + 1;
    ASSERT_ORDER(scene, 1, 2, 3);
    listing_select(&scene->listing, 2);
    listing_update(&scene->listing, &scene->tracker, &(struct listing_query){.team_id = TEAM + 1});
    assert_int_equal(scene->listing.count, 2);
    assert_int_equal(scene->listing.rows[0]->backfill.id, 1);
    assert_int_equal(selected_id(scene), 3);
    listing_update(&scene->listing, &scene->tracker, &(struct listing_query){.team_id = TEAM});
    assert_int_equal(scene->listing.count, 1);
    assert_int_equal(selected_id(scene), 2);
    listing_update(&scene->listing, &scene->tracker, &(struct listing_query){.team_id = TEAM + 2});
    assert_int_equal(scene->listing.count, 0);
    assert_null(listing_selected(&scene->listing));
}

static void test_running_ones_stand_by_eta(void **state) {
    struct scene *scene = *state;
    add(scene, 1, BACKFILL_RUNNING);
    add(scene, 2, BACKFILL_RUNNING)->forecast = (struct forecast){.has_eta = true, .end_s = 900};
    add(scene, 3, BACKFILL_RUNNING)->forecast = (struct forecast){.has_eta = true, .end_s = 60};
    add(scene, 4, BACKFILL_RUNNING)->forecast = (struct forecast){.has_eta = true, .end_s = 0};
    ASSERT_ORDER(scene, 4, 3, 2, 1);
}

static void test_newest_created_stands_first_and_unknown_last(void **state) {
    struct scene *scene = *state;
    add(scene, 1, BACKFILL_FAILED);
    add(scene, 2, BACKFILL_FAILED)->backfill.created_time = 100;
    add(scene, 3, BACKFILL_FAILED)->backfill.created_time = 300;
    add(scene, 4, BACKFILL_FAILED)->backfill.created_time = 200;
    ASSERT_ORDER(scene, 3, 4, 2, 1);
}

static void test_equals_stand_by_id(void **state) {
    struct scene *scene = *state;
    add(scene, 12, BACKFILL_CREATED);
    add(scene, 10, BACKFILL_CREATED);
    add(scene, 11, BACKFILL_CREATED);
    ASSERT_ORDER(scene, 10, 11, 12);
}

/* ---- selection ---- */

static void test_an_empty_listing_has_no_selection(void **state) {
    struct scene *scene = *state;
    listing_update(&scene->listing, &scene->tracker, &(struct listing_query){0});
    assert_null(listing_selected(&scene->listing));
    assert_int_equal(scene->listing.selected_id, BACKFILL_NO_ID);
    listing_move(&scene->listing, 3);
    listing_select(&scene->listing, 3);
    listing_scroll(&scene->listing, 10);
    listing_wheel(&scene->listing, 3, 10);
    assert_int_equal(scene->listing.selected, 0);
    assert_int_equal(scene->listing.top, 0);
}

static void test_the_first_row_is_selected_at_first(void **state) {
    struct scene *scene = *state;
    add_numbered(scene, 3);
    assert_int_equal(selected_id(scene), 1);
    assert_int_equal(scene->listing.selected_team, TEAM);
}

static void test_the_first_row_stays_selected_until_the_user_chooses(void **state) {
    struct scene *scene = *state;
    add_numbered(scene, 3);
    add(scene, 9, BACKFILL_FAILED);
    listing_update(&scene->listing, &scene->tracker, &(struct listing_query){0});
    assert_int_equal(selected_id(scene), 9);
    listing_move(&scene->listing, 0);
    add(scene, 10, BACKFILL_FAILED)->backfill.created_time = 1;
    listing_update(&scene->listing, &scene->tracker, &(struct listing_query){0});
    assert_int_equal(selected_id(scene), 9);
}

static void test_the_selection_follows_its_backfill_through_sorting(void **state) {
    struct scene *scene = *state;
    add_numbered(scene, 5);
    listing_select(&scene->listing, 3);
    scene->rows[3].backfill.status = BACKFILL_FAILED;
    listing_update(&scene->listing, &scene->tracker, &(struct listing_query){0});
    assert_int_equal(scene->listing.selected, 0);
    assert_int_equal(selected_id(scene), 4);
    scene->rows[3].change = ROW_GONE;
    listing_update(&scene->listing, &scene->tracker, &(struct listing_query){0});
    assert_int_equal(scene->listing.selected, 4);
    assert_int_equal(selected_id(scene), 4);
}

static void test_equal_ids_of_two_teams_are_kept_apart(void **state) {
    struct scene *scene = *state;
    add(scene, 1, BACKFILL_CREATED);
    add(scene, 1, BACKFILL_CREATED)->team_id = TEAM + 1;
    listing_update(&scene->listing, &scene->tracker, &(struct listing_query){0});
    listing_select(&scene->listing, 1);
    listing_update(&scene->listing, &scene->tracker, &(struct listing_query){0});
    assert_int_equal(listing_selected(&scene->listing)->team_id, TEAM + 1);
}

static void test_a_vanished_selection_moves_to_the_row_in_its_place(void **state) {
    struct scene *scene = *state;
    add_numbered(scene, 5);
    listing_select(&scene->listing, 2);
    hide(scene, 3);
    assert_int_equal(selected_id(scene), 4);
    listing_select(&scene->listing, 3);
    hide(scene, 5);
    assert_int_equal(selected_id(scene), 4);
}

static void test_the_selection_survives_an_empty_moment(void **state) {
    struct scene *scene = *state;
    add_numbered(scene, 5);
    listing_select(&scene->listing, 2);
    scene->tracker.count = 0;
    listing_update(&scene->listing, &scene->tracker, &(struct listing_query){0});
    assert_null(listing_selected(&scene->listing));
    scene->tracker.count = 5;
    listing_update(&scene->listing, &scene->tracker, &(struct listing_query){0});
    assert_int_equal(selected_id(scene), 3);
}

static void test_moving_stops_at_the_ends(void **state) {
    struct scene *scene = *state;
    add_numbered(scene, 5);
    static const struct {
        long delta;
        int64_t id;
    } moves[] = {{2, 3},        {-1, 2},       {-7, 1},       {0, 1}, {4, 5},  {1, 5},
                 {LONG_MIN, 1}, {LONG_MAX, 5}, {LONG_MIN, 1}, {3, 4}, {-3, 1}, {100, 5}};
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++) {
        listing_move(&scene->listing, moves[i].delta);
        assert_int_equal(selected_id(scene), moves[i].id);
    }
}

static void test_selecting_beyond_the_end_takes_the_last(void **state) {
    struct scene *scene = *state;
    add_numbered(scene, 5);
    listing_select(&scene->listing, SIZE_MAX);
    assert_int_equal(selected_id(scene), 5);
}

/* ---- scrolling ---- */

static size_t top_after_scroll(struct scene *scene, size_t selected, size_t visible) {
    listing_select(&scene->listing, selected);
    listing_scroll(&scene->listing, visible);
    return scene->listing.top;
}

static void test_scrolling_follows_the_selection_no_further_than_needed(void **state) {
    struct scene *scene = *state;
    add_numbered(scene, 30);
    assert_int_equal(top_after_scroll(scene, 9, 10), 0);
    assert_int_equal(top_after_scroll(scene, 10, 10), 1);
    assert_int_equal(top_after_scroll(scene, 29, 10), 20);
    assert_int_equal(top_after_scroll(scene, 20, 10), 20);
    assert_int_equal(top_after_scroll(scene, 19, 10), 19);
    assert_int_equal(top_after_scroll(scene, 0, 10), 0);
}

static void test_no_line_is_wasted_below_the_last_row(void **state) {
    struct scene *scene = *state;
    add_numbered(scene, 30);
    assert_int_equal(top_after_scroll(scene, 29, 10), 20);
    assert_int_equal(top_after_scroll(scene, 29, 25), 5);
    assert_int_equal(top_after_scroll(scene, 29, 100), 0);
}

static void test_one_line_shows_the_selection(void **state) {
    struct scene *scene = *state;
    add_numbered(scene, 30);
    assert_int_equal(top_after_scroll(scene, 17, 1), 17);
    listing_scroll(&scene->listing, 0);
    assert_int_equal(scene->listing.selected, 17);
}

static void test_the_wheel_scrolls_and_keeps_the_selection_in_sight(void **state) {
    struct scene *scene = *state;
    add_numbered(scene, 30);
    listing_wheel(&scene->listing, 3, 10);
    assert_int_equal(scene->listing.top, 3);
    assert_int_equal(selected_id(scene), 4);
    listing_select(&scene->listing, 12);
    listing_wheel(&scene->listing, -3, 10);
    assert_int_equal(scene->listing.top, 0);
    assert_int_equal(selected_id(scene), 10);
    listing_wheel(&scene->listing, LONG_MAX, 10);
    assert_int_equal(scene->listing.top, 20);
    assert_int_equal(selected_id(scene), 21);
    listing_wheel(&scene->listing, LONG_MIN, 10);
    assert_int_equal(scene->listing.top, 0);
}

static void test_the_top_is_shown_until_the_selection_is_moved(void **state) {
    struct scene *scene = *state;
    struct listing *listing = &scene->listing;
    add_numbered(scene, 30);
    assert_int_equal(top_after_scroll(scene, 25, 10), 16);
    listing_show_top(listing);
    listing_scroll(listing, 10);
    assert_int_equal(listing->top, 0);
    assert_int_equal(selected_id(scene), 26);
    listing_update(listing, &scene->tracker, &(struct listing_query){0});
    listing_scroll(listing, 10);
    assert_int_equal(listing->top, 0);
    listing_wheel(listing, 3, 10);
    listing_scroll(listing, 10);
    assert_int_equal(listing->top, 3);
    assert_int_equal(selected_id(scene), 26);
    listing_move(listing, 1);
    listing_scroll(listing, 10);
    assert_int_equal(selected_id(scene), 27);
    assert_int_equal(listing->top, 17);
    listing_show_top(listing);
    listing_select(listing, 2);
    listing_show_top(listing);
    listing_wheel(listing, 3, 10); /* it was in sight: it stays so */
    listing_scroll(listing, 10);
    assert_int_equal(listing->top, 3);
    assert_int_equal(selected_id(scene), 4);
}

static void test_the_wheel_leaves_a_listing_that_fits(void **state) {
    struct scene *scene = *state;
    add_numbered(scene, 5);
    listing_select(&scene->listing, 2);
    listing_wheel(&scene->listing, 3, 10);
    assert_int_equal(scene->listing.top, 0);
    assert_int_equal(selected_id(scene), 3);
}

#define listing_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

/* ---- widths ---- */

static void test_widths_hold_for_all_rows_and_do_not_shrink(void **state) {
    struct scene *scene = *state;
    struct row *row = add(scene, 7, BACKFILL_RUNNING);
    row->backfill.runs_total = 365;
    row->backfill.runs_completed = 1;
    add(scene, 1234567, BACKFILL_CREATED);
    listing_update(&scene->listing, &scene->tracker,
                   &(struct listing_query){.group = ROW_GROUP_RUNNING});
    assert_int_equal(scene->listing.count, 1);
    assert_int_equal(scene->listing.widths[COLUMN_ID], 7);
    assert_int_equal(scene->listing.widths[COLUMN_RUNS], 7); /* it will be 365/365 */
    assert_int_equal(scene->listing.widths[COLUMN_ETA], 0);
    hide(scene, 1234567);
    assert_int_equal(scene->listing.widths[COLUMN_ID], 7);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        listing_test(test_trouble_is_on_top),
        listing_test(test_widths_hold_for_all_rows_and_do_not_shrink),
        listing_test(test_what_has_ended_is_below_the_rest_newest_first),
        listing_test(test_one_team_alone_is_shown_when_asked),
        listing_test(test_running_ones_stand_by_eta),
        listing_test(test_newest_created_stands_first_and_unknown_last),
        listing_test(test_equals_stand_by_id),
        listing_test(test_an_empty_listing_has_no_selection),
        listing_test(test_the_first_row_is_selected_at_first),
        listing_test(test_the_first_row_stays_selected_until_the_user_chooses),
        listing_test(test_the_selection_follows_its_backfill_through_sorting),
        listing_test(test_equal_ids_of_two_teams_are_kept_apart),
        listing_test(test_a_vanished_selection_moves_to_the_row_in_its_place),
        listing_test(test_the_selection_survives_an_empty_moment),
        listing_test(test_moving_stops_at_the_ends),
        listing_test(test_selecting_beyond_the_end_takes_the_last),
        listing_test(test_scrolling_follows_the_selection_no_further_than_needed),
        listing_test(test_no_line_is_wasted_below_the_last_row),
        listing_test(test_one_line_shows_the_selection),
        listing_test(test_the_wheel_scrolls_and_keeps_the_selection_in_sight),
        listing_test(test_the_top_is_shown_until_the_selection_is_moved),
        listing_test(test_the_wheel_leaves_a_listing_that_fits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
