/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/column.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define NOW_S INT64_C(1706778000) /* 2024-02-01T09:00:00Z */

static int64_t day_of(const char *text) {
    int64_t day = TIMES_ABSENT;
    assert_true(times_parse_day(text, &day));
    return day;
}

/* The row of the API page's example. */
static struct row example(void) {
    struct row row = {.team_id = 42};
    backfill_init(&row.backfill);
    row.backfill.id = 12345;
    row.backfill.transfer_id = 67890;
    row.backfill.range_start = day_of("2024-02-01");
    row.backfill.range_end = day_of("2024-02-28");
    row.backfill.created_time = NOW_S - 240;
    row.backfill.status = BACKFILL_RUNNING;
    row.backfill.runs_total = 28;
    row.backfill.runs_created = 18;
    row.backfill.runs_completed = 15;
    row.backfill.runs_failed = 2;
    row.forecast = (struct forecast){.has_eta = true, .end_s = NOW_S + 7500};
    return row;
}

static struct row nothing_known(void) {
    struct row row = {.team_id = BACKFILL_NO_ID};
    backfill_init(&row.backfill);
    return row;
}

static void assert_cell_in(const struct row *row, enum column column, enum text_charset charset,
                           const char *expected) {
    struct buffer out = {0};
    column_add_text(&out, column,
                    &(struct column_cell){.row = row, .charset = charset, .now_s = NOW_S});
    assert_string_equal(buffer_string(&out), expected);
    buffer_clear(&out);
}

static void assert_cell(const struct row *row, enum column column, const char *expected) {
    assert_cell_in(row, column, TEXT_UTF8, expected);
}

static void assert_range(const char *first, const char *last, const char *expected) {
    struct row row = nothing_known();
    row.backfill.range_start = first != NULL ? day_of(first) : TIMES_ABSENT;
    row.backfill.range_end = last != NULL ? day_of(last) : TIMES_ABSENT;
    assert_cell(&row, COLUMN_RANGE, expected);
}

static void test_every_cell_of_a_known_row(void **state) {
    (void)state;
    static const char *const expected[column_count] = {
        [COLUMN_TEAM] = "42",
        [COLUMN_ID] = "12345",
        [COLUMN_TRANSFER] = "67890",
        [COLUMN_DAYS] = "28 d",
        [COLUMN_RANGE] = "2024-02-01..02-28",
        [COLUMN_STATUS] = "RUNNING",
        [COLUMN_PROGRESS] = "53 %",
        [COLUMN_RUNS] = "15/28",
        [COLUMN_FAILED] = "2",
        [COLUMN_ETA] = "2 h 05",
        [COLUMN_AGE] = "4 m",
    };
    struct row row = example();
    for (int column = 0; column < column_count; column++) {
        assert_cell(&row, (enum column)column, expected[column]);
    }
}

static void test_every_absent_value_is_a_dash(void **state) {
    (void)state;
    struct row row = nothing_known();
    for (int column = 0; column < column_count; column++) {
        assert_cell(&row, (enum column)column, "-");
    }
}

static void test_a_cell_is_appended(void **state) {
    (void)state;
    struct row row = example();
    struct buffer out = {0};
    buffer_add_string(&out, "id ");
    column_add_text(&out, COLUMN_ID, &(struct column_cell){.row = &row});
    assert_string_equal(buffer_string(&out), "id 12345");
    buffer_clear(&out);
}

static void test_ids_beyond_a_double_stay_exact(void **state) {
    (void)state;
    struct row row = example();
    row.backfill.id = INT64_C(9007199254740993);
    row.backfill.transfer_id = INT64_MAX;
    assert_cell(&row, COLUMN_ID, "9007199254740993");
    assert_cell(&row, COLUMN_TRANSFER, "9223372036854775807");
}

static void test_a_range_repeats_the_year_only_when_it_differs(void **state) {
    (void)state;
    assert_range("2024-02-01", "2024-02-28", "2024-02-01..02-28");
    assert_range("2023-12-20", "2024-01-08", "2023-12-20..2024-01-08");
}

