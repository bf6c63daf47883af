/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/redact.h"

#include "backfilltop/base/buffer.h"
#include "backfilltop/base/random.h"
#include "backfilltop/base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static const char TOKEN[] = "api_0123/56789abcdefghij+k=";

struct example {
    const char *text;
    const char *expected;
};

typedef void redactor(char *bytes, size_t length, const char *secret);

static void expect_all(redactor *redact, const struct example *examples, size_t count) {
    for (size_t i = 0; i < count; i++) {
        char copy[200];
        snprintf(copy, sizeof copy, "%s", examples[i].text);
        redact(copy, strlen(copy), TOKEN);
        assert_string_equal(copy, examples[i].expected);
    }
}

#define EXPECT_ALL(redact, examples)                                                               \
    expect_all(redact, examples, sizeof(examples) / sizeof(examples)[0])

static void pieces_of_twelve_bytes_go_and_shorter_ones_stay(void **state) {
    static const struct example examples[] = {
        {"", ""},
        {"Shopify orders", "Shopify orders"},
        {"<api_0123/56789abcdefghij+k=>", "<***************************>"},
        {"api_0123/567", "************"},
        {"api_0123/56", "api_0123/56"},
        {"api_0123/56 789abcdefgh", "api_0123/56 789abcdefgh"},
        {"xx 6789abcdefghi", "xx *************"},
        {"789abcdefghijk", "*************k"},
        {"9abcdefghijk", "9abcdefghijk"},
        {"cdefghij+k=c", "cdefghij+k=c"},
        {"api_0123/567api_0123/567-api_0123/567", "************************-************"},
    };
    (void)state;
    EXPECT_ALL(redact_text, examples);
    EXPECT_ALL(redact_json, examples);
}

static void escapes_hide_nothing(void **state) {
    static const struct example examples[] = {
        {"\\u0061pi_0123/567", "*****************"},
        {"\\u0061\\u0070\\u0069\\u005f\\u0030\\u0031\\u0032\\u0033\\u002F\\u0035\\u0036\\u0037",
         "************************************************************************"},
        {"api_0123\\/56789", "***************"},
        {"api_0123%2f56789", "****************"},
        {"%61%70%69%5F0123%2F567", "**********************"},
        {"api_0123\\\\/56789", "api_0123\\\\/56789"},
        {"api_0123\\n/56789", "api_0123\\n/56789"},
        {"api_0123\\u00002f56789", "api_0123\\u00002f56789"},
        {"\\u006", "\\u006"},
        {"\\", "\\"},
        {"%6", "%6"},
        {"\\u00zz %zz", "\\u00zz %zz"},
    };
    (void)state;
    EXPECT_ALL(redact_text, examples);
    EXPECT_ALL(redact_json, examples);
}

static void characters_that_show_nothing_hide_nothing(void **state) {
    static const struct example examples[] = {
        {"api_\xEF\xB8\x8F"
         "0123/567",
         "***************"},
        {"api_\xE2\x80\x8D"
         "0123/567",
         "***************"},
        {"api_\xC2\xAD"
         "0123/567",
         "**************"},
        {"api_\xF3\xA0\x84\x80"
         "0123/567",
         "****************"},
        {"api_\xCD\x8F"
         "0123/567",
         "**************"},
        {"api_\xE1\xA0\x8B"
         "0123/567",
         "***************"},
        {"api_\xF0\x9F\x8F\xBB"
         "0123/567",
         "****************"},
        {"api_\xF3\xA0\x81\xA1"
         "0123/567",
         "****************"},
        {"api_\\ufe0f0123/567", "******************"},
        {"api_\\uD83C\\uDFFB0123/567", "************************"},
        {"api_\\udb40\\udd000123/567", "************************"},
        {"api_\\ud83d\\ude000123/567", "api_\\ud83d\\ude000123/567"},
        {"api_\\ud83c\\ud83c0123/567", "api_\\ud83c\\ud83c0123/567"},
        {"api_\\u200D0123/567", "******************"},
        {"api_\xC3\xA9"
         "0123/567",
         "api_\xC3\xA9"
         "0123/567"},
        {"api_\xEF\xB8", "api_\xEF\xB8"},
        {"\xFF"
         "api_0123/567",
         "\xFF************"},
    };
    (void)state;
    EXPECT_ALL(redact_text, examples);
    EXPECT_ALL(redact_json, examples);
}

