/* SPDX-License-Identifier: MIT */
#include "backfilltop/api/reply.h"

#include "backfilltop/core/pacing.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static const char ENVELOPE[] = "{\"meta\":{\"request_id\":\"01892A4D-7586\"},\"error\":{\"code\":"
                               "\"SOME_CODE\",\"message\":\"Some words.\"}}";
static const char EMPTY_LIST[] = "{\"meta\":{\"request_id\":\"01892A4D-7586\"},\"data\":[]}";

static struct reply reply_to(long status, const char *body, int64_t retry_after_s) {
    struct reply reply;
    struct reply_raw raw = {.http_status = status,
                            .body = body,
                            .body_length = strlen(body),
                            .retry_after_s = retry_after_s};
    reply_init_list(&reply, &raw);
    return reply;
}

static void every_status_has_its_outcome(void **state) {
    static const struct {
        long status;
        enum outcome outcome;
        const char *word;
    } cases[] = {
        {301, OUTCOME_REFUSED, "refused"},           {400, OUTCOME_REFUSED, "refused"},
        {401, OUTCOME_UNAUTHORIZED, "unauthorized"}, {403, OUTCOME_FORBIDDEN, "forbidden"},
        {404, OUTCOME_NOT_FOUND, "not found"},       {408, OUTCOME_SERVER_ERROR, "server error"},
        {422, OUTCOME_REFUSED, "refused"},           {429, OUTCOME_RATE_LIMITED, "rate limited"},
        {500, OUTCOME_SERVER_ERROR, "server error"}, {503, OUTCOME_SERVER_ERROR, "server error"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct reply reply = reply_to(cases[i].status, ENVELOPE, 0);
        assert_int_equal(reply.outcome, cases[i].outcome);
        assert_int_equal(reply.http_status, cases[i].status);
        assert_string_equal(reply.request_id, "01892A4D-7586");
        assert_string_equal(reply.code, "SOME_CODE");
        assert_string_equal(reply.message, "Some words.");
        assert_non_null(strstr(reply.problem.what, cases[i].word));
        assert_non_null(strstr(reply.problem.what, "SOME_CODE: Some words."));
        assert_non_null(strstr(reply.problem.what, "(request 01892A4D-7586)"));
        assert_true(reply.problem.remedy[0] != '\0');
        reply_clear(&reply);
    }
}

static void an_error_without_an_envelope_is_still_told(void **state) {
    static const char *const bodies[] = {"", "<html>Bad gateway</html>", "{}", "[]",
                                         "{\"error\":null}"};
    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        struct reply reply = reply_to(502, bodies[i], 0);
        assert_int_equal(reply.outcome, OUTCOME_SERVER_ERROR);
        assert_non_null(strstr(reply.problem.what, "502 server error"));
        assert_null(reply.code);
        reply_clear(&reply);
    }
}

static void a_list_comes_through(void **state) {
    struct reply reply = reply_to(200, "{\"meta\":{},\"data\":[{\"transfer_backfill_id\":7}]}", 0);
    (void)state;
    assert_int_equal(reply.outcome, OUTCOME_OK);
    assert_int_equal(reply.snapshot.count, 1);
    assert_int_equal(reply.snapshot.backfills[0].id, 7);
    reply_clear(&reply);
}

static void a_200_that_carries_an_error_is_one(void **state) {
    struct reply reply = reply_to(200, ENVELOPE, 0);
    (void)state;
    assert_int_equal(reply.outcome, OUTCOME_REFUSED);
    assert_string_equal(reply.code, "SOME_CODE");
    reply_clear(&reply);
}

static void an_unreadable_200_says_where(void **state) {
    struct reply reply = reply_to(200, "{\n  oops", 0);
    (void)state;
    assert_int_equal(reply.outcome, OUTCOME_UNREADABLE);
    assert_non_null(strstr(reply.problem.what, "line 2"));
    reply_clear(&reply);
    reply = reply_to(200, "", 0);
    assert_int_equal(reply.outcome, OUTCOME_UNREADABLE);
    reply_clear(&reply);
}

static void no_answer_gives_libcurls_reason(void **state) {
    struct reply reply;
    struct reply_raw raw = {.body = "", .transport = "Could not resolve host: x"};
    (void)state;
    reply_init_list(&reply, &raw);
    assert_int_equal(reply.outcome, OUTCOME_NO_CONNECTION);
    assert_non_null(strstr(reply.problem.what, "Could not resolve host: x"));
    reply_clear(&reply);
}

static void a_body_cut_short_is_no_list(void **state) {
    struct reply reply;
    struct reply_raw raw = {.http_status = 200,
                            .body = EMPTY_LIST,
                            .body_length = sizeof EMPTY_LIST - 1,
                            .transport = "transfer closed with 9 bytes remaining"};
    (void)state;
    reply_init_list(&reply, &raw);
    assert_int_equal(reply.outcome, OUTCOME_NO_CONNECTION);
    reply_clear(&reply);
}

static void a_body_beyond_the_cap_is_unreadable(void **state) {
    struct reply reply;
    struct reply_raw raw = {
        .http_status = 200, .body = "", .too_large = true, .transport = "write error"};
    (void)state;
    reply_init_list(&reply, &raw);
    assert_int_equal(reply.outcome, OUTCOME_UNREADABLE);
    assert_non_null(strstr(reply.problem.what, "larger than 32 MiB"));
    reply_clear(&reply);
}

static void a_redirect_names_its_target(void **state) {
    struct reply reply;
    struct reply_raw raw = {
        .http_status = 302, .body = "", .redirect_to = "https://elsewhere.example/x"};
    (void)state;
    reply_init_list(&reply, &raw);
    assert_int_equal(reply.outcome, OUTCOME_REFUSED);
    assert_non_null(strstr(reply.problem.what, "https://elsewhere.example/x"));
    reply_clear(&reply);
}

static void retry_after_counts_for_429_and_503_in_its_range(void **state) {
    static const struct {
        long status;
        int64_t header_s;
        int64_t ms;
    } cases[] = {
        {429, 0, PACING_NO_RETRY_AFTER},
        {429, 1, 1000},
        {503, 86400, 86400000},
        {429, 86401, 86400000},
        {429, INT64_MAX, 86400000},
        {429, -5, PACING_NO_RETRY_AFTER},
        {500, 30, PACING_NO_RETRY_AFTER},
        {200, 30, PACING_NO_RETRY_AFTER},
        {429, INT64_MIN, PACING_NO_RETRY_AFTER},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct reply reply = reply_to(cases[i].status, EMPTY_LIST, cases[i].header_s);
        assert_int_equal(reply.retry_after_ms, cases[i].ms);
        reply_clear(&reply);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_has_its_outcome),
        cmocka_unit_test(an_error_without_an_envelope_is_still_told),
        cmocka_unit_test(a_list_comes_through),
        cmocka_unit_test(a_200_that_carries_an_error_is_one),
        cmocka_unit_test(an_unreadable_200_says_where),
        cmocka_unit_test(no_answer_gives_libcurls_reason),
        cmocka_unit_test(a_body_cut_short_is_no_list),
        cmocka_unit_test(a_body_beyond_the_cap_is_unreadable),
        cmocka_unit_test(a_redirect_names_its_target),
        cmocka_unit_test(retry_after_counts_for_429_and_503_in_its_range),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
