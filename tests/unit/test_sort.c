/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/sort.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define TEAM      42
#define MOST_ROWS 16

/* Rows made by hand, so that each is exactly what the test says. */
struct scene {
    struct row rows[MOST_ROWS];
    size_t count;
};

static struct row *add(struct scene *scene, int64_t id, enum backfill_status status) {
    struct row *row = &scene->rows[scene->count++];
    *row = (struct row){.team_id = TEAM};
    backfill_init(&row->backfill);
    row->backfill.id = id;
    row->backfill.status = status;
    return row;
}

static struct row *add_running(struct scene *scene, int64_t id) {
    return add(scene, id, BACKFILL_RUNNING);
}

static struct row *add_gone(struct scene *scene, int64_t id, enum backfill_status status,
                            enum row_ending ending) {
    struct row *row = add(scene, id, status);
    row->change = ROW_GONE;
    row->ending = ending;
    return row;
}

static void set_eta(struct row *row, int64_t end_s) {
    row->forecast.has_eta = true;
    row->forecast.end_s = end_s;
}

static void set_runs(struct row *row, int64_t completed, int64_t total) {
    row->backfill.runs_completed = completed;
    row->backfill.runs_total = total;
}

static void set_range(struct row *row, int64_t start, int64_t end) {
    row->backfill.range_start = start;
    row->backfill.range_end = end;
}

/* Sorts the rows as they were added, and the other way round: the order may not depend on it. */
static void assert_order(struct scene *scene, enum sort_key key, bool inverted, const int64_t *ids,
                         size_t count) {
    assert_int_equal(scene->count, count);
    struct row *rows[MOST_ROWS];
    for (int backwards = 0; backwards < 2; backwards++) {
        for (size_t i = 0; i < count; i++) {
            rows[i] = &scene->rows[backwards ? count - 1 - i : i];
        }
        sort_rows(rows, count, &(struct sort){.key = key, .inverted = inverted});
        for (size_t i = 0; i < count; i++) {
            assert_int_equal(rows[i]->backfill.id, ids[i]);
        }
    }
}

#define ASSERT_ORDER(scene, key, inverted, ...)                                                    \
    assert_order(scene, key, inverted, (const int64_t[]){__VA_ARGS__},                             \
                 sizeof((const int64_t[]){__VA_ARGS__}) / sizeof(int64_t))

/* ---- trouble ---- */

static void add_one_of_each_state(struct scene *scene) {
    add_gone(scene, 1, BACKFILL_FAILED, ROW_ENDING_MISSING);
    add_gone(scene, 2, BACKFILL_CANCELLED, ROW_ENDING_FINAL);
    add(scene, 3, BACKFILL_COMPLETED);
    add_gone(scene, 4, BACKFILL_FAILED, ROW_ENDING_UNKNOWN);
    add(scene, 5, BACKFILL_CREATED);
    add(scene, 6, BACKFILL_SCHEDULED);
    add(scene, 7, BACKFILL_OTHER);
    add_running(scene, 8);
    add_running(scene, 9)->forecast.stalled = true;
    add(scene, 10, BACKFILL_FAILED);
}

