/* SPDX-License-Identifier: MIT */
#include "backfilltop/screen/bar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct backfill_runs mixed = {40, 10, 10, 10, 10};

static const char *drawn(const struct backfill_runs *runs, int columns, enum text_charset charset,
                         enum bar_look look) {
    static char text[BAR_COLUMNS_MAX * 4];
    struct bar_cell cells[BAR_COLUMNS_MAX];
    bar_layout(cells, columns, runs, charset, look);
    text[0] = '\0';
    for (int i = 0; i < columns; i++) {
        strcat(text, cells[i].glyph);
    }
    return text;
}

static bool shows(const struct bar_cell *cells, int columns, enum bar_segment segment) {
    for (int i = 0; i < columns; i++) {
        if (cells[i].front == segment || cells[i].behind == segment) {
            return true;
        }
    }
    return false;
}

static void segments_stand_in_order_without_colour(void **state) {
    (void)state;
    assert_string_equal(drawn(&mixed, 8, TEXT_ASCII, BAR_LOOK_COLOURED), "##xx>>--");
    assert_string_equal(drawn(&mixed, 8, TEXT_UTF8, BAR_LOOK_PLAIN), "██╳╳▒▒··");
}

static void boundaries_fall_on_eighths_of_a_column(void **state) {
    (void)state;
    struct bar_cell cells[4];
    bar_layout(cells, 4, &(struct backfill_runs){32, 11, 0, 0, 21}, TEXT_UTF8, BAR_LOOK_COLOURED);
    assert_string_equal(cells[0].glyph, "█");
    assert_string_equal(cells[1].glyph, "▍");
    assert_int_equal(cells[1].front, BAR_COMPLETED);
    assert_int_equal(cells[1].behind, BAR_PENDING);
    assert_int_equal(cells[2].front, BAR_PENDING);
}

static void squares_are_whole_columns_of_one_segment(void **state) {
    (void)state;
    struct bar_cell cells[8];
    assert_string_equal(drawn(&mixed, 8, TEXT_UTF8, BAR_LOOK_SQUARES), "■■■■■■──");
    bar_layout(cells, 8, &(struct backfill_runs){80, 45, 1, 4, 30}, TEXT_UTF8, BAR_LOOK_SQUARES);
    for (int i = 0; i < 8; i++) {
        assert_int_equal(cells[i].front, cells[i].behind);
        assert_int_equal(cells[i].front, i < 3   ? BAR_COMPLETED
                                         : i < 4 ? BAR_FAILED
                                         : i < 5 ? BAR_IN_FLIGHT
                                                 : BAR_PENDING);
    }
    assert_string_equal(
        drawn(&(struct backfill_runs){100, 99, 0, 0, 1}, 8, TEXT_UTF8, BAR_LOOK_SQUARES),
        "■■■■■■■─");
}

static void failed_runs_have_a_texture_where_colour_may_not_be_enough(void **state) {
    (void)state;
    assert_string_equal(drawn(&mixed, 8, TEXT_UTF8, BAR_LOOK_TEXTURED), "██░░██──");
    assert_string_equal(drawn(&mixed, 8, TEXT_UTF8, BAR_LOOK_COLOURED), "██████──");
    assert_string_equal(drawn(&mixed, 8, TEXT_ASCII, BAR_LOOK_TEXTURED), "##xx>>--");
}

static void the_texture_is_seen_however_few_failed(void **state) {
    (void)state;
    for (int columns = 5; columns < 40; columns++) {
        for (int64_t completed = 0; completed < 100; completed++) {
            struct backfill_runs runs = {102, completed, 1, 1, 100 - completed};
            assert_non_null(strstr(drawn(&runs, columns, TEXT_UTF8, BAR_LOOK_TEXTURED), "░"));
        }
    }
}

static void one_failed_run_of_many_is_seen(void **state) {
    (void)state;
    struct bar_cell cells[10];
    bar_layout(cells, 10, &(struct backfill_runs){365, 300, 1, 0, 64}, TEXT_UTF8,
               BAR_LOOK_COLOURED);
    assert_true(shows(cells, 10, BAR_FAILED));
    assert_string_equal(
        drawn(&(struct backfill_runs){365, 300, 1, 1, 63}, 10, TEXT_ASCII, BAR_LOOK_COLOURED),
        "#######x>-");
}

