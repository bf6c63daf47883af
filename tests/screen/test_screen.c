/* SPDX-License-Identifier: MIT */
#include "backfilltop/screen/screen.h"

#include "screen/support/capture.h"
#include "screen/support/sample.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define PROBLEM_LIMITED                                                                            \
    "polling team 42: 429 too many requests: the hourly limit is used up; waiting as long as the " \
    "server asks"
#define PROBLEM_OFFLINE                                                                            \
    "polling team 42: no connection: Could not resolve host dts-api.supermetrics.com; check the "  \
    "network"

/* A sample on a terminal. */
struct scene {
    struct sample sample;
    struct capture capture;
};

static void open_records(struct scene *scene, const struct capture_options *options,
                         const struct sample_record *records, size_t count) {
    sample_init(&scene->sample, records, count);
    capture_open(&scene->capture, options);
}

static void open_scene(struct scene *scene) {
    static const struct capture_options usual = {0};
    open_records(scene, &usual, sample_usual, sample_usual_count);
}

static void close_scene(struct scene *scene) {
    capture_close(&scene->capture);
    sample_clear(&scene->sample);
}

static void draw(struct scene *scene, int width, int height) {
    capture_draw(&scene->sample.view, &scene->sample.listing, width, height);
}

static void columns_of_the_users_choice(void **state) {
    (void)state;
    struct scene scene;
    open_scene(&scene);
    listing_select(&scene.sample.listing, 3);
    assert_true(columns_parse(&scene.sample.view.columns, "eta,progress,status,transfer,id"));
    scene.sample.view.finding.sorting.key = ORDER_PROGRESS;
    draw(&scene, 120, 40);
    capture_check("columns_120x40", true);
    draw(&scene, 40, 10);
    capture_check("columns_40x10", false);
    close_scene(&scene);
}

static void eight_colours(void **state) {
    (void)state;
    struct scene scene;
    open_records(&scene, &(struct capture_options){.type = "xterm"}, sample_usual,
                 sample_usual_count);
    assert_int_equal(terminal_colours(), TERMINAL_8);
    draw(&scene, 100, 24);
    capture_check("eight_colours", true);
    close_scene(&scene);
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
        open_records(&scene,
                     &(struct capture_options){.type = themes[i].type, .theme = themes[i].theme},
                     sample_usual, sample_usual_count);
        assert_int_equal(terminal_colours(), themes[i].colours);
        assert_int_equal(terminal_theme(), themes[i].theme);
        draw(&scene, 120, 24);
        capture_check(themes[i].name, true);
        close_scene(&scene);
    }
}

static void ascii(void **state) {
    (void)state;
    struct scene scene;
    struct buffer text = {0};
    open_records(&scene, &(struct capture_options){.ascii = true}, sample_usual,
                 sample_usual_count);
    scene.sample.view.pane = PANE_GROUPED;
    listing_select(&scene.sample.listing, 1);
    draw(&scene, 100, 36);
    capture_check("ascii", false);
    capture_text(&text);
    for (size_t i = 0; i < text.length; i++) {
        assert_true((unsigned char)text.bytes[i] < 0x80);
    }
    buffer_clear(&text);
    close_scene(&scene);
}

static void the_pane_scrolls(void **state) {
    (void)state;
    struct scene scene;
    open_scene(&scene);
    listing_select(&scene.sample.listing, 1);
    scene.sample.view.pane = PANE_LIST;
    draw(&scene, 80, 24);
    assert_true(screen_pane_scroll_max(&scene.sample.view) > 0);
    scene.sample.view.pane_scroll = 9;
    draw(&scene, 80, 24);
    capture_check("pane_list_scrolled_80x24", false);
    close_scene(&scene);
}

static void a_pane_without_errors(void **state) {
    (void)state;
    struct scene scene;
    open_scene(&scene);
    scene.sample.view.pane = PANE_GROUPED;
    listing_select(&scene.sample.listing, 2);
    draw(&scene, 80, 24);
    capture_check("pane_no_errors_80x24", false);
    listing_selected(&scene.sample.listing)->backfill.has_error_report = false;
    draw(&scene, 80, 24);
    capture_check("pane_no_report_80x24", false);
    close_scene(&scene);
}