static void test_a_range_of_one_day_is_that_day(void **state) {
    (void)state;
    assert_range("2024-02-01", "2024-02-01", "2024-02-01");
}

static void test_half_a_range_shows_the_half(void **state) {
    (void)state;
    assert_range("2024-02-01", NULL, "2024-02-01..-");
    assert_range(NULL, "2024-02-28", "-..2024-02-28");
}

static void test_percent_never_rounds_up_to_100(void **state) {
    (void)state;
    struct row row = example();
    row.backfill.runs_total = 1000;
    row.backfill.runs_created = 1000;
    row.backfill.runs_completed = 999;
    row.backfill.runs_failed = 0;
    assert_cell(&row, COLUMN_PROGRESS, "99 %");
    row.backfill.runs_completed = 1000;
    assert_cell(&row, COLUMN_PROGRESS, "100 %");
}

static void test_a_total_of_0_has_no_percent(void **state) {
    (void)state;
    struct row row = nothing_known();
    row.backfill.runs_total = 0;
    row.backfill.runs_completed = 0;
    assert_cell(&row, COLUMN_PROGRESS, "-");
    assert_cell(&row, COLUMN_RUNS, "0/0");
}

static void test_runs_are_shown_as_the_api_counts_them(void **state) {
    (void)state;
    static const struct {
        int64_t total, created, completed, failed;
        const char *runs, *progress;
        int columns; /* that the cell takes while it fills up */
    } cases[] = {
        {10, 12, 5, 0, "5/10", "50 %", 5},    {10, 12, 12, 0, "12/10", "100 %", 5},
        {10, 10, 9, 9, "9/10", "90 %", 5},    {0, 3, 3, 0, "3/0", "-", 3},
        {10, 10, 10, 0, "10/10", "100 %", 5}, {9, 10, 10, 0, "10/9", "100 %", 4},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct row row = nothing_known();
        struct buffer text = {0};
        row.backfill.runs_total = cases[i].total;
        row.backfill.runs_created = cases[i].created;
        row.backfill.runs_completed = cases[i].completed;
        row.backfill.runs_failed = cases[i].failed;
        assert_cell(&row, COLUMN_RUNS, cases[i].runs);
        assert_cell(&row, COLUMN_PROGRESS, cases[i].progress);
        assert_int_equal(column_cell_width(COLUMN_RUNS, &row, &text), cases[i].columns);
        buffer_clear(&text);
    }
}

static void test_half_known_runs_show_the_half(void **state) {
    (void)state;
    struct row row = nothing_known();
    row.backfill.runs_completed = 15;
    assert_cell(&row, COLUMN_RUNS, "15/-");
    row.backfill.runs_completed = BACKFILL_NO_COUNT;
    row.backfill.runs_total = 28;
    assert_cell(&row, COLUMN_RUNS, "-/28");
    assert_cell(&row, COLUMN_PROGRESS, "-");
}

static void test_no_failed_run_is_an_empty_cell(void **state) {
    (void)state;
    struct row row = example();
    row.backfill.runs_failed = 0;
    assert_cell(&row, COLUMN_FAILED, "");
}

static void test_ages_are_never_negative(void **state) {
    (void)state;
    struct row row = example();
    row.backfill.created_time = NOW_S + 3600;
    assert_cell(&row, COLUMN_AGE, "0 s");
}

static void test_eta_is_a_dash_unless_known(void **state) {
    (void)state;
    struct row row = example();
    row.forecast.end_s = NOW_S + 1;
    assert_cell(&row, COLUMN_ETA, "1 s");
    row.forecast.end_s = NOW_S;
    assert_cell(&row, COLUMN_ETA, "-");
    row.forecast.end_s = NOW_S - 60;
    assert_cell(&row, COLUMN_ETA, "-");
    row.forecast.has_eta = false;
    assert_cell(&row, COLUMN_ETA, "-");
}

