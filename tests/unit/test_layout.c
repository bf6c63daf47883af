/* SPDX-License-Identifier: MIT */
#include "backfilltop/screen/layout.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define ROWS 40

/* A listing of plain rows, without a tracker. */
struct fixture {
    struct row rows[ROWS];
    struct row *pointers[ROWS];
    struct listing listing;
    struct view view;
};

static void fill(struct fixture *fixture, int64_t first_id) {
    for (int i = 0; i < ROWS; i++) {
        fixture->rows[i] = (struct row){0};
        backfill_init(&fixture->rows[i].backfill);
        fixture->rows[i].backfill.id = first_id + i;
        fixture->pointers[i] = &fixture->rows[i];
    }
    fixture->listing = (struct listing){.rows = fixture->pointers, .count = ROWS};
    fixture->view = (struct view){.listing = &fixture->listing};
}

static void compute(struct layout *layout, int width, int height, struct fixture *fixture) {
    listing_measure(&fixture->listing);
    layout_compute(layout, width, height, &fixture->view);
}

static struct layout layout_of(int width, int height, enum pane_mode pane) {
    static struct fixture fixture;
    struct layout layout;
    fill(&fixture, 10000);
    fixture.view.pane = pane;
    compute(&layout, width, height, &fixture);
    return layout;
}

static bool has(const struct layout *layout, enum column column) {
    for (size_t i = 0; i < layout->shown_columns; i++) {
        if (layout->columns[i].column == column) {
            return true;
        }
    }
    return false;
}

static int width_of(const struct layout *layout, enum column column) {
    for (size_t i = 0; i < layout->shown_columns; i++) {
        if (layout->columns[i].column == column) {
            return layout->columns[i].width;
        }
    }
    return 0;
}

/* The columns of the bar; 0 if there is none. */
static int bar_of(const struct layout *layout) {
    int bar = 0;
    for (size_t i = 0; i < layout->shown_columns; i++) {
        bar += layout_bar_width(&layout->columns[i]);
    }
    return bar;
}

static void everything_fits_at_120(void **state) {
    (void)state;
    struct layout layout = layout_of(120, 40, PANE_CLOSED);
    assert_int_equal(layout.shown_columns, column_count - 1);
    assert_false(has(&layout, COLUMN_TEAM));
    assert_true(bar_of(&layout) >= 12);
    assert_int_equal(layout.header_lines, 3);
}

static struct layout named_layout_of(int width, size_t teams, const char *name) {
    static struct fixture fixture;
    struct layout layout;
    fill(&fixture, 10000);
    for (int i = 0; i < ROWS; i++) {
        fixture.rows[i].team_id = 40 + i % 2;
        fixture.rows[i].transfer_name = name;
    }
    fixture.view.connection.teams = teams;
    compute(&layout, width, 24, &fixture);
    return layout;
}

#define LONG_NAME "Google Analytics 4 EMEA to BigQuery, every day"

static void the_team_stands_first_if_there_are_several(void **state) {
    (void)state;
    for (int width = 72; width <= 200; width++) {
        struct layout one = named_layout_of(width, 1, LONG_NAME);
        struct layout two = named_layout_of(width, 2, LONG_NAME);
        assert_false(has(&one, COLUMN_TEAM));
        assert_int_equal(one.columns[0].column, COLUMN_ID);
        assert_int_equal(two.columns[0].column, COLUMN_TEAM);
        assert_int_equal(two.columns[1].column, COLUMN_ID);
    }
}

static void names_and_what_matters_fit_at_80(void **state) {
    (void)state;
    static const enum column wanted[] = {COLUMN_ID,   COLUMN_TRANSFER, COLUMN_STATUS,
                                         COLUMN_RUNS, COLUMN_FAILED,   COLUMN_ETA};
    for (size_t teams = 1; teams <= 2; teams++) {
        struct layout layout = named_layout_of(80, teams, LONG_NAME);
        for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
            assert_true(has(&layout, wanted[i]));
        }
        assert_true(width_of(&layout, COLUMN_TRANSFER) >= 16);
        assert_true(bar_of(&layout) >= 7);
        assert_false(has(&layout, COLUMN_RANGE));
    }
    struct layout wider = named_layout_of(100, 1, LONG_NAME);
    assert_true(has(&wider, COLUMN_RANGE));
}

