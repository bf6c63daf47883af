/* SPDX-License-Identifier: MIT */
#include "../../src/screen/keys.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { UP = 0x101, F1, DELETE };

#define STEP_MS 60 /* between two bytes on a slow line */

struct fixture {
    struct keys keys;
    int64_t now_ms;
    char seen[2048]; /* events as text: "x", "<Up>", "{the sequence}" */
};

static int set_up(void **state) {
    static struct fixture fixture;
    fixture = (struct fixture){.keys = {.escape_ms = KEYS_ESCAPE_MS}, .now_ms = 1000000};
    keys_learn(&fixture.keys, "\x1bOA", UP);
    keys_learn(&fixture.keys, "\x1b[A", UP);
    keys_learn(&fixture.keys, "\x1b[[A", F1);
    keys_learn(&fixture.keys, "\x1b[3~", DELETE);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    keys_clear(&fixture->keys);
    return 0;
}

static void note(struct fixture *fixture, const struct keys_event *event) {
    static const struct {
        int key;
        const char *name;
    } names[] = {{UP, "<Up>"}, {F1, "<F1>"}, {DELETE, "<Del>"}, {27, "<Esc>"}};
    size_t length = strlen(fixture->seen);
    char *end = fixture->seen + length;
    size_t room = sizeof fixture->seen - length;
    if (event->kind == KEYS_OTHER) {
        snprintf(end, room, "{%s}", event->sequence + 1);
        return;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (names[i].key == event->key) {
            snprintf(end, room, "%s", names[i].name);
            return;
        }
    }
    snprintf(end, room, "%c", event->key);
}

static void take_all(struct fixture *fixture) {
    struct keys_event event;
    while (keys_next(&fixture->keys, &event, fixture->now_ms)) {
        note(fixture, &event);
    }
}

static void receive(struct fixture *fixture, const char *bytes, size_t length) {
    keys_receive(&fixture->keys, bytes, length, fixture->now_ms);
    take_all(fixture);
}

/* Lets time pass as the loop does: it wakes when something is given up. */
static void wait(struct fixture *fixture, int ms) {
    int64_t end_ms = fixture->now_ms + ms;
    int left_ms = keys_wait_ms(&fixture->keys, fixture->now_ms);
    while (left_ms >= 0 && fixture->now_ms + left_ms <= end_ms) {
        fixture->now_ms += left_ms;
        take_all(fixture);
        int next_ms = keys_wait_ms(&fixture->keys, fixture->now_ms);
        assert_true(next_ms != 0);
        left_ms = next_ms;
    }
    fixture->now_ms = end_ms;
}

/* The events of bytes that come `step_ms` apart; -1: all at once. */
static const char *seen(struct fixture *fixture, const char *bytes, int step_ms) {
    fixture->seen[0] = '\0';
    if (step_ms < 0) {
        receive(fixture, bytes, strlen(bytes));
    }
    for (size_t i = 0; step_ms >= 0 && bytes[i] != '\0'; i++) {
        wait(fixture, i > 0 ? step_ms : 0);
        receive(fixture, bytes + i, 1);
    }
    wait(fixture, 10 * KEYS_LATE_MS);
    return fixture->seen;
}

static void sequences_are_whole_at_any_pace(void **state) {
    static const struct {
        const char *bytes;
        const char *seen;
    } cases[] = {
        {"\x1b[A", "<Up>"},
        {"\x1bOA", "<Up>"},
        {"j\x1b[Aj", "j<Up>j"},
        {"\x1b[3~", "<Del>"},
        {"\x1b[[A", "<F1>"},                /* the Linux console */
        {"\x1b[[Bj", "{[[B}j"},             /* another of its keys, unknown here */
        {"\x1b[1;5D", "{[1;5D}"},           /* Ctrl-Left */
        {"\x1bO5D9", "{O5D}9"},             /* Ctrl-Left elsewhere */
        {"\x1b[?2026;2$y", "{[?2026;2$y}"}, /* an answer */
        {"\x1b[<64;10;20M", "{[<64;10;20M}"} /* the mouse */,
        {"\x1b[200~q\x1b[201~", "{[200~}q{[201~}"},
        {"\x1b]11;rgb:0000/0000/0000\ad", "d"},           /* a colour */
        {"\x1b]11;rgb:0000/0000/0000\x1b\\d", "d"},       /* the same */
        {"\x1bP1$r0m\x1b\\d", "d"},                       /* a setting */
        {"\x1b_Gi=1;OK\x1b\\d", "d"},                     /* a picture */
        {"\x1b]11;rgb:00\x1b[Ad", "<Up>d"},               /* a colour without its end */
        {"\x1b[12\x1b[Ad", "<Up>d"},                      /* the first breaks off */
        {"\x1b[12\rd", "\rd"},                            /* and this one */
        {"\x1bO\x1b[201~", "{[201~}"},                    /* the end of a paste */
        {"\x1b[12\xc3\xa9", "\xa9"},                      /* not a final byte */
        {"\xc3\xa9\xe2\x82\xac", "\xc3\xa9\xe2\x82\xac"}, /* text */
        {"\x1b\x1b[A", "<Esc><Up>"},
    };
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        assert_string_equal(seen(fixture, cases[i].bytes, -1), cases[i].seen);
        assert_string_equal(seen(fixture, cases[i].bytes, 0), cases[i].seen);
        assert_string_equal(seen(fixture, cases[i].bytes, STEP_MS), cases[i].seen);
    }
}