static struct row ended(enum backfill_status status) {
    struct row row = example();
    row.change = ROW_GONE;
    row.ending = ROW_ENDING_FINAL;
    row.backfill.status = status;
    return row;
}

static void test_eta_of_what_has_ended_is_the_local_time_of_day_it_ended(void **state) {
    (void)state;
    struct row row = ended(BACKFILL_COMPLETED);
    row.backfill.end_time = NOW_S - 60;
    assert_cell(&row, COLUMN_ETA, "08:59");
    setenv("TZ", "EST+5", 1);
    tzset();
    assert_cell(&row, COLUMN_ETA, "03:59");
    struct buffer utc = {0};
    column_add_text(&utc, COLUMN_ETA,
                    &(struct column_cell){.row = &row, .now_s = NOW_S, .utc = true});
    assert_string_equal(buffer_string(&utc), "08:59");
    buffer_clear(&utc);
    setenv("TZ", "UTC", 1);
    tzset();
    row = ended(BACKFILL_CANCELLED);
    row.backfill.removed_time = NOW_S - 120;
    assert_cell(&row, COLUMN_ETA, "08:58");
    row.backfill.removed_time = TIMES_ABSENT;
    assert_cell(&row, COLUMN_ETA, "-");
}

static void test_eta_is_a_span_until_the_end_is_known(void **state) {
    (void)state;
    struct row row = example();
    row.backfill.end_time = NOW_S - 60;
    assert_cell(&row, COLUMN_ETA, "2 h 05");
    row.change = ROW_GONE;
    row.forecast.has_eta = false;
    assert_cell(&row, COLUMN_ETA, "-");
}

static void test_a_transfer_is_shown_by_its_name_if_it_has_one(void **state) {
    (void)state;
    struct row row = example();
    row.transfer_name = "Google Ads to BigQuery";
    assert_cell(&row, COLUMN_TRANSFER, "Google Ads to BigQuery");
    row.transfer_name = NULL;
    assert_cell(&row, COLUMN_TRANSFER, "67890");
}

static void test_a_name_passes_the_limiter(void **state) {
    (void)state;
    struct row row = example();
    row.transfer_name = "Ads\x1b[2J\xff";
    assert_cell_in(&row, COLUMN_TRANSFER, TEXT_ASCII, "Ads?[2J?");
    assert_cell_in(&row, COLUMN_TRANSFER, TEXT_UTF8, "Ads\xe2\x90\x9b[2J\xef\xbf\xbd");
}

static void test_states_beyond_the_api_have_words_of_their_own(void **state) {
    (void)state;
    struct row row = example();
    row.forecast.stalled = true;
    assert_int_equal(row_state(&row), ROW_STATE_STALLED);
    assert_cell(&row, COLUMN_STATUS, "stalled");
    row.change = ROW_GONE;
    assert_int_equal(row_state(&row), ROW_STATE_LEFT);
    assert_cell(&row, COLUMN_STATUS, "left");
    row.ending = ROW_ENDING_MISSING;
    assert_int_equal(row_state(&row), ROW_STATE_GONE);
    assert_cell(&row, COLUMN_STATUS, "gone");
}

static void test_what_has_ended_has_the_state_it_ended_in(void **state) {
    (void)state;
    struct row row = ended(BACKFILL_COMPLETED);
    assert_int_equal(row_state(&row), ROW_STATE_COMPLETED);
    assert_cell(&row, COLUMN_STATUS, "COMPLETED");
    row = ended(BACKFILL_CANCELLED);
    assert_int_equal(row_state(&row), ROW_STATE_CANCELLED);
    assert_cell(&row, COLUMN_STATUS, "CANCELLED");
}

static void test_only_what_a_lookup_found_has_ended(void **state) {
    (void)state;
    struct row row = example();
    assert_false(row_has_ended(&row));
    row.change = ROW_GONE;
    assert_false(row_has_ended(&row));
    row.ending = ROW_ENDING_MISSING;
    assert_true(row_has_ended(&row));
    row.ending = ROW_ENDING_FINAL;
    assert_true(row_has_ended(&row));
    row.change = ROW_NEW;
    assert_false(row_has_ended(&row));
}

