/* SPDX-License-Identifier: MIT */
#include "backfilltop/demo/server.h"

#include "../../src/demo/answers.h"
#include "support/demo_http.h"

#include "backfilltop/base/memory.h"
#include "backfilltop/core/decode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void the_list_is_what_the_client_decodes_without_a_warning(void **state) {
    (void)state;
    struct demo_server *server = demo_http_start_script(NULL);
    struct response reply = demo_http_ask(server, LIST);
    assert_int_equal(reply.status, 200);
    response_assert_header(&reply, "Content-Type", "application/json");
    response_assert_header(&reply, "Access-Control-Allow-Origin", "*");
    response_check_request_id(&reply);
    struct decoded decoded;
    decode_list(buffer_string(&reply.body), reply.body.length, &decoded);
    assert_int_equal(decoded.result, DECODE_OK);
    assert_int_equal(decoded.snapshot.warnings, 0);
    assert_in_range(decoded.snapshot.count, 12, 36);
    int64_t now_s = (int64_t)time(NULL);
    for (size_t i = 0; i < decoded.snapshot.count; i++) {
        const struct backfill *backfill = &decoded.snapshot.backfills[i];
        assert_true(backfill->created_time <= now_s);
        assert_true(backfill->status <= BACKFILL_FAILED && backfill->has_error_report);
        assert_int_equal(backfill->error_count, backfill->runs_failed);
    }
    decoded_clear(&decoded);
    response_clear(&reply);
    demo_server_stop(server);
}

static void one_backfill_is_the_same_as_in_the_list(void **state) {
    (void)state;
    struct demo_server *server = demo_http_start_script(NULL);
    struct response list = demo_http_ask(server, LIST);
    json_t *last = json_array_get(response_data(&list), json_array_size(response_data(&list)) - 1);
    char path[100];
    snprintf(path, sizeof path, LIST "/%lld",
             (long long)json_integer_at(last, "transfer_backfill_id"));
    struct response one = demo_http_ask(server, path);
    assert_int_equal(one.status, 200);
    assert_true(json_equal(response_data(&one), last));
    assert_string_not_equal(response_text(&one, "meta", "request_id"),
                            response_text(&list, "meta", "request_id"));
    response_clear(&list);
    response_clear(&one);
    demo_server_stop(server);
}

static void ended_backfills_are_found_by_id_with_who_removed_them(void **state) {
    (void)state;
    struct demo_server *server = demo_http_start_script(NULL);
    struct response list = demo_http_ask(server, LIST);
    int64_t newest = json_integer_at(json_array_get(response_data(&list), 0),
                                     "transfer_backfill_id");
    size_t cancelled = 0;
    for (int64_t id = newest - 150; id < newest; id++) {
        char path[100];
        snprintf(path, sizeof path, LIST "/%lld", (long long)id);
        struct response one = demo_http_ask(server, path);
        assert_int_equal(one.status, 200);
        const json_t *data = response_data(&one);
        if (strcmp(response_text(&one, "data", "status"), "CANCELLED") == 0) {
            cancelled++;
            assert_true(json_integer_at(data, "removed_user_id") > 0);
            assert_string_equal(response_text(&one, "data", "removed_time"),
                                response_text(&one, "data", "end_time"));
        } else {
            assert_null(json_object_get(data, "removed_time"));
            assert_null(json_object_get(data, "removed_user_id"));
        }
        response_clear(&one);
    }
    assert_true(cancelled > 0);
    response_clear(&list);
    demo_server_stop(server);
}

static void every_listed_backfill_has_a_transfer_with_a_name(void **state) {
    (void)state;
    struct demo_server *server = demo_http_start_script(NULL);
    struct response list = demo_http_ask(server, LIST);
    struct response transfers = demo_http_ask(server, "/teams/42/transfers");
    assert_int_equal(transfers.status, 200);
    size_t i;
    size_t k;
    const json_t *backfill;
    const json_t *transfer;
    json_array_foreach(response_data(&list), i, backfill) {
        const char *name = NULL;
        json_array_foreach(response_data(&transfers), k, transfer) {
            if (json_integer_at(transfer, "dwh_transfer_id") ==
                json_integer_at(backfill, "transfer_id")) {
                name = json_string_value(json_object_get(transfer, "display_name"));
            }
        }
        assert_non_null(name);
    }
    response_clear(&list);
    response_clear(&transfers);
    demo_server_stop(server);
}