static void a_pane_scrolled_too_far_shows_its_end(void **state) {
    (void)state;
    struct scene scene;
    struct buffer end = {0};
    struct buffer beyond = {0};
    open_scene(&scene);
    listing_select(&scene.sample.listing, 1);
    scene.sample.view.pane = PANE_LIST;
    draw(&scene, 80, 24);
    scene.sample.view.pane_scroll = screen_pane_scroll_max(&scene.sample.view);
    draw(&scene, 80, 24);
    capture_text(&end);
    scene.sample.view.pane_scroll += 1000;
    draw(&scene, 80, 24);
    capture_text(&beyond);
    assert_string_equal(buffer_string(&end), buffer_string(&beyond));
    buffer_clear(&end);
    buffer_clear(&beyond);
    close_scene(&scene);
}

static void rate_limited_for_long(void **state) {
    (void)state;
    struct scene scene;
    open_scene(&scene);
    struct view_link *link = &scene.sample.view.link;
    link->state = LINK_RATE_LIMITED;
    link->next_poll_ms = SAMPLE_NOW_MS + 13500;
    link->last_success_ms = SAMPLE_NOW_MS - 36000;
    link->problem = PROBLEM_LIMITED;
    link->next_poll_ms = SAMPLE_NOW_MS + 3723000;
    draw(&scene, 80, 24);
    capture_check("rate_limited_long_80x24", false);
    close_scene(&scene);
}

static void the_link_in_its_other_states(void **state) {
    (void)state;
    struct scene scene;
    open_scene(&scene);
    struct view_link *link = &scene.sample.view.link;
    link->in_flight = true;
    draw(&scene, 120, 10);
    capture_check("asking_120x10", false);
    link->in_flight = false;
    link->state = LINK_PAUSED;
    link->last_success_ms = SAMPLE_NOW_MS - 3600000;
    scene.sample.view.notice = "paused: press p to go on";
    draw(&scene, 120, 16);
    capture_check("paused_120x16", false);
    scene.sample.view.notice = NULL;
    link->state = LINK_DENIED;
    link->problem =
        "polling team 42: 401 unauthorized: the API key was refused; set SUPERMETRICS_API_KEY";
    draw(&scene, 120, 16);
    capture_check("denied_120x16", false);
    link->state = LINK_LIVE;
    link->problem = NULL;
    link->demo = true;
    link->warnings = 2;
    link->first_warning = "data[3].transfer_runs_total is not an integer";
    draw(&scene, 120, 16);
    capture_check("warnings_120x16", false);
    close_scene(&scene);
}

static void before_the_first_answer_and_without_backfills(void **state) {
    (void)state;
    struct scene scene;
    open_records(&scene, &(struct capture_options){0}, sample_usual, 0);
    draw(&scene, 80, 12);
    capture_check("empty_80x12", false);
    struct view_link *link = &scene.sample.view.link;
    link->state = LINK_CONNECTING;
    link->last_success_ms = -1;
    draw(&scene, 80, 12);
    capture_check("connecting_80x12", false);
    link->state = LINK_FAILING;
    link->problem = PROBLEM_OFFLINE;
    draw(&scene, 80, 12);
    capture_check("failing_from_the_start_80x12", false);
    close_scene(&scene);
}

static void the_help(void **state) {
    (void)state;
    struct scene scene;
    open_scene(&scene);
    scene.sample.view.page = PAGE_HELP;
    draw(&scene, 80, 60);
    capture_check("help_80x60", true);
    assert_int_equal(screen_page_scroll_max(&scene.sample.view), 0);
    draw(&scene, 40, 12);
    assert_true(screen_page_scroll_max(&scene.sample.view) > 0);
    scene.sample.view.page_scroll = screen_page_scroll_max(&scene.sample.view);
    draw(&scene, 40, 12);
    capture_check("help_end_40x12", false);
    close_scene(&scene);
}

static void two_teams_of_which_one_fails(void **state) {
    (void)state;
    struct scene scene;
    open_records(&scene, &(struct capture_options){0}, sample_teams, sample_teams_count);
    struct view_link *link = &scene.sample.view.link;
    link->team = "42, 43";
    link->teams = 2;
    link->teams_live = 1;
    link->problem = "polling team 43: 403 forbidden: the key may not see this team; ask its "
                    "administrator for dwh_transfers_read";
    draw(&scene, 120, 24);
    capture_check("two_teams_120x24", true);
    draw(&scene, 80, 24);
    capture_check("two_teams_80x24", false);
    draw(&scene, 60, 12);
    capture_check("two_teams_60x12", false);
    scene.sample.view.pane = PANE_GROUPED;
    draw(&scene, 120, 30);
    capture_check("two_teams_pane_120x30", false);
    close_scene(&scene);
}

