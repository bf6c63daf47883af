/* SPDX-License-Identifier: MIT */
#include "../../src/core/json_scan.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <stdio.h>

#define LENGTH_OF(array) (sizeof(array) / sizeof((array)[0]))
#define MARK             "\\ufffd"

static struct json_scan scan_of(const char *document) {
    struct json_scan scan;
    struct problem problem = {0};
    if (!json_scan(&scan, document, strlen(document), NULL, &problem)) {
        fail_msg("%s: %s", document, problem.what);
    }
    return scan;
}

/* Scans an array with one value in it. */
static void assert_becomes(const char *value, const char *expected, size_t warnings) {
    char document[600];
    char wanted[600];
    snprintf(document, sizeof document, "[%s]", value);
    snprintf(wanted, sizeof wanted, "[%s]", expected);
    struct json_scan scan = scan_of(document);
    if (scan.length != strlen(wanted) || memcmp(scan.bytes, wanted, scan.length) != 0) {
        fail_msg("%s: %.*s, not %s", document, (int)scan.length, scan.bytes, wanted);
    }
    assert_int_equal(scan.warnings, warnings);
    json_scan_clear(&scan);
}

static void a_clean_document_is_not_copied(void **state) {
    (void)state;
    static const char *const documents[] = {
        "{}",
        "[]",
        " {\t\"a\" :\r\n[ 1 , -0, true, false, null, {}, [], \"\" ] } ",
        "[-1,0,123456789012345678,9223372036854775807,-9223372036854775808,1.5,-0.25,1e-3,1E-400]",
        "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e8\\u0000\\ud83d\\ude00\\uD83D\\uDE00\"]",
        "[\"\x7F \xC3\xA8 \xEF\xBF\xBD \xF4\x8F\xBF\xBF\"]",
    };
    for (size_t i = 0; i < LENGTH_OF(documents); i++) {
        struct json_scan scan = scan_of(documents[i]);
        assert_ptr_equal(scan.bytes, documents[i]);
        assert_int_equal(scan.length, strlen(documents[i]));
        assert_int_equal(scan.warnings, 0);
        assert_string_equal(scan.first_warning, "");
        json_scan_clear(&scan);
    }
}

static void damaged_characters_are_replaced_one_by_one(void **state) {
    (void)state;
    static const struct {
        const char *string, *repaired;
    } cases[] = {
        {"\\ud83d", MARK},
        {"\\ude00", MARK},
        {"a\\uD83Db", "a" MARK "b"},
        {"\\ud83d\\ud83d\\ude00", MARK "\\ud83d\\ude00"},
        {"\\ude00\\ud83d", MARK MARK},
        {"\\ud83d\\u0041", MARK "\\u0041"},
        {"\\ud83d\\n", MARK "\\n"},
        {"\\ud83d\\ude0", MARK MARK "de0"},
        {"caf\xE8!", "caf" MARK "!"},
        {"\xC3", MARK},
        {"\xC0\xAF", MARK MARK},                   /* overlong */
        {"\xE0\x80\xAF", MARK MARK MARK},          /* overlong */
        {"\xED\xA0\xBD", MARK MARK MARK},          /* an encoded surrogate */
        {"\xF4\x90\x80\x80", MARK MARK MARK MARK}, /* beyond U+10FFFF */
        {"\xF0\x9F\x98", MARK MARK MARK},          /* cut */
        {"\xFF\xFE", MARK MARK},
        {"a\nb\x1F", "a\\u000ab\\u001f"},
        {"\\x41", MARK "x41"},
        {"\\'", MARK "'"},
        {"\\\xE8", MARK MARK},
        {"\\u12G4", MARK "12G4"},
        {"\\u", MARK},
        {"\\U0041", MARK "U0041"},
    };
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        char string[64];
        char repaired[64];
        snprintf(string, sizeof string, "\"%s\"", cases[i].string);
        snprintf(repaired, sizeof repaired, "\"%s\"", cases[i].repaired);
        assert_becomes(string, repaired, 1);
    }
}

