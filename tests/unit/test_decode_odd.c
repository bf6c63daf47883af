/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/decode.h"

#include "backfilltop/base/buffer.h"
#include "backfilltop/core/decode_transfers.h"
#include "support/decode_body.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include <stdio.h>

/* Answers that a strict parser would refuse: each damaged byte or value only affects its own
 * cell. */

#define LENGTH_OF(array) (sizeof(array) / sizeof((array)[0]))
#define MARK             "\xEF\xBF\xBD"

/* A backfill with nothing to warn of; the C string of its message is `message`. */
#define ITEM(id, message)                                                                          \
    "{\"transfer_backfill_id\":" id ",\"transfer_id\":1,\"range_start_date\":\"2024-01-01\","      \
    "\"range_end_date\":\"2024-01-02\",\"created_time\":\"2024-01-01T00:00:00Z\","                 \
    "\"created_user_id\":1,\"transfer_runs_total\":4,\"transfer_runs_created\":3,"                 \
    "\"transfer_runs_completed\":2,\"transfer_runs_failed\":1,\"status\":\"RUNNING\","             \
    "\"error_report\":[{\"transfer_run_date\":\"2024-01-01\",\"error\":\"" message "\"}]}"

static void assert_warned(const struct decoded *decoded, size_t count, const char *first) {
    assert_int_equal(decoded->result, DECODE_OK);
    assert_string_equal(decoded->snapshot.first_warning, first);
    assert_int_equal(decoded->snapshot.warnings, count);
}

static void an_odd_character_costs_itself_alone(void **state) {
    (void)state;
    static const struct {
        const char *body, *message, *warning;
    } cases[] = {
        {"{\"data\":[" ITEM("1", "") "," ITEM("2", "cut \\ud83d") "," ITEM("3", "") "]}",
         "cut " MARK, "data[1].error_report[0].error holds half of a surrogate pair"},
        {"{\"data\":[" ITEM("1", "") "," ITEM("2", "caf\xE8") "," ITEM("3", "") "]}", "caf" MARK,
         "data[1].error_report[0].error holds a byte that is not UTF-8"},
        {"{\"data\":[" ITEM("1", "") "," ITEM("2", "a\nb") "," ITEM("3", "") "]}", "a\nb",
         "data[1].error_report[0].error holds an unescaped control character"},
        {"{\"data\":[" ITEM("1", "") "," ITEM("2", "a\\xb") "," ITEM("3", "") "]}", "a" MARK "xb",
         "data[1].error_report[0].error holds an escape that JSON does not know"},
    };
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        struct decoded decoded;
        decode_string(&decoder_list, cases[i].body, &decoded);
        assert_warned(&decoded, 1, cases[i].warning);
        assert_int_equal(decoded.snapshot.count, 3);
        for (int64_t id = 1; id <= 3; id++) {
            assert_int_equal(decoded.snapshot.backfills[id - 1].id, id);
            assert_int_equal(decoded.snapshot.backfills[id - 1].runs_completed, 2);
        }
        assert_string_equal(decoded.snapshot.backfills[1].errors[0].message, cases[i].message);
        decoded_clear(&decoded);
    }
}

static void a_damaged_key_costs_its_field_alone(void **state) {
    (void)state;
    struct decoded decoded;
    decode_string(&decoder_list,
                  "{\"data\":[{\"transfer_backfill_id\":5,\"transfer_id\\u0000\":1,\"stat\xE8s\":2,"
                  "\"transfer_runs_total\":9}]}",
                  &decoded);
    assert_int_equal(decoded.snapshot.count, 1);
    assert_int_equal(decoded.snapshot.backfills[0].id, 5);
    assert_int_equal(decoded.snapshot.backfills[0].runs_total, 9);
    assert_int_equal(decoded.snapshot.backfills[0].transfer_id, BACKFILL_NO_ID);
    assert_string_equal(decoded.snapshot.first_warning, "data[0].transfer_id\\u0000 holds a NUL");
    decoded_clear(&decoded);
}