static void without_a_good_token_it_is_401(void **state) {
    (void)state;
    static const char *const bad[] = {NULL, "Bearer wrong", "Bearer ", "Basic secret", "secret"};
    struct demo_options options = demo_options_default();
    options.token = "secret";
    struct demo_server *server = demo_http_start(options);
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        char value[200];
        struct response reply = demo_http_ask_as(server, "GET", LIST, bad[i]);
        response_check_error(&reply, 401, "UNAUTHORIZED");
        response_header(&reply, "WWW-Authenticate", value);
        assert_memory_equal(value, "Bearer", 6);
        response_assert_header(&reply, "X-RateLimit-Limit", "");
        response_clear(&reply);
    }
    struct response reply = demo_http_ask_as(server, "GET", LIST, "bearer secret");
    assert_int_equal(reply.status, 200);
    response_assert_header(&reply, "WWW-Authenticate", "");
    response_clear(&reply);
    demo_server_stop(server);
}

static void what_does_not_exist_is_404(void **state) {
    (void)state;
    static const char *const paths[] = {
        "",
        "/teams",
        "/teams/42",
        "/teams/0/backfills",
        "/teams/x/backfills",
        "/teams/42/backfills/",
        "/teams/42/backfills/1",
        "/teams/42/backfills/99999999999999999999",
        "/teams/42/transfers/1/runs?start_date=2024-01-01&end_date=2024-01-02",
        "/teams/9223372036854775808/backfills",
        "/teams/18446744073709551658/backfills",
    };
    struct demo_server *server = demo_http_start_script(NULL);
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        demo_http_expect_error(server, paths[i], 404, "NOT_FOUND");
    }
    struct response reply = demo_http_ask(server, "/teams/9223372036854775807/backfills");
    assert_int_equal(reply.status, 200);
    response_clear(&reply);
    demo_server_stop(server);
}

static void some_teams_stand_for_a_status(void **state) {
    (void)state;
    struct demo_server *server = demo_http_start_script(NULL);
    demo_http_expect_error(server, "/teams/403/backfills", 403, "FORBIDDEN");
    demo_http_expect_error(server, "/teams/404/transfers", 404, "NOT_FOUND");
    demo_http_expect_error(server, "/teams/500/backfills/12000", 500, "INTERNAL_SERVER_ERROR");
    demo_server_stop(server);
}

static void other_methods_are_405(void **state) {
    (void)state;
    static const char *const methods[] = {"POST", "PATCH", "DELETE", "PUT"};
    struct demo_server *server = demo_http_start_script(NULL);
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        struct response reply = demo_http_ask_as(server, methods[i], LIST, "Bearer x");
        response_check_error(&reply, 405, "METHOD_NOT_ALLOWED");
        response_assert_header(&reply, "Allow", "GET");
        response_clear(&reply);
    }
    demo_server_stop(server);
}

static void the_log_has_a_line_a_request_and_no_token(void **state) {
    (void)state;
    char text[1000] = "";
    struct demo_options options = demo_options_default();
    options.script = "0 drop";
    options.log = tmpfile();
    struct demo_server *server = demo_http_start(options);
    static const char *const paths[] = {LIST, LIST, "/x%0a%1bfaked"};
    for (size_t i = 0; i < 3; i++) {
        struct response reply = demo_http_ask(server, paths[i]);
        response_clear(&reply);
    }
    demo_server_stop(server);
    rewind(options.log);
    size_t length = fread(text, 1, sizeof text - 1, options.log);
    text[length] = '\0';
    fclose(options.log);
    int read = 0;
    long long ms[3];
    assert_int_equal(sscanf(text,
                            "%lld GET /v1/teams/42/backfills drop\n"
                            "%lld GET /v1/teams/42/backfills 200\n"
                            "%lld GET /v1/x??faked 404\n%n",
                            &ms[0], &ms[1], &ms[2], &read),
                     3);
    assert_int_equal(read, length);
    assert_true(ms[0] <= ms[1] && ms[1] <= ms[2] && ms[2] < 60000);
    assert_null(strstr(text, "token-of-mine"));
}

static void a_list_file_is_served_byte_by_byte_and_read_each_time(void **state) {
    (void)state;
    char path[] = "/tmp/backfilltop-list-XXXXXX";
    int descriptor = mkstemp(path);
    assert_int_equal(write(descriptor, "{\"a\":1}\n\0x", 10), 10);
    struct demo_options options = demo_options_default();
    options.list_file = path;
    struct demo_server *server = demo_http_start(options);
    struct response first = demo_http_ask(server, LIST);
    assert_int_equal(first.status, 200);
    assert_int_equal(first.body.length, 10);
    assert_memory_equal(first.body.bytes, "{\"a\":1}\n\0x", 10);
    assert_int_equal(ftruncate(descriptor, 3), 0);
    struct response second = demo_http_ask(server, "/teams/7/backfills");
    assert_int_equal(second.body.length, 3);
    close(descriptor);
    unlink(path);
    demo_http_expect_error(server, LIST, 500, "INTERNAL_SERVER_ERROR");
    response_clear(&first);
    response_clear(&second);
    demo_server_stop(server);
}