static void the_range_goes_before_the_name(void **state) {
    (void)state;
    for (int width = 1; width <= 200; width++) {
        struct layout layout = named_layout_of(width, 1, LONG_NAME);
        assert_true(has(&layout, COLUMN_TRANSFER) || !has(&layout, COLUMN_RANGE));
    }
}

static void a_name_is_clipped_to_the_room_there_is(void **state) {
    (void)state;
    struct layout tight = named_layout_of(75, 2, LONG_NAME);
    struct layout looser = named_layout_of(76, 2, LONG_NAME);
    assert_in_range(width_of(&tight, COLUMN_TRANSFER), 11, 18);
    assert_int_equal(width_of(&looser, COLUMN_TRANSFER), width_of(&tight, COLUMN_TRANSFER) + 1);
}

static void names_get_8_to_40_columns(void **state) {
    (void)state;
    int before = 0;
    for (int width = 60; width <= 200; width++) {
        struct layout layout = named_layout_of(width, 1, LONG_NAME);
        assert_in_range(width_of(&layout, COLUMN_TRANSFER), 8, 40);
        before = width_of(&layout, COLUMN_TRANSFER);
    }
    assert_int_equal(before, 40);
    struct layout middling = named_layout_of(200, 1, "Shopify to Snowflake");
    assert_int_equal(width_of(&middling, COLUMN_TRANSFER), 20);
    struct layout plain = named_layout_of(200, 1, NULL);
    assert_int_equal(width_of(&plain, COLUMN_TRANSFER), 8);
}

static void assert_side_by_side(const struct layout *layout, int width) {
    int x = 0;
    for (size_t i = 0; i < layout->shown_columns; i++) {
        const struct layout_column *place = &layout->columns[i];
        int bar = layout_bar_width(place);
        if (bar > 0) {
            assert_int_equal(place->column, COLUMN_PROGRESS);
            assert_int_equal(place->width, bar + 1 + text_width("100 %"));
        }
        assert_true(place->x >= x);
        assert_true(place->width > 0);
        x = place->x + place->width + 1;
    }
    assert_true(x - 1 <= width);
}

static void columns_stand_side_by_side_at_any_width(void **state) {
    (void)state;
    for (int width = 1; width <= 200; width++) {
        struct layout plain = layout_of(width, 24, PANE_CLOSED);
        struct layout named = named_layout_of(width, 2, LONG_NAME);
        assert_side_by_side(&plain, width);
        assert_side_by_side(&named, width);
    }
}

static void a_column_that_went_does_not_come_back_as_it_narrows(void **state) {
    (void)state;
    static const char *const names[] = {NULL, "Shopify to Snowflake", LONG_NAME};
    for (int kind = 0; kind < 6; kind++) {
        for (int column = 0; column < column_count; column++) {
            bool shown = false;
            for (int width = 1; width <= 200; width++) {
                struct layout layout = named_layout_of(width, 1 + (size_t)kind % 2,
                                                       names[kind / 2]);
                assert_true(has(&layout, (enum column)column) || !shown);
                shown = has(&layout, (enum column)column);
            }
        }
    }
}

static void the_bar_takes_what_is_left(void **state) {
    (void)state;
    struct layout narrow = layout_of(120, 24, PANE_CLOSED);
    struct layout wide = layout_of(180, 24, PANE_CLOSED);
    assert_int_equal(bar_of(&wide), bar_of(&narrow) + 60);
}

static struct layout chosen_layout_of(int width, const char *names) {
    static struct fixture fixture;
    struct layout layout;
    fill(&fixture, 10000);
    assert_true(columns_parse(&fixture.view.columns, names));
    compute(&layout, width, 24, &fixture);
    return layout;
}

