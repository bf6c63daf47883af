/* SPDX-License-Identifier: MIT */
#include "../../src/locale_choice.h"

#include "backfilltop/base/text.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static const char *const VARIABLES[] = {"LC_ALL", "LC_CTYPE", "LANG"};

static void the_name_says_utf8_in_any_spelling(void **state) {
    static const char *const names[] = {"de_DE.UTF-8", "C.utf8",         "xx_YY.Utf_8", "UTF-8",
                                        "utf8",        ".UTF-8@euro",    "UTF-8@euro",  "a.UTF8",
                                        "en_US.utf-8", "en_US.UTF-8@x.y"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (!locale_names_utf8(names[i])) {
            fail_msg("%s", names[i]);
        }
    }
}

static void other_names_do_not(void **state) {
    static const char *const names[] = {
        "",      "C",  "POSIX",   "de_DE",       "de_DE@euro", "a.UTF-16",    "a.UTF-80",
        "a.UTF", "a.", "utf8_DE", "UTF-8.ascii", "@UTF-8",     "de_DE.latin1"};
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (locale_names_utf8(names[i])) {
            fail_msg("%s", names[i]);
        }
    }
}

/* The charset chosen for "LC_ALL LC_CTYPE LANG"; NULL: not set. */
static enum text_charset charset_for(const char *const values[3]) {
    setlocale(LC_CTYPE, "C");
    for (size_t i = 0; i < 3; i++) {
        if (values[i] != NULL) {
            setenv(VARIABLES[i], values[i], 1);
        } else {
            unsetenv(VARIABLES[i]);
        }
    }
    locale_choose();
    return text_locale_charset();
}

static void the_first_that_is_not_empty_decides(void **state) {
    static const struct {
        const char *values[3]; /* LC_ALL, LC_CTYPE, LANG */
        enum text_charset charset;
    } cases[] = {
        {{NULL, NULL, NULL}, TEXT_UTF8},
        {{"", "", ""}, TEXT_UTF8},
        {{NULL, NULL, "C.UTF-8"}, TEXT_UTF8},
        {{NULL, NULL, "C"}, TEXT_ASCII},
        {{"C", NULL, "C.UTF-8"}, TEXT_ASCII},
        {{"POSIX", "C.UTF-8", NULL}, TEXT_ASCII},
        {{"", "C", "C.UTF-8"}, TEXT_ASCII},
        {{"C.UTF-8", "C", "C"}, TEXT_UTF8},
        {{NULL, "tlh_QO.utf8", "C"}, TEXT_UTF8},
        {{NULL, "UTF-8", NULL}, TEXT_UTF8},
        {{"tlh_QO", NULL, "C.UTF-8"}, TEXT_ASCII},
        {{NULL, NULL, "tlh_QO@euro"}, TEXT_ASCII},
        {{NULL, NULL, "tlh_QO.Utf_8@euro"}, TEXT_UTF8},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        if (charset_for(cases[i].values) != cases[i].charset) {
            fail_msg("case %zu", i);
        }
    }
}

static void the_environment_stays_as_it_is(void **state) {
    static const char *const values[3] = {NULL, "", "tlh_QO.UTF-8"};
    (void)state;
    charset_for(values);
    assert_null(getenv("LC_ALL"));
    assert_string_equal(getenv("LC_CTYPE"), "");
    assert_string_equal(getenv("LANG"), "tlh_QO.UTF-8");
}

static void only_the_characters_are_chosen(void **state) {
    static const char *const values[3] = {NULL, NULL, NULL};
    (void)state;
    charset_for(values);
    assert_string_equal(setlocale(LC_NUMERIC, NULL), "C");
    assert_string_equal(setlocale(LC_TIME, NULL), "C");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_name_says_utf8_in_any_spelling),
        cmocka_unit_test(other_names_do_not),
        cmocka_unit_test(the_first_that_is_not_empty_decides),
        cmocka_unit_test(the_environment_stays_as_it_is),
        cmocka_unit_test(only_the_characters_are_chosen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
