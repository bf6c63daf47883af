/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/text.h"

#include "backfilltop/base/random.h"
#include "support/text_properties.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <locale.h>
#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define MARK     "\xEF\xBF\xBD"     /* U+FFFD */
#define ACUTE    "\xCC\x81"         /* U+0301, combining */
#define ESC_MARK "\xE2\x90\x9B"     /* U+241B */
#define HAN      "\xE6\x97\xA5"     /* U+65E5, two columns */
#define PERSON   "\xF0\x9F\x91\xA9" /* U+1F469, two columns */

static void assert_cleaned(const char *bytes, size_t length, enum text_charset charset,
                           const char *expected) {
    struct buffer out = {0};
    text_clean(&out, bytes, length, charset);
    assert_string_equal(buffer_string(&out), expected);
    assert_int_equal(out.length, strlen(expected));
    buffer_clear(&out);
}

static void assert_clean(const char *bytes, const char *expected) {
    assert_cleaned(bytes, strlen(bytes), TEXT_UTF8, expected);
}

static void assert_ascii(const char *bytes, const char *expected) {
    assert_cleaned(bytes, strlen(bytes), TEXT_ASCII, expected);
}

/* UTF-8 as it would be, for any number of up to 21 bits: surrogates and more than U+10FFFF too. */
static size_t encode(uint32_t code, char *bytes) {
    if (code < 0x80) {
        bytes[0] = (char)code;
        return 1;
    }
    size_t length = code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    static const unsigned char leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
    for (size_t i = length - 1; i > 0; i--) {
        bytes[i] = (char)(0x80 | (code & 0x3F));
        code >>= 6;
    }
    bytes[0] = (char)(leads[length] | code);
    return length;
}

static void ordinary_text_is_kept(void **state) {
    (void)state;
    assert_clean("", "");
    assert_clean("Connection timeout to data source (30 s) ~ 100%!",
                 "Connection timeout to data source (30 s) ~ 100%!");
    assert_clean("p\xC3\xA4iv\xC3\xA4\xC3\xA4", "p\xC3\xA4iv\xC3\xA4\xC3\xA4");
    assert_clean(HAN HAN PERSON, HAN HAN PERSON);
    assert_clean("\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D", "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D");
    assert_clean("a\xC2\xA0z", "a\xC2\xA0z");
    assert_clean(MARK "\xE2\x90\x9B", MARK "\xE2\x90\x9B");
}

static void cleaning_appends(void **state) {
    (void)state;
    struct buffer out = {0};
    buffer_add_string(&out, "x");
    text_clean(&out, ACUTE, 2, TEXT_UTF8);
    text_clean(&out, "y", 1, TEXT_UTF8);
    assert_string_equal(buffer_string(&out), "x" MARK "y");
    text_clean(&out, NULL, 0, TEXT_UTF8);
    assert_string_equal(buffer_string(&out), "x" MARK "y");
    buffer_clear(&out);
}

static void every_c0_control_becomes_its_picture(void **state) {
    (void)state;
    for (int byte = 0; byte < 0x20; byte++) {
        const char raw[] = {'a', (char)byte, 'z'};
        char expected[8];
        snprintf(expected, sizeof(expected), "a\xE2\x90%cz", 0x80 + byte);
        assert_cleaned(raw, sizeof(raw), TEXT_UTF8, expected);
        assert_cleaned(raw, sizeof(raw), TEXT_ASCII, "a?z");
    }
    assert_clean("a\x7Fz", "a\xE2\x90\xA1z");
    assert_ascii("a\x7Fz", "a?z");
}

static void escape_sequences_become_harmless(void **state) {
    (void)state;
    assert_clean("\x1B[2J\x1B]0;owned\x07", ESC_MARK "[2J" ESC_MARK "]0;owned\xE2\x90\x87");
    assert_clean("\x1B]52;c;cm0gLXJm\x1B\\", ESC_MARK "]52;c;cm0gLXJm" ESC_MARK "\\");
    assert_clean("line\r\nnext\tcolumn", "line\xE2\x90\x8D\xE2\x90\x8Anext\xE2\x90\x89"
                                         "column");
    assert_ascii("\x1B[2J", "?[2J");
}

static void every_c1_control_becomes_a_mark(void **state) {
    (void)state;
    for (int byte = 0x80; byte < 0xA0; byte++) {
        const char raw[] = {'a', (char)byte, 'z', '\0'};
        assert_clean(raw, "a" MARK "z");
        assert_ascii(raw, "a?z");
        const char encoded[] = {'a', '\xC2', (char)byte, 'z', '\0'};
        assert_clean(encoded, "a" MARK "z");
        assert_ascii(encoded, "a?z");
    }
    assert_clean("\xC2\x9B"
                 "2J\x9D"
                 "0;owned\x9C",
                 MARK "2J" MARK "0;owned" MARK);
}

