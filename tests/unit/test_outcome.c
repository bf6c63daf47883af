/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/outcome.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

/* A row that was left out of the table, or a trait out of its row, is all zero: these tests walk
 * the enum and fail for it. */

static void each_text_is_there_unless_all_is_well(void **state) {
    (void)state;
    for (enum outcome outcome = OUTCOME_OK; outcome < outcome_count; outcome++) {
        const struct outcome_traits *traits = outcome_traits(outcome);
        bool is_ok = outcome == OUTCOME_OK;
        assert_non_null(traits->label);
        assert_non_null(traits->remedy);
        assert_non_null(traits->trouble);
        assert_non_null(traits->recovery);
        assert_true(traits->label[0] != '\0');
        assert_true((traits->remedy[0] == '\0') == is_ok);
        assert_true((traits->trouble[0] == '\0') == is_ok);
        assert_true((traits->recovery[0] == '\0') == is_ok);
    }
}

static void labels_and_troubles_differ_from_outcome_to_outcome(void **state) {
    (void)state;
    for (enum outcome a = OUTCOME_OK; a < outcome_count; a++) {
        for (enum outcome b = OUTCOME_OK; b < a; b++) {
            assert_string_not_equal(outcome_traits(a)->label, outcome_traits(b)->label);
            assert_string_not_equal(outcome_traits(a)->trouble, outcome_traits(b)->trouble);
        }
    }
}

static void only_success_has_the_traits_of_success(void **state) {
    (void)state;
    for (enum outcome outcome = OUTCOME_OK; outcome < outcome_count; outcome++) {
        const struct outcome_traits *traits = outcome_traits(outcome);
        bool is_ok = outcome == OUTCOME_OK;
        assert_true((traits->kind == OUTCOME_KIND_SUCCESS) == is_ok);
        assert_true((traits->connection == CONNECTION_LIVE) == is_ok);
        assert_true((traits->exit_code == EXIT_CODE_OK) == is_ok);
        assert_true((traits->failed_step == outcome_step_count) == is_ok);
    }
}

static void every_failure_has_its_traits(void **state) {
    static const struct {
        enum outcome outcome;
        enum outcome_kind kind;
        enum outcome_retry retry;
        enum connection_state connection;
        enum exit_code exit_code;
        enum outcome_step failed_step;
    } cases[] = {
        {OUTCOME_UNAUTHORIZED, OUTCOME_KIND_DENIED, OUTCOME_RETRY_REFUSED, CONNECTION_DENIED,
         EXIT_CODE_AUTH, OUTCOME_STEP_AUTH},
        {OUTCOME_FORBIDDEN, OUTCOME_KIND_DENIED, OUTCOME_RETRY_FORBIDDEN, CONNECTION_DENIED,
         EXIT_CODE_AUTH, OUTCOME_STEP_PERMISSION},
        {OUTCOME_NOT_FOUND, OUTCOME_KIND_DENIED, OUTCOME_RETRY_REFUSED, CONNECTION_DENIED,
         EXIT_CODE_FAILURE, OUTCOME_STEP_ANSWER},
        {OUTCOME_RATE_LIMITED, OUTCOME_KIND_TRANSIENT, OUTCOME_RETRY_SOON, CONNECTION_RATE_LIMITED,
         EXIT_CODE_UNAVAILABLE, OUTCOME_STEP_QUOTA},
        {OUTCOME_SERVER_ERROR, OUTCOME_KIND_TRANSIENT, OUTCOME_RETRY_SOON, CONNECTION_FAILING,
         EXIT_CODE_UNAVAILABLE, OUTCOME_STEP_ANSWER},
        {OUTCOME_REFUSED, OUTCOME_KIND_DENIED, OUTCOME_RETRY_REFUSED, CONNECTION_DENIED,
         EXIT_CODE_FAILURE, OUTCOME_STEP_ANSWER},
        {OUTCOME_UNREADABLE, OUTCOME_KIND_TRANSIENT, OUTCOME_RETRY_REFUSED, CONNECTION_FAILING,
         EXIT_CODE_FAILURE, OUTCOME_STEP_DECODE},
        {OUTCOME_NO_CONNECTION, OUTCOME_KIND_TRANSIENT, OUTCOME_RETRY_UNANSWERED,
         CONNECTION_FAILING, EXIT_CODE_UNAVAILABLE, OUTCOME_STEP_DNS},
    };
    (void)state;
    assert_int_equal(sizeof cases / sizeof cases[0], outcome_count - 1);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        const struct outcome_traits *traits = outcome_traits(cases[i].outcome);
        assert_int_equal(traits->kind, cases[i].kind);
        assert_int_equal(traits->retry, cases[i].retry);
        assert_int_equal(traits->connection, cases[i].connection);
        assert_int_equal(traits->exit_code, cases[i].exit_code);
        assert_int_equal(traits->failed_step, cases[i].failed_step);
    }
}

static void retry_after_counts_where_the_server_may_send_it(void **state) {
    (void)state;
    for (enum outcome outcome = OUTCOME_OK; outcome < outcome_count; outcome++) {
        bool may_send = outcome == OUTCOME_RATE_LIMITED || outcome == OUTCOME_SERVER_ERROR;
        assert_int_equal(outcome_traits(outcome)->heeds_retry_after, may_send);
    }
}

static void another_token_may_help_after_401_and_403(void **state) {
    (void)state;
    for (enum outcome outcome = OUTCOME_OK; outcome < outcome_count; outcome++) {
        bool may_help = outcome == OUTCOME_UNAUTHORIZED || outcome == OUTCOME_FORBIDDEN;
        assert_int_equal(outcome_traits(outcome)->depends_on_token, may_help);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_text_is_there_unless_all_is_well),
        cmocka_unit_test(labels_and_troubles_differ_from_outcome_to_outcome),
        cmocka_unit_test(only_success_has_the_traits_of_success),
        cmocka_unit_test(every_failure_has_its_traits),
        cmocka_unit_test(retry_after_counts_where_the_server_may_send_it),
        cmocka_unit_test(another_token_may_help_after_401_and_403),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
