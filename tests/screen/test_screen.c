/* SPDX-License-Identifier: MIT */
#include "backfilltop/screen/screen.h"

#include "screen/support/scene.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define PROBLEM_LIMITED                                                                            \
    "polling team 42: 429 too many requests: the hourly limit is used up; waiting as long as the " \
    "server asks"
#define PROBLEM_OFFLINE                                                                            \
    "polling team 42: no connection: Could not resolve host dts-api.supermetrics.com; check the "  \
    "network"

static void columns_of_the_users_choice(void **state) {
    (void)state;
    struct scene scene;
    scene_open_usual(&scene);
    listing_select(&scene.sample.listing, 3);
    assert_true(columns_parse(&scene.sample.view.columns, "eta,progress,status,transfer,id"));
    scene.sample.view.query.sort.key = SORT_PROGRESS;
    scene_draw(&scene, 120, 40);
    capture_check("columns_120x40", true);
    scene_draw(&scene, 40, 10);
    capture_check("columns_40x10", false);
    scene_close(&scene);
}

static void eight_colours(void **state) {
    (void)state;
    struct scene scene;
    scene_open(&scene, &(struct capture_options){.type = "xterm"}, sample_usual,
               sample_usual_count);
    assert_int_equal(terminal_colours(), TERMINAL_8);
    scene_draw(&scene, 100, 24);
    capture_check("eight_colours", true);
    scene_close(&scene);
}

static void each_theme(void **state) {
    (void)state;
    static const struct {
        const char *name;
        enum theme_id theme;
        const char *type;
        enum terminal_colours colours;
    } themes[] = {
        {"theme_default_120x24", THEME_ID_DEFAULT, NULL, TERMINAL_256},
        {"theme_contrast_120x24", THEME_ID_CONTRAST, NULL, TERMINAL_256},
        {"theme_colorblind_120x24", THEME_ID_COLORBLIND, NULL, TERMINAL_256},
        {"theme_colorblind_of_8_120x24", THEME_ID_COLORBLIND, "xterm", TERMINAL_8},
        {"theme_mono_120x24", THEME_ID_MONO, NULL, TERMINAL_MONO},
    };
    for (size_t i = 0; i < sizeof themes / sizeof *themes; i++) {
        struct scene scene;
        scene_open(&scene,
                   &(struct capture_options){.type = themes[i].type, .theme = themes[i].theme},
                   sample_usual, sample_usual_count);
        assert_int_equal(terminal_colours(), themes[i].colours);
        assert_int_equal(terminal_theme(), themes[i].theme);
        scene_draw(&scene, 120, 24);
        capture_check(themes[i].name, true);
        scene_close(&scene);
    }
}

static void ascii(void **state) {
    (void)state;
    struct scene scene;
    struct buffer text = {0};
    scene_open(&scene, &(struct capture_options){.ascii = true}, sample_usual, sample_usual_count);
    scene.sample.view.pane = PANE_GROUPED;
    listing_select(&scene.sample.listing, 1);
    scene_draw(&scene, 100, 36);
    capture_check("ascii", false);
    capture_text(&text);
    for (size_t i = 0; i < text.length; i++) {
        assert_true((unsigned char)text.bytes[i] < 0x80);
    }
    buffer_clear(&text);
    scene_close(&scene);
}

static void rate_limited_for_long(void **state) {
    (void)state;
    struct scene scene;
    scene_open_usual(&scene);
    struct view_connection *connection = &scene.sample.view.connection;
    connection->state = CONNECTION_RATE_LIMITED;
    connection->next_poll_ms = SAMPLE_NOW_MS + 13500;
    connection->last_success_ms = SAMPLE_NOW_MS - 36000;
    connection->problem = PROBLEM_LIMITED;
    connection->next_poll_ms = SAMPLE_NOW_MS + 3723000;
    scene_draw(&scene, 80, 24);
    capture_check("rate_limited_long_80x24", false);
    scene_close(&scene);
}

static void the_connection_in_its_other_states(void **state) {
    (void)state;
    struct scene scene;
    scene_open_usual(&scene);
    struct view_connection *connection = &scene.sample.view.connection;
    connection->in_flight = true;
    scene_draw(&scene, 120, 10);
    capture_check("asking_120x10", false);
    connection->in_flight = false;
    connection->state = CONNECTION_PAUSED;
    connection->last_success_ms = SAMPLE_NOW_MS - 3600000;
    scene.sample.view.notice = "paused: press p to resume";
    scene_draw(&scene, 120, 16);
    capture_check("paused_120x16", false);
    scene.sample.view.notice = NULL;
    connection->state = CONNECTION_DENIED;
    connection->problem =
        "polling team 42: 401 unauthorized: the API key was refused; set SUPERMETRICS_API_KEY";
    scene_draw(&scene, 120, 16);
    capture_check("denied_120x16", false);
    connection->demo = true;
    connection->state = CONNECTION_FAILING;
    connection->problem = "simulated by the demo: team 42: 503 server error";
    scene_draw(&scene, 120, 16);
    capture_check("demo_plays_120x16", false);
    connection->state = CONNECTION_OUT_OF_QUOTA;
    connection->problem = NULL;
    connection->demo = false;
    scene_draw(&scene, 80, 16);
    capture_check("out_of_quota_80x16", false);
    connection->demo = true;
    connection->state = CONNECTION_LIVE;
    connection->warnings = 2;
    connection->first_warning = "data[3].transfer_runs_total is not an integer";
    scene_draw(&scene, 120, 16);
    capture_check("warnings_120x16", false);
    scene_close(&scene);
}

