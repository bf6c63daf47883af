/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/search.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define ROWS 4

/* Backfills 10 to 13, of the transfers Ads, Leads, ads Ü and none. */
struct scene {
    struct row rows[ROWS];
    struct row *pointers[ROWS];
    struct tracker tracker;
    struct listing listing;
};

static int setup(void **state) {
    static struct scene scene;
    static const char *const names[ROWS] = {"Ads", "Leads", "ads Ü", NULL};
    static const enum backfill_status statuses[ROWS] = {BACKFILL_FAILED, BACKFILL_RUNNING,
                                                        BACKFILL_CREATED, BACKFILL_COMPLETED};
    scene = (struct scene){.tracker = {.rows = scene.pointers, .count = ROWS}};
    for (int i = 0; i < ROWS; i++) {
        backfill_init(&scene.rows[i].backfill);
        scene.rows[i].team_id = 42;
        scene.rows[i].backfill.id = 10 + i;
        scene.rows[i].backfill.status = statuses[i];
        scene.rows[i].transfer_name = names[i];
        scene.pointers[i] = &scene.rows[i];
    }
    listing_init(&scene.listing);
    *state = &scene;
    return 0;
}

static int teardown(void **state) {
    struct scene *scene = *state;
    listing_clear(&scene->listing);
    return 0;
}

static struct listing *listed(struct scene *scene, const struct listing_query *query) {
    listing_update(&scene->listing, &scene->tracker, query);
    return &scene->listing;
}

static struct listing *by_id(struct scene *scene) {
    return listed(scene, &(struct listing_query){.sorting = {.key = ORDER_ID}});
}

static void assert_search(const struct listing *listing, const char *needle, bool backward,
                          enum search_result result, size_t expected) {
    size_t index = 99;
    assert_int_equal(search_rows(listing, needle, backward, false, TEXT_UTF8, &index), result);
    assert_int_equal(index, expected);
}

static void a_search_goes_on_and_round(void **state) {
    struct listing *listing = by_id(*state);
    listing_select(listing, 0);
    assert_search(listing, "ADS", false, SEARCH_FOUND, 1);
    assert_search(listing, "ads", true, SEARCH_WRAPPED, 2);
    listing_select(listing, 2);
    assert_search(listing, "ads", false, SEARCH_WRAPPED, 0);
    assert_search(listing, "ads", true, SEARCH_FOUND, 1);
    assert_search(listing, "ü", false, SEARCH_WRAPPED, 2);
}

static void ids_and_status_are_searched_too(void **state) {
    struct listing *listing = by_id(*state);
    assert_search(listing, "13", false, SEARCH_FOUND, 3);
    assert_search(listing, "running", false, SEARCH_FOUND, 1);
    assert_search(listing, "nothing", false, SEARCH_NONE, 99);
    assert_search(listing, "", false, SEARCH_NONE, 99);
}

static void the_selected_row_counts_if_wanted(void **state) {
    struct listing *listing = by_id(*state);
    size_t index = 99;
    assert_int_equal(search_rows(listing, "ads", false, true, TEXT_UTF8, &index), SEARCH_FOUND);
    assert_int_equal(index, 0);
}

static void nothing_is_found_among_no_rows(void **state) {
    struct scene *scene = *state;
    assert_search(listed(scene, &(struct listing_query){.team_id = 7}), "a", false, SEARCH_NONE,
                  99);
}

static void a_hidden_selection_comes_back(void **state) {
    struct scene *scene = *state;
    struct filter filter;
    struct listing *listing = by_id(scene);
    listing_select(listing, 1);
    filter_parse(&filter, "transfer:ü");
    listed(scene, &(struct listing_query){.filter = &filter});
    assert_int_equal(listing->count, 1);
    assert_int_equal(listing->total, ROWS);
    assert_int_equal(listing_selected(listing)->backfill.id, 12);
    by_id(scene);
    assert_int_equal(listing_selected(listing)->backfill.id, 11);
    listed(scene, &(struct listing_query){.sorting = {.key = ORDER_ID, .inverted = true}});
    assert_int_equal(listing_selected(listing)->backfill.id, 11);
    assert_int_equal(listing->selected, 2);
    filter_clear(&filter);
}

static void groups_show_their_states(void **state) {
    struct scene *scene = *state;
    static const size_t counts[row_group_count] = {4, 1, 1, 1, 1};
    enum row_group group = ROW_GROUP_ALL;
    for (int i = 0; i < row_group_count; i++) {
        assert_int_equal(listed(scene, &(struct listing_query){.group = group})->count, counts[i]);
        assert_true(row_group_name(group)[0] != '\0');
        group = row_group_next(group);
    }
    assert_int_equal(group, ROW_GROUP_ALL);
}

