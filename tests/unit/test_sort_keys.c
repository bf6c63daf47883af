/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/sort.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void every_key_is_read_by_its_name(void **state) {
    (void)state;
    for (int i = 0; i < sort_key_count; i++) {
        struct sort sort = {.key = sort_key_count};
        assert_true(sort_parse(&sort, sort_name((enum sort_key)i)));
        assert_int_equal(sort.key, i);
    }
    struct sort sort = {0};
    assert_true(sort_parse(&sort, "eta"));
    assert_int_equal(sort.key, SORT_ETA);
    assert_string_equal(sort_name(SORT_PROGRESS), "progress");
    assert_string_equal(sort_name(SORT_TROUBLE), "trouble");
}

static void every_column_has_a_key_of_its_name(void **state) {
    (void)state;
    for (int i = 0; i < column_count; i++) {
        struct sort sort = {.key = sort_key_count};
        assert_true(sort_parse(&sort, column_name((enum column)i)));
        assert_int_equal(sort.key, sort_of_column((enum column)i));
        assert_non_null(column_info((enum column)i)->sort_value);
    }
}

static void other_names_are_refused(void **state) {
    (void)state;
    struct sort sort = {.key = SORT_AGE};
    assert_false(sort_parse(&sort, ""));
    assert_false(sort_parse(&sort, "et"));
    assert_false(sort_parse(&sort, "etas"));
    assert_int_equal(sort.key, SORT_AGE);
}

static void the_step_goes_round_the_columns(void **state) {
    (void)state;
    struct columns none = {0};
    struct columns one = columns_sortable(&none, false);
    struct columns two = columns_sortable(&none, true);
    assert_int_equal(sort_step(SORT_TROUBLE, 1, &one), SORT_ID);
    assert_int_equal(sort_step(SORT_TROUBLE, 1, &two), SORT_TEAM);
    assert_int_equal(sort_step(SORT_ID, -1, &one), SORT_TROUBLE);
    assert_int_equal(sort_step(SORT_TROUBLE, -1, &one), SORT_AGE);
    assert_int_equal(sort_step(SORT_TROUBLE, column_count + 1, &two), SORT_TROUBLE);
    assert_int_equal(sort_step(SORT_ID, -2 * column_count, &two), SORT_RANGE);
}

static void the_step_goes_by_the_columns_that_are_chosen(void **state) {
    (void)state;
    struct columns chosen = {.list = {COLUMN_ETA, COLUMN_ID}, .count = 2};
    struct columns sortable = columns_sortable(&chosen, false);
    assert_int_equal(sort_step(SORT_TROUBLE, 1, &sortable), SORT_ETA);
    assert_int_equal(sort_step(SORT_ETA, 1, &sortable), SORT_ID);
    assert_int_equal(sort_step(SORT_ID, 1, &sortable), SORT_TRANSFER);
    assert_int_equal(sort_step(SORT_TROUBLE, -1, &sortable), SORT_AGE);
    assert_int_equal(sort_step(SORT_TEAM, 1, &sortable), SORT_ETA);
}

static void a_minus_before_the_name_of_an_order_inverts_it(void **state) {
    (void)state;
    static const char *const wrong[] = {"", "-", "--eta", "ETA", "eta ", "eta,id", "+eta"};
    struct sort sort = {0};
    assert_true(sort_parse(&sort, "eta"));
    assert_int_equal(sort.key, SORT_ETA);
    assert_false(sort.inverted);
    assert_true(sort_parse(&sort, "-runs"));
    assert_int_equal(sort.key, SORT_RUNS);
    assert_true(sort.inverted);
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        assert_false(sort_parse(&sort, wrong[i]));
        assert_int_equal(sort.key, SORT_RUNS);
        assert_true(sort.inverted);
    }
}

static void choosing_again_inverts(void **state) {
    (void)state;
    struct sort sort = {0};
    sort_choose(&sort, SORT_RUNS);
    assert_true(sort_descends(&sort));
    sort_choose(&sort, SORT_RUNS);
    assert_true(sort.inverted);
    assert_false(sort_descends(&sort));
    sort_choose(&sort, SORT_ID);
    assert_false(sort.inverted);
    assert_false(sort_descends(&sort));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_key_is_read_by_its_name),
        cmocka_unit_test(every_column_has_a_key_of_its_name),
        cmocka_unit_test(other_names_are_refused),
        cmocka_unit_test(the_step_goes_round_the_columns),
        cmocka_unit_test(the_step_goes_by_the_columns_that_are_chosen),
        cmocka_unit_test(a_minus_before_the_name_of_an_order_inverts_it),
        cmocka_unit_test(choosing_again_inverts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
