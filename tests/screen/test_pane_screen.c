/* SPDX-License-Identifier: MIT */
#include "backfilltop/screen/screen.h"

#include "screen/support/scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void the_pane_scrolls(void **state) {
    (void)state;
    struct scene scene;
    scene_open_usual(&scene);
    listing_select(&scene.sample.listing, 1);
    scene.sample.view.pane = PANE_LIST;
    scene_draw(&scene, 80, 24);
    assert_true(scene.layout.pane_text.most > 0);
    scene.sample.view.pane_scroll = 9;
    scene_draw(&scene, 80, 24);
    capture_check("pane_list_scrolled_80x24", false);
    scene_close(&scene);
}

static void a_pane_without_errors(void **state) {
    (void)state;
    struct scene scene;
    scene_open_usual(&scene);
    scene.sample.view.pane = PANE_GROUPED;
    listing_select(&scene.sample.listing, 2);
    scene_draw(&scene, 80, 24);
    capture_check("pane_no_errors_80x24", false);
    listing_selected(&scene.sample.listing)->backfill.has_error_report = false;
    scene_draw(&scene, 80, 24);
    capture_check("pane_no_report_80x24", false);
    scene_close(&scene);
}

static void a_pane_scrolled_too_far_shows_its_end(void **state) {
    (void)state;
    struct scene scene;
    struct buffer end = {0};
    struct buffer beyond = {0};
    scene_open_usual(&scene);
    listing_select(&scene.sample.listing, 1);
    scene.sample.view.pane = PANE_LIST;
    scene_draw(&scene, 80, 24);
    scene.sample.view.pane_scroll = scene.layout.pane_text.most;
    scene_draw(&scene, 80, 24);
    capture_text(&end);
    scene.sample.view.pane_scroll += 1000;
    scene_draw(&scene, 80, 24);
    capture_text(&beyond);
    assert_string_equal(buffer_string(&end), buffer_string(&beyond));
    buffer_clear(&end);
    buffer_clear(&beyond);
    scene_close(&scene);
}

static void the_pane_of_one_that_ended(void **state) {
    (void)state;
    static const struct {
        const char *name;
        int64_t id;
        int height;
    } cases[] = {{"pane_completed_100x36", 12340, 36}, {"pane_cancelled_100x36", 12339, 36},
                 {"pane_gone_100x36", 12338, 36},      {"pane_left_100x36", 12337, 36},
                 {"pane_cancelled_100x20", 12339, 20}, {"pane_gone_100x20", 12338, 20}};
    struct scene scene;
    scene_open(&scene, NULL, sample_teams, sample_teams_first);
    struct listing *listing = &scene.sample.listing;
    scene.sample.view.pane = PANE_GROUPED;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        listing_select(listing, 0);
        while (listing_selected(listing)->backfill.id != cases[i].id) {
            listing_move(listing, 1);
        }
        scene_draw(&scene, 100, cases[i].height);
        capture_check(cases[i].name, i == 1);
    }
    scene_close(&scene);
}

static void an_end_without_its_times_is_still_shown(void **state) {
    (void)state;
    struct scene scene;
    struct buffer text = {0};
    scene_open(&scene, NULL, sample_teams, sample_teams_first);
    struct backfill *backfill = &tracker_find(&scene.sample.tracker, SAMPLE_TEAM, 12339)->backfill;
    backfill->removed_time = TIMES_ABSENT;
    backfill->removed_user_id = BACKFILL_NO_ID;
    scene.sample.view.pane = PANE_GROUPED;
    while (listing_selected(&scene.sample.listing)->backfill.id != 12339) {
        listing_move(&scene.sample.listing, 1);
    }
    scene_draw(&scene, 100, 36);
    capture_text(&text);
    assert_non_null(strstr(buffer_string(&text), "\n Cancelled.\n"));
    buffer_clear(&text);
    scene_close(&scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_pane_scrolls),
        cmocka_unit_test(a_pane_without_errors),
        cmocka_unit_test(a_pane_scrolled_too_far_shows_its_end),
        cmocka_unit_test(the_pane_of_one_that_ended),
        cmocka_unit_test(an_end_without_its_times_is_still_shown),
    };
    return cmocka_run_group_tests(tests, capture_set_up, NULL);
}
