/* SPDX-License-Identifier: MIT */
#include "../../src/monitor/title.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void assert_title(const struct view *view, const char *expected) {
    struct buffer title = {0};
    title_add(&title, view);
    assert_string_equal(buffer_string(&title), expected);
    buffer_clear(&title);
}

static void it_counts_what_matters(void **state) {
    (void)state;
    struct tracker_totals totals = {.rows = 9};
    struct view view = {.totals = &totals, .connection = {.state = CONNECTION_LIVE}};
    assert_title(&view, "backfilltop: nothing running");
    totals.by_state[ROW_STATE_CREATED] = 2;
    totals.by_state[ROW_STATE_SCHEDULED] = 3;
    assert_title(&view, "backfilltop: 5 waiting");
    totals.by_state[ROW_STATE_FAILED] = 1;
    assert_title(&view, "backfilltop: 1 failed");
    totals.by_state[ROW_STATE_RUNNING] = 3;
    assert_title(&view, "backfilltop: 3 running, 1 failed");
    totals.by_state[ROW_STATE_STALLED] = 2;
    assert_title(&view, "backfilltop: 3 running, 1 failed, 2 stalled");
}

static void it_says_when_the_data_are_old(void **state) {
    (void)state;
    struct tracker_totals totals = {.by_state = {[ROW_STATE_RUNNING] = 1}};
    struct view view = {.totals = &totals, .connection = {.state = CONNECTION_RATE_LIMITED}};
    assert_title(&view, "backfilltop: 1 running (rate limited)");
    view.connection.state = CONNECTION_OUT_OF_QUOTA;
    assert_title(&view, "backfilltop: 1 running (hourly limit)");
    view.connection.state = CONNECTION_FAILING;
    assert_title(&view, "backfilltop: 1 running (failing)");
    view.connection.state = CONNECTION_PAUSED;
    assert_title(&view, "backfilltop: 1 running (paused)");
    view.connection = (struct view_connection){.state = CONNECTION_DENIED, .last_success_ms = -1};
    assert_title(&view, "backfilltop (refused)");
    view.connection.state = CONNECTION_CONNECTING;
    assert_title(&view, "backfilltop");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_counts_what_matters),
        cmocka_unit_test(it_says_when_the_data_are_old),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
