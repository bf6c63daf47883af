/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/base64.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The vectors of RFC 4648 section 10. */
static void the_rfc_s_examples(void **state) {
    (void)state;
    static const struct {
        const char *bytes;
        const char *text;
    } cases[] = {{"", ""},
                 {"f", "Zg=="},
                 {"fo", "Zm8="},
                 {"foo", "Zm9v"},
                 {"foob", "Zm9vYg=="},
                 {"fooba", "Zm9vYmE="},
                 {"foobar", "Zm9vYmFy"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer out = {0};
        base64_add(&out, cases[i].bytes, strlen(cases[i].bytes));
        assert_string_equal(buffer_string(&out), cases[i].text);
        buffer_clear(&out);
    }
}

static void any_byte(void **state) {
    (void)state;
    struct buffer out = {0};
    buffer_add_string(&out, "x");
    base64_add(&out, "\x00\xff\xfe\x80", 4);
    assert_string_equal(buffer_string(&out), "xAP/+gA==");
    buffer_clear(&out);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_rfc_s_examples),
        cmocka_unit_test(any_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
