/* SPDX-License-Identifier: MIT */
#include "backfilltop/api/reply.h"

#include "backfilltop/base/buffer.h"
#include "backfilltop/base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

static const char ENVELOPE[] = "{\"meta\":{\"request_id\":\"01892A4D-7586\"},\"error\":{\"code\":"
                               "\"SOME_CODE\",\"message\":\"Some words.\"}}";
static const char EMPTY_LIST[] = "{\"meta\":{\"request_id\":\"01892A4D-7586\"},\"data\":[]}";

static struct reply reply_to(long status, const char *body) {
    struct reply reply;
    struct answer answer = {.http_status = status, .body = body, .body_length = strlen(body)};
    reply_init(&reply, &answer);
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
        {305, OUTCOME_REFUSED, "refused"},           {600, OUTCOME_SERVER_ERROR, "server error"},
        {500, OUTCOME_SERVER_ERROR, "server error"}, {503, OUTCOME_SERVER_ERROR, "server error"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct reply reply = reply_to(cases[i].status, ENVELOPE);
        assert_int_equal(reply.outcome, cases[i].outcome);
        assert_int_equal(reply.http_status, cases[i].status);
        assert_string_equal(reply.request_id, "01892A4D-7586");
        assert_string_equal(reply.code, "SOME_CODE");
        assert_string_equal(reply.message, "Some words.");
        assert_non_null(strstr(reply.problem.what, cases[i].word));
        assert_non_null(strstr(reply.problem.what, "SOME_CODE: Some words."));
        assert_non_null(strstr(reply.problem.remedy, "(request 01892A4D-7586)"));
        assert_true(reply.problem.remedy[0] != '\0');
        reply_clear(&reply);
    }
}

static void an_error_without_an_envelope_is_still_reported(void **state) {
    static const char *const bodies[] = {"", "<html>Bad gateway</html>", "{}", "[]",
                                         "{\"error\":null}"};
    (void)state;
    for (size_t i = 0; i < sizeof bodies / sizeof bodies[0]; i++) {
        struct reply reply = reply_to(502, bodies[i]);
        assert_int_equal(reply.outcome, OUTCOME_SERVER_ERROR);
        assert_non_null(strstr(reply.problem.what, "502 server error"));
        assert_null(reply.code);
        reply_clear(&reply);
    }
}

/* Whether every byte of a text is part of a character. */
static bool is_utf8(const char *text) {
    while (*text != '\0') {
        uint32_t code;
        size_t length = utf8_decode(text, SIZE_MAX, &code);
        if (length == 0) {
            return false;
        }
        text += length;
    }
    return true;
}

static void a_long_message_is_cut_between_characters(void **state) {
    (void)state;
    for (size_t lead = 0; lead < 4; lead++) {
        struct buffer body = {0};
        buffer_add_string(&body, "{\"meta\":{\"request_id\":\"");
        buffer_add_repeated(&body, 'i', lead);
        for (int i = 0; i < 40; i++) {
            buffer_add_string(&body, "\xF0\x9F\x98\x80");
        }
        buffer_add_string(&body, "\"},\"error\":{\"code\":\"");
        buffer_add_repeated(&body, 'c', lead);
        for (int i = 0; i < 40; i++) {
            buffer_add_string(&body, "\xF0\x9F\x98\x80");
        }
        buffer_add_string(&body, "\",\"message\":\"");
        buffer_add_repeated(&body, 'm', lead);
        for (int i = 0; i < 100; i++) {
            buffer_add_string(&body, "\xF0\x9F\x98\x80");
        }
        buffer_add_string(&body, "\"}}");
        struct reply reply = reply_to(500, body.bytes);
        assert_true(is_utf8(reply.problem.what));
        assert_true(is_utf8(reply.problem.remedy));
        assert_non_null(strstr(reply.problem.what, "\xF0\x9F\x98\x80...: "));
        assert_string_equal(reply.problem.what + strlen(reply.problem.what) - 7,
                            "\xF0\x9F\x98\x80...");
        assert_non_null(strstr(reply.problem.remedy, "\xF0\x9F\x98\x80...)"));
        reply_clear(&reply);
        buffer_clear(&body);
    }
}

static void bodies_that_were_cut_off_are_unreadable(void **state) {
    struct reply reply;
    struct answer answer = {.call.kind = CALL_LIST,
                            .http_status = 200,
                            .body = "",
                            .failure = "the answers under way are larger than 128 MiB",
                            .is_unreadable = true};
    (void)state;
    reply_init(&reply, &answer);
    assert_int_equal(reply.outcome, OUTCOME_UNREADABLE);
    assert_non_null(strstr(reply.problem.what, "under way are larger than 128 MiB"));
    reply_clear(&reply);
}

static void a_list_comes_through(void **state) {
    struct reply reply = reply_to(200, "{\"meta\":{},\"data\":[{\"transfer_backfill_id\":7}]}");
    (void)state;
    assert_int_equal(reply.outcome, OUTCOME_OK);
    assert_int_equal(reply.snapshot.count, 1);
    assert_int_equal(reply.snapshot.backfills[0].id, 7);
    reply_clear(&reply);
}

