/* SPDX-License-Identifier: MIT */
#include "../../src/screen/theme.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Contrast as WCAG 2 has it: 1 is none, 21 is black on white. Its floors are 4.5 for text and 3 for
 * what is bold, and for shapes; they hold where a theme's colours are fixed. Elsewhere the palette
 * is the user's, and the floor is what the worst of those in use allows: GNOME's red is dark on its
 * dark grey, xterm's green and cyan are pale on white, blue is dark on black. So these are inks of
 * numbers, marks and bars only, never of sentences, and beside a mark stands its word in the
 * terminal's own ink. */
#define TEXT_FLOOR   4.5
#define BOLD_FLOOR   3.0
#define NUMBER_FLOOR 2.7
#define SHAPE_FLOOR  1.9
#define FAINT_FLOOR  1.5

/* Distance in CIELAB (1976). With few colours not all three can differ enough for everyone: good
 * and bad do; in flight and completed may be closer. */
#define APART  25
#define NEARER 10

#define PALETTE 16
#define BLACK   0x000000
#define WHITE   0xffffff

/* The first 16 colours as some terminals have them, and the grounds that go with them. */
static const struct palette {
    const char *name;
    bool bold_brightens;
    unsigned grounds[2];
    unsigned colours[PALETTE];
} palettes[] = {
    {"xterm",
     true,
     {BLACK, WHITE},
     {0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5, 0x7f7f7f,
      0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff}},
    {"Linux console",
     true,
     {BLACK, BLACK},
     {0x000000, 0xaa0000, 0x00aa00, 0xaa5500, 0x0000aa, 0xaa00aa, 0x00aaaa, 0xaaaaaa, 0x555555,
      0xff5555, 0x55ff55, 0xffff55, 0x5555ff, 0xff55ff, 0x55ffff, 0xffffff}},
    {"Tango",
     false,
     {BLACK, WHITE},
     {0x2e3436, 0xcc0000, 0x4e9a06, 0xc4a000, 0x3465a4, 0x75507b, 0x06989a, 0xd3d7cf, 0x555753,
      0xef2929, 0x8ae234, 0xfce94f, 0x729fcf, 0xad7fa8, 0x34e2e2, 0xeeeeec}},
    {"GNOME",
     false,
     {0x1e1e1e, WHITE},
     {0x171421, 0xc01c28, 0x26a269, 0xa2734c, 0x12488b, 0xa347ba, 0x2aa1b3, 0xd0cfcc, 0x5e5c64,
      0xf66151, 0x33da7a, 0xe9ad0c, 0x2a7bde, 0xc061cb, 0x33c7de, 0xffffff}},
    {"Solarized",
     false,
     {0x002b36, 0xfdf6e3},
     {0x073642, 0xdc322f, 0x859900, 0xb58900, 0x268bd2, 0xd33682, 0x2aa198, 0xeee8d5, 0x002b36,
      0xcb4b16, 0x586e75, 0x657b83, 0x839496, 0x6c71c4, 0x93a1a1, 0xfdf6e3}},
};

#define PALETTE_COUNT (sizeof palettes / sizeof *palettes)

/* Roles of whole words, and of shapes. */
static const enum theme_role badges[] = {THEME_WARNING, THEME_ALARM, THEME_FAILED, THEME_STALLED};

static const enum theme_role marks[] = {
    THEME_GOOD,      THEME_CREATED, THEME_SCHEDULED, THEME_RUNNING, THEME_COMPLETED,
    THEME_CANCELLED, THEME_OTHER,   THEME_LEFT,      THEME_GONE,
};

static const enum theme_role segments[] = {THEME_BAR_COMPLETED, THEME_BAR_FAILED,
                                           THEME_BAR_IN_FLIGHT};

#define COUNT(array) (sizeof(array) / sizeof *(array))

/* Red, green and blue as light, from 0 to 1. */
struct light {
    double parts[3];
};

/* What people with a colour vision deficiency see of it, after Machado, Oliveira and Fernandes
 * (2009), at full severity. */
