/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/decode_transfers.h"

#include "backfilltop/base/buffer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define LENGTH_OF(array) (sizeof(array) / sizeof((array)[0]))

static struct decoded_transfers decode(const char *body) {
    struct decoded_transfers decoded;
    decode_transfers(body, strlen(body), &decoded);
    return decoded;
}

static void assert_name(const struct decoded_transfers *decoded, size_t index, int64_t transfer_id,
                        const char *name) {
    assert_true(index < decoded->names.count);
    assert_int_equal(decoded->names.items[index].transfer_id, transfer_id);
    assert_string_equal(decoded->names.items[index].name, name);
}

static void reads_the_example_of_the_api(void **state) {
    (void)state;
    struct decoded_transfers decoded = decode(
        "{\"meta\":{\"request_id\":\"019461A0-0000-7000-8000-000000000000\"},\"data\":["
        "{\"dwh_transfer_id\":36091,\"display_name\":\"AW enhanced 2022-11-17\","
        "\"external_transfer_id\":\"ext-36091\",\"status\":\"active\",\"state\":\"active\","
        "\"schedule\":\"daily\",\"run_date\":\"2026-01-01\",\"data_source\":null,"
        "\"destination\":null,\"accounts\":[]}]}");
    assert_int_equal(decoded.result, DECODE_OK);
    assert_string_equal(decoded.request_id, "019461A0-0000-7000-8000-000000000000");
    assert_int_equal(decoded.warnings, 0);
    assert_int_equal(decoded.names.count, 1);
    assert_name(&decoded, 0, 36091, "AW enhanced 2022-11-17");
    decoded_transfers_clear(&decoded);
}

static void names_come_by_id(void **state) {
    (void)state;
    struct decoded_transfers decoded = decode(
        "{\"data\":[{\"dwh_transfer_id\":30,\"display_name\":\"c\"},"
        "{\"dwh_transfer_id\":9007199254740993,\"display_name\":\"d\"},"
        "{\"dwh_transfer_id\":1,\"display_name\":\"a\"},"
        "{\"dwh_transfer_id\":2,\"display_name\":\"b\"}]}");
    assert_int_equal(decoded.names.count, 4);
    assert_name(&decoded, 0, 1, "a");
    assert_name(&decoded, 1, 2, "b");
    assert_name(&decoded, 2, 30, "c");
    assert_name(&decoded, 3, INT64_C(9007199254740993), "d");
    assert_null(decoded.request_id);
    decoded_transfers_clear(&decoded);
}

static void an_empty_list_is_no_error(void **state) {
    (void)state;
    struct decoded_transfers decoded = decode("{\"meta\":{},\"data\":[]}");
    assert_int_equal(decoded.result, DECODE_OK);
    assert_int_equal(decoded.names.count, 0);
    assert_int_equal(decoded.warnings, 0);
    decoded_transfers_clear(&decoded);
}

static void an_item_without_id_or_name_is_passed_over(void **state) {
    (void)state;
    static const char *const items[] = {
        "null",
        "7",
        "[]",
        "\"text\"",
        "{}",
        "{\"display_name\":\"x\"}",
        "{\"dwh_transfer_id\":5}",
        "{\"dwh_transfer_id\":0,\"display_name\":\"x\"}",
        "{\"dwh_transfer_id\":-5,\"display_name\":\"x\"}",
        "{\"dwh_transfer_id\":5.5,\"display_name\":\"x\"}",
        "{\"dwh_transfer_id\":\"5\",\"display_name\":\"x\"}",
        "{\"dwh_transfer_id\":null,\"display_name\":\"x\"}",
        "{\"dwh_transfer_id\":5,\"display_name\":\"\"}",
        "{\"dwh_transfer_id\":5,\"display_name\":null}",
        "{\"dwh_transfer_id\":5,\"display_name\":5}",
        "{\"dwh_transfer_id\":5,\"display_name\":[\"x\"]}",
    };
    for (size_t i = 0; i < LENGTH_OF(items); i++) {
        struct buffer body = {0};
        buffer_add_format(&body,
                          "{\"data\":[{\"dwh_transfer_id\":3,\"display_name\":\"first\"},%s,"
                          "{\"dwh_transfer_id\":4,\"display_name\":\"last\"}]}",
                          items[i]);
        struct decoded_transfers decoded = decode(buffer_string(&body));
        assert_int_equal(decoded.result, DECODE_OK);
        assert_int_equal(decoded.warnings, 1);
        assert_int_equal(decoded.names.count, 2);
        assert_name(&decoded, 0, 3, "first");
        assert_name(&decoded, 1, 4, "last");
        decoded_transfers_clear(&decoded);
        buffer_clear(&body);
    }
}

