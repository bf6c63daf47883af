/* SPDX-License-Identifier: MIT */
#include "../../src/monitor/quota_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define NOTHING QUOTA_UNKNOWN

static struct quota quota_of(int64_t limit, int64_t remaining) {
    struct quota quota = quota_unknown();
    struct quota_ticket ticket = quota_spend(&quota, 0);
    quota_reported(&quota, &ticket, (struct quota_report){limit, remaining, 0}, 0);
    return quota;
}

/* What the server did not say is not shown: no limit, or one below what remains. */
static void test_what_is_left_is_said_as_far_as_it_is_known(void **state) {
    (void)state;
    static const struct {
        int64_t limit, remaining;
        const char *text;
    } cases[] = {
        {5000, 310, "310 of 5,000 requests left this hour"},
        {5000, 5000, "5,000 of 5,000 requests left this hour"},
        {5000, 0, "0 of 5,000 requests left this hour"},
        {NOTHING, 100, "100 requests left this hour"},
        {NOTHING, 1, "1 request left this hour"},
        {NOTHING, 0, "0 requests left this hour"},
        {0, 0, "0 requests left this hour"},
        {-7, 100, "100 requests left this hour"},
        {100, 5000, "5,000 requests left this hour"},
        {1234567, 1000000, "1,000,000 of 1,234,567 requests left this hour"},
        {INT64_MAX, 999, "999 of 9,223,372,036,854,775,807 requests left this hour"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[160];
        struct quota quota = quota_of(cases[i].limit, cases[i].remaining);
        struct quota_left left = quota_left(&quota, 0);
        quota_text_left(text, sizeof text, &left);
        assert_string_equal(text, cases[i].text);
    }
}

static void test_the_limit_is_known_from_an_earlier_answer(void **state) {
    (void)state;
    char text[160];
    struct quota quota = quota_of(5000, 310);
    struct quota_ticket ticket = quota_spend(&quota, 1);
    quota_reported(&quota, &ticket, (struct quota_report){NOTHING, 300, 0}, 2);
    struct quota_left left = quota_left(&quota, 2);
    quota_text_left(text, sizeof text, &left);
    assert_string_equal(text, "300 of 5,000 requests left this hour");
}

static void test_a_wait_says_why_and_until_when(void **state) {
    (void)state;
    char text[160];
    struct quota none = quota_of(NOTHING, 0);
    struct quota_left left = quota_left(&none, 1000);
    quota_text_waiting(text, sizeof text, &left, 1 + 3599, true);
    assert_string_equal(text, "waiting for the hourly limit: 0 requests left, next poll by 01:00");
    struct quota reserve = quota_of(5000, 400);
    left = quota_left(&reserve, 1000);
    quota_text_waiting(text, sizeof text, &left, 1, true);
    assert_string_equal(text, "waiting for the hourly limit: 400 of 5,000 left for others, "
                              "next poll by 00:01");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_left_is_said_as_far_as_it_is_known),
        cmocka_unit_test(test_the_limit_is_known_from_an_earlier_answer),
        cmocka_unit_test(test_a_wait_says_why_and_until_when),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