static void what_became_of_them(void **state) {
    (void)state;
    struct scene scene;
    open_records(&scene, &(struct capture_options){0}, sample_teams, sample_teams_first);
    draw(&scene, 120, 24);
    capture_check("ended_120x24", true);
    draw(&scene, 80, 24);
    capture_check("ended_80x24", false);
    listing_select(&scene.sample.listing, 3);
    draw(&scene, 40, 10);
    capture_check("ended_40x10", false);
    close_scene(&scene);
    open_records(&scene, &(struct capture_options){.ascii = true}, sample_teams,
                 sample_teams_first);
    draw(&scene, 80, 16);
    capture_check("ended_ascii_80x16", false);
    close_scene(&scene);
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
    open_records(&scene, &(struct capture_options){0}, sample_teams, sample_teams_first);
    struct listing *listing = &scene.sample.listing;
    scene.sample.view.pane = PANE_GROUPED;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        listing_select(listing, 0);
        while (listing_selected(listing)->backfill.id != cases[i].id) {
            listing_move(listing, 1);
        }
        draw(&scene, 100, cases[i].height);
        capture_check(cases[i].name, i == 1);
    }
    close_scene(&scene);
}

static void an_end_without_its_times_is_still_told(void **state) {
    (void)state;
    struct scene scene;
    struct buffer text = {0};
    open_records(&scene, &(struct capture_options){0}, sample_teams, sample_teams_first);
    struct backfill *backfill = &fleet_find(&scene.sample.fleet, SAMPLE_TEAM, 12339)->backfill;
    backfill->removed_time = TIMES_ABSENT;
    backfill->removed_user_id = BACKFILL_NO_ID;
    scene.sample.view.pane = PANE_GROUPED;
    while (listing_selected(&scene.sample.listing)->backfill.id != 12339) {
        listing_move(&scene.sample.listing, 1);
    }
    draw(&scene, 100, 36);
    capture_text(&text);
    assert_non_null(strstr(buffer_string(&text), "\n Cancelled.\n"));
    buffer_clear(&text);
    close_scene(&scene);
}

static void the_budget(void **state) {
    (void)state;
    struct scene scene;
    open_scene(&scene);
    struct view_link *link = &scene.sample.view.link;
    link->budget = "every 12 s: 310 of 5,000 requests left this hour";
    draw(&scene, 160, 16);
    capture_check("budget_160x16", true);
    draw(&scene, 80, 16);
    capture_check("budget_80x16", false);
    link->warnings = 1;
    link->first_warning = "the list has exactly 100 backfills: the API may have cut it off";
    draw(&scene, 120, 16);
    capture_check("budget_and_warning_120x16", false);
    close_scene(&scene);
}

static void a_note_has_the_lines_that_it_needs(void **state) {
    (void)state;
    struct scene scene;
    open_scene(&scene);
    struct view_link *link = &scene.sample.view.link;
    link->note = "/home/mona/.config/backfilltop/config:12: interval: \"soon\" is not valid; give "
                 "seconds from 1 to 3600 (and 2 more)";
    draw(&scene, 80, 24);
    capture_check("note_80x24", true);
    draw(&scene, 80, 12);
    capture_check("note_80x12", false);
    link->problem = PROBLEM_OFFLINE;
    draw(&scene, 120, 24);
    capture_check("note_and_problem_120x24", false);
    close_scene(&scene);
}

static bool shows(const char *part) {
    struct buffer text = {0};
    capture_text(&text);
    bool found = strstr(buffer_string(&text), part) != NULL;
    buffer_clear(&text);
    return found;
}

static void the_budget_gives_way_to_what_matters_more(void **state) {
    (void)state;
    struct scene scene;
    open_scene(&scene);
    struct view_link *link = &scene.sample.view.link;
    link->budget = "every 12 s";
    draw(&scene, 80, 24);
    assert_true(shows("every 12 s"));
    link->problem = PROBLEM_OFFLINE;
    draw(&scene, 80, 24);
    assert_false(shows("every 12 s"));
    link->problem = NULL;
    scene.sample.view.notice = "paused";
    draw(&scene, 80, 24);
    assert_false(shows("every 12 s"));
    scene.sample.view.notice = NULL;
    draw(&scene, 80, 12);
    assert_false(shows("every 12 s"));
    assert_true(shows("Enter Errors"));
    close_scene(&scene);
}