static void a_number_beyond_64_bits_costs_its_cell_alone(void **state) {
    (void)state;
    static const struct {
        const char *text, *warning;
    } numbers[] = {
        {"18446744073709551616", "data[0].transfer_backfill_id is a number beyond 64 bits"},
        {"1e400", "data[0].transfer_backfill_id is a number beyond 64 bits"},
        {"-1e400", "data[0].transfer_backfill_id is a number beyond 64 bits"},
        {"1e19", "data[0].transfer_backfill_id is a number beyond 64 bits"},
        {"NaN", "data[0].transfer_backfill_id is NaN or infinite"},
        {"-Infinity", "data[0].transfer_backfill_id is NaN or infinite"},
    };
    for (size_t i = 0; i < LENGTH_OF(numbers); i++) {
        struct buffer body = {0};
        struct decoded decoded;
        buffer_add_format(&body,
                          "{\"data\":[{\"transfer_backfill_id\":%s},{\"transfer_backfill_id\":7,"
                          "\"transfer_runs_total\":%s,\"unread\":%s,\"transfer_id\":3}]}",
                          numbers[i].text, numbers[i].text, numbers[i].text);
        decode_string(&decoder_list, body.bytes, &decoded);
        /* The three numbers, each once, and eight fields that are missing. */
        assert_warned(&decoded, 3 + 8, numbers[i].warning);
        assert_int_equal(decoded.snapshot.count, 1);
        assert_int_equal(decoded.snapshot.backfills[0].id, 7);
        assert_int_equal(decoded.snapshot.backfills[0].transfer_id, 3);
        assert_int_equal(decoded.snapshot.backfills[0].runs_total, BACKFILL_NO_COUNT);
        decoded_clear(&decoded);
        buffer_clear(&body);
    }
}

static void a_whole_number_is_read_in_any_form(void **state) {
    (void)state;
    struct decoded decoded;
    decode_string(&decoder_list,
                  "{\"data\":[{\"transfer_backfill_id\":1.0,\"transfer_runs_total\":28.0,"
                  "\"transfer_runs_completed\":1.5e1,\"transfer_id\":9007199254740993.0,"
                  "\"created_user_id\":9.007199254740993e15},"
                  "{\"transfer_backfill_id\":9223372036854775807.0,\"transfer_runs_total\":28.5}]}",
                  &decoded);
    assert_int_equal(decoded.snapshot.count, 2);
    const struct backfill *backfills = decoded.snapshot.backfills;
    assert_int_equal(backfills[0].id, 1);
    assert_int_equal(backfills[0].runs_total, 28);
    assert_int_equal(backfills[0].runs_completed, 15);
    assert_true(backfills[0].transfer_id == INT64_C(9007199254740993));
    assert_true(backfills[0].created_user_id == INT64_C(9007199254740993));
    assert_true(backfills[1].id == INT64_MAX);
    assert_int_equal(backfills[1].runs_total, BACKFILL_NO_COUNT);
    decoded_clear(&decoded);
}

static void a_fraction_is_no_integer_however_large(void **state) {
    (void)state;
    static const char *const numbers[] = {"0.5", "-1.5", "1e-400", "9300000000000000000.5",
                                          "-9999999999999999999.9"};
    for (size_t i = 0; i < LENGTH_OF(numbers); i++) {
        struct buffer body = {0};
        struct decoded decoded;
        buffer_add_format(&body, "{\"data\":[{\"transfer_backfill_id\":%s}]}", numbers[i]);
        decode_string(&decoder_list, body.bytes, &decoded);
        assert_warned(&decoded, 1, "data[0].transfer_backfill_id is not an integer");
        decoded_clear(&decoded);
        buffer_clear(&body);
    }
}

static void one_id_in_two_forms_is_one_id(void **state) {
    (void)state;
    struct decoded decoded;
    decode_string(&decoder_list, "{\"data\":[" ITEM("7", "first") "," ITEM("7.0", "second") "]}",
                  &decoded);
    assert_warned(&decoded, 1, "data[1].transfer_backfill_id is that of an earlier item");
    assert_int_equal(decoded.snapshot.count, 1);
    assert_string_equal(decoded.snapshot.backfills[0].errors[0].message, "first");
    decoded_clear(&decoded);
}

