/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/decode.h"

#include "support/decode_body.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define LENGTH_OF(array) (sizeof(array) / sizeof((array)[0]))
#define NUL_MARK         "\xEF\xBF\xBD"

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

static void assert_all_absent_but_id(const struct backfill *backfill, int64_t id) {
    struct backfill expected;
    backfill_init(&expected);
    expected.id = id;
    assert_same_backfill(backfill, &expected);
    assert_null(backfill->status_word);
    assert_null(backfill->errors);
}

static void missing_null_and_mistyped_fields_are_absent_and_warned_of(void **state) {
    (void)state;
    struct decoded decoded;
    decode_file(&decoder_list, "list_lenient.json", &decoded);
    assert_int_equal(decoded.result, DECODE_OK);
    assert_null(decoded.request_id);
    assert_int_equal(decoded.snapshot.count, 4);
    for (int64_t id = 1; id <= 3; id++) {
        assert_all_absent_but_id(&decoded.snapshot.backfills[id - 1], id);
    }
    /* 10 missing, 10 null, 15 mistyped, 5 in the error report, 6 items without an id. */
    assert_int_equal(decoded.snapshot.warnings, 10 + 10 + 15 + 5 + 6);
    assert_string_equal(decoded.snapshot.first_warning, "data[0].transfer_id is missing");
    decoded_clear(&decoded);
}

static void what_is_good_stands_beside_what_is_not(void **state) {
    (void)state;
    static const struct {
        const char *day, *message;
    } errors[] = {
        {"2024-01-03", "Connection timeout to data source"},
        {"2024-01-04", ""},
        {"2024-01-05", ""},
        {NULL, "Quota exceeded"},
        {NULL, "No date at all"},
        {NULL, ""},
    };
    struct decoded decoded;
    decode_file(&decoder_list, "list_lenient.json", &decoded);
    const struct backfill *backfill = &decoded.snapshot.backfills[3];
    assert_int_equal(backfill->id, 4);
    assert_int_equal(backfill->created_time, instant("2024-02-01T06:00:00Z"));
    assert_int_equal(backfill->removed_time, instant("2024-02-01T15:00:00Z"));
    assert_int_equal(backfill->removed_user_id, 790);
    assert_int_equal(backfill->status, BACKFILL_OTHER);
    assert_string_equal(backfill->status_word, "PAUSED");
    assert_int_equal(backfill->error_count, LENGTH_OF(errors));
    for (size_t i = 0; i < LENGTH_OF(errors); i++) {
        int64_t expected = errors[i].day != NULL ? day(errors[i].day) : TIMES_ABSENT;
        assert_int_equal(backfill->errors[i].day, expected);
        assert_string_equal(backfill->errors[i].message, errors[i].message);
    }
    decoded_clear(&decoded);
}

#define GOOD_FIELDS                                                                                \
    "\"transfer_id\":1,\"range_start_date\":\"2024-01-01\",\"range_end_date\":\"2024-01-02\","     \
    "\"created_time\":\"2024-01-01T00:00:00Z\",\"created_user_id\":1,\"transfer_runs_total\":1,"   \
    "\"transfer_runs_created\":1,\"transfer_runs_completed\":1,\"status\":\"RUNNING\""
#define ITEM(rest) "{\"transfer_backfill_id\":7," GOOD_FIELDS rest "}"
#define LAST       ",\"transfer_runs_failed\":0"

static void a_warning_says_where_and_what(void **state) {
    (void)state;
    static const struct {
        const char *body, *warning;
    } cases[] = {
        {"{\"data\":[1]}", "data[0] is not an object"},
        {"{\"data\":[{}]}", "data[0].transfer_backfill_id is missing"},
        {"{\"data\":[{\"transfer_backfill_id\":null}]}",
         "data[0].transfer_backfill_id is not an integer"},
        {"{\"data\":[{\"transfer_backfill_id\":-1}]}",
         "data[0].transfer_backfill_id is not above 0"},
        {"{\"data\":[" ITEM(LAST) ",{\"transfer_backfill_id\":7}]}",
         "data[1].transfer_backfill_id is that of an earlier item"},
        {"{\"data\":[" ITEM("") "]}", "data[0].transfer_runs_failed is missing"},
        {"{\"data\":[" ITEM(",\"transfer_runs_failed\":null") "]}",
         "data[0].transfer_runs_failed is null"},
        {"{\"data\":[" ITEM(",\"transfer_runs_failed\":1.5") "]}",
         "data[0].transfer_runs_failed is not an integer"},
        {"{\"data\":[" ITEM(",\"transfer_runs_failed\":-1") "]}",
         "data[0].transfer_runs_failed is negative"},
        {"{\"data\":[" ITEM(LAST ",\"end_time\":1") "]}", "data[0].end_time is not a string"},
        {"{\"data\":[" ITEM(LAST ",\"end_time\":\"\"") "]}",
         "data[0].end_time is not a date and time"},
        {"{\"data\":[" ITEM(",\"transfer_runs_failed\":0,\"status\":\"\"") "]}",
         "data[0].status is empty"},
        {"{\"data\":[" ITEM(LAST ",\"error_report\":{}") "]}",
         "data[0].error_report is not an array"},
        {"{\"data\":[" ITEM(LAST ",\"error_report\":[{\"transfer_run_date\":\"2024-01-01\","
                                 "\"error\":\"\"},[]]") "]}",
         "data[0].error_report[1] is not an object"},
        {"{\"data\":[" ITEM(
             LAST ",\"error_report\":[{\"transfer_run_date\":\"?\",\"error\":\"\"}]") "]}",
         "data[0].error_report[0].transfer_run_date is not a date"},
    };
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        struct decoded decoded;
        decode_string(&decoder_list, cases[i].body, &decoded);
        assert_int_equal(decoded.result, DECODE_OK);
        assert_string_equal(decoded.snapshot.first_warning, cases[i].warning);
        assert_int_equal(decoded.snapshot.warnings, 1);
        decoded_clear(&decoded);
    }
}

