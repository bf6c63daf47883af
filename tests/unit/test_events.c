/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/events.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void add_numbered(struct events *events, int64_t first, int64_t last) {
    for (int64_t id = first; id <= last; id++) {
        events_add(events, &(struct event){.backfill_id = id, .kind = EVENT_APPEARED});
    }
}

static void test_an_empty_log_has_no_event(void **state) {
    (void)state;
    struct events events = {0};
    assert_null(events_at(&events, 0));
    events_clear(&events);
}

static void test_age_0_is_the_newest(void **state) {
    (void)state;
    struct events events = {0};
    add_numbered(&events, 1, 3);
    assert_int_equal(events_at(&events, 0)->backfill_id, 3);
    assert_int_equal(events_at(&events, 2)->backfill_id, 1);
    assert_null(events_at(&events, 3));
    events_clear(&events);
}

static void test_a_full_log_forgets_its_oldest(void **state) {
    (void)state;
    struct events events = {0};
    add_numbered(&events, 1, EVENTS_KEPT + 7);
    assert_int_equal(events.count, EVENTS_KEPT);
    assert_int_equal(events_at(&events, 0)->backfill_id, EVENTS_KEPT + 7);
    assert_int_equal(events_at(&events, EVENTS_KEPT - 1)->backfill_id, 8);
    assert_null(events_at(&events, EVENTS_KEPT));
    events_clear(&events);
}

static void test_total_counts_forgotten_events_too(void **state) {
    (void)state;
    struct events events = {0};
    add_numbered(&events, 1, EVENTS_KEPT + EVENTS_KEPT);
    assert_int_equal(events.total, EVENTS_KEPT + EVENTS_KEPT);
    events_clear(&events);
}

static void test_a_cleared_log_can_be_used_again(void **state) {
    (void)state;
    struct events events = {0};
    add_numbered(&events, 1, 5);
    events_clear(&events);
    assert_null(events_at(&events, 0));
    add_numbered(&events, 9, 9);
    assert_int_equal(events_at(&events, 0)->backfill_id, 9);
    events_clear(&events);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_empty_log_has_no_event),
        cmocka_unit_test(test_age_0_is_the_newest),
        cmocka_unit_test(test_a_full_log_forgets_its_oldest),
        cmocka_unit_test(test_total_counts_forgotten_events_too),
        cmocka_unit_test(test_a_cleared_log_can_be_used_again),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