/* "\\u034f", or two of them for what is beyond 16 bits. */
static void write_escape(char *out, size_t size, uint32_t code) {
    if (code < 0x10000) {
        snprintf(out, size, "\\u%04x", (unsigned)code);
    } else {
        snprintf(out, size, "\\u%04X\\u%04x", (unsigned)(0xD800 + ((code - 0x10000) >> 10)),
                 (unsigned)(0xDC00 + ((code - 0x10000) & 0x3FF)));
    }
}

static void expect_hidden(const char *between) {
    char text[64];
    snprintf(text, sizeof text, "api_%s0123/567", between);
    redact_json(text, strlen(text), TOKEN);
    assert_int_equal(strspn(text, "*"), strlen(text));
}

static size_t write_utf8(char *out, uint32_t code) {
    static const uint32_t leads[] = {0, 0, 0xC0, 0xE0, 0xF0};
    size_t length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    for (size_t i = length; i-- > 0; code >>= 6) {
        out[i] = (char)(i > 0 ? 0x80 | (code & 0x3F) : leads[length] | code);
    }
    out[length] = '\0';
    return length;
}

/* The token would be whole again on the screen. */
static void nothing_that_is_dropped_from_a_text_hides_a_piece(void **state) {
    size_t dropped = 0;
    (void)state;
    for (uint32_t code = 0x80; code < 0x110000; code++) {
        char bytes[8], escape[16];
        struct buffer clean = {0};
        size_t length = write_utf8(bytes, code);
        text_clean(&clean, bytes, length, TEXT_UTF8);
        if (clean.length == 0) {
            write_escape(escape, sizeof escape, code);
            expect_hidden(bytes);
            expect_hidden(escape);
            dropped++;
        }
        buffer_clear(&clean);
    }
    assert_in_range(dropped, 260, 1000);
}

static void other_surrogates_are_no_such_characters(void **state) {
    static const struct example examples[] = {
        {"api_\\ud83c\\udf550123/567", "api_\\ud83c\\udf550123/567"},
        {"api_\\udb400123/567", "api_\\udb400123/567"},
        {"api_\\udb40\\u01230/567", "api_\\udb40\\u01230/567"},
        {"\\udb40\\udd00api_0123/567", "\\udb40\\udd00************"},
        {"\\udb40", "\\udb40"},
    };
    (void)state;
    EXPECT_ALL(redact_text, examples);
    EXPECT_ALL(redact_json, examples);
}

/* What surrounds a string is no part of it, and an asterisk in a number would cost the body. */
static void json_stays_json(void **state) {
    static const char digits[] = "api_123456789012345678";
    char body[] = "{\"id\":123456789012,\"a\":\"123456789012\",\"b\":\"api_12345678\\\"\"}";
    char text[] = "123456789012";
    (void)state;
    redact_json(body, strlen(body), digits);
    assert_string_equal(body,
                        "{\"id\":123456789012,\"a\":\"************\",\"b\":\"************\\\"\"}");
    redact_text(text, strlen(text), digits);
    assert_string_equal(text, "************");
}

/* Wherever the number and the string stand to what is passed over at once. */
static void numbers_and_strings_are_told_apart_behind_any_text(void **state) {
    static const char digits[] = "api_123456789012345678";
    (void)state;
    for (int before = 0; before < 40; before++) {
        for (int between = 0; between < 40; between++) {
            char body[200];
            char expected[200];
            snprintf(body, sizeof body,
                     "{\"%.*s\":\"%.*s\",\"n\":234567890123,\"s\":\"234567890123\"}", before,
                     "a b c d e f g h i j k l m n o p q r s t u v", between,
                     "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx");
            snprintf(expected, sizeof expected, "%.*s\"************\"}", (int)strlen(body) - 15,
                     body);
            redact_json(body, strlen(body), digits);
            assert_string_equal(body, expected);
        }
    }
}

/* A decoder names the place where it stopped by its bytes. */
static void what_is_not_json_is_redacted_too(void **state) {
    static const struct example examples[] = {
        {"{oops api_0123/567}", "{oops ************}"},
        {"\" \" api_0123/567 \"", "\" \" ************ \""},
    };
    (void)state;
    EXPECT_ALL(redact_json, examples);
}

static void a_secret_that_looks_like_an_escape_is_found(void **state) {
    static const char *const secrets[] = {"ab%41cdefghijkl", "ab\\u0041cdefghijkl",
                                          "ab\"cdefghijklmno"};
    (void)state;
    for (size_t i = 0; i < sizeof secrets / sizeof secrets[0]; i++) {
        char text[64];
        snprintf(text, sizeof text, "<%s>", secrets[i]);
        redact_text(text, strlen(text), secrets[i]);
        assert_int_equal(strspn(text, "<*>"), strlen(secrets[i]) + 2);
    }
}

