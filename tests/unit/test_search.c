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
    return listed(scene, &(struct listing_query){.sort = {.key = SORT_ID}});
}

static void assert_search(const struct listing *listing, const char *needle, bool backward,
                          enum search_result result, size_t expected) {
    struct search search = {.needle = needle, .charset = TEXT_UTF8, .backward = backward};
    size_t index = 99;
    assert_int_equal(search_rows(listing, &search, &index), result);
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
    struct search search = {.needle = "ads", .charset = TEXT_UTF8, .from_here = true};
    size_t index = 99;
    assert_int_equal(search_rows(listing, &search, &index), SEARCH_FOUND);
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
    listed(scene, &(struct listing_query){.sort = {.key = SORT_ID, .inverted = true}});
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
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
