/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/transfer_names.h"

#include "backfilltop/base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define SECOND_MS INT64_C(1000)
#define START_MS  (100 * SECOND_MS)
#define ANSWER_MS INT64_C(300)

static struct transfer_names fresh(void) {
    struct transfer_names names;
    transfer_names_init(&names, true, START_MS);
    return names;
}

/* The names first..last, "FORM ID" each. */
static struct transfer_name_list some(const char *form, int64_t first, int64_t last) {
    struct transfer_name_list answer = {0};
    for (int64_t id = first; id <= last; id++) {
        char name[40];
        int length = snprintf(name, sizeof name, "%s %d", form, (int)id);
        answer.items = memory_grow(answer.items, &answer.capacity, answer.count + 1,
                                   sizeof *answer.items);
        answer.items[answer.count++] = (struct transfer_name){id,
                                                              memory_copy(name, (size_t)length)};
    }
    return answer;
}

static void ask(struct transfer_names *names, int64_t first, int64_t last, int64_t now_ms) {
    assert_true(transfer_names_is_due(names, now_ms));
    transfer_names_begin(names, now_ms);
    struct transfer_name_list answer = some("name", first, last);
    transfer_names_end(names, OUTCOME_OK, &answer, now_ms + ANSWER_MS);
    assert_int_equal(answer.count, 0);
    assert_null(answer.items);
}

static void ask_in_vain(struct transfer_names *names, enum outcome outcome, int64_t now_ms) {
    assert_true(transfer_names_is_due(names, now_ms));
    transfer_names_begin(names, now_ms);
    transfer_names_end(names, outcome, NULL, now_ms + ANSWER_MS);
}

static void assert_never_due(const struct transfer_names *names) {
    assert_int_equal(transfer_names_due_ms(names), INT64_MAX);
    assert_false(transfer_names_is_due(names, INT64_MAX - 1));
}

static void test_the_first_request_is_due_at_once(void **state) {
    (void)state;
    struct transfer_names names = fresh();
    assert_false(transfer_names_is_due(&names, START_MS - 1));
    assert_true(transfer_names_is_due(&names, START_MS));
    transfer_names_clear(&names);
}

static void test_disabled_names_are_never_asked_for(void **state) {
    (void)state;
    struct transfer_names names;
    transfer_names_init(&names, false, START_MS);
    transfer_names_want(&names, 7, START_MS);
    assert_never_due(&names);
    transfer_names_clear(&names);
}

static void test_names_are_found_by_id(void **state) {
    (void)state;
    struct transfer_names names = fresh();
    assert_null(transfer_names_find(&names, 1));
    ask(&names, 1, 9, START_MS);
    for (int64_t id = 1; id <= 9; id++) {
        char name[40];
        snprintf(name, sizeof name, "name %d", (int)id);
        assert_string_equal(transfer_names_find(&names, id), name);
    }
    assert_null(transfer_names_find(&names, 0));
    assert_null(transfer_names_find(&names, 10));
    transfer_names_clear(&names);
}

static void test_nothing_is_due_while_a_request_is_under_way(void **state) {
    (void)state;
    struct transfer_names names = fresh();
    transfer_names_begin(&names, START_MS);
    assert_never_due(&names);
    transfer_names_want(&names, 3, START_MS + 1);
    assert_never_due(&names);
    transfer_names_clear(&names);
}

static void test_without_an_unknown_id_there_is_no_second_request(void **state) {
    (void)state;
    struct transfer_names names = fresh();
    ask(&names, 1, 9, START_MS);
    assert_never_due(&names);
    transfer_names_want(&names, 5, START_MS + SECOND_MS);
    assert_never_due(&names);
    transfer_names_clear(&names);
}

static void test_an_unknown_id_is_asked_for_once_the_spacing_has_passed(void **state) {
    (void)state;
    struct transfer_names names = fresh();
    ask(&names, 1, 9, START_MS);
    transfer_names_want(&names, 10, START_MS + SECOND_MS);
    assert_int_equal(transfer_names_due_ms(&names), START_MS + TRANSFER_NAMES_SPACING_MS);
    transfer_names_want(&names, 11, START_MS + 2 * SECOND_MS);
    assert_int_equal(transfer_names_due_ms(&names), START_MS + TRANSFER_NAMES_SPACING_MS);
    ask(&names, 1, 11, START_MS + TRANSFER_NAMES_SPACING_MS);
    assert_string_equal(transfer_names_find(&names, 11), "name 11");
    assert_never_due(&names);
    transfer_names_clear(&names);
}

