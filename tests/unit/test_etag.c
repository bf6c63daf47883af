/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/etag.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

static void a_tag_is_quoted_and_may_be_weak(void **state) {
    static const char *const valid[] = {
        "\"\"", "\"x\"", "W/\"x\"", "\"65f1-2a,*/W\"", "\"\xc3\xa4\xff\"", "W/\"\\\""};
    (void)state;
    for (size_t i = 0; i < sizeof valid / sizeof valid[0]; i++) {
        assert_true(etag_is_valid(valid[i]));
    }
}

static void anything_else_is_no_tag(void **state) {
    static const char *const invalid[] = {"",           "x",         "*",         "\"",
                                          "\"x",        "x\"",       "w/\"x\"",   "W/x",
                                          "W/",         "W/ \"x\"",  "\"x\" ",    " \"x\"",
                                          "\"x\"\"y\"", "\"a b\"",   "\"a\tb\"",  "\"a\r\nX: 1\"",
                                          "\"a\nb\"",   "\"a\x7f\"", "\"a\x01\"", "\"x\", \"y\"",
                                          "'x'",        "\"x\"\r\n"};
    (void)state;
    for (size_t i = 0; i < sizeof invalid / sizeof invalid[0]; i++) {
        assert_false(etag_is_valid(invalid[i]));
    }
}

static void a_tag_has_a_bounded_length(void **state) {
    char text[ETAG_MAX + 2];
    (void)state;
    memset(text, 'x', sizeof text);
    text[0] = '"';
    text[ETAG_MAX - 1] = '"';
    text[ETAG_MAX] = '\0';
    assert_true(etag_is_valid(text));
    text[ETAG_MAX - 1] = 'x';
    text[ETAG_MAX] = '"';
    text[ETAG_MAX + 1] = '\0';
    assert_false(etag_is_valid(text));
}

/* RFC 9110 section 8.8.3.2: weak comparison. */
static void a_list_names_a_version_whether_weak_or_not(void **state) {
    static const struct {
        const char *value;
        const char *tag;
        bool listed;
    } cases[] = {
        {"\"a\"", "\"a\"", true},
        {"W/\"a\"", "\"a\"", true},
        {"\"a\"", "W/\"a\"", true},
        {"W/\"a\"", "W/\"a\"", true},
        {"\"a\"", "\"b\"", false},
        {"\"a\"", "\"A\"", false},
        {"\"a\"", "\"ab\"", false},
        {"\"ab\"", "\"a\"", false},
        {"*", "\"a\"", true},
        {"\"x\", W/\"y\" ,\"a\"", "\"a\"", true},
        {"\"x,\",\"a\"", "\"a\"", true},
        {"\"x,a\"", "\"a\"", false},
        {" , ,\"a\"", "\"a\"", true},
        {"\"\"", "\"\"", true},
        {"", "\"a\"", false},
        {"a", "\"a\"", false},
        {"x, \"a\"", "\"a\"", false},
        {"\"x", "\"x\"", false},
        {"nothing", "nothing", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (etag_is_listed(cases[i].value, cases[i].tag) != cases[i].listed) {
            fail_msg("%s in %s", cases[i].tag, cases[i].value);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_tag_is_quoted_and_may_be_weak),
        cmocka_unit_test(anything_else_is_no_tag),
        cmocka_unit_test(a_tag_has_a_bounded_length),
        cmocka_unit_test(a_list_names_a_version_whether_weak_or_not),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
