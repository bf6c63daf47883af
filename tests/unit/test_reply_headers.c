/* SPDX-License-Identifier: MIT */
#include "backfilltop/api/reply.h"

#include "backfilltop/api/retry_after.h"
#include "backfilltop/core/quota.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* What a reply takes from the headers of an answer. */

static const char EMPTY_LIST[] = "{\"meta\":{\"request_id\":\"01892A4D-7586\"},\"data\":[]}";

static void retry_after_beyond_any_number_is_the_most(void **state) {
    static const struct {
        const char *header;
        int64_t ms;
    } cases[] = {{"99999999999999999999999", 86400000},
                 {"15", 15000},
                 {"0", RETRY_AFTER_NONE},
                 {"-5", RETRY_AFTER_NONE},
                 {"soon", RETRY_AFTER_NONE}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct reply reply;
        struct answer answer = {.call.kind = CALL_LIST,
                                .http_status = 429,
                                .body = "",
                                .headers[ANSWER_RETRY_AFTER] = cases[i].header};
        reply_init(&reply, &answer);
        assert_int_equal(reply.retry_after_ms, cases[i].ms);
        reply_clear(&reply);
    }
}

static void a_refusal_with_a_huge_body_keeps_its_retry_after(void **state) {
    struct reply reply;
    struct answer answer = {.call.kind = CALL_LIST,
                            .http_status = 429,
                            .body = "",
                            .failure = "the answer is larger than 32 MiB",
                            .is_unreadable = true,
                            .headers[ANSWER_RETRY_AFTER] = "60"};
    (void)state;
    reply_init(&reply, &answer);
    assert_int_equal(reply.outcome, OUTCOME_RATE_LIMITED);
    assert_int_equal(reply.retry_after_ms, 60000);
    assert_non_null(strstr(reply.problem.remedy, "wait 60 s"));
    reply_clear(&reply);
}

static void retry_after_counts_for_429_and_503_in_its_range(void **state) {
    static const struct {
        long status;
        int64_t header_s;
        int64_t ms;
    } cases[] = {
        {429, 0, RETRY_AFTER_NONE},
        {429, 1, 1000},
        {503, 86400, 86400000},
        {429, 86401, 86400000},
        {429, INT64_MAX, 86400000},
        {429, -5, RETRY_AFTER_NONE},
        {500, 30, RETRY_AFTER_NONE},
        {200, 30, RETRY_AFTER_NONE},
        {429, INT64_MIN, RETRY_AFTER_NONE},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char header[32];
        struct reply reply;
        snprintf(header, sizeof header, "%" PRId64, cases[i].header_s);
        struct answer answer = {.call.kind = CALL_LIST,
                                .http_status = cases[i].status,
                                .body = EMPTY_LIST,
                                .body_length = sizeof EMPTY_LIST - 1,
                                .headers[ANSWER_RETRY_AFTER] = header};
        reply_init(&reply, &answer);
        assert_int_equal(reply.retry_after_ms, cases[i].ms);
        reply_clear(&reply);
    }
}

static void the_quota_is_read_from_its_headers(void **state) {
    static const struct {
        const char *limit, *remaining;
        int64_t rate_limit, rate_remaining;
    } cases[] = {
        {"5000", "4999", 5000, 4999},
        {NULL, NULL, QUOTA_UNKNOWN, QUOTA_UNKNOWN},
        {"", "x", QUOTA_UNKNOWN, QUOTA_UNKNOWN},
        {"-5", "+4", QUOTA_UNKNOWN, QUOTA_UNKNOWN},
        {"99999999999999999999", "0", QUOTA_UNKNOWN, 0},
        {"5000;w=3600", "12 ", QUOTA_UNKNOWN, QUOTA_UNKNOWN},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct reply reply;
        struct answer answer = {.call.kind = CALL_LIST,
                                .http_status = 500,
                                .body = "",
                                .headers[ANSWER_RATE_LIMIT] = cases[i].limit,
                                .headers[ANSWER_RATE_REMAINING] = cases[i].remaining};
        reply_init(&reply, &answer);
        assert_int_equal(reply.rate_limit, cases[i].rate_limit);
        assert_int_equal(reply.rate_remaining, cases[i].rate_remaining);
        reply_clear(&reply);
    }
}

