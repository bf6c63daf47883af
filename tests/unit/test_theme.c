/* SPDX-License-Identifier: MIT */
#include "../../src/screen/theme.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Every way to look at a theme. */
#define FOR_EACH_PLACE(place)                                                                      \
    for (struct theme_place place = {0}; place.theme < theme_id_count; place.theme++)              \
        for (place.colours = TERMINAL_MONO; place.colours <= TERMINAL_256; place.colours++)

static const enum row_state states[] = {ROW_STATE_FAILED, ROW_STATE_STALLED, ROW_STATE_RUNNING,
                                        ROW_STATE_SCHEDULED, ROW_STATE_LEFT};

#define STATE_COUNT (sizeof states / sizeof *states)

static bool same_paint(struct theme_paint a, struct theme_paint b) {
    return a.ink == b.ink && a.ground == b.ground && a.attributes == b.attributes;
}

/* The same for both a mark and the word beside it. */
static bool same_state_look(struct theme_place place, enum row_state a, enum row_state b) {
    return same_paint(theme_paint_of(theme_state_role(a), place),
                      theme_paint_of(theme_state_role(b), place)) &&
           same_paint(theme_paint_of(theme_word_role(a), place),
                      theme_paint_of(theme_word_role(b), place));
}

static bool is_plain(struct theme_place place, enum row_state state) {
    struct theme_paint text = theme_paint_of(THEME_TEXT, place);
    return same_paint(theme_paint_of(theme_state_role(state), place), text) &&
           same_paint(theme_paint_of(theme_word_role(state), place), text);
}

static bool is_badge(struct theme_paint paint) {
    return paint.ground != THEME_OWN || (paint.attributes & A_REVERSE);
}

static void states_look_different_in_every_theme(void **state) {
    (void)state;
    FOR_EACH_PLACE(place) {
        for (size_t a = 0; a < STATE_COUNT; a++) {
            assert_false(is_plain(place, states[a]));
            for (size_t b = 0; b < a; b++) {
                assert_false(same_state_look(place, states[a], states[b]));
            }
        }
    }
}

static void trouble_alone_is_a_badge_of_mark_and_word(void **state) {
    (void)state;
    FOR_EACH_PLACE(place) {
        for (int i = 0; i < row_state_count; i++) {
            enum row_state each = (enum row_state)i;
            bool is_trouble = each == ROW_STATE_FAILED || each == ROW_STATE_STALLED;
            struct theme_paint word = theme_paint_of(theme_word_role(each), place);
            assert_int_equal(is_badge(word), is_trouble);
            assert_true(is_trouble || word.ink == THEME_OWN);
            assert_true(!is_trouble || theme_word_role(each) == theme_state_role(each));
        }
    }
}