static void test_trouble_is_on_top(void **state) {
    (void)state;
    struct scene scene = {0};
    add_one_of_each_state(&scene);
    ASSERT_ORDER(&scene, SORT_TROUBLE, false, 10, 9, 8, 7, 6, 5, 4, 1, 2, 3);
    ASSERT_ORDER(&scene, SORT_TROUBLE, true, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
}

static void test_under_trouble_running_ones_stand_by_eta(void **state) {
    (void)state;
    struct scene scene = {0};
    add_running(&scene, 1)->backfill.created_time = 500;
    set_eta(add_running(&scene, 2), 900);
    set_eta(add_running(&scene, 3), 60);
    set_eta(add_running(&scene, 4), 0);
    ASSERT_ORDER(&scene, SORT_TROUBLE, false, 4, 3, 2, 1);
    ASSERT_ORDER(&scene, SORT_TROUBLE, true, 2, 3, 4, 1);
}

static void test_under_trouble_the_eta_of_others_does_not_count(void **state) {
    (void)state;
    struct scene scene = {0};
    struct row *late = add(&scene, 2, BACKFILL_SCHEDULED);
    set_eta(late, 900);
    late->backfill.created_time = 200;
    struct row *soon = add(&scene, 1, BACKFILL_SCHEDULED);
    set_eta(soon, 5);
    soon->backfill.created_time = 100;
    ASSERT_ORDER(&scene, SORT_TROUBLE, false, 2, 1);
}

static void test_under_trouble_the_newest_stand_first_and_unknown_last(void **state) {
    (void)state;
    struct scene scene = {0};
    add(&scene, 1, BACKFILL_FAILED);
    add(&scene, 2, BACKFILL_FAILED)->backfill.created_time = 100;
    add(&scene, 3, BACKFILL_FAILED)->backfill.created_time = 200;
    ASSERT_ORDER(&scene, SORT_TROUBLE, false, 3, 2, 1);
    ASSERT_ORDER(&scene, SORT_TROUBLE, true, 2, 3, 1);
}

/* ---- the columns ---- */

static void test_ids_stand_ascending(void **state) {
    (void)state;
    struct scene scene = {0};
    add_running(&scene, 3);
    add_running(&scene, INT64_MAX);
    add_running(&scene, 20);
    ASSERT_ORDER(&scene, SORT_ID, false, 3, 20, INT64_MAX);
    ASSERT_ORDER(&scene, SORT_ID, true, INT64_MAX, 20, 3);
}

static void test_transfers_stand_by_name_then_by_id(void **state) {
    (void)state;
    struct scene scene = {0};
    add_running(&scene, 1);
    add_running(&scene, 2)->backfill.transfer_id = 20;
    add_running(&scene, 3)->backfill.transfer_id = 3;
    add_running(&scene, 4)->transfer_name = "google";
    add_running(&scene, 5)->transfer_name = "Bing";
    add_running(&scene, 6)->transfer_name = "GOOGLE ads";
    add_running(&scene, 7)->transfer_name = "ähnlich";
    add_running(&scene, 8)->transfer_name = "Ämter";
    ASSERT_ORDER(&scene, SORT_TRANSFER, false, 5, 4, 6, 7, 8, 3, 2, 1);
    ASSERT_ORDER(&scene, SORT_TRANSFER, true, 2, 3, 8, 7, 6, 4, 5, 1);
}

static void test_a_transfers_id_does_not_count_beside_its_name(void **state) {
    (void)state;
    struct scene scene = {0};
    struct row *first = add_running(&scene, 1);
    first->transfer_name = "Same";
    first->backfill.transfer_id = 9;
    struct row *second = add_running(&scene, 2);
    second->transfer_name = "same";
    second->backfill.transfer_id = 8;
    ASSERT_ORDER(&scene, SORT_TRANSFER, false, 1, 2);
}

static void test_ranges_stand_by_start_then_end(void **state) {
    (void)state;
    struct scene scene = {0};
    add_running(&scene, 1);
    set_range(add_running(&scene, 2), 100, TIMES_ABSENT);
    set_range(add_running(&scene, 3), 100, 120);
    set_range(add_running(&scene, 4), 100, 110);
    set_range(add_running(&scene, 5), -5, 500);
    ASSERT_ORDER(&scene, SORT_RANGE, false, 5, 4, 3, 2, 1);
    ASSERT_ORDER(&scene, SORT_RANGE, true, 3, 4, 2, 5, 1);
}

static void test_the_longest_range_stands_first_by_days(void **state) {
    (void)state;
    struct scene scene = {0};
    add_running(&scene, 1);
    set_range(add_running(&scene, 2), 100, 100);
    set_range(add_running(&scene, 3), 100, 90);
    set_range(add_running(&scene, 4), 0, 27);
    ASSERT_ORDER(&scene, SORT_DAYS, false, 4, 2, 1, 3);
    ASSERT_ORDER(&scene, SORT_DAYS, true, 2, 4, 1, 3);
}

static void test_states_stand_each_for_itself(void **state) {
    (void)state;
    struct scene scene = {0};
    add_one_of_each_state(&scene);
    add(&scene, 11, BACKFILL_NONE);
    ASSERT_ORDER(&scene, SORT_STATUS, false, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 11);
    ASSERT_ORDER(&scene, SORT_STATUS, true, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
}

static void test_by_status_only_the_state_counts(void **state) {
    (void)state;
    struct scene scene = {0};
    add_gone(&scene, 3, BACKFILL_NONE, ROW_ENDING_UNKNOWN);
    add(&scene, 2, BACKFILL_COMPLETED)->backfill.created_time = 9;
    add(&scene, 1, BACKFILL_COMPLETED)->backfill.created_time = 1;
    ASSERT_ORDER(&scene, SORT_STATUS, false, 3, 1, 2);
}

static void test_the_most_progress_stands_first(void **state) {
    (void)state;
    struct scene scene = {0};
    add_running(&scene, 1);
    set_runs(add_running(&scene, 2), 0, 0);
    set_runs(add_running(&scene, 3), 0, 10);
    set_runs(add_running(&scene, 4), 531, 1000);
    set_runs(add_running(&scene, 5), 539, 1000);
    set_runs(add_running(&scene, 6), 1, 1);
    set_runs(add_running(&scene, 7), INT64_MAX - 1, INT64_MAX);
    ASSERT_ORDER(&scene, SORT_PROGRESS, false, 6, 7, 5, 4, 3, 1, 2);
    ASSERT_ORDER(&scene, SORT_PROGRESS, true, 3, 4, 5, 6, 7, 1, 2);
}

static void test_the_most_runs_stand_first(void **state) {
    (void)state;
    struct scene scene = {0};
    add_running(&scene, 1);
    set_runs(add_running(&scene, 2), 15, BACKFILL_NO_COUNT);
    set_runs(add_running(&scene, 3), BACKFILL_NO_COUNT, 28);
    set_runs(add_running(&scene, 4), 1, 28);
    set_runs(add_running(&scene, 5), 15, 28);
    set_runs(add_running(&scene, 6), 29, 27); /* the total is as received */
    ASSERT_ORDER(&scene, SORT_RUNS, false, 5, 4, 3, 6, 2, 1);
    ASSERT_ORDER(&scene, SORT_RUNS, true, 6, 4, 5, 3, 2, 1);
}

static void test_the_most_failed_stand_first(void **state) {
    (void)state;
    struct scene scene = {0};
    add_running(&scene, 1);
    add_running(&scene, 2)->backfill.runs_failed = 0;
    add_running(&scene, 3)->backfill.runs_failed = 12;
    add_running(&scene, 4)->backfill.runs_failed = 3;
    ASSERT_ORDER(&scene, SORT_FAILED, false, 3, 4, 2, 1);
    ASSERT_ORDER(&scene, SORT_FAILED, true, 2, 4, 3, 1);
}

static void test_the_soonest_eta_stands_first(void **state) {
    (void)state;
    struct scene scene = {0};
    add_running(&scene, 1);
    set_eta(add_running(&scene, 2), 900);
    set_eta(add_running(&scene, 3), 0);
    add(&scene, 4, BACKFILL_FAILED);
    ASSERT_ORDER(&scene, SORT_ETA, false, 3, 2, 1, 4);
    ASSERT_ORDER(&scene, SORT_ETA, true, 2, 3, 1, 4);
}

static void test_by_eta_what_ended_last_stands_behind_the_etas(void **state) {
    (void)state;
    struct scene scene = {0};
    add_running(&scene, 1);
    add_gone(&scene, 2, BACKFILL_COMPLETED, ROW_ENDING_FINAL)->backfill.end_time = 100;
    add_gone(&scene, 3, BACKFILL_CANCELLED, ROW_ENDING_FINAL)->backfill.removed_time = 200;
    add_gone(&scene, 4, BACKFILL_RUNNING, ROW_ENDING_UNKNOWN)->backfill.end_time = 300;
    set_eta(add_running(&scene, 5), 900);
    ASSERT_ORDER(&scene, SORT_ETA, false, 5, 3, 2, 1, 4);
}

static void test_unknown_words_stand_together(void **state) {
    (void)state;
    struct scene scene = {0};
    static char words[][9] = {"PAUSED", "ARCHIVED", "PAUSED", "archived"};
    for (int64_t id = 1; id <= 4; id++) {
        add(&scene, id, BACKFILL_OTHER)->backfill.status_word = words[id - 1];
    }
    add(&scene, 5, BACKFILL_NONE);
    ASSERT_ORDER(&scene, SORT_STATUS, false, 2, 4, 1, 3, 5);
}

static void test_ages_stand_by_their_value(void **state) {
    (void)state;
    struct scene scene = {0};
    const int64_t day_s = 86400;
    add_running(&scene, 1)->backfill.created_time = -999 * day_s;
    add_running(&scene, 2)->backfill.created_time = -1000 * day_s;
    add_running(&scene, 3)->backfill.created_time = -3 * 365 * day_s;
    add_running(&scene, 4)->backfill.created_time = -59;
    ASSERT_ORDER(&scene, SORT_AGE, false, 4, 1, 2, 3);
}

static void test_the_newest_stands_first_by_age(void **state) {
    (void)state;
    struct scene scene = {0};
    add_running(&scene, 1);
    add_running(&scene, 2)->backfill.created_time = -100;
    add_running(&scene, 3)->backfill.created_time = 200;
    ASSERT_ORDER(&scene, SORT_AGE, false, 3, 2, 1);
    ASSERT_ORDER(&scene, SORT_AGE, true, 2, 3, 1);
}

static void test_teams_stand_ascending(void **state) {
    (void)state;
    struct scene scene = {0};
    add_running(&scene, 1)->team_id = 7;
    add_running(&scene, 2)->team_id = BACKFILL_NO_ID;
    add_running(&scene, 3)->team_id = 5;
    ASSERT_ORDER(&scene, SORT_TEAM, false, 3, 1, 2);
    ASSERT_ORDER(&scene, SORT_TEAM, true, 1, 3, 2);
}

/* ---- every key ---- */

static void test_equal_rows_stand_by_id_in_either_direction(void **state) {
    (void)state;
    for (int key = 0; key < sort_key_count; key++) {
        struct scene scene = {0};
        add_running(&scene, 7);
        add_running(&scene, 5);
        add_running(&scene, 6);
        ASSERT_ORDER(&scene, (enum sort_key)key, false, 5, 6, 7);
        if (key != SORT_ID) {
            ASSERT_ORDER(&scene, (enum sort_key)key, true, 5, 6, 7);
        }
    }
}

static void test_equal_ids_stand_by_team_in_either_direction(void **state) {
    (void)state;
    for (int key = 0; key < sort_key_count; key++) {
        struct scene scene = {0};
        add_running(&scene, 5)->team_id = 9;
        add_running(&scene, 5)->team_id = 8;
        struct row *rows[] = {&scene.rows[0], &scene.rows[1]};
        sort_rows(rows, 2, &(struct sort){.key = (enum sort_key)key, .inverted = key != SORT_TEAM});
        assert_int_equal(rows[0]->team_id, 8);
        assert_int_equal(rows[1]->team_id, 9);
    }
}

static void test_the_greatest_numbers_do_not_overflow(void **state) {
    (void)state;
    struct scene scene = {0};
    add_running(&scene, 1)->backfill.created_time = INT64_MAX;
    add_running(&scene, 2)->backfill.created_time = INT64_MIN + 1;
    add_running(&scene, 3)->backfill.created_time = 0;
    ASSERT_ORDER(&scene, SORT_AGE, false, 1, 3, 2);
}

static void test_no_rows_are_sorted_too(void **state) {
    (void)state;
    sort_rows(NULL, 0, &(struct sort){0});
}

static int setup(void **state) {
    (void)state;
    return setlocale(LC_CTYPE, "C.UTF-8") == NULL ? -1 : 0;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_trouble_is_on_top),
        cmocka_unit_test(test_under_trouble_running_ones_stand_by_eta),
        cmocka_unit_test(test_under_trouble_the_eta_of_others_does_not_count),
        cmocka_unit_test(test_under_trouble_the_newest_stand_first_and_unknown_last),
        cmocka_unit_test(test_ids_stand_ascending),
        cmocka_unit_test(test_transfers_stand_by_name_then_by_id),
        cmocka_unit_test(test_a_transfers_id_does_not_count_beside_its_name),
        cmocka_unit_test(test_ranges_stand_by_start_then_end),
        cmocka_unit_test(test_the_longest_range_stands_first_by_days),
        cmocka_unit_test(test_states_stand_each_for_itself),
        cmocka_unit_test(test_by_status_only_the_state_counts),
        cmocka_unit_test(test_the_most_progress_stands_first),
        cmocka_unit_test(test_the_most_runs_stand_first),
        cmocka_unit_test(test_the_most_failed_stand_first),
        cmocka_unit_test(test_the_soonest_eta_stands_first),
        cmocka_unit_test(test_by_eta_what_ended_last_stands_behind_the_etas),
        cmocka_unit_test(test_unknown_words_stand_together),
        cmocka_unit_test(test_ages_stand_by_their_value),
        cmocka_unit_test(test_the_newest_stands_first_by_age),
        cmocka_unit_test(test_teams_stand_ascending),
        cmocka_unit_test(test_equal_rows_stand_by_id_in_either_direction),
        cmocka_unit_test(test_equal_ids_stand_by_team_in_either_direction),
        cmocka_unit_test(test_the_greatest_numbers_do_not_overflow),
        cmocka_unit_test(test_no_rows_are_sorted_too),
    };
    return cmocka_run_group_tests(tests, setup, NULL);
}