static void format_characters_become_marks(void **state) {
    (void)state;
    static const uint32_t hidden[] = {
        0x0600,  0x0605,  0x061C,  0x06DD,  0x070F,  0x08E2,  /* Arabic and Syriac */
        0x200E,  0x200F,                                      /* LRM, RLM */
        0x2028,  0x2029,                                      /* separators */
        0x202A,  0x202B,  0x202C,  0x202D,  0x202E,           /* bidi embeddings, overrides */
        0x2061,  0x2062,  0x2063,  0x2064,  0x2065,           /* invisible maths */
        0x2066,  0x2067,  0x2068,  0x2069,  0x206A,  0x206F,  /* bidi isolates, deprecated */
        0xFFF9,  0xFFFA,  0xFFFB,                             /* annotations */
        0x110BD, 0x13430, 0x1343F, 0x1BCA0, 0x1D173, 0x1D17A, /* Kaithi to music */
        0xE0001, 0xE0020, 0xE0041, 0xE007F,                   /* tags */
        0x115F,  0x1160,  0x17B4,  0x17B5,  0x3164,  0xFFA0,  /* invisible letters */
    };
    for (size_t i = 0; i < COUNT(hidden); i++) {
        char raw[8] = "a";
        size_t length = 1 + encode(hidden[i], raw + 1);
        raw[length++] = 'z';
        assert_cleaned(raw, length, TEXT_UTF8, "a" MARK "z");
        assert_cleaned(raw, length, TEXT_ASCII, "a?z");
    }
}

static void neighbours_of_format_characters_are_kept(void **state) {
    (void)state;
    static const uint32_t kept[] = {0x00AC, 0x00AE, 0x0606, 0x200A, 0x2010, 0x2027,
                                    0x202F, 0x205F, 0x3163, 0x3165, 0xFF9F, 0xFFFC};
    for (size_t i = 0; i < COUNT(kept); i++) {
        char raw[8] = "";
        encode(kept[i], raw);
        assert_clean(raw, raw);
    }
}

static void private_and_unassigned_characters_become_marks(void **state) {
    (void)state;
    static const uint32_t codes[] = {0xE000,   0xF8FF,   0xF0000, 0xFFFFD, 0x100000,
                                     0x10FFFD, 0x0378,   0xFDD0,  0xFFFE,  0xFFFF,
                                     0x1FFFF,  0x10FFFF, 0xE0080, 0xE01F0, 0xE0FFF};
    for (size_t i = 0; i < COUNT(codes); i++) {
        char raw[8] = "";
        encode(codes[i], raw);
        assert_clean(raw, MARK);
        assert_ascii(raw, "?");
    }
}

static void every_byte_of_an_invalid_sequence_becomes_a_mark(void **state) {
    (void)state;
    static const struct {
        const char *bytes;
        int marks;
    } cases[] = {
        {"\x80", 1},                     /* a continuation alone */
        {"\xBF\xBF", 2},                 /**/
        {"\xC0\x80", 2},                 /* overlong NUL */
        {"\xC0\x9B", 2},                 /* overlong ESC */
        {"\xC1\xBF", 2},                 /* overlong DEL */
        {"\xE0\x80\x9B", 3},             /* overlong ESC, three bytes */
        {"\xE0\x82\x9B", 3},             /* overlong C1 */
        {"\xE0\x9F\xBF", 3},             /* overlong U+07FF */
        {"\xF0\x80\x80\x9B", 4},         /* overlong ESC, four bytes */
        {"\xF0\x8F\xBF\xBF", 4},         /* overlong U+FFFF */
        {"\xED\xA0\x80", 3},             /* U+D800 */
        {"\xED\xAF\xBF", 3},             /* U+DBFF */
        {"\xED\xB0\x80", 3},             /* U+DC00 */
        {"\xED\xBF\xBF", 3},             /* U+DFFF */
        {"\xED\xA0\xBD\xED\xB8\x80", 6}, /* a pair of surrogates */
        {"\xF4\x90\x80\x80", 4},         /* U+110000 */
        {"\xF5\x80\x80\x80", 4},         /* U+140000 */
        {"\xF7\xBF\xBF\xBF", 4},         /* U+1FFFFF */
        {"\xF8\x88\x80\x80\x80", 5},     /* five bytes */
        {"\xFC\x84\x80\x80\x80\x80", 6}, /* six bytes */
        {"\xFE", 1},
        {"\xFF\xFF", 2},
        {"\xC3", 1}, /* cut short */
        {"\xE6\x97", 2},
        {"\xF0\x9F", 2},
        {"\xF0\x9F\x91", 3},
        {"\xE6\xE6\xE6", 3},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct buffer raw = {0};
        struct buffer expected = {0};
        buffer_add_format(&raw, "a%sz", cases[i].bytes);
        buffer_add_string(&expected, "a");
        for (int mark = 0; mark < cases[i].marks; mark++) {
            buffer_add_string(&expected, MARK);
        }
        assert_clean(cases[i].bytes, buffer_string(&expected) + 1);
        buffer_add_string(&expected, "z");
        assert_clean(buffer_string(&raw), buffer_string(&expected));
        buffer_clear(&raw);
        buffer_clear(&expected);
    }
}