static void trouble_is_a_badge_on_the_selected_row_too(void **state) {
    (void)state;
    FOR_EACH_PLACE(place) {
        struct theme_place selected = place;
        selected.selected = true;
        struct theme_paint row = theme_paint_of(THEME_TEXT, selected);
        struct theme_paint failed = theme_paint_of(THEME_FAILED, selected);
        struct theme_paint stalled = theme_paint_of(THEME_STALLED, selected);
        assert_false(is_badge(failed) && failed.ground == row.ground);
        assert_false(is_badge(stalled) && stalled.ground == row.ground);
        assert_false(same_paint(failed, stalled));
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

static short most_of(enum terminal_colours colours) {
    static const short most[] = {
        [TERMINAL_MONO] = THEME_OWN, [TERMINAL_8] = 7, [TERMINAL_16] = 7, [TERMINAL_256] = 255};
    return most[colours];
}

static void assert_has(short colour, short most) {
    assert_in_range(colour - THEME_OWN, 0, most - THEME_OWN);
}

static void only_colours_that_the_terminal_has_are_used(void **state) {
    (void)state;
    FOR_EACH_PLACE(place) {
        for (int role = 0; role < theme_role_count; role++) {
            for (int selected = 0; selected < 2; selected++) {
                place.selected = selected == 1;
                struct theme_paint paint = theme_paint_of((enum theme_role)role, place);
                assert_has(paint.ink, most_of(place.colours));
                assert_has(paint.ground, most_of(place.colours));
            }
        }
        place.selected = false;
    }
}

static void the_default_theme_uses_the_terminals_own_colours_alone(void **state) {
    (void)state;
    struct theme_place many = {THEME_ID_DEFAULT, TERMINAL_256, false};
    struct theme_place few = {THEME_ID_DEFAULT, TERMINAL_8, false};
    for (int role = 0; role < theme_role_count; role++) {
        struct theme_paint paint = theme_paint_of((enum theme_role)role, many);
        assert_has(paint.ink, 7);
        assert_has(paint.ground, 7);
        assert_true(same_paint(paint, theme_paint_of((enum theme_role)role, few)));
    }
}

static void the_mono_theme_is_what_a_terminal_without_colours_gets(void **state) {
    (void)state;
    FOR_EACH_PLACE(place) {
        struct theme_place mono = {THEME_ID_MONO, place.colours, false};
        struct theme_place bare = {place.theme, TERMINAL_MONO, false};
        for (int role = 0; role < theme_role_count; role++) {
            struct theme_paint paint = theme_paint_of((enum theme_role)role, mono);
            assert_int_equal(paint.ink, THEME_OWN);
            assert_int_equal(paint.ground, THEME_OWN);
            assert_true(same_paint(paint, theme_paint_of((enum theme_role)role, bare)));
        }
    }
}

static void nothing_is_dim_for_contrast(void **state) {
    (void)state;
    for (int role = 0; role < theme_role_count; role++) {
        struct theme_place place = {THEME_ID_CONTRAST, TERMINAL_8, false};
        assert_false(theme_paint_of((enum theme_role)role, place).attributes & A_DIM);
        place.colours = TERMINAL_256;
        assert_false(theme_paint_of((enum theme_role)role, place).attributes & A_DIM);
    }
}

static void the_selected_row_is_reversed_in_every_role(void **state) {
    (void)state;
    FOR_EACH_PLACE(place) {
        struct theme_place selected = place;
        selected.selected = true;
        for (int role = 0; role < theme_role_count; role++) {
            struct theme_paint paint = theme_paint_of((enum theme_role)role, selected);
            bool badge = is_badge(theme_paint_of((enum theme_role)role, place));
            assert_int_equal((paint.attributes & A_REVERSE) != 0, !badge);
            assert_false(!badge && (paint.attributes & A_DIM));
            assert_false(!badge && paint.ink != THEME_OWN);
        }
    }
}

static void what_changed_is_bold_but_a_badge_stays_as_it_is(void **state) {
    (void)state;
    FOR_EACH_PLACE(place) {
        assert_true(theme_changed_paint_of(THEME_TEXT, place).attributes & A_BOLD);
        assert_false(theme_changed_paint_of(THEME_DIM, place).attributes & A_DIM);
        assert_true(same_paint(theme_changed_paint_of(THEME_STALLED, place),
                               theme_paint_of(THEME_STALLED, place)));
    }
}

static short colour_of(enum bar_segment segment, struct theme_place place) {
    struct theme_paint paint = theme_paint_of(theme_segment_role(segment), place);
    return paint.ground != THEME_OWN ? paint.ground : paint.ink;
}

static void a_boundary_has_the_next_segment_as_its_ground(void **state) {
    (void)state;
    for (struct theme_place place = {0, TERMINAL_256, false}; place.theme < THEME_ID_MONO;
         place.theme++) {
        struct bar_cell cell = {"▍", BAR_COMPLETED, BAR_FAILED};
        struct theme_paint paint = theme_bar_paint_of(&cell, false, place);
        assert_int_equal(paint.ink, colour_of(BAR_COMPLETED, place));
        assert_int_equal(paint.ground, colour_of(BAR_FAILED, place));
        cell = (struct bar_cell){"▍", BAR_FAILED, BAR_PENDING};
        paint = theme_bar_paint_of(&cell, false, place);
        assert_int_equal(paint.ink, colour_of(BAR_FAILED, place));
        assert_int_equal(paint.ground, THEME_OWN);
    }
}

static void a_bar_on_the_selected_row_stands_on_it(void **state) {
    (void)state;
    struct theme_place place = {THEME_ID_DEFAULT, TERMINAL_8, true};
    struct bar_cell cell = {"▍", BAR_COMPLETED, BAR_PENDING};
    struct theme_paint paint = theme_bar_paint_of(&cell, false, place);
    assert_true(same_paint(paint, (struct theme_paint){THEME_OWN, COLOR_GREEN, A_REVERSE}));
    cell.behind = BAR_FAILED;
    paint = theme_bar_paint_of(&cell, false, place);
    assert_true(same_paint(paint, (struct theme_paint){COLOR_GREEN, COLOR_RED, 0}));
}

static bool is_black_on_black(struct theme_paint paint) {
    return paint.ink == COLOR_BLACK && paint.ground == COLOR_BLACK;
}

static void every_theme_has_a_look_for_every_role(void **state) {
    (void)state;
    for (int id = 0; id < theme_id_count; id++) {
        for (int role = 0; role < theme_role_count; role++) {
            const struct theme_look *look = &theme_of((enum theme_id)id)->looks[role];
            assert_false(is_black_on_black(look->many));
            assert_false(is_black_on_black(look->few));
        }
    }
}

static void states_and_segments_have_roles_of_their_own(void **state) {
    (void)state;
    bool used[theme_role_count] = {false};
    for (int i = 0; i < row_state_count; i++) {
        enum theme_role role = theme_state_role((enum row_state)i);
        assert_in_range(role, THEME_CREATED, THEME_GONE);
        assert_false(used[role]);
        used[role] = true;
    }
    for (int i = 0; i < bar_segment_count; i++) {
        enum theme_role role = theme_segment_role((enum bar_segment)i);
        assert_in_range(role, THEME_BAR_COMPLETED, THEME_BAR_PENDING);
        assert_false(used[role]);
        used[role] = true;
    }
}

static void every_theme_is_read_by_its_name(void **state) {
    (void)state;
    for (int id = 0; id < theme_id_count; id++) {
        enum theme_id read = theme_id_count;
        const char *name = theme_of((enum theme_id)id)->name;
        assert_true(theme_parse(name, &read));
        assert_int_equal(read, id);
        assert_non_null(strstr(THEME_NAMES, name));
    }
}

static void other_names_are_refused(void **state) {
    (void)state;
    static const char *const others[] = {"", "Default", "default ", "dark", "monochrome"};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        enum theme_id theme = THEME_ID_CONTRAST;
        assert_false(theme_parse(others[i], &theme));
        assert_int_equal(theme, THEME_ID_CONTRAST);
    }
}

int main(void) {
    setlocale(LC_CTYPE, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(states_look_different_in_every_theme),
        cmocka_unit_test(trouble_alone_is_a_badge_of_mark_and_word),
        cmocka_unit_test(trouble_is_a_badge_on_the_selected_row_too),
        cmocka_unit_test(states_have_marks_of_their_own_one_column_wide),
        cmocka_unit_test(ascii_glyphs_are_ascii),
        cmocka_unit_test(only_colours_that_the_terminal_has_are_used),
        cmocka_unit_test(the_default_theme_uses_the_terminals_own_colours_alone),
        cmocka_unit_test(the_mono_theme_is_what_a_terminal_without_colours_gets),
        cmocka_unit_test(nothing_is_dim_for_contrast),
        cmocka_unit_test(the_selected_row_is_reversed_in_every_role),
        cmocka_unit_test(what_changed_is_bold_but_a_badge_stays_as_it_is),
        cmocka_unit_test(a_boundary_has_the_next_segment_as_its_ground),
        cmocka_unit_test(a_bar_on_the_selected_row_stands_on_it),
        cmocka_unit_test(every_theme_has_a_look_for_every_role),
        cmocka_unit_test(states_and_segments_have_roles_of_their_own),
        cmocka_unit_test(every_theme_is_read_by_its_name),
        cmocka_unit_test(other_names_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