static void damage_is_found_wherever_it_stands(void **state) {
    static const char *const plain[] = {"x", " ", "\x7f", "[", "!"};
    static const struct {
        const char *string, *repaired;
    } damage[] = {{"\x01", "\\u0001"},
                  {"\x1f", "\\u001f"},
                  {"\xff", MARK},
                  {"\x80", MARK},
                  {"\\q", MARK "q"}};
    (void)state;
    for (size_t before = 0; before < 40; before++) {
        for (size_t i = 0; i < LENGTH_OF(plain) * LENGTH_OF(damage); i++) {
            struct buffer value = {0};
            struct buffer wanted = {0};
            buffer_add_string(&value, "\"");
            buffer_add_repeated(&value, plain[i % LENGTH_OF(plain)][0], before);
            buffer_add_string(&wanted, buffer_string(&value));
            buffer_add_string(&value, damage[i / LENGTH_OF(plain)].string);
            buffer_add_string(&wanted, damage[i / LENGTH_OF(plain)].repaired);
            buffer_add_string(&value, "0123456789\"");
            buffer_add_string(&wanted, "0123456789\"");
            assert_becomes(value.bytes, wanted.bytes, 1);
            buffer_clear(&value);
            buffer_clear(&wanted);
        }
    }
}

static void a_raw_nul_is_escaped(void **state) {
    (void)state;
    static const char document[] = "{\"a\0\":\"b\0\"}";
    static const char expected[] = "{\"a" MARK "\":\"b\\u0000\"}";
    struct json_scan scan;
    struct problem problem = {0};
    assert_true(json_scan(&scan, document, sizeof document - 1, NULL, &problem));
    assert_int_equal(scan.length, sizeof expected - 1);
    assert_memory_equal(scan.bytes, expected, scan.length);
    assert_string_equal(scan.first_warning, "a? holds an unescaped control character");
    json_scan_clear(&scan);
}

static void whole_numbers_are_written_in_digits(void **state) {
    (void)state;
    static const struct {
        const char *number, *repaired;
    } cases[] = {
        {"28.0", "28"},
        {"1.5e1", "15"},
        {"1E3", "1000"},
        {"1e+2", "100"},
        {"1200e-2", "12"},
        {"0.0", "0"},
        {"-0.0", "0"},
        {"0e99999999999999999999", "0"},
        {"-28.000", "-28"},
        {"9007199254740993.0", "9007199254740993"},
        {"9.007199254740993e15", "9007199254740993"},
        {"9223372036854775807.0", "9223372036854775807"},
        {"9.223372036854775807e18", "9223372036854775807"},
        {"-9223372036854775808.0", "-9223372036854775808"},
        {"1000000000000000000000e-20", "10"},
        {"0.00000000000000000000000000001e30", "10"},
    };
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        assert_becomes(cases[i].number, cases[i].repaired, 0);
    }
}

static void numbers_beyond_64_bits_stay_numbers_beyond(void **state) {
    (void)state;
    static const char *const beyond[] = {
        "9223372036854775808",
        "-9223372036854775809",
        "18446744073709551616",
        "99999999999999999999999",
        "1e400",
        "-1e400",
        "1e19",
        "9223372036854775807.0e1",
        "123456789012345678901234567890.5",
        "1e99999999999999999999",
    };
    for (size_t i = 0; i < LENGTH_OF(beyond); i++) {
        assert_becomes(beyond[i], beyond[i][0] == '-' ? "-1e308" : "1e308", 1);
    }
}