static void before_the_first_answer_and_without_backfills(void **state) {
    (void)state;
    struct scene scene;
    scene_open(&scene, NULL, sample_usual, 0);
    scene_draw(&scene, 80, 12);
    capture_check("empty_80x12", false);
    struct view_connection *connection = &scene.sample.view.connection;
    connection->state = CONNECTION_CONNECTING;
    connection->last_success_ms = -1;
    scene_draw(&scene, 80, 12);
    capture_check("connecting_80x12", false);
    connection->state = CONNECTION_FAILING;
    connection->problem = PROBLEM_OFFLINE;
    scene_draw(&scene, 80, 12);
    capture_check("failing_from_the_start_80x12", false);
    scene_close(&scene);
}

static void the_help(void **state) {
    (void)state;
    struct scene scene;
    scene_open_usual(&scene);
    scene.sample.view.page = PAGE_HELP;
    scene_draw(&scene, 80, 60);
    capture_check("help_80x60", true);
    assert_int_equal(scene.layout.page_text.most, 0);
    scene_draw(&scene, 40, 12);
    assert_true(scene.layout.page_text.most > 0);
    scene.sample.view.page_scroll = scene.layout.page_text.most;
    scene_draw(&scene, 40, 12);
    capture_check("help_end_40x12", false);
    scene_close(&scene);
}

static void two_teams_of_which_one_fails(void **state) {
    (void)state;
    struct scene scene;
    scene_open_teams(&scene);
    struct view_connection *connection = &scene.sample.view.connection;
    connection->team = "42, 43";
    connection->teams = 2;
    connection->teams_live = 1;
    connection->problem = "team 43: 403 forbidden: the key may not see this team; ask its "
                          "administrator for dwh_transfers_read";
    scene.sample.teams[1].state = CONNECTION_DENIED;
    scene.sample.teams[1].last_success_ms = SAMPLE_NOW_MS - 75000;
    scene.sample.teams[1].problem = connection->problem + strlen("team 43: ");
    scene_draw(&scene, 120, 24);
    capture_check("two_teams_120x24", true);
    scene_draw(&scene, 80, 24);
    capture_check("two_teams_80x24", false);
    scene_draw(&scene, 60, 12);
    capture_check("two_teams_60x12", false);
    scene.sample.view.pane = PANE_GROUPED;
    scene_draw(&scene, 120, 30);
    capture_check("two_teams_pane_120x30", false);
    scene_close(&scene);
}

static void how_they_ended(void **state) {
    (void)state;
    struct scene scene;
    scene_open(&scene, NULL, sample_teams, sample_teams_first);
    scene_draw(&scene, 120, 24);
    capture_check("ended_120x24", true);
    scene_draw(&scene, 80, 24);
    capture_check("ended_80x24", false);
    listing_select(&scene.sample.listing, 3);
    scene_draw(&scene, 40, 10);
    capture_check("ended_40x10", false);
    scene_close(&scene);
    scene_open(&scene, &(struct capture_options){.ascii = true}, sample_teams, sample_teams_first);
    scene_draw(&scene, 80, 16);
    capture_check("ended_ascii_80x16", false);
    scene_close(&scene);
}

static void the_quota(void **state) {
    (void)state;
    struct scene scene;
    scene_open_usual(&scene);
    struct view_connection *connection = &scene.sample.view.connection;
    connection->quota = "every 12 s: 310 of 5,000 requests left this hour";
    scene_draw(&scene, 160, 16);
    capture_check("quota_160x16", true);
    scene_draw(&scene, 80, 16);
    capture_check("quota_80x16", false);
    connection->warnings = 1;
    connection->first_warning = "the list has exactly 100 backfills: the API may have cut it off";
    scene_draw(&scene, 120, 16);
    capture_check("quota_and_warning_120x16", false);
    scene_close(&scene);
}

static void a_note_has_the_lines_that_it_needs(void **state) {
    (void)state;
    struct scene scene;
    scene_open_usual(&scene);
    struct view_connection *connection = &scene.sample.view.connection;
    connection->note =
        "/home/mona/.config/backfilltop/config:12: interval: \"soon\" is not valid; give "
        "seconds from 1 to 3600 (and 2 more)";
    scene_draw(&scene, 80, 24);
    capture_check("note_80x24", true);
    scene_draw(&scene, 80, 12);
    capture_check("note_80x12", false);
    connection->problem = PROBLEM_OFFLINE;
    scene_draw(&scene, 120, 24);
    capture_check("note_and_problem_120x24", false);
    scene_close(&scene);
}