static void of_items_with_one_id_the_first_stays(void **state) {
    (void)state;
    struct decoded_transfers decoded = decode(
        "{\"data\":[{\"dwh_transfer_id\":8,\"display_name\":\"eight\"},"
        "{\"dwh_transfer_id\":5,\"display_name\":\"\"},"
        "{\"dwh_transfer_id\":5,\"display_name\":\"five\"},"
        "{\"dwh_transfer_id\":8,\"display_name\":\"later\"},"
        "{\"dwh_transfer_id\":5,\"display_name\":\"later\"},"
        "{\"dwh_transfer_id\":8,\"display_name\":\"latest\"}]}");
    assert_int_equal(decoded.names.count, 2);
    assert_name(&decoded, 0, 5, "five");
    assert_name(&decoded, 1, 8, "eight");
    assert_int_equal(decoded.warnings, 4);
    decoded_transfers_clear(&decoded);
}

static void hostile_names_stay_bytes_without_nul(void **state) {
    (void)state;
    struct decoded_transfers decoded = decode(
        "{\"data\":[{\"dwh_transfer_id\":1,\"display_name\":\"a\\u0000b\"},"
        "{\"dwh_transfer_id\":2,\"display_name\":\"\\u0000\"},"
        "{\"dwh_transfer_id\":3,\"display_name\":\"\\u001b[2J\"}]}");
    assert_int_equal(decoded.names.count, 3);
    assert_name(&decoded, 0, 1,
                "a\xEF\xBF\xBD"
                "b");
    assert_name(&decoded, 1, 2, "\xEF\xBF\xBD");
    assert_name(&decoded, 2, 3, "\x1b[2J");
    decoded_transfers_clear(&decoded);
}

static void an_error_envelope_is_an_error(void **state) {
    (void)state;
    struct decoded_transfers decoded = decode(
        "{\"meta\":{\"request_id\":\"R\"},\"error\":{\"code\":\"FORBIDDEN\",\"message\":\"No\","
        "\"description\":\"Not you\"},\"data\":[{\"dwh_transfer_id\":1,\"display_name\":\"a\"}]}");
    assert_int_equal(decoded.result, DECODE_ERROR_ENVELOPE);
    assert_string_equal(decoded.request_id, "R");
    assert_string_equal(decoded.error.code, "FORBIDDEN");
    assert_string_equal(decoded.error.message, "No");
    assert_string_equal(decoded.error.description, "Not you");
    assert_int_equal(decoded.names.count, 0);
    decoded_transfers_clear(&decoded);
}

static void anything_else_is_unreadable_and_says_why(void **state) {
    (void)state;
    static const struct {
        const char *body;
        const char *what;
    } cases[] = {
        {"", "the answer is empty"},
        {"[]", "the answer is an array, not an object"},
        {"{}", "the answer has no \"data\""},
        {"{\"data\":null}", "\"data\" of the answer is null, not an array"},
        {"{\"data\":{}}", "\"data\" of the answer is an object, not an array"},
        {"<html>", "the answer is not JSON: line 1, column 1: "},
    };
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        struct decoded_transfers decoded = decode(cases[i].body);
        assert_int_equal(decoded.result, DECODE_UNREADABLE);
        assert_memory_equal(decoded.problem.what, cases[i].what, strlen(cases[i].what));
        assert_int_equal(decoded.names.count, 0);
        decoded_transfers_clear(&decoded);
    }
}

static void every_cut_of_a_body_is_borne(void **state) {
    (void)state;
    static const char body[] = "{\"meta\":{\"request_id\":\"R\"},\"data\":[{\"dwh_transfer_id\":1,"
                               "\"display_name\":\"a\"}]}";
    for (size_t length = 0; length < sizeof body - 1; length++) {
        struct decoded_transfers decoded;
        decode_transfers(body, length, &decoded);
        assert_int_equal(decoded.result, DECODE_UNREADABLE);
        decoded_transfers_clear(&decoded);
    }
}

static void clearing_twice_does_no_harm(void **state) {
    (void)state;
    struct decoded_transfers decoded = decode(
        "{\"meta\":{\"request_id\":\"R\"},\"error\":{\"code\":\"C\",\"message\":\"M\"}}");
    decoded_transfers_clear(&decoded);
    assert_int_equal(decoded.result, DECODE_UNREADABLE);
    decoded_transfers_clear(&decoded);
    decoded = decode("{\"data\":[{\"dwh_transfer_id\":1,\"display_name\":\"a\"}]}");
    decoded_transfers_clear(&decoded);
    decoded_transfers_clear(&decoded);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_the_example_of_the_api),
        cmocka_unit_test(names_come_by_id),
        cmocka_unit_test(an_empty_list_is_no_error),
        cmocka_unit_test(an_item_without_id_or_name_is_passed_over),
        cmocka_unit_test(of_items_with_one_id_the_first_stays),
        cmocka_unit_test(hostile_names_stay_bytes_without_nul),
        cmocka_unit_test(an_error_envelope_is_an_error),
        cmocka_unit_test(anything_else_is_unreadable_and_says_why),
        cmocka_unit_test(every_cut_of_a_body_is_borne),
        cmocka_unit_test(clearing_twice_does_no_harm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