static void test_after_a_long_time_an_unknown_id_is_asked_for_at_once(void **state) {
    (void)state;
    struct transfer_names names = fresh();
    ask(&names, 1, 9, START_MS);
    int64_t now_ms = START_MS + 2 * TRANSFER_NAMES_SPACING_MS;
    transfer_names_want(&names, 10, now_ms);
    assert_int_equal(transfer_names_due_ms(&names), now_ms);
    transfer_names_clear(&names);
}

static void test_an_id_that_an_answer_lacks_is_not_asked_for_again(void **state) {
    (void)state;
    struct transfer_names names = fresh();
    transfer_names_want(&names, 77, START_MS - 1);
    ask(&names, 1, 9, START_MS);
    transfer_names_want(&names, 77, START_MS + SECOND_MS);
    transfer_names_want(&names, 77, START_MS + TRANSFER_NAMES_SPACING_MS);
    assert_never_due(&names);
    transfer_names_clear(&names);
}

static void test_such_an_id_is_named_by_the_request_for_another(void **state) {
    (void)state;
    struct transfer_names names = fresh();
    transfer_names_want(&names, 10, START_MS - 1);
    ask(&names, 1, 9, START_MS);
    transfer_names_want(&names, 8, START_MS + SECOND_MS);
    transfer_names_want(&names, 11, START_MS + SECOND_MS);
    ask(&names, 1, 11, START_MS + TRANSFER_NAMES_SPACING_MS);
    assert_string_equal(transfer_names_find(&names, 10), "name 10");
    assert_int_equal(names.wish_count, 0);
    transfer_names_clear(&names);
}

/* Its transfer may be younger than the answer. */
static void test_an_id_wanted_while_a_request_was_under_way_is_asked_for_again(void **state) {
    (void)state;
    struct transfer_names names = fresh();
    transfer_names_begin(&names, START_MS);
    transfer_names_want(&names, 5, START_MS + 1);
    transfer_names_want(&names, 10, START_MS + 1);
    struct transfer_name_list answer = some("name", 1, 9);
    transfer_names_end(&names, OUTCOME_OK, &answer, START_MS + ANSWER_MS);
    assert_int_equal(transfer_names_due_ms(&names), START_MS + TRANSFER_NAMES_SPACING_MS);
    ask(&names, 1, 9, START_MS + TRANSFER_NAMES_SPACING_MS);
    assert_never_due(&names);
    transfer_names_clear(&names);
}

static void test_many_ids_are_kept_apart(void **state) {
    (void)state;
    struct transfer_names names = fresh();
    static const int64_t ids[] = {50, 10, 30, 20, 40, 30, 10};
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        transfer_names_want(&names, ids[i], START_MS);
    }
    assert_int_equal(names.wish_count, 5);
    for (size_t i = 0; i < names.wish_count; i++) {
        assert_int_equal(names.wishes[i].transfer_id, 10 * ((int64_t)i + 1));
    }
    ask(&names, 20, 40, START_MS);
    assert_int_equal(names.wish_count, 2);
    assert_int_equal(names.wishes[0].transfer_id, 10);
    assert_int_equal(names.wishes[1].transfer_id, 50);
    transfer_names_clear(&names);
}

static void test_an_absent_id_is_not_wanted(void **state) {
    (void)state;
    struct transfer_names names = fresh();
    ask(&names, 1, 9, START_MS);
    transfer_names_want(&names, 0, START_MS + SECOND_MS);
    assert_never_due(&names);
    transfer_names_clear(&names);
}

