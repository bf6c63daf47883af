/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/filter.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

static char timeout_text[] = "Connection Timeout to data source";
static char quota_text[] = "Quota exceeded: 429 at 10:02";

/* A row made by hand; it borrows all its texts. */
struct scene {
    struct backfill_error errors[2];
    struct row row;
};

static struct scene make_scene(void) {
    struct scene scene = {.errors = {{.message = timeout_text}, {.message = quota_text}}};
    backfill_init(&scene.row.backfill);
    scene.row.team_id = 42;
    scene.row.transfer_name = "Google Ads MÜNCHEN";
    scene.row.backfill.id = 12347;
    scene.row.backfill.transfer_id = 5588;
    scene.row.backfill.status = BACKFILL_FAILED;
    return scene;
}

static bool row_passes(const struct row *row, const char *text) {
    struct filter filter;
    filter_parse(&filter, text);
    bool passes = filter_matches(&filter, row);
    filter_clear(&filter);
    return passes;
}

/* Whether the row of make_scene(), with two errors, passes. */
static bool passes(const char *text) {
    struct scene scene = make_scene();
    scene.row.backfill.errors = scene.errors;
    scene.row.backfill.error_count = 2;
    return row_passes(&scene.row, text);
}

/* ---- words ---- */

static void test_a_word_is_looked_for_in_ids_name_status_and_errors(void **state) {
    (void)state;
    assert_true(passes("12347"));
    assert_true(passes("234"));
    assert_true(passes("5588"));
    assert_true(passes("google"));
    assert_true(passes("fail"));
    assert_true(passes("timeout"));
    assert_true(passes("quota"));
    assert_false(passes("bing"));
    assert_false(passes("999"));
}

static void test_a_word_is_not_looked_for_in_the_team(void **state) {
    (void)state;
    struct scene scene = make_scene();
    scene.row.team_id = 777;
    assert_false(row_passes(&scene.row, "777"));
}

static void test_all_words_must_match(void **state) {
    (void)state;
    assert_true(passes("google timeout"));
    assert_true(passes(" \t google \t timeout "));
    assert_false(passes("google bing"));
    assert_false(passes("bing google"));
}

static void test_case_does_not_matter(void **state) {
    (void)state;
    assert_true(passes("GOOGLE TIMEOUT FAILED"));
    assert_true(passes("münchen"));
    assert_true(passes("transfer:mÜn"));
    assert_false(passes("munchen"));
}

static void test_a_phrase_is_one_word(void **state) {
    (void)state;
    assert_true(passes("\"timeout to\""));
    assert_false(passes("\"to timeout\""));
    assert_true(passes("to timeout"));
    assert_false(passes("\"google  ads\""));
    assert_true(passes("\"google ads\"timeout"));
    assert_false(passes("\"google ads\"bing"));
}

static void test_a_quotation_mark_inside_a_word_is_part_of_it(void **state) {
    (void)state;
    struct scene scene = make_scene();
    scene.row.transfer_name = "19\"rack";
    assert_true(row_passes(&scene.row, "9\"rack"));
    assert_false(row_passes(&scene.row, "9\"track"));
}

/* ---- negation ---- */

static void test_a_negated_word_must_not_match(void **state) {
    (void)state;
    assert_false(passes("-timeout"));
    assert_false(passes("!timeout"));
    assert_true(passes("-bing"));
    assert_true(passes("!bing google"));
    assert_false(passes("google -quota"));
}

static void test_fields_and_phrases_can_be_negated(void **state) {
    (void)state;
    assert_false(passes("-status:failed"));
    assert_true(passes("!status:running"));
    assert_false(passes("-\"google ads\""));
    assert_true(passes("-\"google eu\""));
    assert_false(passes("-error:\"timeout to\""));
}

static void test_only_the_first_sign_negates(void **state) {
    (void)state;
    struct scene scene = make_scene();
    scene.row.transfer_name = "eu-west";
    assert_true(row_passes(&scene.row, "u-w"));
    assert_false(row_passes(&scene.row, "--w"));
    assert_true(row_passes(&scene.row, "\"-w\""));
    assert_true(row_passes(&scene.row, "-!west"));
}

/* ---- fields ---- */

static void test_a_field_alone_is_looked_at(void **state) {
    (void)state;
    assert_true(passes("id:12347"));
    assert_false(passes("id:5588"));
    assert_false(passes("id:google"));
    assert_true(passes("transfer:google"));
    assert_true(passes("transfer:5588"));
    assert_false(passes("transfer:12347"));
    assert_true(passes("status:failed"));
    assert_false(passes("status:timeout"));
    assert_true(passes("error:timeout"));
    assert_true(passes("error:429"));
    assert_false(passes("error:failed"));
    assert_true(passes("team:42"));
    assert_false(passes("team:12347"));
}