static void every_answer_takes_the_same_door(void **state) {
    (void)state;
    struct decoded decoded;
    decode_string(&decoder_one, "\xEF\xBB\xBF{\"data\":" ITEM("7.0", "\\ud83d\xE8") ",\"x\":1e400}",
                  &decoded);
    assert_warned(&decoded, 2, "data.error_report[0].error holds half of a surrogate pair");
    assert_int_equal(decoded.snapshot.backfills[0].id, 7);
    assert_string_equal(decoded.snapshot.backfills[0].errors[0].message, MARK MARK);
    decoded_clear(&decoded);

    static const char envelope[] = "{\"meta\":{\"request_id\":\"R\xE8\",\"n\":1e400},\"error\":"
                                   "{\"code\":\"C\",\"message\":\"no \\udc00\"}}";
    static const struct decoder *const decoders[] = {&decoder_list, &decoder_one, &decoder_error};
    for (size_t i = 0; i < LENGTH_OF(decoders); i++) {
        decode_string(decoders[i], envelope, &decoded);
        assert_int_equal(decoded.result, DECODE_ERROR_ENVELOPE);
        assert_string_equal(decoded.request_id, "R" MARK);
        assert_string_equal(decoded.error.message, "no " MARK);
        assert_int_equal(decoded.error.warnings, 3);
        assert_string_equal(decoded.error.first_warning,
                            "meta.request_id holds a byte that is not UTF-8");
        decoded_clear(&decoded);
    }
}

static void a_transfer_with_an_odd_name_keeps_it(void **state) {
    (void)state;
    static const char body[] = "{\"data\":[{\"dwh_transfer_id\":1.0,\"display_name\":\"caf\xE8\","
                               "\"x\":99999999999999999999},{\"dwh_transfer_id\":1e400,"
                               "\"display_name\":\"x\"},{\"dwh_transfer_id\":2,"
                               "\"display_name\":\"\\ud83d\"}]}";
    struct decoded_transfers decoded;
    decode_transfers(body, sizeof body - 1, &decoded);
    assert_int_equal(decoded.result, DECODE_OK);
    assert_int_equal(decoded.names.count, 2);
    assert_string_equal(decoded.names.items[0].name, "caf" MARK);
    assert_string_equal(decoded.names.items[1].name, MARK);
    assert_int_equal(decoded.warnings, 5);
    assert_int_equal(decoded.damaged, 4);
    assert_string_equal(decoded.first_damaged,
                        "data[0].display_name holds a byte that is not UTF-8");
    decoded_transfers_clear(&decoded);
}

static void an_endless_text_is_cut_between_characters(void **state) {
    (void)state;
    enum { KEPT = 16384 };
    struct buffer body = {0};
    struct decoded decoded;
    buffer_add_string(&body, "{\"data\":[{\"transfer_backfill_id\":7,\"status\":\"x");
    for (int i = 0; i < KEPT; i++) {
        buffer_add_string(&body, "\xE2\x82\xAC");
    }
    buffer_add_string(&body, "\"}]}");
    decode_string(&decoder_list, body.bytes, &decoded);
    const char *word = decoded.snapshot.backfills[0].status_word;
    assert_int_equal(strlen(word), 1 + KEPT / 3 * 3 + 3);
    assert_string_equal(word + strlen(word) - 6, "\xE2\x82\xAC\xE2\x80\xA6");
    decoded_clear(&decoded);
    buffer_clear(&body);
}

static void of_keys_with_one_name_the_last_counts(void **state) {
    (void)state;
    static const char *const bodies[] = {
        "{\"data\":[" ITEM("1", "") "],\"data\":[" ITEM("2", "") "," ITEM("3", "") "]}",
        "{\"data\":[" ITEM("1", "") "],\"d\\u0061ta\":[" ITEM("2", "") "," ITEM("3", "") "]}",
        "{\"d\\u0061ta\":[" ITEM("2", "") "," ITEM("3", "") "]}",
    };
    for (size_t i = 0; i < LENGTH_OF(bodies); i++) {
        struct decoded decoded;
        decode_string(&decoder_list, bodies[i], &decoded);
        assert_warned(&decoded, 0, "");
        assert_int_equal(decoded.snapshot.count, 2);
        assert_int_equal(decoded.snapshot.backfills[0].id, 2);
        decoded_clear(&decoded);
    }
    struct decoded decoded;
    decode_string(&decoder_list, "{\"data\":[" ITEM("1", "") "],\"error\":{},\"error\":null}",
                  &decoded);
    assert_warned(&decoded, 0, "");
    decoded_clear(&decoded);
    decode_string(&decoder_list, "{\"error\":null,\"data\":[" ITEM("1", "") "],\"error\":{}}",
                  &decoded);
    assert_int_equal(decoded.result, DECODE_ERROR_ENVELOPE);
    decoded_clear(&decoded);
}