static void dates_are_measured_by_the_servers_clock(void **state) {
    struct reply reply;
    struct answer answer = {.http_status = 503,
                            .body = "",
                            .headers[ANSWER_DATE] = "Sun, 06 Nov 1994 08:49:37 GMT",
                            .headers[ANSWER_RETRY_AFTER] = "Sun, 06 Nov 1994 08:50:37 GMT",
                            .ended_s = 784111777 + 3600};
    (void)state;
    reply_init(&reply, &answer);
    assert_int_equal(reply.server_time_s, 784111777);
    assert_int_equal(reply.skew_s, -3600);
    assert_int_equal(reply.retry_after_ms, 60000);
    reply_clear(&reply);
    answer.headers[ANSWER_DATE] = "today";
    answer.ended_s = 784111777 + 30;
    reply_init(&reply, &answer);
    assert_int_equal(reply.server_time_s, TIMES_ABSENT);
    assert_int_equal(reply.skew_s, 0);
    assert_int_equal(reply.retry_after_ms, 30000);
    reply_clear(&reply);
}

static void a_minute_is_no_skew(void **state) {
    static const struct {
        int64_t behind_s;
        int64_t skew_s;
    } cases[] = {{0, 0}, {60, 0}, {61, 61}, {-60, 0}, {-61, -61}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct reply reply;
        struct answer answer = {.http_status = 500,
                                .body = "",
                                .headers[ANSWER_DATE] = "Sun, 06 Nov 1994 08:49:37 GMT",
                                .ended_s = 784111777 - cases[i].behind_s};
        reply_init(&reply, &answer);
        assert_int_equal(reply.skew_s, cases[i].skew_s);
        reply_clear(&reply);
    }
}

static struct answer list_answer(long status, const char *etag, const char *known) {
    struct answer answer = {.call.kind = CALL_LIST,
                            .http_status = status,
                            .body = status == 200 ? EMPTY_LIST : "",
                            .headers[ANSWER_ETAG] = etag};
    answer.body_length = strlen(answer.body);
    snprintf(answer.call.etag, sizeof answer.call.etag, "%s", known);
    return answer;
}

static void a_list_has_the_tag_that_it_came_with_if_that_is_one(void **state) {
    static char long_tag[ETAG_MAX + 2];
    static const struct {
        const char *etag;
        const char *kept;
    } cases[] = {{NULL, ""},    {"\"a\"", "\"a\""}, {"W/\"a\"", "W/\"a\""}, {"a", ""},
                 {"*", ""},     {"\"a\x01\"", ""},  {"\"a\r\nX: y\"", ""},  {"\"a\", \"b\"", ""},
                 {long_tag, ""}};
    (void)state;
    memset(long_tag, 'x', ETAG_MAX + 1);
    long_tag[0] = long_tag[ETAG_MAX] = '"';
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct reply reply;
        struct answer answer = list_answer(200, cases[i].etag, "");
        reply_init(&reply, &answer);
        assert_int_equal(reply.outcome, OUTCOME_OK);
        assert_string_equal(reply.etag, cases[i].kept);
        assert_false(reply.not_modified);
        reply_clear(&reply);
    }
}

static void only_a_list_that_was_read_has_a_tag(void **state) {
    struct reply reply;
    struct answer answer = list_answer(200, "\"a\"", "");
    (void)state;
    answer.body = "{\"meta\":{},\"data\":[}";
    answer.body_length = strlen(answer.body);
    reply_init(&reply, &answer);
    assert_int_equal(reply.outcome, OUTCOME_UNREADABLE);
    assert_string_equal(reply.etag, "");
    reply_clear(&reply);
    answer = list_answer(503, "\"a\"", "");
    reply_init(&reply, &answer);
    assert_string_equal(reply.etag, "");
    reply_clear(&reply);
}

