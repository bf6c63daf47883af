/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/decode.h"

#include "backfilltop/base/buffer.h"
#include "support/decode_body.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define LENGTH_OF(array) (sizeof(array) / sizeof((array)[0]))
#define NO_TIME          TIMES_ABSENT

static int64_t instant(const char *text) {
    int64_t seconds = TIMES_ABSENT;
    assert_true(times_parse_instant(text, &seconds));
    return seconds;
}

static int64_t day(const char *text) {
    int64_t value = TIMES_ABSENT;
    assert_true(times_parse_day(text, &value));
    return value;
}

static void reads_the_example_of_the_api_page(void **state) {
    (void)state;
    struct decoded decoded;
    decode_file(&decoder_list, "list_example.json", &decoded);
    assert_int_equal(decoded.result, DECODE_OK);
    assert_string_equal(decoded.request_id, "01892A4D-7586-7000-8000-000000000000");
    assert_int_equal(decoded.snapshot.warnings, 0);
    assert_string_equal(decoded.snapshot.first_warning, "");
    const struct backfill expected[] = {
        {12347, 456790, 789, 0, day("2024-02-01"), day("2024-02-28"),
         instant("2024-03-01T14:00:00Z"), instant("2024-03-01T14:30:00Z"), NO_TIME, NO_TIME, 28, 28,
         15, 0, BACKFILL_RUNNING, NULL, NULL, 0, true},
        {12346, 456789, 790, 0, day("2024-01-15"), day("2024-01-31"),
         instant("2024-02-15T09:30:00Z"), instant("2024-02-15T10:00:00Z"), NO_TIME, NO_TIME, 17, 17,
         10, 0, BACKFILL_RUNNING, NULL, NULL, 0, true},
        {12345, 456788, 789, 0, day("2024-01-01"), day("2024-01-14"),
         instant("2024-02-01T08:00:00Z"), NO_TIME, NO_TIME, NO_TIME, 14, 14, 0, 0,
         BACKFILL_SCHEDULED, NULL, NULL, 0, true},
    };
    assert_int_equal(decoded.snapshot.count, LENGTH_OF(expected));
    for (size_t i = 0; i < LENGTH_OF(expected); i++) {
        assert_same_backfill(&decoded.snapshot.backfills[i], &expected[i]);
    }
    decoded_clear(&decoded);
}

static void an_empty_list_is_no_error(void **state) {
    (void)state;
    struct decoded decoded;
    decode_file(&decoder_list, "list_empty.json", &decoded);
    assert_int_equal(decoded.result, DECODE_OK);
    assert_int_equal(decoded.snapshot.count, 0);
    assert_int_equal(decoded.snapshot.warnings, 0);
    decoded_clear(&decoded);
}

static void reads_one_backfill(void **state) {
    (void)state;
    struct decoded decoded;
    decode_file(&decoder_one, "one_example.json", &decoded);
    assert_int_equal(decoded.result, DECODE_OK);
    assert_int_equal(decoded.snapshot.count, 1);
    assert_int_equal(decoded.snapshot.warnings, 0);
    assert_int_equal(decoded.snapshot.backfills[0].id, 12345);
    assert_int_equal(decoded.snapshot.backfills[0].runs_completed, 25);
    assert_int_equal(decoded.snapshot.backfills[0].runs_failed, 2);
    decoded_clear(&decoded);
}

static void of_items_with_one_id_the_first_stays(void **state) {
    (void)state;
    struct decoded decoded;
    decode_file(&decoder_list, "list_duplicates.json", &decoded);
    static const struct {
        int64_t id;
        enum backfill_status status;
    } expected[] = {{20, BACKFILL_RUNNING}, {10, BACKFILL_SCHEDULED}, {30, BACKFILL_CREATED}};
    assert_int_equal(decoded.snapshot.count, LENGTH_OF(expected));
    for (size_t i = 0; i < LENGTH_OF(expected); i++) {
        assert_int_equal(decoded.snapshot.backfills[i].id, expected[i].id);
        assert_int_equal(decoded.snapshot.backfills[i].status, expected[i].status);
    }
    assert_int_equal(decoded.snapshot.warnings, 3);
    assert_string_equal(decoded.snapshot.first_warning,
                        "data[2].transfer_backfill_id is that of an earlier item");
    decoded_clear(&decoded);
}

static void assert_text(const char *actual, const char *expected) {
    if (expected == NULL) {
        assert_null(actual);
        return;
    }
    assert_non_null(actual);
    assert_string_equal(actual, expected);
}

static void an_error_envelope_is_read_by_every_decoder(void **state) {
    (void)state;
    static const struct decoder *const decoders[] = {&decoder_list, &decoder_one, &decoder_error};
    static const struct {
        const char *file, *request_id, *code, *message, *description;
    } cases[] = {
        {"error_unauthorized.json", "BXaEFVtjc7TXaJxgZhmFgSUD9edqq_CN", "UNAUTHORIZED",
         "Authentication is required.", NULL},
        {"error_described.json", "01892A4D-7586-7000-8000-000000000001", "UNPROCESSABLE_ENTITY",
         "Validation failed for the request parameters.",
         "The field 'display_name' must not be empty."},
        {"error_with_data.json", "01892A4D-7586-7000-8000-000000000002", "SERVICE_UNAVAILABLE",
         "Try again later.", NULL},
        {"error_bare.json", NULL, NULL, "upstream request timeout", NULL},
        {"error_mistyped.json", NULL, NULL, NULL, "Only this could be read."},
    };
    for (size_t i = 0; i < LENGTH_OF(cases) * LENGTH_OF(decoders); i++) {
        size_t which = i / LENGTH_OF(decoders);
        struct decoded decoded;
        decode_file(decoders[i % LENGTH_OF(decoders)], cases[which].file, &decoded);
        assert_int_equal(decoded.result, DECODE_ERROR_ENVELOPE);
        assert_int_equal(decoded.snapshot.count, 0);
        assert_text(decoded.request_id, cases[which].request_id);
        assert_text(decoded.error.code, cases[which].code);
        assert_text(decoded.error.message, cases[which].message);
        assert_text(decoded.error.description, cases[which].description);
        decoded_clear(&decoded);
    }
}