static void sorting_goes_round_the_columns(void **state) {
    (void)state;
    struct columns none = {0};
    struct columns one = columns_sortable(&none, false);
    struct columns two = columns_sortable(&none, true);
    assert_int_equal(sorting_step(ORDER_TROUBLE, 1, &one), ORDER_ID);
    assert_int_equal(sorting_step(ORDER_TROUBLE, 1, &two), ORDER_TEAM);
    assert_int_equal(sorting_step(ORDER_ID, -1, &one), ORDER_TROUBLE);
    assert_int_equal(sorting_step(ORDER_TROUBLE, -1, &one), ORDER_AGE);
    assert_int_equal(sorting_step(ORDER_TROUBLE, column_count + 1, &two), ORDER_TROUBLE);
    assert_int_equal(sorting_step(ORDER_ID, -2 * column_count, &two), ORDER_RANGE);
    for (int i = 0; i < column_count; i++) {
        enum column column;
        assert_true(sorting_column(sorting_of_column((enum column)i), &column));
        assert_int_equal(column, i);
    }
}

static void assert_count(const struct listing *listing, const char *needle, size_t count,
                         size_t nth) {
    size_t found = 99;
    assert_int_equal(search_count(listing, needle, TEXT_UTF8, &found), count);
    assert_int_equal(found, nth);
}

static void matches_are_counted(void **state) {
    struct listing *listing = by_id(*state);
    assert_count(listing, "ads", 3, 1);
    listing_select(listing, 2);
    assert_count(listing, "ads", 3, 3);
    assert_count(listing, "leads", 1, 0);
    assert_count(listing, "zzz", 0, 0);
}

static void sorting_goes_by_the_columns_that_are_chosen(void **state) {
    (void)state;
    struct columns chosen = {.list = {COLUMN_ETA, COLUMN_ID}, .count = 2};
    struct columns sortable = columns_sortable(&chosen, false);
    assert_int_equal(sorting_step(ORDER_TROUBLE, 1, &sortable), ORDER_ETA);
    assert_int_equal(sorting_step(ORDER_ETA, 1, &sortable), ORDER_ID);
    assert_int_equal(sorting_step(ORDER_ID, 1, &sortable), ORDER_TRANSFER);
    assert_int_equal(sorting_step(ORDER_TROUBLE, -1, &sortable), ORDER_AGE);
    assert_int_equal(sorting_step(ORDER_TEAM, 1, &sortable), ORDER_ETA);
}

static void a_minus_before_the_name_of_an_order_inverts_it(void **state) {
    (void)state;
    static const char *const wrong[] = {"", "-", "--eta", "ETA", "eta ", "eta,id", "+eta"};
    struct sorting sorting = {0};
    assert_true(sorting_parse(&sorting, "eta"));
    assert_int_equal(sorting.key, ORDER_ETA);
    assert_false(sorting.inverted);
    assert_true(sorting_parse(&sorting, "-runs"));
    assert_int_equal(sorting.key, ORDER_RUNS);
    assert_true(sorting.inverted);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(sorting_parse(&sorting, wrong[i]));
        assert_int_equal(sorting.key, ORDER_RUNS);
        assert_true(sorting.inverted);
    }
}

static void choosing_again_inverts(void **state) {
    (void)state;
    struct sorting sorting = {0};
    sorting_choose(&sorting, ORDER_RUNS);
    assert_true(sorting_descends(&sorting));
    sorting_choose(&sorting, ORDER_RUNS);
    assert_true(sorting.inverted);
    assert_false(sorting_descends(&sorting));
    sorting_choose(&sorting, ORDER_ID);
    assert_false(sorting.inverted);
    assert_false(sorting_descends(&sorting));
}

#define search_test(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void) {
    setlocale(LC_CTYPE, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        search_test(a_search_goes_on_and_round),
        search_test(ids_and_status_are_searched_too),
        search_test(the_selected_row_counts_if_wanted),
        search_test(matches_are_counted),
        search_test(nothing_is_found_among_no_rows),
        search_test(a_hidden_selection_comes_back),
        search_test(groups_show_their_states),
        cmocka_unit_test(sorting_goes_round_the_columns),
        cmocka_unit_test(sorting_goes_by_the_columns_that_are_chosen),
        cmocka_unit_test(a_minus_before_the_name_of_an_order_inverts_it),
        cmocka_unit_test(choosing_again_inverts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