static void a_304_says_that_the_known_list_has_not_changed(void **state) {
    static const struct {
        const char *etag;
        const char *known;
        const char *kept;
    } cases[] = {
        {"\"a\"", "\"a\"", "\"a\""}, {"W/\"a\"", "\"a\"", "W/\"a\""}, {NULL, "W/\"a\"", "W/\"a\""}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct reply reply;
        struct answer answer = list_answer(304, cases[i].etag, cases[i].known);
        answer.headers[ANSWER_RATE_LIMIT] = "5000";
        answer.headers[ANSWER_RATE_REMAINING] = "17";
        reply_init(&reply, &answer);
        assert_int_equal(reply.outcome, OUTCOME_OK);
        assert_true(reply.not_modified);
        assert_string_equal(reply.etag, cases[i].kept);
        assert_int_equal(reply.rate_limit, 5000);
        assert_int_equal(reply.rate_remaining, 17);
        assert_int_equal(reply.snapshot.count, 0);
        assert_string_equal(reply.problem.what, "");
        reply_clear(&reply);
    }
}

static void expect_unreadable(const struct answer *answer, const char *words) {
    struct reply reply;
    reply_init(&reply, answer);
    assert_int_equal(reply.outcome, OUTCOME_UNREADABLE);
    assert_false(reply.not_modified);
    assert_string_equal(reply.etag, "");
    assert_non_null(strstr(reply.problem.what, words));
    reply_clear(&reply);
}

static void a_304_that_does_not_fit_the_request_is_unreadable(void **state) {
    struct answer answer = list_answer(304, "\"a\"", "");
    (void)state;
    expect_unreadable(&answer, "304 unreadable answer: not modified, but the request did not");
    answer = list_answer(304, "\"b\"", "\"a\"");
    expect_unreadable(&answer, "304 unreadable answer: not modified, but the version");
    answer = list_answer(304, "a", "\"a\"");
    expect_unreadable(&answer, "304 unreadable answer: not modified, but the version");
    answer = list_answer(304, "\"a\"", "");
    answer.call.kind = CALL_TRANSFERS;
    expect_unreadable(&answer, "304 unreadable answer");
    answer.call.kind = CALL_ONE;
    expect_unreadable(&answer, "304 unreadable answer");
}

static void a_304_that_was_cut_off_is_no_answer(void **state) {
    struct reply reply;
    struct answer answer = list_answer(304, "\"a\"", "\"a\"");
    (void)state;
    answer.failure = "the connection ended within the headers";
    reply_init(&reply, &answer);
    assert_int_equal(reply.outcome, OUTCOME_NO_CONNECTION);
    assert_false(reply.not_modified);
    reply_clear(&reply);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(retry_after_beyond_any_number_is_the_most),
        cmocka_unit_test(a_refusal_with_a_huge_body_keeps_its_retry_after),
        cmocka_unit_test(retry_after_counts_for_429_and_503_in_its_range),
        cmocka_unit_test(the_quota_is_read_from_its_headers),
        cmocka_unit_test(dates_are_measured_by_the_servers_clock),
        cmocka_unit_test(a_minute_is_no_skew),
        cmocka_unit_test(a_list_has_the_tag_that_it_came_with_if_that_is_one),
        cmocka_unit_test(only_a_list_that_was_read_has_a_tag),
        cmocka_unit_test(a_304_says_that_the_known_list_has_not_changed),
        cmocka_unit_test(a_304_that_does_not_fit_the_request_is_unreadable),
        cmocka_unit_test(a_304_that_was_cut_off_is_no_answer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
