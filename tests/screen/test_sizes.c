/* SPDX-License-Identifier: MIT */
#include "screen/support/scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void open_usual(struct scene *scene) {
    scene_open_usual(scene);
    listing_select(&scene->sample.listing, 1);
}

static void open_teams(struct scene *scene) {
    scene_open_teams(scene);
    scene->sample.view.connection.team = "42, 43";
    scene->sample.view.connection.teams = 2;
    scene->sample.view.connection.teams_live = 2;
}

static void the_main_screen(void **state) {
    (void)state;
    struct scene scene;
    open_usual(&scene);
    listing_select(&scene.sample.listing, 3);
    scene_check_sizes(&scene, "main");
    scene_draw(&scene, 120, 1);
    capture_check("main_120x1", false);
    scene_draw(&scene, 20, 1);
    capture_check("main_20x1", false);
    scene_close(&scene);
}

static void two_teams_with_names_and_ends(void **state) {
    (void)state;
    struct scene scene;
    open_teams(&scene);
    scene_check_sizes(&scene, "teams");
    scene_close(&scene);
}

static void the_pane_grouped_and_one_by_one(void **state) {
    (void)state;
    struct scene scene;
    open_usual(&scene);
    scene.sample.view.pane = PANE_GROUPED;
    scene_check_sizes(&scene, "pane_grouped");
    scene.sample.view.pane = PANE_LIST;
    scene.sample.view.pane_focused = true;
    scene_check_sizes(&scene, "pane_list");
    scene_close(&scene);
}

static void the_pane_of_a_cancelled_one(void **state) {
    (void)state;
    struct scene scene;
    open_teams(&scene);
    scene.sample.view.pane = PANE_GROUPED;
    while (listing_selected(&scene.sample.listing)->backfill.id != 12339) {
        listing_move(&scene.sample.listing, 1);
    }
    scene_check_sizes(&scene, "pane_cancelled");
    scene_close(&scene);
}

static void rate_limited(void **state) {
    (void)state;
    struct scene scene;
    open_usual(&scene);
    struct view_connection *connection = &scene.sample.view.connection;
    connection->state = CONNECTION_RATE_LIMITED;
    connection->next_poll_ms = SAMPLE_NOW_MS + 13500;
    connection->last_success_ms = SAMPLE_NOW_MS - 36000;
    connection->problem =
        "team 42: 429 too many requests: the hourly limit is used up; waiting as long "
        "as the server asks";
    scene_check_sizes(&scene, "rate_limited");
    scene_close(&scene);
}

static void failing_with_old_data(void **state) {
    (void)state;
    struct scene scene;
    open_usual(&scene);
    struct view_connection *connection = &scene.sample.view.connection;
    connection->state = CONNECTION_FAILING;
    connection->next_poll_ms = SAMPLE_NOW_MS + 23000;
    connection->last_success_ms = SAMPLE_NOW_MS - 135000;
    connection->problem =
        "team 42: no connection: Could not resolve host dts-api.supermetrics.com; "
        "check the network";
    scene_check_sizes(&scene, "failing");
    scene_close(&scene);
}

static void the_prompts(void **state) {
    (void)state;
    struct scene scene;
    struct filter filter;
    open_teams(&scene);
    struct view_query *query = &scene.sample.view.query;
    *query = (struct view_query){.prompt = PROMPT_SEARCH,
                                 .text = "ads",
                                 .cursor = 3,
                                 .search = "ads",
                                 .matches = 5,
                                 .match = 1};
    scene_check_sizes(&scene, "teams_search");
    *query = (struct view_query){.prompt = PROMPT_SORT, .sort = {.key = SORT_ETA}};
    scene_check_sizes(&scene, "teams_sort");
    filter_parse(&filter, "status:c");
    listing_update(&scene.sample.listing, &scene.sample.tracker,
                   &(struct listing_query){.filter = &filter});
    *query = (struct view_query){
        .prompt = PROMPT_FILTER, .text = "status:c", .cursor = 8, .filter = "status:c"};
    scene_check_sizes(&scene, "teams_filter_prompt");
    query->prompt = PROMPT_NONE;
    scene_check_sizes(&scene, "teams_filter");
    filter_clear(&filter);
    scene_close(&scene);
}

static void nothing_yet_and_nothing_at_all(void **state) {
    (void)state;
    struct scene scene;
    scene_open(&scene, NULL, sample_usual, 0);
    scene_check_sizes(&scene, "empty");
    scene.sample.view.connection.state = CONNECTION_CONNECTING;
    scene.sample.view.connection.last_success_ms = -1;
    scene_check_sizes(&scene, "connecting");
    scene_close(&scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_main_screen),
        cmocka_unit_test(two_teams_with_names_and_ends),
        cmocka_unit_test(the_pane_grouped_and_one_by_one),
        cmocka_unit_test(the_pane_of_a_cancelled_one),
        cmocka_unit_test(rate_limited),
        cmocka_unit_test(failing_with_old_data),
        cmocka_unit_test(the_prompts),
        cmocka_unit_test(nothing_yet_and_nothing_at_all),
    };
    return cmocka_run_group_tests(tests, capture_set_up, NULL);
}
