/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/troubles.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define START_S 1700000000

struct scene {
    struct troubles troubles;
    struct events events;
    uint64_t seen;
};

static void poll(struct scene *scene, int64_t team_id, enum outcome outcome, int http_status,
                 int64_t retry_after_ms, int64_t at_s) {
    struct trouble_poll poll = {team_id, outcome, http_status, retry_after_ms};
    troubles_take(&scene->troubles, &poll, &scene->events, at_s * 1000, START_S + at_s);
}

static void assert_nothing_new(const struct scene *scene) {
    assert_int_equal(scene->events.total, scene->seen);
}

/* Exactly one event has been added since the last call: this one. */
static void assert_event(struct scene *scene, int64_t team_id, const char *text) {
    struct buffer written = {0};
    assert_int_equal(scene->events.total, scene->seen + 1);
    scene->seen = scene->events.total;
    const struct event *event = events_at(&scene->events, 0);
    event_add_text(&written, event, TEXT_UTF8);
    assert_string_equal(buffer_string(&written), text);
    assert_int_equal(event->team_id, team_id);
    assert_false(event_is_news(event));
    assert_false(event_is_failure(event));
    buffer_clear(&written);
}

static void clear(struct scene *scene) {
    troubles_clear(&scene->troubles);
    events_clear(&scene->events);
}

static void test_polls_that_succeed_are_no_events(void **state) {
    (void)state;
    struct scene scene = {0};
    poll(&scene, 42, OUTCOME_OK, 200, 0, 0);
    poll(&scene, 43, OUTCOME_OK, 200, 0, 1);
    assert_nothing_new(&scene);
    clear(&scene);
}

static void test_each_trouble_and_its_end_are_one_event_each(void **state) {
    (void)state;
    static const struct {
        enum outcome outcome;
        int http_status;
        int64_t retry_after_ms;
        const char *begin, *end;
    } cases[] = {
        {OUTCOME_UNAUTHORIZED, 401, 0, "token refused (401)",
         "token accepted again after 2 m 10 s"},
        {OUTCOME_FORBIDDEN, 403, 0, "no permission (403)", "API answered again after 2 m 10 s"},
        {OUTCOME_NOT_FOUND, 404, 0, "team not found (404)", "API answered again after 2 m 10 s"},
        {OUTCOME_RATE_LIMITED, 429, 40000, "rate limited (429): the server asks to wait 40 s",
         "API answered again after 2 m 10 s"},
        {OUTCOME_RATE_LIMITED, 429, -1, "rate limited (429)", "API answered again after 2 m 10 s"},
        {OUTCOME_SERVER_ERROR, 503, 7320000,
         "API unavailable (503): the server asks to wait 2 h 02",
         "API answered again after 2 m 10 s"},
        {OUTCOME_REFUSED, 302, 0, "request refused (302)", "API answered again after 2 m 10 s"},
        {OUTCOME_UNREADABLE, 200, 0, "unreadable answer (200)",
         "API answered again after 2 m 10 s"},
        {OUTCOME_NO_CONNECTION, 0, 0, "no connection", "API answered again after 2 m 10 s"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scene scene = {0};
        poll(&scene, 42, cases[i].outcome, cases[i].http_status, cases[i].retry_after_ms, 5);
        assert_event(&scene, 42, cases[i].begin);
        assert_int_equal(events_at(&scene.events, 0)->at_s, START_S + 5);
        poll(&scene, 42, cases[i].outcome, cases[i].http_status, cases[i].retry_after_ms, 60);
        assert_nothing_new(&scene);
        poll(&scene, 42, OUTCOME_OK, 200, 0, 135);
        assert_event(&scene, 42, cases[i].end);
        poll(&scene, 42, OUTCOME_OK, 200, 0, 140);
        assert_nothing_new(&scene);
        clear(&scene);
    }
}

/* 502, 503 and 504 by turns are one outage. */
static void test_another_status_of_the_same_trouble_is_no_event(void **state) {
    (void)state;
    struct scene scene = {0};
    poll(&scene, 42, OUTCOME_SERVER_ERROR, 502, 0, 0);
    assert_event(&scene, 42, "API unavailable (502)");
    poll(&scene, 42, OUTCOME_SERVER_ERROR, 503, 0, 5);
    assert_nothing_new(&scene);
    clear(&scene);
}

static void test_trouble_that_becomes_another_lasts_from_its_beginning(void **state) {
    (void)state;
    struct scene scene = {0};
    poll(&scene, 42, OUTCOME_SERVER_ERROR, 503, 0, 10);
    assert_event(&scene, 42, "API unavailable (503)");
    poll(&scene, 42, OUTCOME_NO_CONNECTION, 0, 0, 30);
    assert_event(&scene, 42, "no connection");
    poll(&scene, 42, OUTCOME_OK, 200, 0, 55);
    assert_event(&scene, 42, "API answered again after 45 s");
    clear(&scene);
}

static void test_teams_that_fail_together_share_their_events(void **state) {
    (void)state;
    struct scene scene = {0};
    poll(&scene, 42, OUTCOME_SERVER_ERROR, 503, 0, 0);
    assert_event(&scene, 42, "API unavailable (503)");
    poll(&scene, 43, OUTCOME_SERVER_ERROR, 503, 0, 1);
    poll(&scene, 44, OUTCOME_SERVER_ERROR, 503, 0, 2);
    assert_nothing_new(&scene);
    assert_int_equal(events_at(&scene.events, 0)->team_id, BACKFILL_ALL_TEAMS);
    assert_true(event_is_shown(events_at(&scene.events, 0), 43));
    poll(&scene, 42, OUTCOME_OK, 200, 0, 60);
    poll(&scene, 44, OUTCOME_OK, 200, 0, 61);
    assert_nothing_new(&scene);
    poll(&scene, 43, OUTCOME_OK, 200, 0, 3600);
    assert_event(&scene, BACKFILL_ALL_TEAMS, "API answered again after 1 h 00");
    poll(&scene, 43, OUTCOME_SERVER_ERROR, 503, 0, 3700);
    assert_event(&scene, 43, "API unavailable (503)");
    assert_false(event_is_shown(events_at(&scene.events, 0), 42));
    clear(&scene);
}

/* A team without permission does not hide the outage of another. */
static void test_a_team_in_lasting_trouble_hides_no_other(void **state) {
    (void)state;
    struct scene scene = {0};
    poll(&scene, 43, OUTCOME_FORBIDDEN, 403, 0, 0);
    assert_event(&scene, 43, "no permission (403)");
    poll(&scene, 42, OUTCOME_NO_CONNECTION, 0, 0, 1);
    assert_event(&scene, 42, "no connection");
    poll(&scene, 42, OUTCOME_OK, 200, 0, 8);
    assert_event(&scene, 42, "API answered again after 7 s");
    clear(&scene);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_polls_that_succeed_are_no_events),
        cmocka_unit_test(test_each_trouble_and_its_end_are_one_event_each),
        cmocka_unit_test(test_another_status_of_the_same_trouble_is_no_event),
        cmocka_unit_test(test_trouble_that_becomes_another_lasts_from_its_beginning),
        cmocka_unit_test(test_teams_that_fail_together_share_their_events),
        cmocka_unit_test(test_a_team_in_lasting_trouble_hides_no_other),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