static void columns_stand_as_they_are_chosen(void **state) {
    (void)state;
    static const enum column wanted[] = {COLUMN_ETA, COLUMN_PROGRESS, COLUMN_TEAM, COLUMN_ID};
    struct layout layout = chosen_layout_of(120, "eta,progress,team,id");
    assert_int_equal(layout.shown_columns, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(layout.columns[i].column, wanted[i]);
    }
    assert_side_by_side(&layout, 120);
    assert_true(layout.columns[1].x > layout.columns[0].x);
    assert_true(bar_of(&layout) > 80);
}

static void there_is_no_bar_without_progress(void **state) {
    (void)state;
    struct layout layout = chosen_layout_of(120, "status,id");
    assert_int_equal(layout.shown_columns, 2);
    assert_false(has(&layout, COLUMN_PROGRESS));
    assert_int_equal(bar_of(&layout), 0);
}

static void what_is_chosen_first_does_not_stay_longest(void **state) {
    (void)state;
    for (int width = 1; width <= 120; width++) {
        struct layout layout = chosen_layout_of(width, "days,age,range,runs,status,progress");
        assert_side_by_side(&layout, width);
        assert_true(has(&layout, COLUMN_STATUS) || !has(&layout, COLUMN_PROGRESS));
        assert_true(has(&layout, COLUMN_PROGRESS) || !has(&layout, COLUMN_RUNS));
        assert_true(has(&layout, COLUMN_RUNS) || !has(&layout, COLUMN_RANGE));
        assert_true(has(&layout, COLUMN_RANGE) || !has(&layout, COLUMN_DAYS));
        assert_false(has(&layout, COLUMN_ID));
    }
}

static void a_click_finds_the_heading_where_it_was_put(void **state) {
    (void)state;
    struct fixture fixture;
    struct layout layout;
    enum column column;
    fill(&fixture, 10000);
    columns_parse(&fixture.view.columns, "progress,eta,id");
    compute(&layout, 80, 24, &fixture);
    assert_true(layout_heading_at(&layout, &fixture.view, layout.heading_y, 2, &column));
    assert_int_equal(column, COLUMN_PROGRESS);
    assert_true(layout_heading_at(&layout, &fixture.view, layout.heading_y, 77, &column));
    assert_int_equal(column, COLUMN_ID);
    assert_true(layout_heading_at(&layout, &fixture.view, layout.heading_y, 70, &column));
    assert_int_equal(column, COLUMN_ETA);
}

static void what_matters_most_stays_at_20_by_5(void **state) {
    (void)state;
    struct layout layout = layout_of(20, 5, PANE_CLOSED);
    assert_true(has(&layout, COLUMN_ID));
    assert_true(has(&layout, COLUMN_STATUS));
    assert_true(has(&layout, COLUMN_PROGRESS));
    assert_true(bar_of(&layout) >= 4);
    assert_int_equal(layout.header_lines, 2);
    assert_int_equal(layout.table_lines, 3);
}

static void a_long_id_is_shown_whole_where_there_is_room(void **state) {
    (void)state;
    struct fixture fixture;
    struct layout layout;
    fill(&fixture, INT64_MAX - ROWS);
    compute(&layout, 120, 40, &fixture);
    assert_int_equal(layout.columns[0].column, COLUMN_ID);
    assert_int_equal(layout.columns[0].width, 19);
}

static void no_row_is_read_for_a_frame_s_layout(void **state) {
    (void)state;
    struct fixture fixture;
    struct layout layout;
    fill(&fixture, 10000);
    listing_measure(&fixture.listing);
    fixture.pointers[ROWS - 1] = NULL;
    fixture.listing.top = 2;
    fixture.pointers[1] = NULL;
    layout_compute(&layout, 120, 20, &fixture.view);
    assert_true(layout.table_lines < ROWS - 3);
}

/* Every line has at most one use. */
static void assert_lines_apart(const struct layout *layout) {
    int used = layout->header_lines + (layout->heading_y >= 0) + layout->table_lines;
    if (layout->pane_y >= 0) {
        assert_int_equal(layout->pane_y, layout->table_y + layout->table_lines);
        used += 1 + layout->pane_lines;
    }
    assert_true(layout->header_lines <= layout->table_y);
    if (layout->hints_y >= 0) {
        used += 1 + (layout->status_y != layout->hints_y ? layout->status_lines : 0);
    }
    assert_true(used <= layout->height);
    assert_true(layout->table_lines >= 0 && layout->pane_lines >= 0 && layout->page_lines >= 0);
    assert_true(layout->table_y + layout->table_lines <= layout->height);
    assert_true(layout->page_y + layout->page_lines <= layout->height || layout->page_lines == 0);
}