static void test_a_newer_answer_renames_and_forgets_nothing(void **state) {
    (void)state;
    struct transfer_names names = fresh();
    ask(&names, 3, 6, START_MS);
    transfer_names_want(&names, 100, START_MS + 1);
    transfer_names_begin(&names, START_MS + TRANSFER_NAMES_SPACING_MS);
    struct transfer_name_list answer = some("new", 1, 4);
    transfer_names_end(&names, OUTCOME_OK, &answer, START_MS + TRANSFER_NAMES_SPACING_MS);
    static const char *const expected[] = {"new 1", "new 2", "new 3", "new 4", "name 5", "name 6"};
    assert_int_equal(names.known.count, 6);
    for (size_t i = 0; i < 6; i++) {
        assert_string_equal(transfer_names_find(&names, (int64_t)i + 1), expected[i]);
    }
    transfer_names_clear(&names);
}

static void test_an_empty_answer_is_an_answer(void **state) {
    (void)state;
    struct transfer_names names = fresh();
    ask(&names, 1, 0, START_MS);
    assert_false(transfer_names_are_refused(&names));
    assert_never_due(&names);
    transfer_names_clear(&names);
}

static void poll(struct transfer_names *names, int count) {
    for (int i = 0; i < count; i++) {
        transfer_names_polled(names);
    }
}

/* After an answer: the spacing, and a poll that succeeds. */
static void test_every_failure_is_tried_again(void **state) {
    (void)state;
    static const struct {
        enum outcome outcome;
        int64_t due_ms;
        bool is_refusal;
    } cases[] = {
        {OUTCOME_UNAUTHORIZED, START_MS + TRANSFER_NAMES_SPACING_MS, true},
        {OUTCOME_FORBIDDEN, START_MS + LOOKUP_FORBIDDEN_MS, true},
        {OUTCOME_NOT_FOUND, START_MS + TRANSFER_NAMES_SPACING_MS, true},
        {OUTCOME_RATE_LIMITED, START_MS + TRANSFER_NAMES_SPACING_MS, false},
        {OUTCOME_SERVER_ERROR, START_MS + TRANSFER_NAMES_SPACING_MS, false},
        {OUTCOME_REFUSED, START_MS + TRANSFER_NAMES_SPACING_MS, true},
        {OUTCOME_UNREADABLE, START_MS + TRANSFER_NAMES_SPACING_MS, true},
        {OUTCOME_NO_CONNECTION, START_MS + ANSWER_MS + TRANSFER_NAMES_RETRY_MS, false},
    };
    assert_int_equal(sizeof cases / sizeof cases[0], outcome_count - 1);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct transfer_names names = fresh();
        ask_in_vain(&names, cases[i].outcome, START_MS);
        assert_int_equal(transfer_names_are_refused(&names), cases[i].is_refusal);
        transfer_names_want(&names, 3, START_MS + SECOND_MS);
        assert_never_due(&names);
        poll(&names, 1);
        assert_int_equal(transfer_names_due_ms(&names), cases[i].due_ms);
        ask(&names, 1, 9, cases[i].due_ms);
        assert_false(transfer_names_are_refused(&names));
        assert_string_equal(transfer_names_find(&names, 3), "name 3");
        assert_never_due(&names);
        transfer_names_clear(&names);
    }
}

/* The n-th in a row waits for n polls, up to a limit. */
static void test_failures_in_a_row_wait_for_more_polls(void **state) {
    (void)state;
    struct transfer_names names = fresh();
    int64_t now_ms = START_MS;
    for (int n = 1; n <= 7; n++) {
        ask_in_vain(&names, OUTCOME_UNAUTHORIZED, now_ms);
        poll(&names, (n < LOOKUP_POLLS_MAX ? n : LOOKUP_POLLS_MAX) - 1);
        assert_never_due(&names);
        poll(&names, 1);
        now_ms += TRANSFER_NAMES_SPACING_MS;
        assert_int_equal(transfer_names_due_ms(&names), now_ms);
    }
    transfer_names_clear(&names);
}

static void test_another_token_ends_the_wait_after_a_403(void **state) {
    (void)state;
    struct transfer_names names = fresh();
    ask_in_vain(&names, OUTCOME_FORBIDDEN, START_MS);
    transfer_names_token_changed(&names);
    assert_int_equal(transfer_names_due_ms(&names), START_MS + TRANSFER_NAMES_SPACING_MS);
    transfer_names_clear(&names);
}

