/* SPDX-License-Identifier: MIT */
#include "backfilltop/screen/layout.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define ROWS 40

/* A listing of plain rows, without a fleet. */
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

static struct layout layout_of(int width, int height, enum pane_mode pane) {
    static struct fixture fixture;
    struct layout layout;
    fill(&fixture, 10000);
    fixture.view.pane = pane;
    layout_compute(&layout, width, height, &fixture.view);
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

static void everything_fits_at_120(void **state) {
    (void)state;
    struct layout layout = layout_of(120, 40, PANE_CLOSED);
    assert_int_equal(layout.shown_columns, column_count);
    assert_true(layout.bar_width >= 12);
    assert_int_equal(layout.header_lines, 3);
}

static void columns_stand_side_by_side_at_any_width(void **state) {
    (void)state;
    for (int width = 1; width <= 200; width++) {
        struct layout layout = layout_of(width, 24, PANE_CLOSED);
        int x = 0;
        for (size_t i = 0; i < layout.shown_columns; i++) {
            const struct layout_column *place = &layout.columns[i];
            if (place->column == COLUMN_PROGRESS && layout.bar_width > 0) {
                assert_true(layout.bar_x >= x);
                assert_int_equal(place->x, layout.bar_x + layout.bar_width + 1);
                x = layout.bar_x;
            }
            assert_true(place->x >= x);
            assert_true(place->width > 0);
            x = place->x + place->width + 1;
        }
        assert_true(x - 1 <= width);
    }
}

static void a_column_that_went_does_not_come_back_as_it_narrows(void **state) {
    (void)state;
    for (int column = 0; column < column_count; column++) {
        bool gone = false;
        for (int width = 200; width > 0; width--) {
            struct layout layout = layout_of(width, 24, PANE_CLOSED);
            bool shown = has(&layout, (enum column)column);
            assert_false(gone && shown);
            gone = !shown;
        }
    }
}

static void the_bar_takes_what_is_left(void **state) {
    (void)state;
    struct layout narrow = layout_of(120, 24, PANE_CLOSED);
    struct layout wide = layout_of(180, 24, PANE_CLOSED);
    assert_int_equal(wide.bar_width, narrow.bar_width + 60);
}

static void what_matters_most_stays_at_20_by_5(void **state) {
    (void)state;
    struct layout layout = layout_of(20, 5, PANE_CLOSED);
    assert_true(has(&layout, COLUMN_ID));
    assert_true(has(&layout, COLUMN_STATUS));
    assert_true(has(&layout, COLUMN_PROGRESS));
    assert_true(layout.bar_width >= 4);
    assert_int_equal(layout.header_lines, 2);
    assert_int_equal(layout.table_lines, 3);
}

static void a_long_id_is_shown_whole_where_there_is_room(void **state) {
    (void)state;
    struct fixture fixture;
    struct layout layout;
    fill(&fixture, INT64_MAX - ROWS);
    layout_compute(&layout, 120, 40, &fixture.view);
    assert_int_equal(layout.columns[0].column, COLUMN_ID);
    assert_int_equal(layout.columns[0].width, 19);
}

static void only_visible_rows_count(void **state) {
    (void)state;
    struct fixture fixture;
    struct layout layout;
    fill(&fixture, 10000);
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
    assert_true(layout->table_lines >= 0 && layout->pane_lines >= 0 && layout->help_lines >= 0);
    assert_true(layout->table_y + layout->table_lines <= layout->height);
    assert_true(layout->help_y + layout->help_lines <= layout->height || layout->help_lines == 0);
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
    fixture.view.link.problem = "polling team 42: no connection: Could not resolve host "
                                "dts-api.supermetrics.com; check the network";
    layout_compute(&layout, 80, 24, &fixture.view);
    assert_int_equal(layout.status_lines, 2);
    assert_lines_apart(&layout);
    layout_compute(&layout, 80, 12, &fixture.view);
    assert_int_equal(layout.status_lines, 1);
    layout_compute(&layout, 120, 24, &fixture.view);
    assert_int_equal(layout.status_lines, 1);
}

static void a_line_finds_its_row(void **state) {
    (void)state;
    struct fixture fixture;
    struct layout layout;
    size_t index = 0;
    fill(&fixture, 10000);
    fixture.listing.top = 5;
    layout_compute(&layout, 80, 24, &fixture.view);
    assert_true(layout_row_at(&layout, &fixture.view, layout.table_y + 2, &index));
    assert_int_equal(index, 7);
    assert_false(layout_row_at(&layout, &fixture.view, layout.table_y - 1, &index));
    assert_false(
        layout_row_at(&layout, &fixture.view, layout.table_y + layout.table_lines, &index));
    fixture.listing.count = 6;
    assert_false(layout_row_at(&layout, &fixture.view, layout.table_y + 1, &index));
    fixture.view.help = true;
    assert_false(layout_row_at(&layout, &fixture.view, layout.table_y, &index));
}

int main(void) {
    setlocale(LC_CTYPE, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_fits_at_120),
        cmocka_unit_test(columns_stand_side_by_side_at_any_width),
        cmocka_unit_test(a_column_that_went_does_not_come_back_as_it_narrows),
        cmocka_unit_test(the_bar_takes_what_is_left),
        cmocka_unit_test(what_matters_most_stays_at_20_by_5),
        cmocka_unit_test(a_long_id_is_shown_whole_where_there_is_room),
        cmocka_unit_test(only_visible_rows_count),
        cmocka_unit_test(lines_have_one_use_at_any_height),
        cmocka_unit_test(the_pane_leaves_a_row_and_shows_a_line),
        cmocka_unit_test(a_long_problem_gets_more_lines_on_a_tall_screen),
        cmocka_unit_test(a_line_finds_its_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
