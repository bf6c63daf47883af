/* SPDX-License-Identifier: MIT */
#include "backfilltop/demo/script.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

static struct script script_of(const char *text) {
    struct script script;
    struct problem problem = {0};
    if (!script_parse(&script, text, &problem)) {
        fail_msg("%s", problem.what);
    }
    return script;
}

/* The status of the fault at a moment, or -1. */
static int status_at(struct script *script, int64_t elapsed_ms) {
    struct fault fault;
    return script_take(script, elapsed_ms, &fault) ? fault.status : -1;
}

static void reads_windows_statuses_and_settings(void **state) {
    (void)state;
    struct script script = script_of("20-35 429 retry-after=15, 60-70 503 delay=250 body=html\n"
                                     "# 1-2 500, a comment\n"
                                     "\t90 drop ,, 100 ok body=huge\n"
                                     "110-120 503 retry-after=date every=600\r\n");
    assert_int_equal(script.count, 5);
    assert_int_equal(script.faults[0].from_ms, 20000);
    assert_int_equal(script.faults[0].to_ms, 35000);
    assert_int_equal(script.faults[0].status, 429);
    assert_int_equal(script.faults[0].retry_after_s, 15);
    assert_false(script.faults[0].retry_after_date);
    assert_int_equal(script.faults[1].retry_after_s, -1);
    assert_int_equal(script.faults[1].delay_ms, 250);
    assert_int_equal(script.faults[1].body, FAULT_BODY_HTML);
    assert_int_equal(script.faults[2].to_ms, -1);
    assert_int_equal(script.faults[2].status, 0);
    assert_int_equal(script.faults[3].status, 200);
    assert_int_equal(script.faults[3].body, FAULT_BODY_HUGE);
    assert_true(script.faults[4].retry_after_date);
    assert_int_equal(script.faults[4].every_ms, 600000);
    script_clear(&script);
}

static void names_the_item_that_it_cannot_read(void **state) {
    (void)state;
    static const char *const bad[] = {
        "20",
        "x 503",
        "20-10 503",
        "20-20 503",
        "20- 503",
        "-5 503",
        "5 200",
        "-5 503",
        "5 503 =delay=5",
        "5 600",
        "5 50x",
        "5 503 delay",
        "5 503 delay=",
        "5 503 delay=-1",
        "5 503 body=x",
        "5 503 retry=5",
        "5 503 every=0",
        "5-65 503 every=60",
        "5 drop body=html",
        "5 503 delay=99999999999999999999",
        "5 drop retry-after=1",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct script script;
        struct problem problem = {0};
        char text[128] = "1-2 503,";
        strcat(text, bad[i]);
        assert_false(script_parse(&script, text, &problem));
        assert_non_null(strstr(problem.what, bad[i]));
        assert_string_not_equal(problem.remedy, "");
        script_clear(&script);
    }
}

static void an_empty_script_has_no_faults(void **state) {
    (void)state;
    struct script script = script_of(" \n\n , \n");
    assert_int_equal(script.count, 0);
    assert_int_equal(status_at(&script, 0), -1);
    script_clear(&script);
}

static void a_window_hits_every_request_from_its_start_until_just_before_its_end(void **state) {
    (void)state;
    struct script script = script_of("20-35 429");
    assert_int_equal(status_at(&script, 19999), -1);
    assert_int_equal(status_at(&script, 20000), 429);
    assert_int_equal(status_at(&script, 34999), 429);
    assert_int_equal(status_at(&script, 35000), -1);
    script_clear(&script);
}

static void a_fault_without_an_end_hits_one_request(void **state) {
    (void)state;
    struct script script = script_of("20 503, 20 500");
    assert_int_equal(status_at(&script, 500000), 503);
    assert_int_equal(status_at(&script, 500001), 500);
    assert_int_equal(status_at(&script, 500002), -1);
    script_clear(&script);
}

static void a_window_repeats(void **state) {
    (void)state;
    struct script script = script_of("45-60 429 every=600");
    for (int64_t start = 0; start < 6000000; start += 600000) {
        assert_int_equal(status_at(&script, start + 44999), -1);
        assert_int_equal(status_at(&script, start + 45000), 429);
        assert_int_equal(status_at(&script, start + 59999), 429);
        assert_int_equal(status_at(&script, start + 60000), -1);
    }
    struct fault fault;
    assert_true(script_take(&script, INT64_C(600000) * 5000 + 50000, &fault));
    assert_int_equal(fault.to_ms, INT64_C(600000) * 5000 + 60000);
    script_clear(&script);
}

static void one_request_faults_repeat_without_making_up_for_missed_ones(void **state) {
    (void)state;
    struct script script = script_of("10 503 every=60");
    assert_int_equal(status_at(&script, 9999), -1);
    assert_int_equal(status_at(&script, 12000), 503);
    assert_int_equal(status_at(&script, 12001), -1);
    assert_int_equal(status_at(&script, 69999), -1);
    assert_int_equal(status_at(&script, 400000), 503);
    assert_int_equal(status_at(&script, 400001), -1);
    assert_int_equal(status_at(&script, 430000), 503);
    script_clear(&script);
}

static void of_two_faults_at_once_the_first_one_written_counts(void **state) {
    (void)state;
    struct script script = script_of("10-20 500, 0-30 503");
    assert_int_equal(status_at(&script, 5000), 503);
    assert_int_equal(status_at(&script, 15000), 500);
    assert_int_equal(status_at(&script, 25000), 503);
    script_clear(&script);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_windows_statuses_and_settings),
        cmocka_unit_test(names_the_item_that_it_cannot_read),
        cmocka_unit_test(an_empty_script_has_no_faults),
        cmocka_unit_test(a_window_hits_every_request_from_its_start_until_just_before_its_end),
        cmocka_unit_test(a_fault_without_an_end_hits_one_request),
        cmocka_unit_test(a_window_repeats),
        cmocka_unit_test(one_request_faults_repeat_without_making_up_for_missed_ones),
        cmocka_unit_test(of_two_faults_at_once_the_first_one_written_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