static void a_200_that_carries_an_error_is_one(void **state) {
    struct reply reply = reply_to(200, ENVELOPE);
    (void)state;
    assert_int_equal(reply.outcome, OUTCOME_REFUSED);
    assert_string_equal(reply.code, "SOME_CODE");
    reply_clear(&reply);
}

static void an_unreadable_200_says_where(void **state) {
    struct reply reply = reply_to(200, "{\n  oops");
    (void)state;
    assert_int_equal(reply.outcome, OUTCOME_UNREADABLE);
    assert_non_null(strstr(reply.problem.what, "line 2"));
    reply_clear(&reply);
    reply = reply_to(200, "");
    assert_int_equal(reply.outcome, OUTCOME_UNREADABLE);
    reply_clear(&reply);
}

static void no_answer_gives_libcurls_reason(void **state) {
    struct reply reply;
    struct answer answer = {
        .call.kind = CALL_LIST, .body = "", .failure = "Could not resolve host: x"};
    (void)state;
    reply_init(&reply, &answer);
    assert_int_equal(reply.outcome, OUTCOME_NO_CONNECTION);
    assert_non_null(strstr(reply.problem.what, "Could not resolve host: x"));
    reply_clear(&reply);
}

static void a_body_cut_short_is_no_list(void **state) {
    struct reply reply;
    struct answer answer = {.call.kind = CALL_LIST,
                            .http_status = 200,
                            .body = EMPTY_LIST,
                            .body_length = sizeof EMPTY_LIST - 1,
                            .failure = "transfer closed with 9 bytes remaining"};
    (void)state;
    reply_init(&reply, &answer);
    assert_int_equal(reply.outcome, OUTCOME_NO_CONNECTION);
    reply_clear(&reply);
}

static void a_body_beyond_the_cap_is_unreadable(void **state) {
    struct reply reply;
    struct answer answer = {.call.kind = CALL_LIST,
                            .http_status = 200,
                            .body = "",
                            .failure = "the answer is larger than 32 MiB",
                            .is_unreadable = true};
    (void)state;
    reply_init(&reply, &answer);
    assert_int_equal(reply.outcome, OUTCOME_UNREADABLE);
    assert_non_null(strstr(reply.problem.what, "larger than 32 MiB"));
    reply_clear(&reply);
}

static void what_is_no_answer_is_unreadable(void **state) {
    static const char reason[] = "Received HTTP/0.9 when not allowed";
    static const long statuses[] = {0, 200, 206};
    (void)state;
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        struct reply reply;
        struct answer answer = {.call.kind = CALL_LIST,
                                .http_status = statuses[i],
                                .body = EMPTY_LIST,
                                .body_length = sizeof EMPTY_LIST - 1,
                                .failure = reason,
                                .is_unreadable = true};
        reply_init(&reply, &answer);
        assert_int_equal(reply.outcome, OUTCOME_UNREADABLE);
        assert_non_null(strstr(reply.problem.what, reason));
        reply_clear(&reply);
    }
}

static void another_success_is_no_list(void **state) {
    static const long statuses[] = {201, 204, 206, 299};
    (void)state;
    for (size_t i = 0; i < sizeof statuses / sizeof statuses[0]; i++) {
        struct reply reply = reply_to(statuses[i], EMPTY_LIST);
        assert_int_equal(reply.outcome, OUTCOME_UNREADABLE);
        reply_clear(&reply);
    }
}

static void a_redirect_names_its_target(void **state) {
    struct reply reply;
    struct answer answer = {.call.kind = CALL_LIST,
                            .http_status = 302,
                            .body = "",
                            .redirect_to = "https://elsewhere.example/x"};
    (void)state;
    reply_init(&reply, &answer);
    assert_int_equal(reply.outcome, OUTCOME_REFUSED);
    assert_non_null(strstr(reply.problem.what, "https://elsewhere.example/x"));
    reply_clear(&reply);
}

static void assert_described(const char *error, const char *what, const char *end_of_remedy) {
    char body[512];
    snprintf(body, sizeof body, "{\"meta\":{\"request_id\":\"R1\"},\"error\":{%s}}", error);
    struct reply reply = reply_to(403, body);
    const char *request = strstr(reply.problem.remedy, "(request R1)");
    assert_string_equal(reply.problem.what, what);
    assert_non_null(request);
    assert_string_equal(request, end_of_remedy);
    reply_clear(&reply);
}

#define CODE        "\"code\":\"F\","
#define MESSAGE     "\"message\":\"No\","
#define DESCRIPTION "\"description\":\"Lacks a scope.\""