static void test_names_of_fields_may_be_in_capitals(void **state) {
    (void)state;
    assert_true(passes("STATUS:Failed"));
    assert_false(passes("Status:Running"));
}

static void test_a_field_that_does_not_exist_is_part_of_the_word(void **state) {
    (void)state;
    assert_true(passes("10:02"));
    assert_true(passes("exceeded:"));
    assert_false(passes("user:google"));
    assert_false(passes("statusfailed"));
}

static void test_only_the_first_field_of_a_word_counts(void **state) {
    (void)state;
    assert_false(passes("status:id:12347"));
    struct scene scene = make_scene();
    scene.row.transfer_name = "my-id:9";
    assert_true(row_passes(&scene.row, "my-id:9"));
    assert_true(row_passes(&scene.row, "transfer:id:9"));
}

static void test_the_states_without_a_word_of_the_api_can_be_filtered(void **state) {
    (void)state;
    struct scene scene = make_scene();
    scene.row.backfill.status = BACKFILL_RUNNING;
    assert_true(row_passes(&scene.row, "status:running"));
    scene.row.forecast.stalled = true;
    assert_true(row_passes(&scene.row, "status:stalled"));
    assert_true(row_passes(&scene.row, "stall"));
    assert_false(row_passes(&scene.row, "status:running"));
    scene.row.forecast.stalled = false;
    scene.row.change = ROW_GONE;
    assert_true(row_passes(&scene.row, "status:left"));
    assert_false(row_passes(&scene.row, "status:gone"));
    scene.row.ending = ROW_ENDING_MISSING;
    assert_true(row_passes(&scene.row, "GONE"));
    assert_false(row_passes(&scene.row, "left"));
}

static void test_a_status_that_is_not_known_is_found_by_its_word(void **state) {
    (void)state;
    struct scene scene = make_scene();
    char word[] = "PAUSED_BY_ADMIN";
    scene.row.backfill.status = BACKFILL_OTHER;
    scene.row.backfill.status_word = word;
    assert_true(row_passes(&scene.row, "status:paused"));
    assert_false(row_passes(&scene.row, "status:failed"));
}

static void test_what_is_absent_matches_nothing(void **state) {
    (void)state;
    struct row row = {0};
    backfill_init(&row.backfill);
    assert_false(row_passes(&row, "0"));
    assert_false(row_passes(&row, "id:0"));
    assert_false(row_passes(&row, "transfer:0"));
    assert_false(row_passes(&row, "team:0"));
    assert_false(row_passes(&row, "error:e"));
    assert_true(row_passes(&row, "-transfer:0"));
    assert_true(row_passes(&row, ""));
}

static void test_the_longest_number_is_compared_to_its_end(void **state) {
    (void)state;
    struct scene scene = make_scene();
    scene.row.backfill.id = INT64_MAX;
    scene.row.team_id = INT64_MIN;
    assert_true(row_passes(&scene.row, "id:9223372036854775807"));
    assert_true(row_passes(&scene.row, "team:9223372036854775808"));
    assert_false(row_passes(&scene.row, "id:92233720368547758070"));
}

/* ---- while it is typed ---- */

static void test_what_is_not_finished_matches_everything(void **state) {
    (void)state;
    static const char *const texts[] = {
        "",          " ",       "-",         "!",        "\"",          "\"\"", "-\"",    "id:",
        "transfer:", "status:", "status:\"", "-status:", "!error:\"\"", "- !",  "team: ",
    };
    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
        struct filter filter;
        filter_parse(&filter, texts[i]);
        assert_int_equal(filter.count, 0);
        filter_clear(&filter);
        assert_true(passes(texts[i]));
    }
}

static void test_what_is_not_finished_leaves_the_rest_in_force(void **state) {
    (void)state;
    assert_false(passes("bing status:"));
    assert_false(passes("status: bing"));
    assert_true(passes("google -"));
    assert_true(passes("- google"));
}

static void test_a_phrase_without_its_end_goes_to_the_end(void **state) {
    (void)state;
    assert_true(passes("google error:\"timeout to d"));
    assert_false(passes("google error:\"timeout to x"));
}

static void test_a_cleared_filter_lets_everything_pass(void **state) {
    (void)state;
    struct scene scene = make_scene();
    struct filter filter;
    filter_parse(&filter, "bing");
    assert_false(filter_matches(&filter, &scene.row));
    filter_clear(&filter);
    assert_true(filter_matches(&filter, &scene.row));
    assert_null(filter.text);
}