static bool shows(const char *part) {
    struct buffer text = {0};
    capture_text(&text);
    bool found = strstr(buffer_string(&text), part) != NULL;
    buffer_clear(&text);
    return found;
}

static void the_quota_gives_way_to_what_matters_more(void **state) {
    (void)state;
    struct scene scene;
    scene_open_usual(&scene);
    struct view_connection *connection = &scene.sample.view.connection;
    connection->quota = "every 12 s";
    scene_draw(&scene, 80, 24);
    assert_true(shows("every 12 s"));
    connection->problem = PROBLEM_OFFLINE;
    scene_draw(&scene, 80, 24);
    assert_false(shows("every 12 s"));
    connection->problem = NULL;
    scene.sample.view.notice = "paused";
    scene_draw(&scene, 80, 24);
    assert_false(shows("every 12 s"));
    scene.sample.view.notice = NULL;
    scene_draw(&scene, 80, 12);
    assert_false(shows("every 12 s"));
    assert_true(shows("Enter Errors"));
    scene_close(&scene);
}

static void a_resize_leaves_nothing_behind(void **state) {
    (void)state;
    struct scene scene;
    struct buffer before = {0};
    struct buffer after = {0};
    scene_open_usual(&scene);
    scene.sample.view.pane = PANE_GROUPED;
    scene_draw(&scene, 120, 40);
    capture_text(&before);
    scene_draw(&scene, 20, 5);
    scene_draw(&scene, 120, 40);
    capture_text(&after);
    assert_string_equal(buffer_string(&before), buffer_string(&after));
    buffer_clear(&before);
    buffer_clear(&after);
    scene_close(&scene);
}

static void any_size_can_be_drawn(void **state) {
    (void)state;
    struct scene scene;
    scene_open_usual(&scene);
    scene.sample.view.connection.problem = PROBLEM_OFFLINE;
    for (int height = 1; height <= 20; height++) {
        for (int width = 1; width <= 50; width += width < 12 ? 1 : 6) {
            for (int pane = PANE_CLOSED; pane <= PANE_LIST; pane++) {
                scene.sample.view.pane = (enum pane_mode)pane;
                scene.sample.view.page = (enum page_kind)((width + height) % page_kind_count);
                scene_draw(&scene, width, height);
                assert_true(scene.layout.pane_text.most >= 0);
                assert_true(scene.layout.page_text.most >= 0);
            }
        }
    }
    scene_close(&scene);
}

static void draw_again(struct scene *scene) {
    screen_layout(&scene->layout, &scene->sample.view);
    screen_draw(&scene->layout, &scene->sample.view);
}

static void only_visible_rows_are_read(void **state) {
    (void)state;
    struct scene scene;
    scene_open_usual(&scene);
    struct listing *listing = &scene.sample.listing;
    listing_select(listing, 7);
    scene_draw(&scene, 80, 10);
    struct row *first = listing->rows[0];
    size_t last = listing->count - 1;
    struct row *final = listing->rows[last];
    assert_true(listing->top > 0);
    listing->rows[0] = NULL;
    listing->rows[last] = NULL;
    draw_again(&scene);
    listing->rows[0] = first;
    listing->rows[last] = final;
    scene_close(&scene);
}

static void an_unchanged_frame_sends_next_to_nothing(void **state) {
    (void)state;
    struct scene scene;
    scene_open_usual(&scene);
    scene_draw(&scene, 120, 40);
    long before = ftell(scene.capture.out);
    draw_again(&scene);
    assert_true(ftell(scene.capture.out) - before < 16);
    scene.sample.view.connection.next_poll_ms -= 1000;
    draw_again(&scene);
    assert_true(ftell(scene.capture.out) - before < 64);
    scene_close(&scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_of_the_users_choice),
        cmocka_unit_test(eight_colours),
        cmocka_unit_test(each_theme),
        cmocka_unit_test(ascii),
        cmocka_unit_test(rate_limited_for_long),
        cmocka_unit_test(the_connection_in_its_other_states),
        cmocka_unit_test(before_the_first_answer_and_without_backfills),
        cmocka_unit_test(the_help),
        cmocka_unit_test(two_teams_of_which_one_fails),
        cmocka_unit_test(how_they_ended),
        cmocka_unit_test(the_quota),
        cmocka_unit_test(a_note_has_the_lines_that_it_needs),
        cmocka_unit_test(the_quota_gives_way_to_what_matters_more),
        cmocka_unit_test(a_resize_leaves_nothing_behind),
        cmocka_unit_test(any_size_can_be_drawn),
        cmocka_unit_test(only_visible_rows_are_read),
        cmocka_unit_test(an_unchanged_frame_sends_next_to_nothing),
    };
    return cmocka_run_group_tests(tests, capture_set_up, NULL);
}
