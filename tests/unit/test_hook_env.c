/* SPDX-License-Identifier: MIT */
#include "../../src/monitor/hook_env.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const NAMES[] = {
    "BACKFILL_EVENT",    "BACKFILL_ID",     "BACKFILL_TEAM_ID",        "BACKFILL_TRANSFER_ID",
    "BACKFILL_TRANSFER", "BACKFILL_STATUS", "BACKFILL_OLD_STATUS",     "BACKFILL_TEXT",
    "BACKFILL_TIME",     "BACKFILL_TOOK_S", "BACKFILL_RUNS_COMPLETED",
};

#define NAME_COUNT (sizeof NAMES / sizeof NAMES[0])

static struct event completed(void) {
    return (struct event){.at_s = 1706778000,
                          .team_id = 42,
                          .backfill_id = INT64_MAX,
                          .transfer_id = 456788,
                          .transfer_name = "Shopify orders",
                          .kind = EVENT_ENDED,
                          .from = {.status = BACKFILL_RUNNING},
                          .to = {.status = BACKFILL_COMPLETED},
                          .took_s = 8040,
                          .runs_completed = 31};
}

/* An event of which only the kind is known. */
static struct event bare(enum event_kind kind, enum backfill_status from, enum backfill_status to) {
    return (struct event){.kind = kind,
                          .from = {.status = from},
                          .to = {.status = to},
                          .took_s = TIMES_ABSENT,
                          .runs_completed = BACKFILL_NO_COUNT};
}

/* How often a variable is in an environment; its first value goes to *value. */
static int find(char *const *environment, const char *name, const char **value) {
    size_t length = strlen(name);
    int found = 0;
    for (; *environment != NULL; environment++) {
        if (strncmp(*environment, name, length) == 0 && (*environment)[length] == '=') {
            *value = found++ == 0 ? *environment + length + 1 : *value;
        }
    }
    return found;
}

/* The value of a variable for an event, which must be set exactly once; valid until the next
 * call. */
static const char *value_of(const struct event *event, const char *name,
                            enum text_charset charset) {
    static char copy[1024];
    const char *value = NULL;
    char **environment = hook_env_new(event, charset);
    assert_int_equal(find(environment, name, &value), 1);
    snprintf(copy, sizeof copy, "%s", value);
    hook_env_free(environment);
    return copy;
}

static void is(const struct event *event, const char *name, const char *value) {
    assert_string_equal(value_of(event, name, TEXT_UTF8), value);
}

static void sets_every_variable(void **state) {
    struct event event = completed();
    (void)state;
    is(&event, "BACKFILL_EVENT", "completed");
    is(&event, "BACKFILL_ID", "9223372036854775807");
    is(&event, "BACKFILL_TEAM_ID", "42");
    is(&event, "BACKFILL_TRANSFER_ID", "456788");
    is(&event, "BACKFILL_TRANSFER", "Shopify orders");
    is(&event, "BACKFILL_STATUS", "COMPLETED");
    is(&event, "BACKFILL_OLD_STATUS", "RUNNING");
    is(&event, "BACKFILL_TEXT", "RUNNING -> COMPLETED after 2 h 14, 31 runs");
    is(&event, "BACKFILL_TIME", "2024-02-01T09:00:00Z");
    is(&event, "BACKFILL_RUNS_COMPLETED", "31");
    is(&event, "BACKFILL_TOOK_S", "8040");
}

static void what_is_not_known_is_empty(void **state) {
    struct event event = bare(EVENT_STATUS, BACKFILL_NONE, BACKFILL_NONE);
    (void)state;
    is(&event, "BACKFILL_ID", "");
    is(&event, "BACKFILL_TEAM_ID", "");
    is(&event, "BACKFILL_TRANSFER_ID", "");
    is(&event, "BACKFILL_TRANSFER", "");
    is(&event, "BACKFILL_STATUS", "");
    is(&event, "BACKFILL_OLD_STATUS", "");
    is(&event, "BACKFILL_RUNS_COMPLETED", "");
    is(&event, "BACKFILL_TOOK_S", "");
}

static void nothing_done_in_no_time_is_known(void **state) {
    struct event event = completed();
    event.took_s = event.runs_completed = 0;
    (void)state;
    is(&event, "BACKFILL_RUNS_COMPLETED", "0");
    is(&event, "BACKFILL_TOOK_S", "0");
}