/* The server was not reached: the spacing does not apply, but a dead network is not retried too
 * often. */
static void test_without_a_connection_the_next_poll_that_succeeds_decides(void **state) {
    (void)state;
    struct transfer_names names = fresh();
    int64_t now_ms = START_MS;
    int64_t wait_ms = TRANSFER_NAMES_RETRY_MS;
    for (int n = 1; n <= 12; n++) {
        ask_in_vain(&names, OUTCOME_NO_CONNECTION, now_ms);
        assert_never_due(&names);
        poll(&names, LOOKUP_POLLS_MAX);
        now_ms += ANSWER_MS + wait_ms;
        assert_int_equal(transfer_names_due_ms(&names), now_ms);
        wait_ms = 2 * wait_ms < TRANSFER_NAMES_SPACING_MS ? 2 * wait_ms : TRANSFER_NAMES_SPACING_MS;
    }
    transfer_names_clear(&names);
}

static void test_a_failure_slower_than_the_spacing_waits_for_a_poll_alone(void **state) {
    (void)state;
    struct transfer_names names = fresh();
    transfer_names_begin(&names, START_MS);
    transfer_names_end(&names, OUTCOME_SERVER_ERROR, NULL,
                       START_MS + 2 * TRANSFER_NAMES_SPACING_MS);
    poll(&names, 1);
    assert_int_equal(transfer_names_due_ms(&names), START_MS + 2 * TRANSFER_NAMES_SPACING_MS);
    transfer_names_clear(&names);
}

static void test_names_outlive_a_refusal(void **state) {
    (void)state;
    struct transfer_names names = fresh();
    ask(&names, 1, 9, START_MS);
    transfer_names_want(&names, 10, START_MS + 1);
    ask_in_vain(&names, OUTCOME_FORBIDDEN, START_MS + TRANSFER_NAMES_SPACING_MS);
    assert_string_equal(transfer_names_find(&names, 9), "name 9");
    transfer_names_clear(&names);
}

static void test_cleared_names_are_forgotten_and_not_asked_for(void **state) {
    (void)state;
    struct transfer_names names = fresh();
    transfer_names_want(&names, 10, START_MS);
    ask(&names, 1, 9, START_MS);
    transfer_names_clear(&names);
    assert_null(transfer_names_find(&names, 1));
    transfer_names_want(&names, 11, START_MS);
    assert_never_due(&names);
    transfer_names_clear(&names);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_first_request_is_due_at_once),
        cmocka_unit_test(test_disabled_names_are_never_asked_for),
        cmocka_unit_test(test_names_are_found_by_id),
        cmocka_unit_test(test_nothing_is_due_while_a_request_is_under_way),
        cmocka_unit_test(test_without_an_unknown_id_there_is_no_second_request),
        cmocka_unit_test(test_an_unknown_id_is_asked_for_once_the_spacing_has_passed),
        cmocka_unit_test(test_after_a_long_time_an_unknown_id_is_asked_for_at_once),
        cmocka_unit_test(test_an_id_that_an_answer_lacks_is_not_asked_for_again),
        cmocka_unit_test(test_such_an_id_is_named_by_the_request_for_another),
        cmocka_unit_test(test_an_id_wanted_while_a_request_was_under_way_is_asked_for_again),
        cmocka_unit_test(test_many_ids_are_kept_apart),
        cmocka_unit_test(test_an_absent_id_is_not_wanted),
        cmocka_unit_test(test_a_newer_answer_renames_and_forgets_nothing),
        cmocka_unit_test(test_an_empty_answer_is_an_answer),
        cmocka_unit_test(test_every_failure_is_tried_again),
        cmocka_unit_test(test_failures_in_a_row_wait_for_more_polls),
        cmocka_unit_test(test_another_token_ends_the_wait_after_a_403),
        cmocka_unit_test(test_without_a_connection_the_next_poll_that_succeeds_decides),
        cmocka_unit_test(test_a_failure_slower_than_the_spacing_waits_for_a_poll_alone),
        cmocka_unit_test(test_names_outlive_a_refusal),
        cmocka_unit_test(test_cleared_names_are_forgotten_and_not_asked_for),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