static void at_any_speed_nothing_comes_from_the_future(void **state) {
    (void)state;
    struct demo_options options = demo_options_default();
    options.speed = 2000.0;
    struct demo_server *server = demo_http_start(options);
    struct response before = demo_http_ask(server, LIST);
    usleep(1200000);
    struct response after = demo_http_ask(server, LIST);
    struct decoded decoded;
    decode_list(buffer_string(&after.body), after.body.length, &decoded);
    int64_t now_s = (int64_t)time(NULL);
    for (size_t i = 0; i < decoded.snapshot.count; i++) {
        assert_true(decoded.snapshot.backfills[i].created_time <= now_s);
        assert_true(decoded.snapshot.backfills[i].start_time <= now_s);
    }
    assert_true(json_integer_at(json_array_get(response_data(&after), 0), "transfer_backfill_id") >
                json_integer_at(json_array_get(response_data(&before), 0), "transfer_backfill_id") +
                    20);
    decoded_clear(&decoded);
    response_clear(&before);
    response_clear(&after);
    demo_server_stop(server);
}

static void a_list_is_cut_at_a_hundred(void **state) {
    (void)state;
    struct backfill *many = memory_new(130, sizeof *many);
    for (size_t i = 0; i < 130; i++) {
        backfill_init(&many[i]);
        many[i].id = (int64_t)i + 1;
        many[i].status = BACKFILL_CREATED;
    }
    char *text = answers_list("request-1", many, 130);
    json_t *json = json_loads(text, 0, NULL);
    assert_int_equal(json_array_size(json_object_get(json, "data")), 100);
    json_decref(json);
    free(text);
    free(many);
}

static void starting_says_what_is_wrong(void **state) {
    (void)state;
    struct problem problem = {0};
    struct demo_options options = demo_options_default();
    struct demo_server *first = demo_http_start(options);
    options.port = demo_server_port(first);
    assert_null(demo_server_start(&options, &problem));
    assert_non_null(strstr(problem.what, "127.0.0.1"));
    assert_non_null(strstr(problem.what, "in use"));
    options.port = 0;
    options.script = "10 nonsense";
    assert_null(demo_server_start(&options, &problem));
    assert_non_null(strstr(problem.what, "10 nonsense"));
    demo_server_stop(first);
}

static volatile sig_atomic_t signals_taken;

static void take_signal(int number) {
    (void)number;
    signals_taken++;
}

static void its_threads_take_no_signal(void **state) {
    (void)state;
    struct sigaction action = {.sa_handler = take_signal};
    struct sigaction before;
    sigset_t user;
    sigemptyset(&user);
    sigaddset(&user, SIGUSR1);
    sigaction(SIGUSR1, &action, &before);
    struct demo_server *server = demo_http_start_script(NULL);
    sigprocmask(SIG_BLOCK, &user, NULL);
    kill(getpid(), SIGUSR1);
    struct response response = demo_http_ask(server, LIST);
    assert_int_equal(response.status, 200);
    assert_int_equal(signals_taken, 0);
    sigprocmask(SIG_UNBLOCK, &user, NULL);
    assert_int_equal(signals_taken, 1);
    sigaction(SIGUSR1, &before, NULL);
    response_clear(&response);
    demo_server_stop(server);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_list_is_what_the_client_decodes_without_a_warning),
        cmocka_unit_test(one_backfill_is_the_same_as_in_the_list),
        cmocka_unit_test(ended_backfills_are_found_by_id_with_who_removed_them),
        cmocka_unit_test(every_listed_backfill_has_a_transfer_with_a_name),
        cmocka_unit_test(without_a_good_token_it_is_401),
        cmocka_unit_test(what_does_not_exist_is_404),
        cmocka_unit_test(some_teams_stand_for_a_status),
        cmocka_unit_test(other_methods_are_405),
        cmocka_unit_test(the_log_has_a_line_a_request_and_no_token),
        cmocka_unit_test(a_list_file_is_served_byte_by_byte_and_read_each_time),
        cmocka_unit_test(at_any_speed_nothing_comes_from_the_future),
        cmocka_unit_test(a_list_is_cut_at_a_hundred),
        cmocka_unit_test(starting_says_what_is_wrong),
        cmocka_unit_test(its_threads_take_no_signal),
    };
    return cmocka_run_group_tests(tests, demo_http_set_up, demo_http_tear_down);
}
