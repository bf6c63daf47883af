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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(retry_after_beyond_any_number_is_the_most),
        cmocka_unit_test(a_refusal_with_a_huge_body_keeps_its_retry_after),
        cmocka_unit_test(retry_after_counts_for_429_and_503_in_its_range),
        cmocka_unit_test(the_quota_is_read_from_its_headers),
        cmocka_unit_test(dates_are_measured_by_the_servers_clock),
        cmocka_unit_test(a_minute_is_no_skew),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