static void a_number_of_any_length_is_read(void **state) {
    (void)state;
    enum { DIGITS = 10000 };
    struct buffer document = {0};
    buffer_add_string(&document, "[");
    buffer_add_repeated(&document, '1', DIGITS);
    buffer_add_string(&document, ",0.");
    buffer_add_repeated(&document, '0', DIGITS);
    buffer_add_format(&document, "12e%d,1", DIGITS + 2);
    buffer_add_repeated(&document, '0', DIGITS);
    buffer_add_format(&document, "e-%d]", DIGITS);
    struct json_scan scan = scan_of(document.bytes);
    assert_string_equal(scan.bytes, "[1e308,12,1]");
    assert_int_equal(scan.warnings, 1);
    json_scan_clear(&scan);
    buffer_clear(&document);
}

static void a_warning_names_the_place(void **state) {
    (void)state;
    static const struct {
        const char *document, *warning;
    } cases[] = {
        {"{\"data\":[{},{\"a\":1,\"status\":\"\xE8\"}]}",
         "data[1].status holds a byte that is not UTF-8"},
        {"{\"data\":[{\"error_report\":[{},{},{\"error\":\"\\ud83d\"}]}]}",
         "data[0].error_report[2].error holds half of a surrogate pair"},
        {"{\"data\":{\"status\":\"\\q\"}}", "data.status holds an escape that JSON does not know"},
        {"{\"meta\":{\"request_id\":\"a\tb\"},\"data\":[]}",
         "meta.request_id holds an unescaped control character"},
        {"{\"data\":[{\"x\":1e400}]}", "data[0].x is a number beyond 64 bits"},
        {"{\"data\":[{\"x\":NaN}]}", "data[0].x is NaN or infinite"},
        {"[1,Infinity]", "[1] is NaN or infinite"},
        {"[-Infinity]", "[0] is NaN or infinite"},
        {"{\"data\":[{\"a\\u0000b\":1}]}", "data[0].a\\u0000b holds a NUL"},
        {"[[[[[[\"\xE8\"]]]]]]", "[0][0][0][0][0] holds a byte that is not UTF-8"},
    };
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        struct json_scan scan = scan_of(cases[i].document);
        assert_string_equal(scan.first_warning, cases[i].warning);
        assert_int_equal(scan.warnings, 1);
        json_scan_clear(&scan);
    }
}

static void one_string_is_one_warning(void **state) {
    (void)state;
    struct json_scan scan = scan_of("[\"\xE8\xE8\xE8\\ud83d\",\"\xE8\",\"fine\",1e400]");
    assert_int_equal(scan.warnings, 3);
    assert_string_equal(scan.first_warning, "[0] holds a byte that is not UTF-8");
    json_scan_clear(&scan);
}