static const double visions[][3][3] = {
    {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
    {{0.152286, 1.052583, -0.204868},
     {0.114503, 0.786281, 0.099216},
     {-0.003882, -0.048116, 1.051998}},
    {{0.367322, 0.860646, -0.227968},
     {0.280085, 0.672501, 0.047413},
     {-0.011820, 0.042940, 0.968881}},
    {{1.255528, -0.076749, -0.178779},
     {-0.078411, 0.930809, 0.147602},
     {0.004733, 0.691367, 0.303900}},
};

/* The palette of 256 colours beyond the first 16: a cube, and greys. */
static unsigned fixed_colour(unsigned number) {
    static const unsigned steps[] = {0x00, 0x5f, 0x87, 0xaf, 0xd7, 0xff};
    if (number >= 232) {
        return (8 + 10 * (number - 232)) * 0x010101;
    }
    number -= PALETTE;
    return steps[number / 36] << 16 | steps[number / 6 % 6] << 8 | steps[number % 6];
}

static unsigned rgb_of(short number, bool bold, const struct palette *palette) {
    assert_true(number >= 0);
    bool is_bright = bold && palette->bold_brightens && number < 8;
    return number < PALETTE ? palette->colours[is_bright ? number + 8 : number]
                            : fixed_colour((unsigned)number);
}

static struct light light_of(unsigned rgb) {
    struct light light;
    for (int i = 0; i < 3; i++) {
        double value = (double)(rgb >> (16 - 8 * i) & 0xff) / 255;
        light.parts[i] = value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4);
    }
    return light;
}

static double luminance(unsigned rgb) {
    struct light light = light_of(rgb);
    return 0.2126 * light.parts[0] + 0.7152 * light.parts[1] + 0.0722 * light.parts[2];
}

static double contrast(unsigned a, unsigned b) {
    double first = luminance(a) + 0.05;
    double second = luminance(b) + 0.05;
    return first > second ? first / second : second / first;
}

static double lab_root(double part) {
    return part > 0.008856 ? cbrt(part) : 7.787 * part + 16.0 / 116;
}

static void lab_of(double lab[3], unsigned rgb, const double vision[3][3]) {
    static const double xyz_of[3][3] = {
        {0.4124, 0.3576, 0.1805}, {0.2126, 0.7152, 0.0722}, {0.0193, 0.1192, 0.9505}};
    static const double white[3] = {0.9505, 1, 1.089};
    struct light light = light_of(rgb);
    double seen[3];
    double roots[3];
    for (int i = 0; i < 3; i++) {
        seen[i] = vision[i][0] * light.parts[0] + vision[i][1] * light.parts[1] +
                  vision[i][2] * light.parts[2];
        seen[i] = fmin(fmax(seen[i], 0), 1);
    }
    for (int i = 0; i < 3; i++) {
        roots[i] = lab_root(
            (xyz_of[i][0] * seen[0] + xyz_of[i][1] * seen[1] + xyz_of[i][2] * seen[2]) / white[i]);
    }
    lab[0] = 116 * roots[1] - 16;
    lab[1] = 500 * (roots[0] - roots[1]);
    lab[2] = 200 * (roots[1] - roots[2]);
}

static double distance(unsigned a, unsigned b, const double vision[3][3]) {
    double first[3];
    double second[3];
    lab_of(first, a, vision);
    lab_of(second, b, vision);
    return sqrt(pow(first[0] - second[0], 2) + pow(first[1] - second[1], 2) +
                pow(first[2] - second[2], 2));
}

/* What a shape in this look is seen by: its ground if it has one. */
static short colour_of(enum theme_role role, struct theme_place place) {
    struct theme_paint paint = theme_paint_of(role, place);
    return paint.ground != THEME_OWN ? paint.ground : paint.ink;
}

static double pair_contrast(struct theme_paint paint, const struct palette *palette) {
    bool bold = (paint.attributes & A_BOLD) != 0;
    return contrast(rgb_of(paint.ink, bold, palette), rgb_of(paint.ground, false, palette));
}