static void a_warning_of_one_backfill_has_no_index(void **state) {
    (void)state;
    struct decoded decoded;
    decode_string(&decoder_one, "{\"data\":" ITEM("") "}", &decoded);
    assert_int_equal(decoded.result, DECODE_OK);
    assert_string_equal(decoded.snapshot.first_warning, "data.transfer_runs_failed is missing");
    decoded_clear(&decoded);
}

static void nullable_fields_may_be_null_or_missing_without_a_warning(void **state) {
    (void)state;
    static const char *const bodies[] = {
        "{\"data\":[" ITEM(LAST) "]}",
        "{\"data\":[" ITEM(LAST ",\"start_time\":null,\"end_time\":null,\"removed_time\":null,"
                                "\"removed_user_id\":null,\"error_report\":null") "]}",
    };
    for (size_t i = 0; i < LENGTH_OF(bodies); i++) {
        struct decoded decoded;
        decode_string(&decoder_list, bodies[i], &decoded);
        assert_int_equal(decoded.snapshot.count, 1);
        assert_int_equal(decoded.snapshot.warnings, 0);
        assert_false(decoded.snapshot.backfills[0].has_error_report);
        decoded_clear(&decoded);
    }
}

static void ids_and_counts_are_exact_up_to_int64(void **state) {
    (void)state;
    struct decoded decoded;
    decode_file(&decoder_list, "list_huge_ids.json", &decoded);
    assert_int_equal(decoded.snapshot.count, 2);
    assert_int_equal(decoded.snapshot.warnings, 0);
    const struct backfill *backfills = decoded.snapshot.backfills;
    assert_true(backfills[0].id == INT64_MAX);
    assert_true(backfills[0].transfer_id == INT64_C(9007199254740993));
    assert_true(backfills[0].created_user_id == INT64_MAX - 1);
    assert_true(backfills[0].runs_total == INT64_C(2147483648));
    assert_true(backfills[1].id == INT64_MAX - 1);
    decoded_clear(&decoded);
}

static void hostile_text_comes_through_as_bytes_without_nul(void **state) {
    (void)state;
    static const char *const messages[] = {
        "\x1b[2J\x1b[31mred\xC2\x9B"
        "31m",
        "before" NUL_MARK "after" NUL_MARK,
        NUL_MARK,
        "\u202e\u2066evil\u2069\u202c e\u0301\u0301 \U0001F600",
        "line one\r\nline two\ttab\x7f",
    };
    struct decoded decoded;
    decode_file(&decoder_list, "list_hostile.json", &decoded);
    assert_int_equal(decoded.snapshot.count, 4);
    const struct backfill *backfills = decoded.snapshot.backfills;
    assert_int_equal(backfills[0].error_count, LENGTH_OF(messages));
    for (size_t i = 0; i < LENGTH_OF(messages); i++) {
        assert_string_equal(backfills[0].errors[i].message, messages[i]);
    }
    assert_string_equal(backfills[0].status_word, "\x1b]0;owned\x07");
    decoded_clear(&decoded);
}

static void a_nul_or_another_case_makes_no_known_status_nor_date(void **state) {
    (void)state;
    struct decoded decoded;
    decode_file(&decoder_list, "list_hostile.json", &decoded);
    const struct backfill *backfills = decoded.snapshot.backfills;
    assert_true(backfills[0].range_end == TIMES_ABSENT);
    assert_true(backfills[0].created_time == TIMES_ABSENT);
    assert_int_equal(backfills[1].status, BACKFILL_OTHER);
    assert_string_equal(backfills[1].status_word, "RUNNING" NUL_MARK);
    assert_int_equal(backfills[2].status, BACKFILL_NONE);
    assert_null(backfills[2].status_word);
    assert_int_equal(backfills[3].status, BACKFILL_OTHER);
    assert_string_equal(backfills[3].status_word, "running");
    decoded_clear(&decoded);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(missing_null_and_mistyped_fields_are_absent_and_warned_of),
        cmocka_unit_test(what_is_good_stands_beside_what_is_not),
        cmocka_unit_test(a_warning_says_where_and_what),
        cmocka_unit_test(a_warning_of_one_backfill_has_no_index),
        cmocka_unit_test(nullable_fields_may_be_null_or_missing_without_a_warning),
        cmocka_unit_test(ids_and_counts_are_exact_up_to_int64),
        cmocka_unit_test(hostile_text_comes_through_as_bytes_without_nul),
        cmocka_unit_test(a_nul_or_another_case_makes_no_known_status_nor_date),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