static void every_segment_is_seen_in_as_many_columns(void **state) {
    (void)state;
    for (int columns = 4; columns < 40; columns++) {
        for (int64_t big = 1; big < 100000; big *= 7) {
            struct backfill_runs runs = {big + 3, 1, big, 1, 1};
            struct bar_cell cells[40];
            bar_layout(cells, columns, &runs, TEXT_UTF8, BAR_LOOK_COLOURED);
            for (int segment = 0; segment < bar_segment_count; segment++) {
                assert_true(shows(cells, columns, (enum bar_segment)segment));
            }
        }
    }
}

static void segments_never_come_back_or_overlap(void **state) {
    (void)state;
    for (int64_t failed = 0; failed < 30; failed++) {
        for (int64_t flight = 0; flight < 30; flight++) {
            struct backfill_runs runs = {100, 41, failed, flight, 59 - failed - flight};
            struct bar_cell cells[23];
            bar_layout(cells, 23, &runs, TEXT_UTF8, BAR_LOOK_COLOURED);
            for (int i = 0; i < 23; i++) {
                assert_true(cells[i].front <= cells[i].behind);
                assert_true(i == 0 || cells[i - 1].behind <= cells[i].front);
            }
        }
    }
}

static void it_is_full_only_when_all_is_completed(void **state) {
    (void)state;
    assert_string_equal(
        drawn(&(struct backfill_runs){9, 9, 0, 0, 0}, 3, TEXT_UTF8, BAR_LOOK_COLOURED), "███");
    struct bar_cell cells[3];
    bar_layout(cells, 3, &(struct backfill_runs){100000, 99999, 0, 0, 1}, TEXT_UTF8,
               BAR_LOOK_COLOURED);
    assert_true(shows(cells, 3, BAR_PENDING));
    assert_string_equal(
        drawn(&(struct backfill_runs){100000, 99999, 0, 0, 1}, 3, TEXT_ASCII, BAR_LOOK_COLOURED),
        "##-");
}

static void trouble_stays_when_columns_are_few(void **state) {
    (void)state;
    assert_string_equal(drawn(&mixed, 1, TEXT_ASCII, BAR_LOOK_COLOURED), "x");
    assert_string_equal(drawn(&mixed, 2, TEXT_ASCII, BAR_LOOK_COLOURED), "x>");
    assert_string_equal(drawn(&mixed, 3, TEXT_ASCII, BAR_LOOK_COLOURED), "#x>");
}

static void nothing_known_is_all_pending(void **state) {
    (void)state;
    assert_string_equal(drawn(NULL, 3, TEXT_ASCII, BAR_LOOK_COLOURED), "---");
    assert_string_equal(drawn(&(struct backfill_runs){0}, 3, TEXT_ASCII, BAR_LOOK_COLOURED), "---");
}

static void huge_counts_and_no_columns_do_no_harm(void **state) {
    (void)state;
    struct backfill_runs huge = {INT64_MAX, INT64_MAX - 1, 0, 0, 1};
    assert_string_equal(drawn(&huge, 3, TEXT_ASCII, BAR_LOOK_COLOURED), "##-");
    assert_string_equal(drawn(&huge, 0, TEXT_ASCII, BAR_LOOK_COLOURED), "");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(segments_stand_in_order_without_colour),
        cmocka_unit_test(boundaries_fall_on_eighths_of_a_column),
        cmocka_unit_test(squares_are_whole_columns_of_one_segment),
        cmocka_unit_test(failed_runs_have_a_texture_where_colour_may_not_be_enough),
        cmocka_unit_test(the_texture_is_seen_however_few_failed),
        cmocka_unit_test(one_failed_run_of_many_is_seen),
        cmocka_unit_test(every_segment_is_seen_in_as_many_columns),
        cmocka_unit_test(segments_never_come_back_or_overlap),
        cmocka_unit_test(it_is_full_only_when_all_is_completed),
        cmocka_unit_test(trouble_stays_when_columns_are_few),
        cmocka_unit_test(nothing_known_is_all_pending),
        cmocka_unit_test(huge_counts_and_no_columns_do_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