/* The least contrast of an ink with the terminal's own ground, dark or light. */
static double ink_contrast(short colour, bool bold, const struct palette *palette) {
    unsigned rgb = rgb_of(colour, bold, palette);
    return fmin(contrast(rgb, palette->grounds[0]), contrast(rgb, palette->grounds[1]));
}

static void check(double actual, double floor, const char *palette, enum theme_role role,
                  struct theme_place place) {
    if (actual < floor) {
        print_error("%s, %s, role %d, depth %d: %.2f\n", theme_of(place.theme)->name, palette,
                    (int)role, (int)place.colours, actual);
        fail();
    }
}

typedef void check_place(struct theme_place place, const struct palette *palette);

static void for_each_coloured(check_place *check_one) {
    static const enum terminal_colours depths[] = {TERMINAL_8, TERMINAL_256};
    for (int theme = 0; theme < THEME_ID_MONO; theme++) {
        for (size_t depth = 0; depth < COUNT(depths); depth++) {
            for (size_t i = 0; i < PALETTE_COUNT; i++) {
                check_one((struct theme_place){(enum theme_id)theme, depths[depth], false},
                          &palettes[i]);
            }
        }
    }
}

static void check_badges(struct theme_place place, const struct palette *palette) {
    bool is_fixed = place.colours == TERMINAL_256 && place.theme != THEME_ID_DEFAULT;
    for (size_t i = 0; i < COUNT(badges); i++) {
        check(pair_contrast(theme_paint_of(badges[i], place), palette),
              is_fixed ? TEXT_FLOOR : BOLD_FLOOR, palette->name, badges[i], place);
    }
}

static void badges_can_be_read_with_any_palette(void **state) {
    (void)state;
    for_each_coloured(check_badges);
}

static void check_sentences(struct theme_place place, const struct palette *palette) {
    (void)palette;
    for (int role = THEME_TEXT; role <= THEME_KEY; role++) {
        assert_int_equal(theme_paint_of((enum theme_role)role, place).ink, THEME_OWN);
        assert_int_equal(theme_paint_of((enum theme_role)role, place).ground, THEME_OWN);
    }
}

static void sentences_are_in_the_terminals_own_ink(void **state) {
    (void)state;
    for_each_coloured(check_sentences);
}

static void check_numbers(struct theme_place place, const struct palette *palette) {
    struct theme_paint paint = theme_paint_of(THEME_BAD, place);
    assert_int_equal(paint.ground, THEME_OWN);
    if (paint.ink != THEME_OWN) {
        check(ink_contrast(paint.ink, paint.attributes & A_BOLD, palette), NUMBER_FLOOR,
              palette->name, THEME_BAD, place);
    }
}

static void bad_numbers_can_be_read_on_dark_and_on_light(void **state) {
    (void)state;
    for_each_coloured(check_numbers);
}

static void check_marks(struct theme_place place, const struct palette *palette) {
    for (size_t i = 0; i < COUNT(marks); i++) {
        struct theme_paint paint = theme_paint_of(marks[i], place);
        if (paint.ground != THEME_OWN) {
            check(pair_contrast(paint, palette), BOLD_FLOOR, palette->name, marks[i], place);
        } else if (paint.ink != THEME_OWN) {
            check(ink_contrast(paint.ink, false, palette), SHAPE_FLOOR, palette->name, marks[i],
                  place);
        }
    }
}

static void marks_are_seen_on_dark_and_on_light(void **state) {
    (void)state;
    for_each_coloured(check_marks);
}

static void check_segments(struct theme_place place, const struct palette *palette) {
    for (size_t i = 0; i < COUNT(segments); i++) {
        short colour = colour_of(segments[i], place);
        check(ink_contrast(colour, false, palette),
              colour == COLOR_BLUE || colour == COLOR_YELLOW ? FAINT_FLOOR : SHAPE_FLOOR,
              palette->name, segments[i], place);
    }
}

static void bars_are_seen_on_dark_and_on_light(void **state) {
    (void)state;
    for_each_coloured(check_segments);
}