static void sequences_split_anywhere_are_whole(void **state) {
    static const char bytes[] = "a\x1b[1;5Db\x1b[Ac\x1b[<0;5;3Md\x1b]0;x\x1b\\e\x1bOAf";
    struct fixture *fixture = *state;
    for (size_t split = 1; split < sizeof bytes - 1; split++) {
        fixture->seen[0] = '\0';
        receive(fixture, bytes, split);
        wait(fixture, KEYS_ESCAPE_MS - 1);
        receive(fixture, bytes + split, sizeof bytes - 1 - split);
        wait(fixture, 2 * KEYS_LATE_MS);
        assert_string_equal(fixture->seen, "a{[1;5D}b<Up>c{[<0;5;3M}de<Up>f");
    }
}

static void an_escape_is_a_key_once_nothing_follows(void **state) {
    struct fixture *fixture = *state;
    assert_int_equal(keys_wait_ms(&fixture->keys, fixture->now_ms), -1);
    receive(fixture, "\x1b", 1);
    assert_string_equal(fixture->seen, "");
    assert_int_equal(keys_wait_ms(&fixture->keys, fixture->now_ms), KEYS_ESCAPE_MS);
    wait(fixture, KEYS_ESCAPE_MS - 1);
    assert_string_equal(fixture->seen, "");
    wait(fixture, 1);
    assert_string_equal(fixture->seen, "<Esc>");
    assert_int_equal(keys_wait_ms(&fixture->keys, fixture->now_ms), -1);
}

static void alt_and_what_is_typed_ahead_are_two_keys(void **state) {
    struct fixture *fixture = *state;
    assert_string_equal(seen(fixture, "\x1bj", -1), "<Esc>j");
    assert_string_equal(seen(fixture, "\x1b\x1b\x1bq", -1), "<Esc><Esc><Esc>q");
    assert_string_equal(seen(fixture, "\x1b\r", -1), "<Esc>\r");
    assert_string_equal(seen(fixture, "\x1bPj", -1), "<Esc>Pj");
    assert_string_equal(seen(fixture, "\x1b]j", -1), "<Esc>]j");
    assert_string_equal(seen(fixture, "\x1b\xc3\xa9", -1), "<Esc>\xc3\xa9");
}

/* None of the bytes is a key, however late they come. */
static void a_sequence_that_stalls_is_swallowed(void **state) {
    static const char *const begun[] = {"\x1b[",         "\x1bO",   "\x1b[1", "\x1b[1;5",
                                        "\x1b[?2026;2$", "\x1b[[",  "\x1b]",  "\x1b]11;rgb",
                                        "\x1bP",         "\x1bP1$r"};
    struct fixture *fixture = *state;
    for (size_t i = 0; i < sizeof begun / sizeof begun[0]; i++) {
        assert_string_equal(seen(fixture, begun[i], STEP_MS), "");
        assert_string_equal(seen(fixture, "j", -1), "j");
    }
    assert_string_equal(seen(fixture, "\x1b[1;5D", KEYS_ESCAPE_MS - 1), "{[1;5D}");
    fixture->seen[0] = '\0';
    receive(fixture, "\x1b[1", 3);
    wait(fixture, KEYS_LATE_MS - 1);
    receive(fixture, ";5D", 3);
    assert_string_equal(fixture->seen, "{[1;5D}");
}

static void what_follows_an_escape_too_late_is_still_not_typed(void **state) {
    struct fixture *fixture = *state;
    receive(fixture, "\x1b", 1);
    wait(fixture, KEYS_ESCAPE_MS + 100);
    assert_string_equal(fixture->seen, "<Esc>");
    receive(fixture, "[1", 2);
    wait(fixture, 500);
    receive(fixture, ";5D", 3);
    assert_string_equal(fixture->seen, "<Esc>{[1;5D}");
    receive(fixture, "[", 1);
    assert_string_equal(fixture->seen, "<Esc>{[1;5D}[");
}

/* A user with a short escape delay, as set for other programs, on a slow line. */
static void answers_in_pieces_are_not_typed_with_a_short_delay(void **state) {
    static const char *const answers[] = {"\x1b]0;dq\a", "\x1b]11;rgb:dd/qq\x1b\\",
                                          "\x1bP1$rdq\x1b\\", "\x1b_Gi=1;q\x1b\\"};
    struct fixture *fixture = *state;
    fixture->keys.escape_ms = 25;
    for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++) {
        assert_string_equal(seen(fixture, answers[i], STEP_MS), "<Esc>");
        assert_string_equal(seen(fixture, "j", -1), "j");
    }
    assert_string_equal(seen(fixture, "\x1b\x1bj", STEP_MS), "<Esc><Esc>j");
}