static void what_is_no_json_is_refused_with_its_place(void **state) {
    (void)state;
    static const struct {
        const char *document, *where;
    } cases[] = {
        {" ", "line 1, column 2: expected a value, found the end"},
        {"<html>", "line 1, column 1: expected '{', found '<'"},
        {"null", "line 1, column 1: expected '{', found 'n'"},
        {"{", "line 1, column 2: expected a key or '}', found the end"},
        {"{\"a\"", "line 1, column 5: expected ':', found the end"},
        {"{\"a\":", "line 1, column 6: expected a value, found the end"},
        {"{\"a\":1", "line 1, column 7: expected ',' or '}', found the end"},
        {"{\"a\":1,", "line 1, column 8: expected a key, found the end"},
        {"[1", "line 1, column 3: expected ',' or ']', found the end"},
        {"[\"abc", "line 1, column 6: it ends inside a string"},
        {"[\"abc\\", "line 1, column 7: it ends inside a string"},
        {"[\"abc\\\"", "line 1, column 8: it ends inside a string"},
        {"{\"a\":1,}", "line 1, column 8: expected a key, found '}'"},
        {"[1,]", "line 1, column 4: expected a value, found ']'"},
        {"[1}", "line 1, column 3: expected ',' or ']', found '}'"},
        {"{\"a\":1]", "line 1, column 7: expected ',' or '}', found ']'"},
        {"{\"a\" 1}", "line 1, column 6: expected ':', found '1'"},
        {"{a:1}", "line 1, column 2: expected a key, found 'a'"},
        {"{} {}", "line 1, column 4: expected the end, found '{'"},
        {"{}\xFF", "line 1, column 3: expected the end, found byte 0xFF"},
        {"[01]", "line 1, column 3: expected ',' or ']', found '1'"},
        {"[-]", "line 1, column 3: expected a digit, found ']'"},
        {"[+1]", "line 1, column 2: expected a value, found '+'"},
        {"[.5]", "line 1, column 2: expected a value, found '.'"},
        {"[1.]", "line 1, column 4: expected a digit, found ']'"},
        {"[1e]", "line 1, column 4: expected a digit, found ']'"},
        {"[1e+]", "line 1, column 5: expected a digit, found ']'"},
        {"[Null]", "line 1, column 2: expected a value, found 'N'"},
        {"[nan]", "line 1, column 3: expected a value, found 'a'"},
        {"[NaNs]", "line 1, column 5: expected ',' or ']', found 's'"},
        {"[-NaN]", "line 1, column 3: expected a digit, found 'N'"},
        {"[Inf]", "line 1, column 2: expected a value, found 'I'"},
        {"[-Infinit", "line 1, column 3: expected a value, found 'I'"},
        {"NaN", "line 1, column 1: expected '{', found 'N'"},
        {"[truth]", "line 1, column 5: expected a value, found 't'"},
        {"[true1]", "line 1, column 6: expected ',' or ']', found '1'"},
        {"['a']", "line 1, column 2: expected a value, found '\''"},
        {"[1] // x", "line 1, column 5: expected the end, found '/'"},
        {"[\"\xC3\xA8\xC3\xA8\",\n  \"\xE8\" x]",
         "line 2, column 7: expected ',' or ']', found 'x'"},
        {"[\"\\ud83d\\ud83d\", x]", "line 1, column 18: expected a value, found 'x'"},
    };
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        struct json_scan scan;
        struct problem problem = {0};
        char expected[200];
        snprintf(expected, sizeof expected, "the answer is not JSON: %s", cases[i].where);
        assert_false(
            json_scan(&scan, cases[i].document, strlen(cases[i].document), NULL, &problem));
        assert_string_equal(problem.what, expected);
        json_scan_clear(&scan);
    }
}

static void a_byte_order_mark_is_skipped_and_utf16_named(void **state) {
    (void)state;
    struct json_scan scan = scan_of("\xEF\xBB\xBF{\"data\":[1]}");
    assert_memory_equal(scan.bytes, "{\"data\":[1]}", scan.length);
    assert_int_equal(scan.warnings, 0);
    json_scan_clear(&scan);
    static const char *const documents[] = {"\xFF\xFE{\0}\0", "\xFE\xFF\0{\0}", "{\0}\0", "\0{\0}"};
    for (size_t i = 0; i < LENGTH_OF(documents); i++) {
        struct problem problem = {0};
        assert_false(json_scan(&scan, documents[i], 4, NULL, &problem));
        assert_non_null(strstr(problem.what, "UTF-16"));
        json_scan_clear(&scan);
    }
}

static void assert_span(const struct json_scan *scan, struct json_span span, const char *expected) {
    assert_int_equal(span.end - span.start, strlen(expected));
    assert_memory_equal(scan->bytes + span.start, expected, strlen(expected));
}