static void lines_have_one_use_at_any_height(void **state) {
    (void)state;
    for (int height = 1; height <= 100; height++) {
        for (int pane = PANE_CLOSED; pane <= PANE_LIST; pane++) {
            struct layout layout = layout_of(80, height, (enum pane_mode)pane);
            assert_lines_apart(&layout);
        }
    }
}

static void the_pane_leaves_a_row_and_shows_a_line(void **state) {
    (void)state;
    for (int height = 5; height <= 100; height++) {
        struct layout layout = layout_of(80, height, PANE_GROUPED);
        assert_true(layout.table_lines >= 1);
        assert_true(layout.pane_lines >= 1);
    }
    assert_int_equal(layout_of(80, 3, PANE_GROUPED).pane_y, -1);
}

static void a_long_problem_gets_more_lines_on_a_tall_screen(void **state) {
    (void)state;
    struct fixture fixture;
    struct layout layout;
    fill(&fixture, 10000);
    fixture.view.connection.problem = "polling team 42: no connection: Could not resolve host "
                                      "dts-api.supermetrics.com; check the network";
    compute(&layout, 80, 24, &fixture);
    assert_int_equal(layout.status_lines, 2);
    assert_lines_apart(&layout);
    compute(&layout, 80, 12, &fixture);
    assert_int_equal(layout.status_lines, 1);
    compute(&layout, 120, 24, &fixture);
    assert_int_equal(layout.status_lines, 1);
}

static void a_line_finds_its_row(void **state) {
    (void)state;
    struct fixture fixture;
    struct layout layout;
    size_t index = 0;
    fill(&fixture, 10000);
    fixture.listing.top = 5;
    compute(&layout, 80, 24, &fixture);
    assert_true(layout_row_at(&layout, &fixture.view, layout.table_y + 2, &index));
    assert_int_equal(index, 7);
    assert_false(layout_row_at(&layout, &fixture.view, layout.table_y - 1, &index));
    assert_false(
        layout_row_at(&layout, &fixture.view, layout.table_y + layout.table_lines, &index));
    fixture.listing.count = 6;
    assert_false(layout_row_at(&layout, &fixture.view, layout.table_y + 1, &index));
    fixture.view.page = PAGE_HELP;
    assert_false(layout_row_at(&layout, &fixture.view, layout.table_y, &index));
}

int main(void) {
    setlocale(LC_CTYPE, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_fits_at_120),
        cmocka_unit_test(the_team_stands_first_if_there_are_several),
        cmocka_unit_test(names_and_what_matters_fit_at_80),
        cmocka_unit_test(the_range_goes_before_the_name),
        cmocka_unit_test(a_name_is_clipped_to_the_room_there_is),
        cmocka_unit_test(names_get_8_to_40_columns),
        cmocka_unit_test(columns_stand_side_by_side_at_any_width),
        cmocka_unit_test(a_column_that_went_does_not_come_back_as_it_narrows),
        cmocka_unit_test(the_bar_takes_what_is_left),
        cmocka_unit_test(columns_stand_as_they_are_chosen),
        cmocka_unit_test(there_is_no_bar_without_progress),
        cmocka_unit_test(what_is_chosen_first_does_not_stay_longest),
        cmocka_unit_test(a_click_finds_the_heading_where_it_was_put),
        cmocka_unit_test(what_matters_most_stays_at_20_by_5),
        cmocka_unit_test(a_long_id_is_shown_whole_where_there_is_room),
        cmocka_unit_test(no_row_is_read_for_a_frame_s_layout),
        cmocka_unit_test(lines_have_one_use_at_any_height),
        cmocka_unit_test(the_pane_leaves_a_row_and_shows_a_line),
        cmocka_unit_test(a_long_problem_gets_more_lines_on_a_tall_screen),
        cmocka_unit_test(a_line_finds_its_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