static void a_broken_sequence_swallows_nothing(void **state) {
    (void)state;
    assert_clean("\xE6\x97\x1B[2J", MARK MARK ESC_MARK "[2J");
    assert_clean("\xF0\x9F\xE6\x97\xA5", MARK MARK HAN);
    assert_clean("\xC3\"", MARK "\"");
    assert_cleaned(HAN, 2, TEXT_UTF8, MARK MARK);
    assert_cleaned(PERSON "x", 3, TEXT_UTF8, MARK MARK MARK);
}

static void the_ends_of_each_length_are_kept_or_refused(void **state) {
    (void)state;
    /* By RFC 3629, regardless of what else is wrong with the character: count marks in ASCII. */
    static const struct {
        uint32_t code;
        const char *ascii;
    } cases[] = {
        {0x7E, "~"},     {0x80, "?"},        {0x7FF, "?"},       {0x800, "?"},  {0xD7FF, "?"},
        {0xD800, "???"}, {0xDFFF, "???"},    {0xE000, "?"},      {0xFFFF, "?"}, {0x10000, "?"},
        {0x10FFFF, "?"}, {0x110000, "????"}, {0x1FFFFF, "????"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char raw[8] = "";
        assert_cleaned(raw, encode(cases[i].code, raw), TEXT_ASCII, cases[i].ascii);
    }
}

static void four_combining_characters_are_kept_and_no_fifth(void **state) {
    (void)state;
    assert_clean("e" ACUTE "x", "e" ACUTE "x");
    assert_clean("e" ACUTE ACUTE ACUTE ACUTE, "e" ACUTE ACUTE ACUTE ACUTE);
    assert_clean("e" ACUTE ACUTE ACUTE ACUTE ACUTE "x", "e" ACUTE ACUTE ACUTE ACUTE MARK "x");
    assert_clean("e" ACUTE ACUTE ACUTE ACUTE ACUTE ACUTE, "e" ACUTE ACUTE ACUTE ACUTE MARK MARK);
    assert_clean(HAN ACUTE "a" ACUTE ACUTE ACUTE ACUTE, HAN ACUTE "a" ACUTE ACUTE ACUTE ACUTE);
    assert_ascii("e" ACUTE "x", "e?x");
}

static void an_orphan_combining_character_becomes_a_mark(void **state) {
    (void)state;
    assert_clean(ACUTE "a", MARK "a");
    assert_clean("\n" ACUTE "a", "\xE2\x90\x8A" MARK "a");
    assert_clean("\xFF" ACUTE, MARK MARK);
    assert_clean("\xE2\x80\x8B" ACUTE, MARK); /* U+200B */
    assert_clean("\xE2\x80\x8E" ACUTE, MARK MARK);
    assert_clean(" " ACUTE, " " ACUTE);
}

static void variation_selectors_are_dropped(void **state) {
    (void)state;
    assert_clean("\xE2\x9D\xA4\xEF\xB8\x8F!", "\xE2\x9D\xA4!");   /* U+FE0F */
    assert_clean("\xE2\x9D\xA4\xEF\xB8\x80!", "\xE2\x9D\xA4!");   /* U+FE00 */
    assert_clean("a\xF3\xA0\x84\x80\xF3\xA0\x87\xAFz", "az");     /* U+E0100, U+E01EF */
    assert_clean("a\xE1\xA0\x8B\xE1\xA0\x8D\xE1\xA0\x8Fz", "az"); /* U+180B, U+180D, U+180F */
    assert_clean("\xEF\xB8\x8F", "");
    assert_clean("e\xEF\xB8\x8F" ACUTE, "e" ACUTE);
    assert_ascii("a\xEF\xB8\x8Fz", "az");
}

static void joined_emoji_come_apart(void **state) {
    (void)state;
    assert_clean(PERSON "\xE2\x80\x8D\xF0\x9F\x92\xBB", PERSON "\xF0\x9F\x92\xBB");
}

static void what_only_shapes_its_neighbours_is_dropped(void **state) {
    (void)state;
    static const uint32_t dropped[] = {
        0x00AD, 0x034F, 0x180B, 0x180E, 0x180F,  0x200B,  0x200C,  0x200D,
        0x2060, 0xFE00, 0xFE0F, 0xFEFF, 0x1F3FB, 0x1F3FF, 0xE0100, 0xE01EF,
    };
    for (size_t i = 0; i < COUNT(dropped); i++) {
        char raw[8] = "a";
        size_t length = 1 + encode(dropped[i], raw + 1);
        raw[length++] = 'z';
        assert_true(text_is_ignorable(dropped[i]));
        assert_cleaned(raw, length, TEXT_UTF8, "az");
        assert_cleaned(raw, length, TEXT_ASCII, "az");
    }
    static const uint32_t counted[] = {0,      'a',    0x00AC, 0x00AE, 0x0301,  0x200A,  0x200E,
                                       0x202E, 0x2061, 0x115F, 0x3164, 0x1F3FA, 0x1F400, 0xE0041};
    for (size_t i = 0; i < COUNT(counted); i++) {
        assert_false(text_is_ignorable(counted[i]));
    }
}

#define TAG_G   "\xF3\xA0\x81\xA7" /* U+E0067 */
#define TAG_END "\xF3\xA0\x81\xBF" /* U+E007F */
#define FLAG    "\xF0\x9F\x8F\xB4" /* U+1F3F4 */

static void tags_are_dropped_behind_a_flag_alone(void **state) {
    (void)state;
    assert_clean(FLAG TAG_G TAG_G TAG_END "!", FLAG "!");
    assert_clean(FLAG "\xEF\xB8\x8F" TAG_G TAG_END TAG_G, FLAG); /* U+FE0F */
    assert_clean(TAG_G TAG_END, MARK MARK);
    assert_clean(FLAG "a" TAG_G, FLAG "a" MARK);
    assert_clean(FLAG HAN TAG_G, FLAG HAN MARK);
    assert_clean(FLAG "\xFF" TAG_G, FLAG MARK MARK);
}

static void assert_blank(const char *bytes, bool expected) {
    assert_int_equal(text_is_blank(bytes, strlen(bytes)), expected);
}

static void a_noun_follows_its_count(void **state) {
    (void)state;
    assert_string_equal(text_plural(0), "s");
    assert_string_equal(text_plural(1), "");
    assert_string_equal(text_plural(2), "s");
    assert_string_equal(text_plural(-1), "s");
}

static void what_has_nothing_to_read_is_blank(void **state) {
    (void)state;
    static const uint32_t blank[] = {
        ' ',    '\t',   '\n',   0x01,   0x7F,    0x85,    0xA0,    0xAD,   0x0301,  0x034F,
        0x061C, 0x115F, 0x1160, 0x1680, 0x17B4,  0x180E,  0x2000,  0x200A, 0x200B,  0x200D,
        0x200E, 0x2028, 0x202E, 0x202F, 0x205F,  0x2060,  0x2800,  0x3000, 0x3164,  0xE000,
        0xFE0F, 0xFEFF, 0xFFA0, 0xFFFD, 0x1F3FB, 0xE0041, 0xF0000, 0x0378, 0x10FFFF};
    for (size_t i = 0; i < COUNT(blank); i++) {
        char raw[8] = "";
        size_t length = encode(blank[i], raw);
        assert_true(text_is_blank(raw, length));
        raw[length++] = 'a';
        assert_false(text_is_blank(raw, length));
    }
    assert_blank("", true);
    assert_blank("   \xFF\xC2", true);
    assert_blank(" .", false);
    assert_blank("\xE2\xA0\x81", false); /* U+2801: a dot */
    assert_blank(HAN, false);
    assert_blank(PERSON, false);
    assert_blank("\xD9\x85\xE2\x80\x8C", false); /* a letter and U+200C */
}

static void ascii_marks_each_character_once_in_any_locale(void **state) {
    (void)state;
    assert_ascii("p\xC3\xA4iv\xC3\xA4 " HAN PERSON ".", "p?iv? ??.");
    assert_ascii("\xFF\xFE", "??");
    assert_non_null(setlocale(LC_CTYPE, "C"));
    assert_ascii("p\xC3\xA4iv\xC3\xA4 " HAN PERSON ".", "p?iv? ??.");
    assert_int_equal(text_locale_charset(), TEXT_ASCII);
    assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
    assert_int_equal(text_locale_charset(), TEXT_UTF8);
}

/* The invariant of text_clean(), for all code points. */
static void no_code_point_passes_but_printable_ones(void **state) {
    (void)state;
    for (uint32_t code = 0; code <= 0x110000; code++) {
        char raw[8] = "a";
        size_t length = 1 + encode(code, raw + 1);
        const char *broken = broken_text_property(raw, length, 2, TEXT_UTF8);
        if (broken != NULL) {
            fail_msg("U+%04X: %s", (unsigned)code, broken);
        }
    }
}

/* Raw bytes alone would hardly ever be UTF-8, so that most pieces are characters, often of the
 * kinds that matter, and a few are broken again. */
static size_t random_bytes(uint64_t *numbers, char *bytes, size_t room) {
    static const uint32_t kinds[][2] = {
        {0x00, 0x1F},       {0x20, 0x7E},       {0x20, 0x20},     {0x7F, 0x9F},
        {0xA0, 0x7FF},      {0x300, 0x36F},     {0x1100, 0x11FF}, {0x2000, 0x206F},
        {0x4E00, 0x9FFF},   {0xD7FF, 0xE000},   {0xFE00, 0xFE0F}, {0xFFF0, 0xFFFF},
        {0x1F300, 0x1F6FF}, {0xE0000, 0xE01FF}, {0x80, 0x10FFFF}, {0x110000, 0x1FFFFF},
    };
    size_t target = (size_t)random_upto(numbers, (int64_t)room - 8);
    size_t length = 0;
    while (length < target) {
        const uint32_t *kind = kinds[random_upto(numbers, (int64_t)COUNT(kinds) - 1)];
        uint32_t code = kind[0] + (uint32_t)random_upto(numbers, kind[1] - kind[0]);
        length += encode(code, bytes + length);
        if (random_upto(numbers, 7) == 0) {
            bytes[length - 1] = (char)random_upto(numbers, 255);
        }
    }
    return length;
}

static void the_properties_hold_for_any_bytes(void **state) {
    (void)state;
    uint64_t numbers = 20240201;
    for (int i = 0; i < 100000; i++) {
        char bytes[96];
        size_t length = random_bytes(&numbers, bytes, sizeof(bytes));
        int columns = (int)random_upto(&numbers, 38) + 2;
        enum text_charset charset = i % 4 == 0 ? TEXT_ASCII : TEXT_UTF8;
        const char *broken = broken_text_property(bytes, length, columns, charset);
        if (broken != NULL) {
            fail_msg("string %d in %d columns: %s", i, columns, broken);
        }
    }
}

static int use_utf8(void **state) {
    (void)state;
    return setlocale(LC_CTYPE, "C.UTF-8") != NULL ? 0 : -1;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ordinary_text_is_kept),
        cmocka_unit_test(cleaning_appends),
        cmocka_unit_test(every_c0_control_becomes_its_picture),
        cmocka_unit_test(escape_sequences_become_harmless),
        cmocka_unit_test(every_c1_control_becomes_a_mark),
        cmocka_unit_test(format_characters_become_marks),
        cmocka_unit_test(neighbours_of_format_characters_are_kept),
        cmocka_unit_test(private_and_unassigned_characters_become_marks),
        cmocka_unit_test(every_byte_of_an_invalid_sequence_becomes_a_mark),
        cmocka_unit_test(a_broken_sequence_swallows_nothing),
        cmocka_unit_test(the_ends_of_each_length_are_kept_or_refused),
        cmocka_unit_test(four_combining_characters_are_kept_and_no_fifth),
        cmocka_unit_test(an_orphan_combining_character_becomes_a_mark),
        cmocka_unit_test(variation_selectors_are_dropped),
        cmocka_unit_test(joined_emoji_come_apart),
        cmocka_unit_test(what_only_shapes_its_neighbours_is_dropped),
        cmocka_unit_test(tags_are_dropped_behind_a_flag_alone),
        cmocka_unit_test(what_has_nothing_to_read_is_blank),
        cmocka_unit_test(a_noun_follows_its_count),
        cmocka_unit_test(ascii_marks_each_character_once_in_any_locale),
        cmocka_unit_test(no_code_point_passes_but_printable_ones),
        cmocka_unit_test(the_properties_hold_for_any_bytes),
    };
    return cmocka_run_group_tests(tests, use_utf8, NULL);
}
