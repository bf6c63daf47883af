/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/column.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct columns parsed(const char *text) {
    struct columns columns = {0};
    assert_true(columns_parse(&columns, text));
    return columns;
}

static void a_list_is_read_in_its_order(void **state) {
    (void)state;
    struct columns columns = parsed("eta,id,transfer");
    assert_int_equal(columns.count, 3);
    assert_int_equal(columns.list[0], COLUMN_ETA);
    assert_int_equal(columns.list[1], COLUMN_ID);
    assert_int_equal(columns.list[2], COLUMN_TRANSFER);
    columns = parsed("team,id,transfer,range,days,status,progress,runs,failed,eta,age");
    assert_int_equal(columns.count, column_count);
    for (int i = 0; i < column_count; i++) {
        assert_int_equal(columns.list[i], i);
    }
    assert_int_equal(parsed("all").count, 0);
}

static void a_wrong_list_changes_nothing(void **state) {
    (void)state;
    static const char *const wrong[] = {"",       ",",    "id,",     ",id",     "id,,eta", "id,id",
                                        "id,all", "name", "trouble", "id,eta ", "i",       "ids"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        struct columns columns = {.list = {COLUMN_RUNS}, .count = 1};
        assert_false(columns_parse(&columns, wrong[i]));
        assert_int_equal(columns.count, 1);
        assert_int_equal(columns.list[0], COLUMN_RUNS);
    }
}

static void without_a_choice_the_team_is_shown_if_there_are_several(void **state) {
    (void)state;
    struct columns none = {0};
    struct columns one = columns_shown(&none, false);
    struct columns two = columns_shown(&none, true);
    assert_int_equal(one.count, column_count - 1);
    assert_int_equal(one.list[0], COLUMN_ID);
    assert_int_equal(two.count, column_count);
    assert_int_equal(two.list[0], COLUMN_TEAM);
}

static void a_choice_is_shown_as_it_is(void **state) {
    (void)state;
    struct columns choice = parsed("id,team");
    for (int several = 0; several < 2; several++) {
        struct columns shown = columns_shown(&choice, several != 0);
        assert_int_equal(shown.count, 2);
        assert_int_equal(shown.list[0], COLUMN_ID);
        assert_int_equal(shown.list[1], COLUMN_TEAM);
    }
}

static void sortable_is_what_is_shown_and_then_the_rest(void **state) {
    (void)state;
    struct columns choice = parsed("eta,id");
    struct columns sortable = columns_sortable(&choice, true);
    assert_int_equal(sortable.count, column_count);
    assert_int_equal(sortable.list[0], COLUMN_ETA);
    assert_int_equal(sortable.list[1], COLUMN_ID);
    assert_int_equal(sortable.list[2], COLUMN_TEAM);
    for (int i = 0; i < column_count; i++) {
        assert_true(columns_has(&sortable, (enum column)i));
    }
    sortable = columns_sortable(&choice, false);
    assert_int_equal(sortable.count, column_count - 1);
    assert_false(columns_has(&sortable, COLUMN_TEAM));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_list_is_read_in_its_order),
        cmocka_unit_test(a_wrong_list_changes_nothing),
        cmocka_unit_test(without_a_choice_the_team_is_shown_if_there_are_several),
        cmocka_unit_test(a_choice_is_shown_as_it_is),
        cmocka_unit_test(sortable_is_what_is_shown_and_then_the_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