static void test_every_status_has_its_word_and_state(void **state) {
    (void)state;
    static const struct {
        enum backfill_status status;
        enum row_state state;
        const char *word;
    } cases[] = {
        {BACKFILL_CREATED, ROW_STATE_CREATED, "CREATED"},
        {BACKFILL_SCHEDULED, ROW_STATE_SCHEDULED, "SCHEDULED"},
        {BACKFILL_RUNNING, ROW_STATE_RUNNING, "RUNNING"},
        {BACKFILL_FAILED, ROW_STATE_FAILED, "FAILED"},
        {BACKFILL_COMPLETED, ROW_STATE_COMPLETED, "COMPLETED"},
        {BACKFILL_CANCELLED, ROW_STATE_CANCELLED, "CANCELLED"},
        {BACKFILL_NONE, ROW_STATE_OTHER, "-"},
    };
    struct row row = nothing_known();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        row.backfill.status = cases[i].status;
        assert_int_equal(row_state(&row), cases[i].state);
        assert_cell(&row, COLUMN_STATUS, cases[i].word);
    }
}

static void test_a_status_word_with_nothing_to_read_is_a_dash(void **state) {
    (void)state;
    char blank[] = " \xE2\x80\x8B";
    struct row row = example();
    row.backfill.status = BACKFILL_OTHER;
    row.backfill.status_word = blank;
    assert_cell(&row, COLUMN_STATUS, "-");
}

static void test_an_unknown_status_word_passes_the_limiter(void **state) {
    (void)state;
    char hostile[] = "PAU\x1b[2JSED\xc2\x9b";
    struct row row = example();
    row.backfill.status = BACKFILL_OTHER;
    row.backfill.status_word = hostile;
    assert_int_equal(row_state(&row), ROW_STATE_OTHER);
    assert_cell_in(&row, COLUMN_STATUS, TEXT_ASCII, "PAU?[2JSED?");
    assert_cell_in(&row, COLUMN_STATUS, TEXT_UTF8, "PAU\xe2\x90\x9b[2JSED\xef\xbf\xbd");
}

static void test_headings_in_their_order(void **state) {
    (void)state;
    struct buffer out = {0};
    for (int column = 0; column < column_count; column++) {
        buffer_add_format(&out, "%s ", column_info((enum column)column)->heading);
    }
    assert_string_equal(buffer_string(&out),
                        "TEAM ID TRANSFER RANGE DAYS STATUS PROGRESS RUNS FAILED ETA AGE ");
    buffer_clear(&out);
}

/* A row that was forgotten fails here. */
static void test_every_column_is_filled_in(void **state) {
    (void)state;
    for (int column = 0; column < column_count; column++) {
        const struct column_info *info = column_info((enum column)column);
        enum column found = column_count;
        const char *name = column_name((enum column)column);
        assert_non_null(info->heading);
        assert_non_null(info->add_text);
        assert_non_null(info->sort_value);
        assert_true(info->matches != NULL || !info->searched);
        assert_true(column_parse(&found, name, strlen(name)));
        assert_int_equal(found, column);
    }
}

static void test_a_change_of_status_or_counts_makes_a_cell_stand_out(void **state) {
    (void)state;
    unsigned fields = 0;
    for (int i = 0; i < column_count; i++) {
        fields |= column_info((enum column)i)->changed_fields;
    }
    assert_int_equal(fields,
                     ROW_FIELD_STATUS | ROW_FIELD_COMPLETED | ROW_FIELD_TOTAL | ROW_FIELD_FAILED);
}