static void the_items_of_the_list_are_found(void **state) {
    (void)state;
    static const char *const documents[] = {
        "{\"meta\":{\"data\":[9]},\"data\":[ {\"a\":[1,2]} ,7, \"x\",[] , null]}",
        "{\"me\xE8\":\"\\ud83d\",\"data\":[ {\"a\":[1.0,2]} ,7e0, \"x\",[] , null],\"z\":[1]}",
    };
    for (size_t i = 0; i < LENGTH_OF(documents); i++) {
        struct json_scan scan = scan_of(documents[i]);
        assert_true(scan.has_list == (i == 0));
        assert_int_equal(scan.item_count, 5);
        assert_span(&scan, scan.items[0].span, "{\"a\":[1,2]}");
        assert_span(&scan, scan.items[1].span, "7");
        assert_span(&scan, scan.items[2].span, "\"x\"");
        assert_span(&scan, scan.items[3].span, "[]");
        assert_span(&scan, scan.items[4].span, "null");
        assert_true(scan.bytes[scan.data.start] == '[' && scan.bytes[scan.data.end - 1] == ']');
        json_scan_clear(&scan);
    }
}

static void a_list_in_disguise_is_left_to_jansson(void **state) {
    (void)state;
    static const char *const documents[] = {
        "{\"data\":[1],\"data\":[2]}",
        "{\"data\":[1],\"d\\u0061ta\":[2]}",
        "{\"data\":[1],\"error\":null,\"error\":{}}",
        "{\"meta\":1,\"data\":[1],\"meta\":2}",
        "{\"data\":[1],\"\xE8\":2}",
        "{\"data\":{\"data\":[1]}}",
        "{\"dat\":[1]}",
        "{\"a\":{\"data\":[1]}}",
        "[[1]]",
        "{}",
    };
    for (size_t i = 0; i < LENGTH_OF(documents); i++) {
        struct json_scan scan = scan_of(documents[i]);
        assert_false(scan.has_list);
        json_scan_clear(&scan);
    }
}

/* Scans "[item,item,…]"; the problem is empty if the document is accepted. */
static void scan_repeated(const char *head, const char *item, size_t count, const char *tail,
                          struct problem *problem) {
    struct buffer document = {0};
    struct json_scan scan;
    *problem = (struct problem){0};
    buffer_add_string(&document, head);
    for (size_t i = 0; i < count; i++) {
        buffer_add_string(&document, item);
    }
    buffer_add_string(&document, tail);
    assert_true(json_scan(&scan, document.bytes, document.length, NULL, problem) ==
                (problem->what[0] == '\0'));
    json_scan_clear(&scan);
    buffer_clear(&document);
}

static void no_list_has_more_than_100000_items(void **state) {
    (void)state;
    struct problem problem;
    scan_repeated("{\"data\":[{}", ",{}", JSON_SCAN_MEMBERS_MAX - 1, "]}", &problem);
    assert_string_equal(problem.what, "");
    scan_repeated("{\"data\":[{}", ",{}", JSON_SCAN_MEMBERS_MAX, "]}", &problem);
    assert_non_null(strstr(problem.what, "is too large"));
    assert_non_null(strstr(problem.what, "more than 100,000 items"));
    scan_repeated("{\"d\\u0061ta\":[{}", ",{}", JSON_SCAN_MEMBERS_MAX, "]}", &problem);
    assert_non_null(strstr(problem.what, "more than 100,000 items"));
    scan_repeated("{\"a\":1", ",\"a\":1", JSON_SCAN_MEMBERS_MAX, "}", &problem);
    assert_non_null(strstr(problem.what, "more than 100,000 items"));
}

static void the_values_are_limited_in_all(void **state) {
    (void)state;
    static const char item[] = ",[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]";
    static const char larger[] = ",[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]";
    struct problem problem;
    scan_repeated("{\"data\":[[]", item, 99000, "]}", &problem);
    assert_string_equal(problem.what, "");
    scan_repeated("{\"data\":[[]", larger, 99000, "]}", &problem);
    assert_non_null(strstr(problem.what, "is too large"));
}

