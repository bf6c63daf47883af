/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/backfill.h"

#include "backfilltop/base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define LENGTH_OF(array) (sizeof(array) / sizeof((array)[0]))

static struct backfill with_counts(int64_t total, int64_t created, int64_t completed,
                                   int64_t failed) {
    struct backfill backfill;
    backfill_init(&backfill);
    backfill.runs_total = total;
    backfill.runs_created = created;
    backfill.runs_completed = completed;
    backfill.runs_failed = failed;
    return backfill;
}

static void starts_with_everything_absent(void **state) {
    (void)state;
    struct backfill backfill;
    backfill_init(&backfill);
    assert_int_equal(backfill.id, BACKFILL_NO_ID);
    assert_int_equal(backfill.removed_user_id, BACKFILL_NO_ID);
    assert_true(backfill.range_start == TIMES_ABSENT && backfill.range_end == TIMES_ABSENT);
    assert_true(backfill.created_time == TIMES_ABSENT && backfill.start_time == TIMES_ABSENT);
    assert_true(backfill.end_time == TIMES_ABSENT && backfill.removed_time == TIMES_ABSENT);
    assert_int_equal(backfill.runs_total, BACKFILL_NO_COUNT);
    assert_int_equal(backfill.runs_created, BACKFILL_NO_COUNT);
    assert_int_equal(backfill.runs_completed, BACKFILL_NO_COUNT);
    assert_int_equal(backfill.runs_failed, BACKFILL_NO_COUNT);
    assert_int_equal(backfill.status, BACKFILL_NONE);
    assert_null(backfill.status_word);
    assert_false(backfill.has_error_report);
}

static void clearing_frees_what_is_owned_and_may_be_repeated(void **state) {
    (void)state;
    struct backfill backfill;
    backfill_init(&backfill);
    backfill.status = BACKFILL_OTHER;
    backfill.status_word = memory_copy("PAUSED", 6);
    backfill.errors = memory_new(1, sizeof(*backfill.errors));
    backfill.errors[0].message = memory_copy("timeout", 7);
    backfill.error_count = 1;
    backfill_clear(&backfill);
    assert_int_equal(backfill.error_count, 0);
    assert_int_equal(backfill.status, BACKFILL_NONE);
    backfill_clear(&backfill);
}

static void every_status_of_the_api_is_read_and_written(void **state) {
    (void)state;
    static const char *const words[] = {"CREATED", "SCHEDULED", "RUNNING",
                                        "FAILED",  "COMPLETED", "CANCELLED"};
    for (size_t i = 0; i < LENGTH_OF(words); i++) {
        assert_int_equal(backfill_status_parse(words[i]), i);
        assert_string_equal(backfill_status_name((enum backfill_status)i), words[i]);
    }
    assert_null(backfill_status_name(BACKFILL_OTHER));
    assert_null(backfill_status_name(BACKFILL_NONE));
}

static void words_that_only_resemble_a_status_are_other(void **state) {
    (void)state;
    static const char *const words[] = {"", "running", "RUNNING ", "RUN", "RUNNINGS", "-"};
    for (size_t i = 0; i < LENGTH_OF(words); i++) {
        assert_int_equal(backfill_status_parse(words[i]), BACKFILL_OTHER);
    }
}

static void status_word_is_the_name_the_unknown_word_or_a_dash(void **state) {
    (void)state;
    struct backfill backfill;
    backfill_init(&backfill);
    assert_string_equal(backfill_status_word(&backfill), "-");
    backfill.status = BACKFILL_FAILED;
    assert_string_equal(backfill_status_word(&backfill), "FAILED");
    backfill.status = BACKFILL_OTHER;
    backfill.status_word = memory_copy("PAUSED", 6);
    assert_string_equal(backfill_status_word(&backfill), "PAUSED");
    backfill_clear(&backfill);
}

static void only_completed_and_cancelled_are_final(void **state) {
    (void)state;
    struct backfill backfill;
    backfill_init(&backfill);
    for (int i = 0; i < backfill_status_count; i++) {
        backfill.status = (enum backfill_status)i;
        assert_int_equal(backfill_is_final(&backfill),
                         i == BACKFILL_COMPLETED || i == BACKFILL_CANCELLED);
    }
}

static void days_count_both_ends_of_the_range(void **state) {
    (void)state;
    static const struct {
        int64_t start, end, days;
    } cases[] = {
        {19754, 19754, 1},
        {19754, 19781, 28},
        {-3, 3, 7},
        {19754, 19753, BACKFILL_NO_COUNT},
        {TIMES_ABSENT, 19754, BACKFILL_NO_COUNT},
        {19754, TIMES_ABSENT, BACKFILL_NO_COUNT},
        {TIMES_ABSENT, TIMES_ABSENT, BACKFILL_NO_COUNT},
    };
    struct backfill backfill;
    backfill_init(&backfill);
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        backfill.range_start = cases[i].start;
        backfill.range_end = cases[i].end;
        assert_int_equal(backfill_days(&backfill), cases[i].days);
    }
}