static void the_contrast_theme_has_it_on_black_and_on_white(void **state) {
    (void)state;
    struct theme_place place = {THEME_ID_CONTRAST, TERMINAL_256, false};
    for (int role = 0; role < theme_role_count; role++) {
        struct theme_paint paint = theme_paint_of((enum theme_role)role, place);
        bool is_segment = role >= THEME_BAR_COMPLETED;
        if (paint.ground != THEME_OWN && !is_segment) {
            check(pair_contrast(paint, palettes), TEXT_FLOOR, "fixed", (enum theme_role)role,
                  place);
        } else if (paint.ink != THEME_OWN) {
            check(ink_contrast(colour_of((enum theme_role)role, place), false, palettes),
                  BOLD_FLOOR, "fixed", (enum theme_role)role, place);
        }
    }
}

/* Bold brightens the first eight inks on some terminals: black turns grey, and green, yellow and
 * cyan vanish on white. Red and white on a ground can bear it. */
static void check_bold(struct theme_place place, const struct palette *palette) {
    (void)palette;
    for (int role = 0; role < theme_role_count; role++) {
        struct theme_paint paint = theme_paint_of((enum theme_role)role, place);
        bool may_be_bold = paint.ink == THEME_OWN || paint.ink == COLOR_RED ||
                           paint.ink >= PALETTE ||
                           (paint.ink == COLOR_WHITE && paint.ground != THEME_OWN);
        assert_true(may_be_bold || !(paint.attributes & A_BOLD));
    }
}

static void no_ink_is_bold_that_vanishes_when_it_is_brightened(void **state) {
    (void)state;
    for_each_coloured(check_bold);
}

static void check_apart(enum theme_role a, enum theme_role b, double floor,
                        struct theme_place place, const struct palette *palette) {
    unsigned first = rgb_of(colour_of(a, place), false, palette);
    unsigned second = rgb_of(colour_of(b, place), false, palette);
    for (size_t i = 0; i < COUNT(visions); i++) {
        check(distance(first, second, visions[i]), floor, palette->name, a, place);
    }
}

static void check_colour_vision(struct theme_place place, const struct palette *palette) {
    if (place.theme == THEME_ID_COLORBLIND) {
        check_apart(THEME_FAILED, THEME_STALLED, APART, place, palette);
        check_apart(THEME_FAILED, THEME_RUNNING, APART, place, palette);
        check_apart(THEME_BAR_FAILED, THEME_BAR_COMPLETED, APART, place, palette);
        check_apart(THEME_BAR_FAILED, THEME_BAR_IN_FLIGHT, APART, place, palette);
        check_apart(THEME_BAR_IN_FLIGHT, THEME_BAR_COMPLETED,
                    place.colours == TERMINAL_256 ? APART : NEARER, place, palette);
    }
}

static void blue_and_orange_differ_for_any_colour_vision(void **state) {
    (void)state;
    for_each_coloured(check_colour_vision);
}

static void red_and_green_do_not(void **state) {
    (void)state;
    const unsigned *tango = palettes[2].colours;
    assert_true(distance(tango[COLOR_RED], tango[COLOR_GREEN], visions[0]) > APART);
    assert_true(distance(tango[COLOR_RED], tango[COLOR_GREEN], visions[2]) < APART);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(badges_can_be_read_with_any_palette),
        cmocka_unit_test(sentences_are_in_the_terminals_own_ink),
        cmocka_unit_test(bad_numbers_can_be_read_on_dark_and_on_light),
        cmocka_unit_test(marks_are_seen_on_dark_and_on_light),
        cmocka_unit_test(bars_are_seen_on_dark_and_on_light),
        cmocka_unit_test(the_contrast_theme_has_it_on_black_and_on_white),
        cmocka_unit_test(no_ink_is_bold_that_vanishes_when_it_is_brightened),
        cmocka_unit_test(blue_and_orange_differ_for_any_colour_vision),
        cmocka_unit_test(red_and_green_do_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