static void each_event_has_its_name_and_statuses(void **state) {
    static const struct {
        enum event_kind kind;
        enum backfill_status from, to;
        const char *name, *old_status, *status;
    } table[] = {
        {EVENT_STATUS, BACKFILL_RUNNING, BACKFILL_FAILED, "failed", "RUNNING", "FAILED"},
        {EVENT_APPEARED, BACKFILL_FAILED, BACKFILL_FAILED, "failed", "", "FAILED"},
        {EVENT_STALLED, BACKFILL_RUNNING, BACKFILL_RUNNING, "stalled", "RUNNING", "RUNNING"},
        {EVENT_ENDED, BACKFILL_FAILED, BACKFILL_CANCELLED, "cancelled", "FAILED", "CANCELLED"},
        {EVENT_MISSING, BACKFILL_RUNNING, BACKFILL_RUNNING, "gone", "RUNNING", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct event event = bare(table[i].kind, table[i].from, table[i].to);
        is(&event, "BACKFILL_EVENT", table[i].name);
        is(&event, "BACKFILL_OLD_STATUS", table[i].old_status);
        is(&event, "BACKFILL_STATUS", table[i].status);
    }
}

static void code_in_a_name_is_text(void **state) {
    static const char name[] = "$(touch x) `rm` ; rm -rf ~ & \"'\\ BACKFILL_ID=7 %s";
    struct event event = completed();
    (void)state;
    event_set_name(&event, name);
    is(&event, "BACKFILL_TRANSFER", name);
    is(&event, "BACKFILL_ID", "9223372036854775807");
}

static void what_came_from_the_api_is_clean(void **state) {
    struct event event = bare(EVENT_STATUS, BACKFILL_RUNNING, BACKFILL_OTHER);
    (void)state;
    event_set_name(&event, "a\nPATH=b\x1b]0;c\x07\xc2\x9b\xff\xe2\x80\xae\xc3\xa9");
    snprintf(event.to.word, sizeof event.to.word, "HELD\n\x1b[2J");
    snprintf(event.from.word, sizeof event.from.word, "not shown");
    is(&event, "BACKFILL_TRANSFER", "a␊PATH=b␛]0;c␇\uFFFD\uFFFD\uFFFDé");
    is(&event, "BACKFILL_STATUS", "HELD␊␛[2J");
    is(&event, "BACKFILL_TEXT", "RUNNING -> HELD␊␛[2J");
    assert_string_equal(value_of(&event, "BACKFILL_TRANSFER", TEXT_ASCII), "a?PATH=b?]0;c?????");
}

static void takes_the_place_of_variables_of_the_same_names(void **state) {
    const char *value = NULL;
    struct event event = completed();
    (void)state;
    for (size_t i = 0; i < NAME_COUNT; i++) {
        setenv(NAMES[i], "stale", 1);
    }
    char **environment = hook_env_new(&event, TEXT_UTF8);
    for (size_t i = 0; i < NAME_COUNT; i++) {
        assert_int_equal(find(environment, NAMES[i], &value), 1);
        assert_string_not_equal(value, "stale");
        unsetenv(NAMES[i]);
    }
    hook_env_free(environment);
}

static void leaves_all_other_variables_as_they_are(void **state) {
    const char *value = NULL;
    struct event event = completed();
    (void)state;
    setenv("BACKFILL_IDS", "kept", 1);
    setenv("BACKFILL", "=kept too=", 1);
    char **environment = hook_env_new(&event, TEXT_UTF8);
    assert_int_equal(find(environment, "BACKFILL_IDS", &value), 1);
    assert_string_equal(value, "kept");
    assert_int_equal(find(environment, "BACKFILL", &value), 1);
    assert_string_equal(value, "=kept too=");
    assert_int_equal(find(environment, "PATH", &value), 1);
    assert_string_equal(value, getenv("PATH"));
    hook_env_free(environment);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sets_every_variable),
        cmocka_unit_test(what_is_not_known_is_empty),
        cmocka_unit_test(nothing_done_in_no_time_is_known),
        cmocka_unit_test(each_event_has_its_name_and_statuses),
        cmocka_unit_test(code_in_a_name_is_text),
        cmocka_unit_test(what_came_from_the_api_is_clean),
        cmocka_unit_test(takes_the_place_of_variables_of_the_same_names),
        cmocka_unit_test(leaves_all_other_variables_as_they_are),
    };
    setlocale(LC_ALL, "");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