static void what_is_in_memory_at_once_is_limited(void **state) {
    (void)state;
    static const char item[] = ",[1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1]";
    static const struct {
        const char *head, *tail;
        size_t count;
        bool is_good;
    } cases[] = {
        {"{\"data\":[{\"x\":[[]", "]},{}]}", 24000, true},
        {"{\"data\":[{\"x\":[[]", "]},{}]}", 25000, false},
        {"{\"data\":[],\"meta\":[[]", "]}", 24000, true},
        {"{\"data\":[],\"meta\":[[]", "]}", 25000, false},
        {"{\"data\":[],\"data\":[[]", "]}", 24000, true},
        {"{\"data\":[],\"data\":[[]", "]}", 25000, false},
        {"[[]", "]", 25000, false},
    };
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        struct problem problem;
        scan_repeated(cases[i].head, item, cases[i].count, cases[i].tail, &problem);
        if (cases[i].is_good) {
            assert_string_equal(problem.what, "");
        } else {
            assert_non_null(strstr(problem.what, "is too large"));
        }
    }
}

static void the_depth_is_that_of_jansson(void **state) {
    (void)state;
    static const struct {
        const char *inner;
        size_t depth;
        bool is_good;
    } cases[] = {{"", 2048, true}, {"", 2049, false}, {"1", 2047, true}, {"1", 2048, false}};
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        struct buffer document = {0};
        struct json_scan scan;
        struct problem problem = {0};
        buffer_add_repeated(&document, '[', cases[i].depth);
        buffer_add_string(&document, cases[i].inner);
        buffer_add_repeated(&document, ']', cases[i].depth);
        assert_true(json_scan(&scan, document.bytes, document.length, NULL, &problem) ==
                    cases[i].is_good);
        assert_true(cases[i].is_good || strstr(problem.what, "is too deep") != NULL);
        json_scan_clear(&scan);
        buffer_clear(&document);
    }
}

static void a_body_of_nothing_but_damage_is_refused(void **state) {
    (void)state;
    struct problem problem;
    scan_repeated("[\"", "\xE8", 1000000, "\"]", &problem);
    assert_string_equal(problem.what, "");
    scan_repeated("[\"", "\xE8", 1000001, "\"]", &problem);
    assert_non_null(strstr(problem.what, "it is not text"));
}

static void the_repairs_of_one_string_are_limited_too(void **state) {
    (void)state;
    struct buffer document = {0};
    struct json_scan scan;
    struct problem problem = {0};
    buffer_add_string(&document, "[\"");
    buffer_add_repeated(&document, '\xE8', 8000000);
    buffer_add_string(&document, "\"]");
    assert_false(json_scan(&scan, document.bytes, document.length, NULL, &problem));
    assert_non_null(strstr(problem.what, "line 1, column 1000004: it is not text"));
    assert_true(scan.repaired.capacity < 12000000);
    json_scan_clear(&scan);
    buffer_clear(&document);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clean_document_is_not_copied),
        cmocka_unit_test(damaged_characters_are_replaced_one_by_one),
        cmocka_unit_test(damage_is_found_wherever_it_stands),
        cmocka_unit_test(a_raw_nul_is_escaped),
        cmocka_unit_test(whole_numbers_are_written_in_digits),
        cmocka_unit_test(numbers_beyond_64_bits_stay_numbers_beyond),
        cmocka_unit_test(a_number_of_any_length_is_read),
        cmocka_unit_test(a_warning_names_the_place),
        cmocka_unit_test(one_string_is_one_warning),
        cmocka_unit_test(what_is_no_json_is_refused_with_its_place),
        cmocka_unit_test(a_byte_order_mark_is_skipped_and_utf16_named),
        cmocka_unit_test(the_items_of_the_list_are_found),
        cmocka_unit_test(a_list_in_disguise_is_left_to_jansson),
        cmocka_unit_test(no_list_has_more_than_100000_items),
        cmocka_unit_test(the_values_are_limited_in_all),
        cmocka_unit_test(what_is_in_memory_at_once_is_limited),
        cmocka_unit_test(the_depth_is_that_of_jansson),
        cmocka_unit_test(a_body_of_nothing_but_damage_is_refused),
        cmocka_unit_test(the_repairs_of_one_string_are_limited_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