static bool contains(FILE *file, const char *bytes) {
    struct buffer content = {0};
    int byte;
    rewind(file);
    while ((byte = fgetc(file)) != EOF) {
        char one = (char)byte;
        buffer_add(&content, one == '\0' ? " " : &one, 1);
    }
    bool found = strstr(buffer_string(&content), bytes) != NULL;
    buffer_clear(&content);
    return found;
}

static void hostile_text_is_shown_and_not_obeyed(void **state) {
    (void)state;
    static const struct sample_record hostile[] = {
        {.id = 7,
         .transfer_id = 3,
         .status = "\x1b[2JRUN\r\n",
         .range_start = "2024-01-01",
         .range_end = "2024-01-05",
         .created_s = 100,
         .runs_total = 5,
         .runs_created = 5,
         .runs_completed = 1,
         .runs_failed = 1,
         .errors = {{"2024-01-01", "2024-01-01",
                     "\x1b]0;owned\x07 title \xc2\x9b"
                     "31m c1 \xe2\x80\xae"
                     "txt.exe bidi"},
                    {"2024-01-02", "2024-01-02",
                     "wide \xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e combining e\xcc\x81\xcc\x82 and "
                     "\xff\xfe bytes"},
                    {"2024-01-03", "2024-01-03",
                     "\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6"
                     "\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97"
                     "\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5"
                     "\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5\xe6\x97\xa5"}}},
    };
    struct scene scene;
    open_records(&scene, &(struct capture_options){0}, hostile, 1);
    scene.sample.view.pane = PANE_LIST;
    scene.sample.view.link.team = "42\x1b]0;owned\x07";
    scene.sample.view.link.problem = "\x1b]0;owned\x07 in a problem";
    draw(&scene, 60, 24);
    capture_check("hostile_60x24", false);
    scene.sample.view.link.state = LINK_CONNECTING;
    scene.sample.view.link.host = "\x1b]0;owned\x07";
    draw(&scene, 120, 24);
    scene.sample.view.link.problem = NULL;
    scene.sample.view.link.warnings = 1;
    scene.sample.view.link.first_warning = "\x1b]0;owned\x07";
    draw(&scene, 120, 24);
    scene.sample.view.notice = "\x1b]0;owned\x07";
    draw(&scene, 120, 24);
    assert_true(contains(scene.capture.out, "owned"));
    assert_false(contains(scene.capture.out, "\x1b]0;"));
    assert_false(contains(scene.capture.out, "\x07"));
    assert_false(contains(scene.capture.out, "\xc2\x9b"));
    assert_false(contains(scene.capture.out, "\xe2\x80\xae"));
    close_scene(&scene);
}

static void hostile_and_wide_names(void **state) {
    (void)state;
    struct sample_record records[6];
    static const char *const names[6] = {
        "\x1b]0;owned\x07 Ads \xe2\x80\xae"
        "lqs.exe\r\n",
        "\xe5\xba\x83\xe5\x91\x8a\xe3\x83\xac\xe3\x83\x9d\xe3\x83\xbc\xe3\x83\x88\xe5\x85\xa8\xe5"
        "\x9b\xbd"
        "\xe5\x88\x86\xe6\x97\xa5\xe6\xac\xa1\xe9\x9b\x86\xe8\xa8\x88",
        "Re\xcc\x81"
        "sume\xcc\x81 caf\xc3\xa9 \xe2\x86\x92 BigQuery",
        "bytes \xff\xfe and C1 \xc2\x9b"
        "31m",
        "A name that is much longer than any column would ever be, so it has to be cut somewhere",
        "\xf0\x9f\x9a\x80 rocket"};
    for (size_t i = 0; i < 6; i++) {
        records[i] = sample_teams[i];
        records[i].name = names[i];
    }
    struct scene scene;
    open_records(&scene, &(struct capture_options){0}, records, 6);
    scene.sample.view.pane = PANE_GROUPED;
    draw(&scene, 120, 30);
    capture_check("names_120x30", false);
    draw(&scene, 80, 24);
    capture_check("names_80x24", false);
    draw(&scene, 60, 12);
    capture_check("names_60x12", false);
    assert_true(contains(scene.capture.out, "owned"));
    assert_false(contains(scene.capture.out, "\x1b]0;"));
    assert_false(contains(scene.capture.out, "\x07"));
    assert_false(contains(scene.capture.out, "\xc2\x9b"));
    assert_false(contains(scene.capture.out, "\xe2\x80\xae"));
    close_scene(&scene);
}