static void test_any_bytes_are_a_filter(void **state) {
    (void)state;
    uint32_t random = 1;
    for (int round = 0; round < 20000; round++) {
        static const char alphabet[] = "-!\" :\tidstatueamr\xC3\xBC\xFF\x01\xF0";
        char text[24];
        size_t length = (size_t)round % (sizeof(text) - 1);
        for (size_t i = 0; i < length; i++) {
            random = random * 1664525 + 1013904223;
            text[i] = alphabet[(random >> 16) % (sizeof(alphabet) - 1)];
        }
        text[length] = '\0';
        struct filter filter;
        filter_parse(&filter, text);
        for (size_t i = 0; i < filter.count; i++) {
            assert_int_not_equal(filter.terms[i].value[0], '\0');
        }
        filter_clear(&filter);
        passes(text);
    }
}

static void test_the_empty_filter_needs_no_parsing(void **state) {
    (void)state;
    struct filter filter = {0};
    struct scene scene = make_scene();
    assert_true(filter_matches(&filter, &scene.row));
    filter_clear(&filter);
    assert_true(filter_matches(&filter, &scene.row));
}

/* ---- hits to highlight ---- */

static void assert_found(const char *text, const char *needle, size_t start, size_t length) {
    size_t found_start = SIZE_MAX;
    size_t found_length = SIZE_MAX;
    assert_true(filter_find(text, needle, &found_start, &found_length));
    assert_int_equal(found_start, start);
    assert_int_equal(found_length, length);
}

static void test_a_hit_is_found_regardless_of_case(void **state) {
    (void)state;
    assert_found("Google Ads EU", "ADS", 7, 3);
    assert_found("Käse", "ÄS", 1, 3);
}

static void test_without_a_hit_nothing_is_touched(void **state) {
    (void)state;
    size_t start = 7;
    size_t length = 8;
    assert_false(filter_find("Google", "bing", &start, &length));
    assert_false(filter_find("Google", "", &start, &length));
    assert_int_equal(start, 7);
    assert_int_equal(length, 8);
}

static void test_a_hit_holds_whole_characters(void **state) {
    (void)state;
    assert_found("caf\x65\xCC\x81\xCC\xA3s", "E", 3, 5);
    assert_found("caf\x65\xCC\x81s", "\xCC\x81s", 3, 4);
    assert_found("caf\x65\xCC\x81\xCC\xA3s", "\xCC\xA3", 3, 5);
    assert_found("\xC3\xA4\xCC\xA3x", "\xCC\xA3", 0, 4);
    assert_found("ab\xE4\xB8\xAD", "b", 1, 1);
    assert_found("e\xCC\x81", "\xCC\x81", 0, 3);
    assert_found("\xCC\x81s", "\xCC\x81", 0, 2);
    assert_found("\x80\xCC\x81", "\xCC\x81", 0, 3);
}

static int setup(void **state) {
    (void)state;
    return setlocale(LC_CTYPE, "C.UTF-8") == NULL ? -1 : 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_word_is_looked_for_in_ids_name_status_and_errors),
        cmocka_unit_test(test_a_word_is_not_looked_for_in_the_team),
        cmocka_unit_test(test_all_words_must_match),
        cmocka_unit_test(test_case_does_not_matter),
        cmocka_unit_test(test_a_phrase_is_one_word),
        cmocka_unit_test(test_a_quotation_mark_inside_a_word_is_part_of_it),
        cmocka_unit_test(test_a_negated_word_must_not_match),
        cmocka_unit_test(test_fields_and_phrases_can_be_negated),
        cmocka_unit_test(test_only_the_first_sign_negates),
        cmocka_unit_test(test_a_field_alone_is_looked_at),
        cmocka_unit_test(test_names_of_fields_may_be_in_capitals),
        cmocka_unit_test(test_a_field_that_does_not_exist_is_part_of_the_word),
        cmocka_unit_test(test_only_the_first_field_of_a_word_counts),
        cmocka_unit_test(test_the_states_without_a_word_of_the_api_can_be_filtered),
        cmocka_unit_test(test_a_status_that_is_not_known_is_found_by_its_word),
        cmocka_unit_test(test_what_is_absent_matches_nothing),
        cmocka_unit_test(test_the_longest_number_is_compared_to_its_end),
        cmocka_unit_test(test_what_is_not_finished_matches_everything),
        cmocka_unit_test(test_what_is_not_finished_leaves_the_rest_in_force),
        cmocka_unit_test(test_a_phrase_without_its_end_goes_to_the_end),
        cmocka_unit_test(test_a_cleared_filter_lets_everything_pass),
        cmocka_unit_test(test_any_bytes_are_a_filter),
        cmocka_unit_test(test_the_empty_filter_needs_no_parsing),
        cmocka_unit_test(test_a_hit_is_found_regardless_of_case),
        cmocka_unit_test(test_without_a_hit_nothing_is_touched),
        cmocka_unit_test(test_a_hit_holds_whole_characters),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
