/* SPDX-License-Identifier: MIT */
#include "../../src/screen/theme.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static bool same_paint(struct theme_paint a, struct theme_paint b) {
    return a.ink == b.ink && a.ground == b.ground && a.attributes == b.attributes;
}

static void states_look_different_with_any_number_of_colours(void **state) {
    (void)state;
    static const enum terminal_colours coloured[] = {TERMINAL_8, TERMINAL_16, TERMINAL_256};
    for (size_t c = 0; c < 3; c++) {
        for (int a = 0; a < row_state_count; a++) {
            for (int b = 0; b < a; b++) {
                assert_false(same_paint(
                    theme_paint_of(theme_state_role((enum row_state)a), false, coloured[c]),
                    theme_paint_of(theme_state_role((enum row_state)b), false, coloured[c])));
            }
        }
    }
}

static void states_have_marks_of_their_own_one_column_wide(void **state) {
    (void)state;
    static const enum text_charset charsets[] = {TEXT_ASCII, TEXT_UTF8};
    for (size_t c = 0; c < 2; c++) {
        for (int a = 0; a < row_state_count; a++) {
            const char *mark = theme_state_mark((enum row_state)a, charsets[c]);
            assert_int_equal(text_width(mark), 1);
            for (int b = 0; b < a; b++) {
                assert_string_not_equal(mark, theme_state_mark((enum row_state)b, charsets[c]));
            }
        }
    }
}

static void ascii_glyphs_are_ascii(void **state) {
    (void)state;
    for (int i = 0; i < theme_glyph_count; i++) {
        const char *glyph = theme_glyph((enum theme_glyph)i, TEXT_ASCII);
        assert_true(*glyph != '\0');
        for (; *glyph != '\0'; glyph++) {
            assert_in_range(*glyph, 0x21, 0x7e);
        }
    }
}

static void no_colour_is_used_without_colours(void **state) {
    (void)state;
    for (int role = 0; role < theme_role_count; role++) {
        struct theme_paint paint = theme_paint_of((enum theme_role)role, role % 2, TERMINAL_MONO);
        assert_int_equal(paint.ink, -1);
        assert_int_equal(paint.ground, -1);
    }
}

static void few_colours_stay_among_the_first_eight(void **state) {
    (void)state;
    for (int role = 0; role < theme_role_count; role++) {
        assert_in_range(theme_paint_of((enum theme_role)role, false, TERMINAL_8).ink + 1, 0, 8);
    }
}

static void the_selected_row_is_seen_in_every_role(void **state) {
    (void)state;
    for (int colours = TERMINAL_MONO; colours <= TERMINAL_256; colours++) {
        for (int role = 0; role < THEME_BAR_COMPLETED; role++) {
            struct theme_paint paint = theme_paint_of((enum theme_role)role, true,
                                                      (enum terminal_colours)colours);
            assert_true(paint.ground != -1 || (paint.attributes & A_REVERSE));
        }
    }
}

static void a_boundary_has_the_next_segment_as_its_ground(void **state) {
    (void)state;
    struct bar_cell cell = {"▍", BAR_COMPLETED, BAR_FAILED};
    struct theme_paint failed = theme_paint_of(THEME_BAR_FAILED, false, TERMINAL_256);
    struct theme_paint paint = theme_bar_paint_of(&cell, false, false, TERMINAL_256);
    assert_int_equal(paint.ground, failed.ink);
    cell.behind = BAR_PENDING;
    assert_int_equal(theme_bar_paint_of(&cell, false, false, TERMINAL_256).ground, -1);
}

int main(void) {
    setlocale(LC_CTYPE, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(states_look_different_with_any_number_of_colours),
        cmocka_unit_test(states_have_marks_of_their_own_one_column_wide),
        cmocka_unit_test(ascii_glyphs_are_ascii),
        cmocka_unit_test(no_colour_is_used_without_colours),
        cmocka_unit_test(few_colours_stay_among_the_first_eight),
        cmocka_unit_test(the_selected_row_is_seen_in_every_role),
        cmocka_unit_test(a_boundary_has_the_next_segment_as_its_ground),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