static void a_resize_leaves_nothing_behind(void **state) {
    (void)state;
    struct scene scene;
    struct buffer before = {0};
    struct buffer after = {0};
    open_scene(&scene);
    scene.sample.view.pane = PANE_GROUPED;
    draw(&scene, 120, 40);
    capture_text(&before);
    draw(&scene, 20, 5);
    draw(&scene, 120, 40);
    capture_text(&after);
    assert_string_equal(buffer_string(&before), buffer_string(&after));
    buffer_clear(&before);
    buffer_clear(&after);
    close_scene(&scene);
}

static void any_size_can_be_drawn(void **state) {
    (void)state;
    struct scene scene;
    open_scene(&scene);
    scene.sample.view.link.problem = PROBLEM_OFFLINE;
    for (int height = 1; height <= 20; height++) {
        for (int width = 1; width <= 50; width += width < 12 ? 1 : 6) {
            for (int pane = PANE_CLOSED; pane <= PANE_LIST; pane++) {
                scene.sample.view.pane = (enum pane_mode)pane;
                scene.sample.view.page = (enum page_kind)((width + height) % page_kind_count);
                draw(&scene, width, height);
                assert_true(screen_pane_scroll_max(&scene.sample.view) >= 0);
                assert_true(screen_page_scroll_max(&scene.sample.view) >= 0);
            }
        }
    }
    close_scene(&scene);
}

static void only_visible_rows_are_read(void **state) {
    (void)state;
    struct scene scene;
    open_scene(&scene);
    struct listing *listing = &scene.sample.listing;
    listing_select(listing, 7);
    draw(&scene, 80, 10);
    struct row *first = listing->rows[0];
    size_t last = listing->count - 1;
    struct row *final = listing->rows[last];
    assert_true(listing->top > 0);
    listing->rows[0] = NULL;
    listing->rows[last] = NULL;
    screen_draw(&scene.sample.view);
    listing->rows[0] = first;
    listing->rows[last] = final;
    close_scene(&scene);
}

static void an_unchanged_frame_sends_next_to_nothing(void **state) {
    (void)state;
    struct scene scene;
    open_scene(&scene);
    draw(&scene, 120, 40);
    long before = ftell(scene.capture.out);
    screen_draw(&scene.sample.view);
    assert_true(ftell(scene.capture.out) - before < 16);
    scene.sample.view.link.next_poll_ms -= 1000;
    screen_draw(&scene.sample.view);
    assert_true(ftell(scene.capture.out) - before < 64);
    close_scene(&scene);
}

int main(void) {
    setlocale(LC_CTYPE, "C.UTF-8");
    setenv("TZ", "UTC", 1);
    tzset();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_of_the_users_choice),
        cmocka_unit_test(eight_colours),
        cmocka_unit_test(each_theme),
        cmocka_unit_test(ascii),
        cmocka_unit_test(the_pane_scrolls),
        cmocka_unit_test(a_pane_without_errors),
        cmocka_unit_test(a_pane_scrolled_too_far_shows_its_end),
        cmocka_unit_test(rate_limited_for_long),
        cmocka_unit_test(the_link_in_its_other_states),
        cmocka_unit_test(before_the_first_answer_and_without_backfills),
        cmocka_unit_test(the_help),
        cmocka_unit_test(hostile_text_is_shown_and_not_obeyed),
        cmocka_unit_test(hostile_and_wide_names),
        cmocka_unit_test(two_teams_of_which_one_fails),
        cmocka_unit_test(what_became_of_them),
        cmocka_unit_test(the_pane_of_one_that_ended),
        cmocka_unit_test(an_end_without_its_times_is_still_told),
        cmocka_unit_test(the_budget),
        cmocka_unit_test(a_note_has_the_lines_that_it_needs),
        cmocka_unit_test(the_budget_gives_way_to_what_matters_more),
        cmocka_unit_test(a_resize_leaves_nothing_behind),
        cmocka_unit_test(any_size_can_be_drawn),
        cmocka_unit_test(only_visible_rows_are_read),
        cmocka_unit_test(an_unchanged_frame_sends_next_to_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