static void segments_of_the_bar(void **state) {
    (void)state;
    static const struct {
        const char *what;
        int64_t total, created, completed, failed;
        struct backfill_runs expected; /* total, completed, failed, in flight, pending */
    } cases[] = {
        {"under way", 28, 20, 15, 2, {28, 15, 2, 3, 8}},
        {"nothing yet", 14, 0, 0, 0, {14, 0, 0, 0, 14}},
        {"all done", 31, 31, 31, 0, {31, 31, 0, 0, 0}},
        {"empty", 0, 0, 0, 0, {0, 0, 0, 0, 0}},
        {"created and failed absent", 10, -1, 4, -1, {10, 4, 0, 0, 6}},
        {"fewer created than ended", 10, 3, 4, 2, {10, 4, 2, 0, 4}},
        {"total lags behind created", 10, 12, 5, 0, {10, 5, 0, 5, 0}},
        {"total lags behind ended", 5, 0, 4, 3, {5, 4, 1, 0, 0}},
        {"more completed than the total", 10, 12, 12, 1, {10, 10, 0, 0, 0}},
        {"more failed than the total", 10, 10, 0, 11, {10, 0, 10, 0, 0}},
        {"completed of none", 0, 3, 3, 1, {0, 0, 0, 0, 0}},
        {"beyond int64", 1, INT64_MAX, INT64_MAX - 1, INT64_MAX, {1, 1, 0, 0, 0}},
        {"the most there can be",
         INT64_MAX,
         INT64_MAX,
         INT64_MAX - 1,
         INT64_MAX,
         {INT64_MAX, INT64_MAX - 1, 1, 0, 0}},
    };
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        struct backfill backfill = with_counts(cases[i].total, cases[i].created, cases[i].completed,
                                               cases[i].failed);
        struct backfill_runs runs;
        print_message("%s\n", cases[i].what);
        assert_true(backfill_runs(&backfill, &runs));
        assert_int_equal(runs.total, cases[i].expected.total);
        assert_int_equal(runs.completed, cases[i].expected.completed);
        assert_int_equal(runs.failed, cases[i].expected.failed);
        assert_int_equal(runs.in_flight, cases[i].expected.in_flight);
        assert_int_equal(runs.pending, cases[i].expected.pending);
    }
}

static void done_runs_are_as_received_with_any_total(void **state) {
    (void)state;
    static const struct {
        int64_t created, completed, failed, done, in_flight;
    } cases[] = {
        {12, 5, 0, 5, 7},
        {3, 4, 2, 6, 0},
        {-1, 4, -1, 4, 0},
        {5, -1, 2, 2, 3},
        {INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX, 0},
        {INT64_MAX, 0, 0, 0, INT64_MAX},
    };
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        struct backfill backfill = with_counts(10, cases[i].created, cases[i].completed,
                                               cases[i].failed);
        assert_int_equal(backfill_done(&backfill), cases[i].done);
        assert_int_equal(backfill_in_flight(&backfill), cases[i].in_flight);
    }
}

static void no_segments_without_total_or_completed(void **state) {
    (void)state;
    struct backfill_runs runs = {1, 1, 1, 1, 1};
    struct backfill no_total = with_counts(BACKFILL_NO_COUNT, 5, 3, 1);
    assert_false(backfill_runs(&no_total, &runs));
    assert_memory_equal(&runs, &(struct backfill_runs){0}, sizeof(runs));
    struct backfill no_completed = with_counts(10, 5, BACKFILL_NO_COUNT, 1);
    assert_false(backfill_runs(&no_completed, &runs));
}

static void percent_rounds_down_and_never_up_to_100(void **state) {
    (void)state;
    static const struct {
        int64_t total, completed;
        int percent;
    } cases[] = {
        {28, 15, 53},
        {3, 2, 66},
        {1000, 999, 99},
        {1000000, 999999, 99},
        {200, 1, 0},
        {7, 7, 100},
        {7, 0, 0},
        {0, 0, -1},
        {INT64_MAX, INT64_MAX, 100},
        {INT64_MAX, INT64_MAX - 1, 99},
        {INT64_MAX, INT64_MAX / 2 + 1, 50},
    };
    for (size_t i = 0; i < LENGTH_OF(cases); i++) {
        struct backfill_runs runs = {.total = cases[i].total, .completed = cases[i].completed};
        assert_int_equal(backfill_percent(&runs), cases[i].percent);
    }
}

static void it_ended_at_its_end_or_else_when_it_was_removed(void **state) {
    (void)state;
    struct backfill backfill;
    backfill_init(&backfill);
    assert_true(backfill_ended(&backfill) == TIMES_ABSENT);
    backfill.removed_time = 500;
    assert_int_equal(backfill_ended(&backfill), 500);
    backfill.end_time = 400;
    assert_int_equal(backfill_ended(&backfill), 400);
}

static void it_took_from_its_start_to_its_end_if_both_are_known(void **state) {
    (void)state;
    struct backfill backfill;
    backfill_init(&backfill);
    assert_true(backfill_took(&backfill) == TIMES_ABSENT);
    backfill.start_time = 100;
    assert_true(backfill_took(&backfill) == TIMES_ABSENT);
    backfill.end_time = 400;
    assert_int_equal(backfill_took(&backfill), 300);
    backfill.end_time = TIMES_ABSENT;
    backfill.removed_time = 250;
    assert_int_equal(backfill_took(&backfill), 150);
    backfill.start_time = TIMES_ABSENT;
    assert_true(backfill_took(&backfill) == TIMES_ABSENT);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(starts_with_everything_absent),
        cmocka_unit_test(clearing_frees_what_is_owned_and_may_be_repeated),
        cmocka_unit_test(every_status_of_the_api_is_read_and_written),
        cmocka_unit_test(words_that_only_resemble_a_status_are_other),
        cmocka_unit_test(status_word_is_the_name_the_unknown_word_or_a_dash),
        cmocka_unit_test(only_completed_and_cancelled_are_final),
        cmocka_unit_test(days_count_both_ends_of_the_range),
        cmocka_unit_test(segments_of_the_bar),
        cmocka_unit_test(done_runs_are_as_received_with_any_total),
        cmocka_unit_test(no_segments_without_total_or_completed),
        cmocka_unit_test(percent_rounds_down_and_never_up_to_100),
        cmocka_unit_test(it_ended_at_its_end_or_else_when_it_was_removed),
        cmocka_unit_test(it_took_from_its_start_to_its_end_if_both_are_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