static void an_error_that_is_null_is_none(void **state) {
    (void)state;
    struct decoded decoded;
    decode_string(&decoder_list, "{\"error\":null,\"data\":[]}", &decoded);
    assert_int_equal(decoded.result, DECODE_OK);
    decoded_clear(&decoded);
    decode_string(&decoder_list, "{\"error\":false,\"data\":[]}", &decoded);
    assert_int_equal(decoded.result, DECODE_ERROR_ENVELOPE);
    decoded_clear(&decoded);
}

static void an_unreadable_body_says_why(void **state) {
    (void)state;
    static const struct {
        const struct decoder *decoder;
        const char *body, *what;
    } cases[] = {
        {&decoder_list, "", "the answer is empty"},
        {&decoder_list, "<html>", "the answer is not JSON: line 1, column 1: "},
        {&decoder_list, "{\n\"data\":\n  [1,}", "the answer is not JSON: line 3, column 6: "},
        {&decoder_list, "{\"data\":[]} x", "the answer is not JSON: line 1, column 13: "},
        {&decoder_list, "[]", "the answer is an array, not an object"},
        {&decoder_list, "{}", "the answer has no \"data\""},
        {&decoder_list, "{\"data\":null}", "\"data\" of the answer is null, not an array"},
        {&decoder_list, "{\"data\":{}}", "\"data\" of the answer is an object, not an array"},
        {&decoder_list, "{\"data\":1.5}", "\"data\" of the answer is a number, not an array"},
        {&decoder_one, "{}", "the answer has no \"data\""},
        {&decoder_one, "{\"data\":[]}", "\"data\" of the answer is an array, not an object"},
        {&decoder_one, "{\"data\":{}}", "data.transfer_backfill_id is missing"},
        {&decoder_error, "{\"data\":[]}", "the answer has no \"error\""},
        {&decoder_error, "{\"error\":null}", "\"error\" of the answer is null, not an object"},
    };
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        struct decoded decoded;
        decode_string(cases[i].decoder, cases[i].body, &decoded);
        assert_int_equal(decoded.result, DECODE_UNREADABLE);
        assert_memory_equal(decoded.problem.what, cases[i].what, strlen(cases[i].what));
        assert_string_equal(decoded.problem.doing, "");
        assert_int_equal(decoded.snapshot.count, 0);
        decoded_clear(&decoded);
    }
}

static void the_request_id_survives_a_wrong_shape(void **state) {
    (void)state;
    struct decoded decoded;
    decode_string(&decoder_list, "{\"meta\":{\"request_id\":\"abc\"}}", &decoded);
    assert_int_equal(decoded.result, DECODE_UNREADABLE);
    assert_string_equal(decoded.request_id, "abc");
    decoded_clear(&decoded);
    assert_null(decoded.request_id);
}

static void nesting_without_end_is_unreadable(void **state) {
    (void)state;
    struct buffer body = {0};
    buffer_add_string(&body, "{\"data\":");
    buffer_add_repeated(&body, '[', 1000000);
    struct decoded decoded;
    decode_list(body.bytes, body.length, &decoded);
    assert_int_equal(decoded.result, DECODE_UNREADABLE);
    decoded_clear(&decoded);
    buffer_clear(&body);
}

static void a_list_of_any_length_is_read_whole(void **state) {
    (void)state;
    enum { ITEMS = 20000 };
    struct buffer body = {0};
    buffer_add_string(&body, "{\"data\":[");
    for (int i = 0; i < 2 * ITEMS; i++) {
        buffer_add_format(&body, "%s{\"transfer_backfill_id\":%d}", i > 0 ? "," : "",
                          ITEMS - i % ITEMS);
    }
    buffer_add_string(&body, "]}");
    struct decoded decoded;
    decode_list(body.bytes, body.length, &decoded);
    assert_int_equal(decoded.snapshot.count, ITEMS);
    for (size_t i = 0; i < ITEMS; i++) {
        assert_int_equal(decoded.snapshot.backfills[i].id, ITEMS - i);
    }
    assert_int_equal(decoded.snapshot.warnings, 10 * ITEMS + ITEMS);
    decoded_clear(&decoded);
    buffer_clear(&body);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_example_of_the_api_page),
        cmocka_unit_test(an_empty_list_is_no_error),
        cmocka_unit_test(reads_one_backfill),
        cmocka_unit_test(of_items_with_one_id_the_first_stays),
        cmocka_unit_test(an_error_envelope_is_read_by_every_decoder),
        cmocka_unit_test(an_error_that_is_null_is_none),
        cmocka_unit_test(an_unreadable_body_says_why),
        cmocka_unit_test(the_request_id_survives_a_wrong_shape),
        cmocka_unit_test(nesting_without_end_is_unreadable),
        cmocka_unit_test(a_list_of_any_length_is_read_whole),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