static void the_old_mouse_takes_three_bytes(void **state) {
    struct fixture *fixture = *state;
    assert_string_equal(seen(fixture, "\x1b[Mjjj", -1), "{[M}jjj");
    fixture->keys.x10_mouse = true;
    assert_string_equal(seen(fixture, "\x1b[M jqr", STEP_MS), "{[M jq}r");
    assert_string_equal(seen(fixture, "\x1b[M \xff\xfez", STEP_MS), "{[M \xff\xfe}z");
    assert_string_equal(seen(fixture, "\x1b[M q", STEP_MS), "");
    assert_string_equal(seen(fixture, "\x1b[M\x1b[201~q", -1), "{[201~}q");
}

static void what_never_ends_is_dropped_to_its_end(void **state) {
    struct fixture *fixture = *state;
    char bytes[3 * KEYS_SEQUENCE];
    memset(bytes, '1', sizeof bytes);
    memcpy(bytes, "\x1b[", 2);
    memcpy(bytes + sizeof bytes - 3, "Dj", 3);
    assert_string_equal(seen(fixture, bytes, -1), "j");
    assert_string_equal(seen(fixture, bytes, 1), "j");
    memcpy(bytes, "\x1b]", 2);
    memcpy(bytes + sizeof bytes - 3, "\aj", 3);
    assert_string_equal(seen(fixture, bytes, -1), "j");
    assert_string_equal(seen(fixture, bytes, 1), "j");
}

static void a_text_that_never_ends_gives_the_keys_back_after_seconds(void **state) {
    struct fixture *fixture = *state;
    receive(fixture, "\x1b]1", 3);
    for (int i = 0; i < 5; i++) {
        wait(fixture, KEYS_LATE_MS);
        receive(fixture, "j", 1);
    }
    assert_string_equal(fixture->seen, "");
    wait(fixture, KEYS_LATE_MS);
    receive(fixture, "j", 1);
    assert_string_equal(fixture->seen, "j");
    receive(fixture, "\x1b]1", 3);
    wait(fixture, KEYS_LATE_MS + 1);
    receive(fixture, "k", 1);
    assert_string_equal(fixture->seen, "jk");
}

static void any_bytes_are_taken_in_the_end(void **state) {
    struct fixture *fixture = *state;
    uint32_t random = 1;
    for (int i = 0; i < 200000; i++) {
        static const char often[] = "\x1b\x1b[O]P_M;<1~\\\aA$?\x9b\xc3 jq";
        random = random * 1664525 + 1013904223;
        char byte = often[(random >> 16) % (sizeof often - 1)];
        fixture->seen[0] = '\0';
        assert_true(keys_room(&fixture->keys) > 0);
        receive(fixture, &byte, 1);
        wait(fixture, (random >> 8) % 50 == 0 ? 2000 : 1);
    }
    wait(fixture, 10 * KEYS_LATE_MS);
    assert_int_equal(fixture->keys.length, 0);
    assert_string_equal(seen(fixture, "j", -1), "j");
}

static void the_delay_is_the_users(void **state) {
    (void)state;
    assert_int_equal(keys_escape_ms(NULL), KEYS_ESCAPE_MS);
    assert_int_equal(keys_escape_ms("500"), 500);
    assert_int_equal(keys_escape_ms("0"), 0);
    assert_int_equal(keys_escape_ms("5001"), KEYS_ESCAPE_MOST_MS);
    assert_int_equal(keys_escape_ms("99999999999999999999"), KEYS_ESCAPE_MOST_MS);
    assert_int_equal(keys_escape_ms(""), KEYS_ESCAPE_MS);
    assert_int_equal(keys_escape_ms("-1"), KEYS_ESCAPE_MS);
    assert_int_equal(keys_escape_ms("fast"), KEYS_ESCAPE_MS);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(sequences_are_whole_at_any_pace, set_up, tear_down),
        cmocka_unit_test_setup_teardown(sequences_split_anywhere_are_whole, set_up, tear_down),
        cmocka_unit_test_setup_teardown(an_escape_is_a_key_once_nothing_follows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(alt_and_what_is_typed_ahead_are_two_keys, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(a_sequence_that_stalls_is_swallowed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(answers_in_pieces_are_not_typed_with_a_short_delay, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(what_follows_an_escape_too_late_is_still_not_typed, set_up,
                                        tear_down),
        cmocka_unit_test_setup_teardown(the_old_mouse_takes_three_bytes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(what_never_ends_is_dropped_to_its_end, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_text_that_never_ends_gives_the_keys_back_after_seconds,
                                        set_up, tear_down),
        cmocka_unit_test_setup_teardown(any_bytes_are_taken_in_the_end, set_up, tear_down),
        cmocka_unit_test(the_delay_is_the_users),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