static void the_description_comes_last(void **state) {
    (void)state;
    assert_described(CODE MESSAGE DESCRIPTION, "403 forbidden: F: No",
                     "(request R1). Lacks a scope.");
    assert_described(CODE DESCRIPTION, "403 forbidden: F: Lacks a scope.", "(request R1)");
    assert_described(CODE "\"message\":\"\"," DESCRIPTION, "403 forbidden: F: Lacks a scope.",
                     "(request R1)");
    assert_described(CODE MESSAGE "\"description\":\"\"", "403 forbidden: F: No", "(request R1)");
    assert_described(CODE MESSAGE "\"description\":null", "403 forbidden: F: No", "(request R1)");
    assert_described(CODE MESSAGE "\"description\":7", "403 forbidden: F: No", "(request R1)");
}

/* What a 401 with this error says once it is known which token was sent. */
static void assert_names_token(const char *error, const char *what, const char *remedy) {
    char body[200];
    snprintf(body, sizeof body, "{\"meta\":{\"request_id\":\"R1\"},\"error\":{%s}}", error);
    struct reply reply = reply_to(401, body);
    reply_name_token(&reply, "the token in F", "put a valid one there");
    assert_string_equal(reply.problem.what, what);
    assert_string_equal(reply.problem.remedy, remedy);
    reply_clear(&reply);
}

static void the_refused_token_is_named(void **state) {
    (void)state;
    assert_names_token(CODE MESSAGE DESCRIPTION,
                       "401 unauthorized: the token in F was refused (F: No)",
                       "put a valid one there (request R1). Lacks a scope.");
    assert_names_token(CODE "\"message\":\"\"," DESCRIPTION,
                       "401 unauthorized: the token in F was refused (F: Lacks a scope.)",
                       "put a valid one there (request R1)");
    assert_names_token("\"code\":7", "401 unauthorized: the token in F was refused",
                       "put a valid one there (request R1)");
}

static void a_200_that_is_an_error_has_a_description_too(void **state) {
    (void)state;
    struct reply reply = reply_to(200, "{\"error\":{" CODE MESSAGE DESCRIPTION "}}");
    assert_string_equal(reply.problem.what, "200 refused: F: No");
    assert_non_null(strstr(reply.problem.remedy, ". Lacks a scope."));
    reply_clear(&reply);
}

static void one_backfill_is_a_snapshot_of_one(void **state) {
    static const char body[] =
        "{\"meta\":{},\"data\":{\"transfer_backfill_id\":7,\"status\":\"CANCELLED\"}}";
    struct reply reply;
    struct answer answer = {
        .call.kind = CALL_ONE, .http_status = 200, .body = body, .body_length = sizeof body - 1};
    (void)state;
    reply_init(&reply, &answer);
    assert_int_equal(reply.outcome, OUTCOME_OK);
    assert_int_equal(reply.snapshot.count, 1);
    assert_int_equal(reply.snapshot.backfills[0].status, BACKFILL_CANCELLED);
    reply_clear(&reply);
}

static void transfers_give_names(void **state) {
    static const char body[] =
        "{\"meta\":{},\"data\":[{\"dwh_transfer_id\":3,\"display_name\":\"Ads EU\"}]}";
    struct reply reply;
    struct answer answer = {.call.kind = CALL_TRANSFERS,
                            .http_status = 200,
                            .body = body,
                            .body_length = sizeof body - 1};
    (void)state;
    reply_init(&reply, &answer);
    assert_int_equal(reply.outcome, OUTCOME_OK);
    assert_int_equal(reply.names.count, 1);
    assert_string_equal(reply.names.items[0].name, "Ads EU");
    reply_clear(&reply);
}

static void a_list_is_no_backfill_and_no_transfers(void **state) {
    static const char body[] = "{\"meta\":{},\"data\":[{\"transfer_backfill_id\":7}]}";
    struct reply reply;
    struct answer answer = {
        .call.kind = CALL_ONE, .http_status = 200, .body = body, .body_length = sizeof body - 1};
    (void)state;
    reply_init(&reply, &answer);
    assert_int_equal(reply.outcome, OUTCOME_UNREADABLE);
    reply_clear(&reply);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_has_its_outcome),
        cmocka_unit_test(an_error_without_an_envelope_is_still_reported),
        cmocka_unit_test(a_long_message_is_cut_between_characters),
        cmocka_unit_test(bodies_that_were_cut_off_are_unreadable),
        cmocka_unit_test(a_list_comes_through),
        cmocka_unit_test(a_200_that_carries_an_error_is_one),
        cmocka_unit_test(an_unreadable_200_says_where),
        cmocka_unit_test(no_answer_gives_libcurls_reason),
        cmocka_unit_test(a_body_cut_short_is_no_list),
        cmocka_unit_test(a_body_beyond_the_cap_is_unreadable),
        cmocka_unit_test(what_is_no_answer_is_unreadable),
        cmocka_unit_test(another_success_is_no_list),
        cmocka_unit_test(a_redirect_names_its_target),
        cmocka_unit_test(the_description_comes_last),
        cmocka_unit_test(the_refused_token_is_named),
        cmocka_unit_test(a_200_that_is_an_error_has_a_description_too),
        cmocka_unit_test(one_backfill_is_a_snapshot_of_one),
        cmocka_unit_test(transfers_give_names),
        cmocka_unit_test(a_list_is_no_backfill_and_no_transfers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