static void no_part_of_a_cut_list_is_believed(void **state) {
    (void)state;
    static const char body[] = "{\"data\":[" ITEM("1", "\\ud83d") "," ITEM("2",
                                                                           "") "],\"meta\":{}}";
    for (size_t length = 0; length < sizeof body - 1; length++) {
        struct decoded decoded;
        decode_list(body, length, &decoded);
        assert_int_equal(decoded.result, DECODE_UNREADABLE);
        assert_int_equal(decoded.snapshot.count, 0);
        assert_int_equal(decoded.snapshot.warnings, 0);
        decoded_clear(&decoded);
    }
}

static void times_are_read_in_every_form_of_iso_8601(void **state) {
    (void)state;
    static const char *const times[] = {
        "2024-02-01T11:00:00+0200", "2024-02-01 09:00:00Z", "2024-02-01T09:00Z",
        "2024-02-01t09:00:00,5z",   "20240201T090000Z",
    };
    for (size_t i = 0; i < LENGTH_OF(times); i++) {
        struct buffer body = {0};
        struct decoded decoded;
        buffer_add_format(&body,
                          "{\"data\":{\"transfer_backfill_id\":7,\"start_time\":\"%s\","
                          "\"range_start_date\":\"%s\"}}",
                          times[i], times[i]);
        decode_string(&decoder_one, body.bytes, &decoded);
        assert_int_equal(decoded.snapshot.backfills[0].start_time, 1706778000);
        assert_int_equal(decoded.snapshot.backfills[0].range_start, 19754);
        assert_int_equal(decoded.snapshot.warnings, 10 - 1); /* of the missing fields */
        decoded_clear(&decoded);
        buffer_clear(&body);
    }
}

static void times_without_a_zone_are_utc_with_one_warning(void **state) {
    (void)state;
    static const char *const bodies[] = {
        "{\"data\":[{\"transfer_backfill_id\":7,\"start_time\":\"2024-02-01T09:00:00\","
        "\"end_time\":\"2024-02-01 09:00\"},{\"transfer_backfill_id\":8,"
        "\"start_time\":\"2024-02-01T09:00:00\"}]}",
    };
    struct decoded decoded;
    decode_string(&decoder_list, bodies[0], &decoded);
    assert_int_equal(decoded.snapshot.warnings, 2 * 10 + 1); /* ten missing fields each */
    assert_true(decoded.snapshot.assumed_utc);
    assert_int_equal(decoded.snapshot.backfills[0].end_time, 1706778000);
    assert_int_equal(decoded.snapshot.backfills[1].start_time, 1706778000);
    decoded_clear(&decoded);
    decode_string(&decoder_list,
                  "{\"data\":[{\"transfer_backfill_id\":7,\"transfer_id\":1,\"range_start_date\":"
                  "\"2024-01-01\",\"range_end_date\":\"2024-01-02\",\"created_time\":"
                  "\"2024-02-01T09:00:00\",\"start_time\":\"2024-02-01T09:00:00\"}]}",
                  &decoded);
    assert_string_equal(decoded.snapshot.first_warning,
                        "data[0].created_time has no time zone: taken as UTC, like all such times");
    decoded_clear(&decoded);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_odd_character_costs_itself_alone),
        cmocka_unit_test(a_damaged_key_costs_its_field_alone),
        cmocka_unit_test(a_number_beyond_64_bits_costs_its_cell_alone),
        cmocka_unit_test(a_whole_number_is_read_in_any_form),
        cmocka_unit_test(a_fraction_is_no_integer_however_large),
        cmocka_unit_test(one_id_in_two_forms_is_one_id),
        cmocka_unit_test(every_answer_takes_the_same_door),
        cmocka_unit_test(a_transfer_with_an_odd_name_keeps_it),
        cmocka_unit_test(an_endless_text_is_cut_between_characters),
        cmocka_unit_test(of_keys_with_one_name_the_last_counts),
        cmocka_unit_test(no_part_of_a_cut_list_is_believed),
        cmocka_unit_test(times_are_read_in_every_form_of_iso_8601),
        cmocka_unit_test(times_without_a_zone_are_utc_with_one_warning),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
