/* SPDX-License-Identifier: MIT */
#include "backfilltop/screen/screen.h"

#include "screen/support/capture.h"
#include "screen/support/sample.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* A sample of which a filter shows a part, on a terminal. */
struct scene {
    struct sample sample;
    struct capture capture;
    struct filter filter;
};

static void open_scene(struct scene *scene, const char *filter, bool ascii) {
    sample_init(&scene->sample, sample_teams, sample_teams_first);
    capture_open(&scene->capture, &(struct capture_options){.ascii = ascii});
    filter_parse(&scene->filter, filter);
    scene->sample.view.query.filter = filter;
}

static void close_scene(struct scene *scene) {
    capture_close(&scene->capture);
    sample_clear(&scene->sample);
    filter_clear(&scene->filter);
}

static void check(struct scene *scene, const char *name, int width, int height) {
    const struct view_query *query = &scene->sample.view.query;
    struct listing_query rows = {
        .filter = &scene->filter, .group = query->group, .sort = query->sort};
    listing_update(&scene->sample.listing, &scene->sample.tracker, &rows);
    capture_draw(&scene->sample.view, &scene->sample.listing, width, height);
    capture_check(name, height > 20);
}

static void a_search_is_highlighted(void **state) {
    (void)state;
    struct scene scene;
    open_scene(&scene, "", false);
    struct view_query *query = &scene.sample.view.query;
    *query = (struct view_query){
        .prompt = PROMPT_SEARCH, .text = "go", .cursor = 2, .search = "go"};
    query->matches = 3;
    query->match = 2;
    check(&scene, "search_120x40", 120, 40);
    check(&scene, "search_40x10", 40, 10);
    query->match = 0;
    check(&scene, "search_hidden_match_40x10", 40, 10);
    *query = (struct view_query){
        .prompt = PROMPT_SEARCH, .text = "zzz", .cursor = 3, .search = "zzz"};
    check(&scene, "search_no_match_80x24", 80, 24);
    check(&scene, "search_no_match_40x10", 40, 10);
    check(&scene, "search_no_match_20x5", 20, 5);
    *query = (struct view_query){.prompt = PROMPT_SEARCH, .text = "", .search = ""};
    check(&scene, "search_empty_40x10", 40, 10);
    close_scene(&scene);
}

static void a_filter_says_what_it_hides(void **state) {
    (void)state;
    struct scene scene;
    open_scene(&scene, "status:c", false);
    check(&scene, "filter_80x24", 80, 24);
    check(&scene, "filter_40x10", 40, 10);
    check(&scene, "filter_20x5", 20, 5);
    scene.sample.view.query.group = ROW_GROUP_TROUBLE;
    check(&scene, "filter_hides_all_80x16", 80, 16);
    close_scene(&scene);
}

static void a_long_prompt_shows_its_cursor(void **state) {
    (void)state;
    struct scene scene;
    const char *text = "status:failed transfer:\"日本\" the end";
    open_scene(&scene, "", false);
    scene.sample.view.query = (struct view_query){
        .prompt = PROMPT_FILTER, .text = text, .cursor = strlen(text), .filter = ""};
    check(&scene, "prompt_40x10", 40, 10);
    check(&scene, "prompt_20x5", 20, 5);
    check(&scene, "prompt_20x1", 20, 1);
    close_scene(&scene);
}

static void the_sorted_heading_is_marked(void **state) {
    (void)state;
    struct scene scene;
    open_scene(&scene, "", false);
    struct sort *sort = &scene.sample.view.query.sort;
    *sort = (struct sort){.key = SORT_TRANSFER};
    check(&scene, "sorted_by_transfer_120x40", 120, 40);
    *sort = (struct sort){.key = SORT_RUNS, .inverted = true};
    check(&scene, "sorted_by_runs_inverted_80x16", 80, 16);
    scene.sample.view.query.prompt = PROMPT_SORT;
    *sort = (struct sort){.key = SORT_AGE};
    check(&scene, "sort_prompt_120x12", 120, 12);
    check(&scene, "sort_prompt_40x10", 40, 10);
    close_scene(&scene);
    open_scene(&scene, "", true);
    *sort = (struct sort){.key = SORT_FAILED};
    check(&scene, "sorted_ascii_80x16", 80, 16);
    close_scene(&scene);
}

static void any_size_can_be_drawn(void **state) {
    (void)state;
    struct scene scene;
    open_scene(&scene, "status:c", false);
    struct view_query *query = &scene.sample.view.query;
    query->text = "日本語";
    query->cursor = strlen(query->text);
    query->search = "o";
    for (int size = 0; size < 60 * 12; size++) {
        query->prompt = (enum prompt_kind)(size % prompt_kind_count);
        query->sort.key = (enum sort_key)(size % sort_key_count);
        capture_draw(&scene.sample.view, &scene.sample.listing, 1 + size / 12, 1 + size % 12);
    }
    close_scene(&scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_search_is_highlighted),
        cmocka_unit_test(a_filter_says_what_it_hides),
        cmocka_unit_test(a_long_prompt_shows_its_cursor),
        cmocka_unit_test(the_sorted_heading_is_marked),
        cmocka_unit_test(any_size_can_be_drawn),
    };
    return cmocka_run_group_tests(tests, capture_set_up, NULL);
}
