/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/nearest.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char *const KNOWN[] = {"team",    "interval", "theme", "token-file", "utc",
                                    "columns", "once",     "demo",  "ascii"};

static const char *meant_by(const char *word) {
    struct nearest nearest = {0};
    for (size_t i = 0; i < sizeof KNOWN / sizeof KNOWN[0]; i++) {
        nearest_offer_word(&nearest, word, KNOWN[i]);
    }
    return nearest.meant;
}

static void typing_errors_are_recognised(void **state) {
    static const struct {
        const char *word;
        const char *meant;
    } cases[] = {
        {"temas", "team"},
        {"tema", "team"},
        {"tteam", "team"},
        {"tam", "team"},
        {"intervall", "interval"},
        {"intreval", "interval"},
        {"token_file", "token-file"},
        {"tokenfile", "token-file"},
        {"UTC", "utc"},
        {"Columns", "columns"},
        {"colums", "columns"},
        {"themes", "theme"},
        {"acsii", "ascii"},
        {"onse", "once"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const char *meant = meant_by(cases[i].word);
        assert_non_null(meant);
        assert_string_equal(meant, cases[i].meant);
    }
}

static void other_words_mean_nothing(void **state) {
    static const char *const words[] = {
        "",           "x",        "xyz",
        "frobnicate", "zzzzzzzz", "a-word-that-is-longer-than-any-option-could-ever-be"};
    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (meant_by(words[i]) != NULL) {
            fail_msg("%s: %s", words[i], meant_by(words[i]));
        }
    }
}

static void the_nearer_wins_whichever_comes_first(void **state) {
    struct nearest nearest = {0};
    (void)state;
    nearest_offer_word(&nearest, "kepe", "deep");
    nearest_offer_word(&nearest, "kepe", "keep");
    nearest_offer_word(&nearest, "kepe", "beep");
    assert_string_equal(nearest.meant, "keep");
    nearest = (struct nearest){0};
    nearest_offer_word(&nearest, "of", "on");
    nearest_offer_word(&nearest, "of", "off");
    assert_string_equal(nearest.meant, "off");
}

static void a_word_may_stand_for_another(void **state) {
    struct nearest nearest = {0};
    (void)state;
    nearest_offer(&nearest, "colour", "color", "no-color");
    assert_string_equal(nearest.meant, "no-color");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(typing_errors_are_recognised),
        cmocka_unit_test(other_words_mean_nothing),
        cmocka_unit_test(the_nearer_wins_whichever_comes_first),
        cmocka_unit_test(a_word_may_stand_for_another),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
