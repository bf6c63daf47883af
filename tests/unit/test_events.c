/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/events.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

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

/* What the log says. */
static struct buffer text_of(enum event_kind kind, enum backfill_status from,
                             enum backfill_status to) {
    struct buffer text = {0};
    struct event event = {.kind = kind,
                          .from = {.status = from},
                          .to = {.status = to},
                          .took_s = TIMES_ABSENT,
                          .runs_completed = BACKFILL_NO_COUNT};
    event_add_text(&text, &event, TEXT_UTF8);
    return text;
}

static void test_each_kind_has_its_words(void **state) {
    (void)state;
    static const struct {
        enum event_kind kind;
        enum backfill_status from, to;
        const char *text;
        const char *name;
    } cases[] = {
        {EVENT_APPEARED, BACKFILL_CREATED, BACKFILL_CREATED, "new: CREATED", "appeared"},
        {EVENT_APPEARED, BACKFILL_FAILED, BACKFILL_FAILED, "new: FAILED", "failed"},
        {EVENT_STATUS, BACKFILL_RUNNING, BACKFILL_FAILED, "RUNNING -> FAILED", "failed"},
        {EVENT_STATUS, BACKFILL_FAILED, BACKFILL_RUNNING, "FAILED -> RUNNING", "status"},
        {EVENT_STATUS, BACKFILL_NONE, BACKFILL_RUNNING, "- -> RUNNING", "status"},
        {EVENT_STALLED, BACKFILL_RUNNING, BACKFILL_RUNNING, "RUNNING -> stalled", "stalled"},
        {EVENT_RESUMED, BACKFILL_RUNNING, BACKFILL_RUNNING, "stalled -> RUNNING", "resumed"},
        {EVENT_LEFT, BACKFILL_RUNNING, BACKFILL_RUNNING, "RUNNING -> left the list", "left"},
        {EVENT_ENDED, BACKFILL_RUNNING, BACKFILL_COMPLETED, "RUNNING -> COMPLETED", "completed"},
        {EVENT_ENDED, BACKFILL_FAILED, BACKFILL_CANCELLED, "FAILED -> CANCELLED", "cancelled"},
        {EVENT_MISSING, BACKFILL_RUNNING, BACKFILL_RUNNING,
         "RUNNING -> gone: the API no longer has it", "gone"},
        {EVENT_RETURNED, BACKFILL_RUNNING, BACKFILL_RUNNING, "back in the list: RUNNING",
         "returned"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buffer text = text_of(cases[i].kind, cases[i].from, cases[i].to);
        struct event event = {.kind = cases[i].kind, .to = {.status = cases[i].to}};
        assert_string_equal(buffer_string(&text), cases[i].text);
        assert_string_equal(event_name(&event), cases[i].name);
        buffer_clear(&text);
    }
}

static void test_no_kind_is_without_a_name_or_words(void **state) {
    (void)state;
    for (int kind = 0; kind < event_kind_count; kind++) {
        struct event event = {.kind = (enum event_kind)kind,
                              .trouble = {.outcome = OUTCOME_NO_CONNECTION},
                              .runs_completed = BACKFILL_NO_COUNT};
        struct buffer before = {0};
        struct buffer after = {0};
        event_add_before(&before, &event, TEXT_UTF8);
        event_add_after(&after, &event, TEXT_UTF8);
        assert_non_null(event_name(&event));
        assert_true(after.length > 0);
        assert_int_equal(before.length == 0, event_is_of_api(&event));
        buffer_clear(&before);
        buffer_clear(&after);
    }
}

static void test_an_end_has_its_duration_and_its_runs(void **state) {
    (void)state;
    struct buffer text = {0};
    struct event event = {.kind = EVENT_ENDED,
                          .from = {.status = BACKFILL_RUNNING},
                          .to = {.status = BACKFILL_COMPLETED},
                          .took_s = 8040,
                          .runs_completed = 31};
    event_add_text(&text, &event, TEXT_UTF8);
    assert_string_equal(buffer_string(&text), "RUNNING -> COMPLETED after 2 h 14, 31 runs");
    buffer_reset(&text);
    event.runs_completed = 1;
    event_add_text(&text, &event, TEXT_UTF8);
    assert_string_equal(buffer_string(&text), "RUNNING -> COMPLETED after 2 h 14, 1 run");
    buffer_clear(&text);
}

static void test_news_is_what_users_wait_for(void **state) {
    (void)state;
    static const struct {
        enum event_kind kind;
        enum backfill_status to;
        bool failure, news;
    } cases[] = {
        {EVENT_STATUS, BACKFILL_FAILED, true, true},
        {EVENT_APPEARED, BACKFILL_FAILED, true, true},
        {EVENT_RETURNED, BACKFILL_FAILED, false, false},
        {EVENT_STALLED, BACKFILL_RUNNING, false, true},
        {EVENT_ENDED, BACKFILL_COMPLETED, false, true},
        {EVENT_MISSING, BACKFILL_RUNNING, false, true},
        {EVENT_LEFT, BACKFILL_FAILED, false, false},
        {EVENT_APPEARED, BACKFILL_CREATED, false, false},
        {EVENT_STATUS, BACKFILL_RUNNING, false, false},
        {EVENT_RESUMED, BACKFILL_RUNNING, false, false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct event event = {.kind = cases[i].kind, .to = {.status = cases[i].to}};
        assert_int_equal(event_is_failure(&event), cases[i].failure);
        assert_int_equal(event_is_news(&event), cases[i].news);
    }
}

static void test_the_latest_of_a_kind_is_found(void **state) {
    (void)state;
    struct events events = {0};
    for (int64_t id = 1; id <= 2; id++) {
        events_add(&events, &(struct event){.kind = EVENT_LEFT, .team_id = 1, .backfill_id = id});
        events_add(&events, &(struct event){.kind = EVENT_LEFT, .team_id = 2, .backfill_id = id});
        events_add(&events, &(struct event){.kind = EVENT_LEFT, .team_id = 1, .backfill_id = id});
        events_add(&events, &(struct event){.kind = EVENT_STATUS, .team_id = 1, .backfill_id = id});
    }
    assert_ptr_equal(events_find(&events, EVENT_LEFT, 1, 1), events_at(&events, 5));
    assert_ptr_equal(events_find(&events, EVENT_STATUS, 1, 2), events_at(&events, 0));
    assert_null(events_find(&events, EVENT_LEFT, 3, 1));
    assert_int_equal(events_count_shown(&events, BACKFILL_ALL_TEAMS), 8);
    assert_int_equal(events_count_shown(&events, 2), 2);
    events_find(&events, EVENT_LEFT, 2, 2)->is_superseded = true;
    assert_int_equal(events_count_shown(&events, 2), 1);
    events_clear(&events);
}

static void test_a_status_word_of_the_api_is_kept_and_made_printable(void **state) {
    (void)state;
    struct buffer text = {0};
    char word[] = "PAUSED\x1b[2J";
    struct backfill backfill = {.status = BACKFILL_OTHER, .status_word = word};
    struct event event = {.kind = EVENT_STATUS,
                          .from = {.status = BACKFILL_RUNNING},
                          .to = event_status_of(&backfill)};
    event_add_text(&text, &event, TEXT_ASCII);
    assert_string_equal(buffer_string(&text), "RUNNING -> PAUSED?[2J");
    buffer_clear(&text);
}

static void test_a_long_name_is_cut_between_characters(void **state) {
    (void)state;
    struct event event = {0};
    char name[EVENT_NAME_BYTES + 3];
    memset(name, 'a', sizeof name);
    memcpy(name + EVENT_NAME_BYTES - 3, "\xe6\x97\xa5", 4); /* its last byte has no room */
    event_set_name(&event, name);
    assert_int_equal(strlen(event.transfer_name), EVENT_NAME_BYTES - 3);
    event_set_name(&event, "\xff\xff");
    assert_string_equal(event.transfer_name, "\xff\xff");
    event_set_name(&event, NULL);
    assert_string_equal(event.transfer_name, "");
}

int main(void) {
    setlocale(LC_CTYPE, "C.UTF-8");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_an_empty_log_has_no_event),
        cmocka_unit_test(test_age_0_is_the_newest),
        cmocka_unit_test(test_a_full_log_forgets_its_oldest),
        cmocka_unit_test(test_total_counts_forgotten_events_too),
        cmocka_unit_test(test_a_cleared_log_can_be_used_again),
        cmocka_unit_test(test_each_kind_has_its_words),
        cmocka_unit_test(test_no_kind_is_without_a_name_or_words),
        cmocka_unit_test(test_an_end_has_its_duration_and_its_runs),
        cmocka_unit_test(test_news_is_what_users_wait_for),
        cmocka_unit_test(test_the_latest_of_a_kind_is_found),
        cmocka_unit_test(test_a_status_word_of_the_api_is_kept_and_made_printable),
        cmocka_unit_test(test_a_long_name_is_cut_between_characters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