static void a_short_secret_is_found_whole_and_a_shorter_one_not(void **state) {
    char ten[] = "a demo_token b demo_toke";
    char four[] = "demo demo demo demo";
    char none[] = "api_0123/567";
    (void)state;
    redact_text(ten, strlen(ten), "demo_token");
    assert_string_equal(ten, "a ********** b demo_toke");
    redact_text(four, strlen(four), "demo");
    assert_string_equal(four, "demo demo demo demo");
    redact_text(none, strlen(none), NULL);
    assert_string_equal(none, "api_0123/567");
    redact_text(NULL, 0, TOKEN);
}

static void bytes_behind_a_nul_and_none_beyond_the_end(void **state) {
    char text[] = "a\0api_0123/567890";
    (void)state;
    redact_text(text, 14, TOKEN);
    assert_memory_equal(text, "a\0************890", sizeof text);
}

/* A random text of stretches of the secret, some of them escaped, and of other letters. */
static size_t random_text(uint64_t *random, char *text, size_t *places, char *plain) {
    int64_t plain_most = random_upto(random, 1) == 0 ? 1 : random_upto(random, 1000);
    size_t length = 0, count = 0;
    while (count < 100) {
        size_t from = (size_t)random_upto(random, sizeof TOKEN - 2);
        size_t stretch = (size_t)random_upto(random, 20);
        for (size_t i = 0; i < stretch && TOKEN[from + i] != '\0'; i++) {
            plain[count] = TOKEN[from + i];
            places[count++] = length;
            length += (size_t)sprintf(text + length,
                                      random_upto(random, plain_most) == 0 ? "\\u%04x" : "%c",
                                      (unsigned)TOKEN[from + i]);
        }
        for (int64_t others = random_upto(random, 25); others >= 0; others--) {
            plain[count] = '~';
            places[count++] = length;
            text[length++] = '~';
        }
    }
    plain[count] = '\0';
    places[count] = length;
    text[length] = '\0';
    return count;
}

/* Slow and plain: is the byte `at` part of any piece? */
static bool is_in_piece(const char *plain, size_t count, size_t at) {
    size_t first = at >= REDACT_PIECE - 1 ? at - (REDACT_PIECE - 1) : 0;
    for (size_t begin = first; begin <= at && begin + REDACT_PIECE <= count; begin++) {
        char piece[REDACT_PIECE + 1];
        snprintf(piece, sizeof piece, "%s", plain + begin);
        if (strstr(TOKEN, piece) != NULL) {
            return true;
        }
    }
    return false;
}

static void agrees_with_the_plain_way_of_looking(void **state) {
    uint64_t random = 7;
    size_t pieces = 0;
    (void)state;
    for (int round = 0; round < 20000; round++) {
        char text[1024], redacted[1024], plain[200];
        size_t places[200];
        size_t count = random_text(&random, text, places, plain);
        memcpy(redacted, text, sizeof text);
        redact_json(redacted, strlen(text), TOKEN);
        for (size_t at = 0; at < count; at++) {
            bool is_piece = is_in_piece(plain, count, at);
            pieces += is_piece;
            for (size_t place = places[at]; place < places[at + 1]; place++) {
                assert_int_equal(redacted[place], is_piece ? '*' : text[place]);
            }
        }
    }
    assert_in_range(pieces, 20000, 2000000);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_of_twelve_bytes_go_and_shorter_ones_stay),
        cmocka_unit_test(escapes_hide_nothing),
        cmocka_unit_test(characters_that_show_nothing_hide_nothing),
        cmocka_unit_test(nothing_that_is_dropped_from_a_text_hides_a_piece),
        cmocka_unit_test(other_surrogates_are_no_such_characters),
        cmocka_unit_test(json_stays_json),
        cmocka_unit_test(numbers_and_strings_are_told_apart_behind_any_text),
        cmocka_unit_test(what_is_not_json_is_redacted_too),
        cmocka_unit_test(a_secret_that_looks_like_an_escape_is_found),
        cmocka_unit_test(a_short_secret_is_found_whole_and_a_shorter_one_not),
        cmocka_unit_test(bytes_behind_a_nul_and_none_beyond_the_end),
        cmocka_unit_test(agrees_with_the_plain_way_of_looking),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