static void test_every_column_gets_room_by_rank(void **state) {
    (void)state;
    for (int column = 0; column < column_count; column++) {
        const struct column_info *info = column_info((enum column)column);
        const struct column_step *steps = info->steps;
        assert_true(steps[0].rank > 0);
        assert_true(steps[0].width > 0);
        assert_true(info->bar_text == 0 || info->bar_text == steps[0].width);
        assert_true((info->width == COLUMN_FIXED) == (info->least == 0));
        for (int i = 1; i < COLUMN_STEPS && steps[i].rank > 0; i++) {
            assert_true(steps[i].rank > steps[i - 1].rank);
            assert_true(steps[i].width > steps[i - 1].width);
        }
    }
}

/* Else columns would change their widths as time goes by. */
static void test_only_texts_without_the_time_are_measured(void **state) {
    (void)state;
    struct row row = example();
    for (int column = 0; column < column_count; column++) {
        struct buffer text = {0};
        struct column_cell later = {.row = &row, .charset = TEXT_UTF8, .now_s = NOW_S + 3600};
        column_add_text(&text, (enum column)column, &later);
        if (column_info((enum column)column)->width != COLUMN_FIXED) {
            assert_cell(&row, (enum column)column, buffer_string(&text));
        }
        buffer_clear(&text);
    }
}

static void test_all_names_stand_in_their_order(void **state) {
    (void)state;
    assert_string_equal(COLUMN_NAMES,
                        "team,id,transfer,range,days,status,progress,runs,failed,eta,age");
}

static void test_numbers_stand_right_and_words_left(void **state) {
    (void)state;
    for (int column = 0; column < column_count; column++) {
        bool is_word = column == COLUMN_TRANSFER || column == COLUMN_RANGE ||
                       column == COLUMN_STATUS;
        assert_int_equal(column_info((enum column)column)->align, is_word ? TEXT_LEFT : TEXT_RIGHT);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_cell_of_a_known_row),
        cmocka_unit_test(test_every_absent_value_is_a_dash),
        cmocka_unit_test(test_a_cell_is_appended),
        cmocka_unit_test(test_ids_beyond_a_double_stay_exact),
        cmocka_unit_test(test_a_range_repeats_the_year_only_when_it_differs),
        cmocka_unit_test(test_a_range_of_one_day_is_that_day),
        cmocka_unit_test(test_half_a_range_shows_the_half),
        cmocka_unit_test(test_percent_never_rounds_up_to_100),
        cmocka_unit_test(test_a_total_of_0_has_no_percent),
        cmocka_unit_test(test_runs_are_shown_as_the_api_counts_them),
        cmocka_unit_test(test_half_known_runs_show_the_half),
        cmocka_unit_test(test_no_failed_run_is_an_empty_cell),
        cmocka_unit_test(test_ages_are_never_negative),
        cmocka_unit_test(test_eta_is_a_dash_unless_known),
        cmocka_unit_test(test_eta_of_what_has_ended_is_the_local_time_of_day_it_ended),
        cmocka_unit_test(test_eta_is_a_span_until_the_end_is_known),
        cmocka_unit_test(test_a_transfer_is_shown_by_its_name_if_it_has_one),
        cmocka_unit_test(test_a_name_passes_the_limiter),
        cmocka_unit_test(test_states_beyond_the_api_have_words_of_their_own),
        cmocka_unit_test(test_what_has_ended_has_the_state_it_ended_in),
        cmocka_unit_test(test_only_what_a_lookup_found_has_ended),
        cmocka_unit_test(test_every_status_has_its_word_and_state),
        cmocka_unit_test(test_an_unknown_status_word_passes_the_limiter),
        cmocka_unit_test(test_a_status_word_with_nothing_to_read_is_a_dash),
        cmocka_unit_test(test_headings_in_their_order),
        cmocka_unit_test(test_every_column_is_filled_in),
        cmocka_unit_test(test_a_change_of_status_or_counts_makes_a_cell_stand_out),
        cmocka_unit_test(test_every_column_gets_room_by_rank),
        cmocka_unit_test(test_only_texts_without_the_time_are_measured),
        cmocka_unit_test(test_all_names_stand_in_their_order),
        cmocka_unit_test(test_numbers_stand_right_and_words_left),
    };
    setlocale(LC_CTYPE, "C.UTF-8");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
