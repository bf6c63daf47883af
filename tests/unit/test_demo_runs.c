/* SPDX-License-Identifier: MIT */
#include "backfilltop/demo/server.h"

#include "support/demo_http.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#define RUNS "/teams/42/transfers/%lld/runs"

/* Asks for the runs of the oldest listed backfill's transfer. */
static struct response ask_runs(const struct demo_server *server, const char *query) {
    struct response list = demo_http_ask(server, LIST);
    const json_t *last = json_array_get(response_data(&list),
                                        json_array_size(response_data(&list)) - 1);
    char path[300];
    snprintf(path, sizeof path, RUNS "?%s", (long long)json_integer_at(last, "transfer_id"), query);
    response_clear(&list);
    return demo_http_ask(server, path);
}

/* A server whose world hardly moves, so that answers can be compared. */
static struct demo_server *start_slowly(void) {
    struct demo_options options = demo_options_default();
    options.speed = 0.01;
    return demo_http_start(options);
}

static void runs_are_paged_filtered_and_sorted(void **state) {
    (void)state;
    struct demo_server *server = start_slowly();
    struct response all = ask_runs(server, "start_date=2000-01-01&end_date=2100-01-01&limit=10000");
    struct response first = ask_runs(server, "start_date=2000-01-01&end_date=2100-01-01");
    struct response page = ask_runs(
        server,
        "start_date=2000-01-01T00:00:00+02:00&end_date=2100-01-01T00:00:00&limit=7&offset=93");
    struct response bad = ask_runs(
        server, "start_date=2000-01-01&end_date=2100-01-01&filter_issues_only=true"
                "&sort_field=data_date&sort_direction=ASC");
    assert_true(json_array_size(response_data(&all)) > 300);
    assert_int_equal(json_array_size(response_data(&first)), 100);
    assert_int_equal(json_array_size(response_data(&page)), 7);
    for (size_t i = 0; i < 7; i++) {
        assert_true(json_equal(json_array_get(response_data(&page), i),
                               json_array_get(response_data(&first), 93 + i)));
    }
    size_t i;
    const json_t *run;
    const char *day = "";
    assert_true(json_array_size(response_data(&bad)) > 0);
    json_array_foreach(response_data(&bad), i, run) {
        const char *next = json_string_value(json_object_get(run, "data_date"));
        assert_string_equal(json_string_value(json_object_get(run, "status")), "FAILED");
        assert_string_equal(json_string_value(json_object_get(run, "type")), "Backfill");
        assert_true(strcmp(day, next) <= 0);
        day = next;
    }
    response_clear(&all);
    response_clear(&first);
    response_clear(&page);
    response_clear(&bad);
    demo_server_stop(server);
}

static void behind_the_last_run_there_is_an_empty_page(void **state) {
    (void)state;
    struct demo_server *server = start_slowly();
    struct response all = ask_runs(server, "start_date=2000-01-01&end_date=2100-01-01&limit=10000");
    size_t count = json_array_size(response_data(&all));
    for (size_t left = 0; left <= 2; left++) {
        char query[120];
        snprintf(query, sizeof query, "start_date=2000-01-01&end_date=2100-01-01&offset=%zu",
                 count - left);
        struct response page = ask_runs(server, query);
        assert_int_equal(json_array_size(response_data(&page)), left);
        response_clear(&page);
    }
    struct response beyond = ask_runs(
        server, "start_date=2000-01-01&end_date=2100-01-01&offset=2147483647");
    assert_int_equal(json_array_size(response_data(&beyond)), 0);
    response_clear(&beyond);
    response_clear(&all);
    demo_server_stop(server);
}

static void runs_keep_within_the_dates(void **state) {
    (void)state;
    struct demo_server *server = start_slowly();
    struct response all = ask_runs(server, "start_date=2000-01-01&end_date=2100-01-01");
    const char *day = json_string_value(
        json_object_get(json_array_get(response_data(&all), 50), "data_date"));
    char query[100];
    snprintf(query, sizeof query, "start_date=%s&end_date=%s", day, day);
    struct response one = ask_runs(server, query);
    size_t i;
    const json_t *run;
    assert_true(json_array_size(response_data(&one)) >= 1);
    json_array_foreach(response_data(&one), i, run) {
        assert_string_equal(json_string_value(json_object_get(run, "data_date")), day);
    }
    response_clear(&all);
    response_clear(&one);
    demo_server_stop(server);
}

static void a_wrong_query_for_runs_is_400_and_names_the_parameter(void **state) {
    (void)state;
    static const struct {
        const char *query;
        const char *named;
    } cases[] = {
        {"", "start_date"},
        {"start_date=2024-01-01", "end_date"},
        {"start_date=x&end_date=2024-01-01", "start_date"},
        {"start_date=2024-01-01&end_date=2024-13-01", "end_date"},
        {"start_date=2024-01-01&end_date=2024-01-02&limit=0", "limit"},
        {"start_date=2024-01-01&end_date=2024-01-02&limit=10001", "limit"},
        {"start_date=2024-01-01&end_date=2024-01-02&offset=-1", "offset"},
        {"start_date=2024-01-01&end_date=2024-01-02&sort_field=id", "sort_field"},
        {"start_date=2024-01-01&end_date=2024-01-02&sort_direction=asc", "sort_direction"},
    };
    struct demo_server *server = start_slowly();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct response reply = ask_runs(server, cases[i].query);
        response_check_error(&reply, 400, "BAD_REQUEST");
        assert_non_null(strstr(response_text(&reply, "error", "description"), cases[i].named));
        response_clear(&reply);
    }
    demo_server_stop(server);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(runs_are_paged_filtered_and_sorted),
        cmocka_unit_test(behind_the_last_run_there_is_an_empty_page),
        cmocka_unit_test(runs_keep_within_the_dates),
        cmocka_unit_test(a_wrong_query_for_runs_is_400_and_names_the_parameter),
    };
    return cmocka_run_group_tests(tests, demo_http_set_up, demo_http_tear_down);
}
