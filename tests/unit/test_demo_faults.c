/* SPDX-License-Identifier: MIT */
#include "backfilltop/demo/server.h"

#include "backfilltop/clock/clock.h"

#include "../../src/demo/demo_quota.h"
#include "support/demo_http.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static void each_token_has_its_hourly_quota(void **state) {
    (void)state;
    struct demo_options options = demo_options_default();
    options.hourly_limit = 3;
    struct demo_server *server = demo_http_start(options);
    for (int left = 2; left >= 0; left--) {
        char expected[20];
        snprintf(expected, sizeof expected, "%d", left);
        struct response reply = demo_http_ask(server, left == 1 ? "/teams/42/nonsense" : LIST);
        assert_int_equal(reply.status, left == 1 ? 404 : 200);
        response_assert_header(&reply, "X-RateLimit-Limit", "3");
        response_assert_header(&reply, "X-RateLimit-Remaining", expected);
        response_assert_header(&reply, "Retry-After", "");
        response_clear(&reply);
    }
    char wait[200];
    struct response spent = demo_http_ask(server, LIST);
    response_check_error(&spent, 429, "TOO_MANY_REQUESTS");
    response_assert_header(&spent, "X-RateLimit-Limit", "3");
    response_assert_header(&spent, "X-RateLimit-Remaining", "0");
    response_header(&spent, "Retry-After", wait);
    assert_in_range(atoi(wait), 3590, 3600);
    struct response other = demo_http_ask_as(server, "GET", LIST, "Bearer another-token");
    assert_int_equal(other.status, 200);
    response_assert_header(&other, "X-RateLimit-Remaining", "2");
    response_clear(&spent);
    response_clear(&other);
    demo_server_stop(server);
}

static void the_quota_comes_back_when_the_hour_is_over(void **state) {
    (void)state;
    struct demo_quota quota;
    demo_quota_init(&quota, 2);
    assert_true(demo_quota_take(&quota, "a", 5000).granted);
    assert_int_equal(demo_quota_take(&quota, "a", 6000).remaining, 0);
    struct demo_quota_answer refused = demo_quota_take(&quota, "a", 3604999);
    assert_false(refused.granted);
    assert_int_equal(refused.retry_after_s, 1);
    assert_int_equal(demo_quota_take(&quota, "a", 1805000).retry_after_s, 1800);
    assert_true(demo_quota_take(&quota, "b", 3604999).granted);
    assert_int_equal(demo_quota_take(&quota, "a", 3605000).remaining, 1);
    assert_int_equal(demo_quota_take(&quota, "b", 3605000).remaining, 0);
    demo_quota_clear(&quota);
}

static void scripted_errors_speak_the_envelope(void **state) {
    (void)state;
    struct demo_server *server = demo_http_start_script(
        "0 429 retry-after=15, 0 503, 0 500, 0 401");
    struct response limited = demo_http_ask(server, LIST);
    response_check_error(&limited, 429, "TOO_MANY_REQUESTS");
    response_assert_header(&limited, "Retry-After", "15");
    struct response down = demo_http_ask(server, LIST);
    response_check_error(&down, 503, "SERVICE_UNAVAILABLE");
    response_assert_header(&down, "Retry-After", "");
    demo_http_expect_error(server, LIST, 500, "INTERNAL_SERVER_ERROR");
    demo_http_expect_error(server, LIST, 401, "UNAUTHORIZED");
    struct response well = demo_http_ask(server, LIST);
    assert_int_equal(well.status, 200);
    response_clear(&limited);
    response_clear(&down);
    response_clear(&well);
    demo_server_stop(server);
}

static void a_scripted_retry_after_can_be_a_date(void **state) {
    (void)state;
    struct demo_server *server = demo_http_start_script("0-60 503 retry-after=date");
    char value[200];
    struct response reply = demo_http_ask(server, LIST);
    response_header(&reply, "Retry-After", value);
    time_t until = curl_getdate(value, NULL);
    assert_int_equal(strlen(value), strlen("Sun, 06 Nov 1994 08:49:37 GMT"));
    assert_in_range(until - time(NULL), 50, 61);
    response_clear(&reply);
    demo_server_stop(server);
}

static void scripted_bodies_are_what_they_say(void **state) {
    (void)state;
    struct demo_server *server = demo_http_start_script(
        "0 ok body=garbage, 0 ok body=empty, 0 502 body=html, 0 ok body=huge");
    struct response garbage = demo_http_ask(server, LIST);
    assert_int_equal(garbage.status, 200);
    assert_null(garbage.json);
    assert_non_null(memchr(garbage.body.bytes, 0x1b, garbage.body.length));
    struct response empty = demo_http_ask(server, LIST);
    assert_int_equal(empty.status, 200);
    assert_int_equal(empty.body.length, 0);
    struct response html = demo_http_ask(server, LIST);
    assert_int_equal(html.status, 502);
    response_assert_header(&html, "Content-Type", "text/html");
    assert_non_null(strstr(buffer_string(&html.body), "<html>"));
    struct response huge = demo_http_ask(server, LIST);
    assert_int_equal(huge.status, 200);
    assert_true(huge.body.length == (size_t)64 * 1024 * 1024);
    response_assert_header(&huge, "Content-Length", "");
    response_clear(&garbage);
    response_clear(&empty);
    response_clear(&html);
    response_clear(&huge);
    demo_server_stop(server);
}

static void a_scripted_drop_closes_the_connection_without_an_answer(void **state) {
    (void)state;
    struct demo_server *server = demo_http_start_script("0 drop");
    struct response dropped = demo_http_ask(server, LIST);
    assert_int_equal(dropped.result, CURLE_GOT_NOTHING);
    struct response next = demo_http_ask(server, LIST);
    assert_int_equal(next.status, 200);
    response_clear(&dropped);
    response_clear(&next);
    demo_server_stop(server);
}

static void a_scripted_delay_comes_before_the_answer(void **state) {
    (void)state;
    struct demo_server *server = demo_http_start_script("0 ok delay=400");
    int64_t began_ms = clock_monotonic_ms();
    struct response slow = demo_http_ask(server, LIST);
    assert_in_range(clock_monotonic_ms() - began_ms, 400, 15000);
    assert_int_equal(slow.status, 200);
    response_clear(&slow);
    demo_server_stop(server);
}

static void *ask_slowly(void *server) {
    struct response reply = demo_http_ask(server, LIST);
    CURLcode result = reply.result;
    response_clear(&reply);
    return result == CURLE_OK ? server : NULL;
}

/* The server writes a line into its log as soon as it has a request. */
static void wait_for_a_request(FILE *log) {
    struct stat written = {0};
    for (int i = 0; i < 2000 && written.st_size == 0; i++) {
        usleep(10000);
        assert_int_equal(fstat(fileno(log), &written), 0);
    }
    assert_true(written.st_size > 0);
}

static void stopping_cuts_a_delay_short_and_others_are_served_during_it(void **state) {
    (void)state;
    struct demo_options options = demo_options_default();
    options.script = "0 ok delay=15000"; /* for the first request alone */
    options.log = tmpfile();
    assert_non_null(options.log);
    struct demo_server *server = demo_http_start(options);
    pthread_t thread;
    void *answered = NULL;
    assert_int_equal(pthread_create(&thread, NULL, ask_slowly, server), 0);
    wait_for_a_request(options.log);
    struct response other = demo_http_ask(server, LIST);
    assert_int_equal(other.status, 200);
    int64_t began_ms = clock_monotonic_ms();
    demo_server_stop(server);
    assert_true(clock_monotonic_ms() - began_ms < 10000);
    pthread_join(thread, &answered);
    assert_null(answered);
    response_clear(&other);
    fclose(options.log);
}

/* Users who see it should know that nothing is broken. Errors that are not scripted do not mention
 * a script. */
static void scripted_errors_say_that_they_are_simulated(void **state) {
    (void)state;
    struct demo_server *server = demo_http_start_script("0 503, 0-60 429");
    struct response once = demo_http_ask(server, LIST);
    assert_non_null(strstr(response_text(&once, "error", "description"), "script for one request"));
    struct response lasting = demo_http_ask(server, LIST);
    assert_non_null(strstr(response_text(&lasting, "error", "description"), "script for 60 s"));
    response_clear(&once);
    response_clear(&lasting);
    demo_server_stop(server);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_token_has_its_hourly_quota),
        cmocka_unit_test(the_quota_comes_back_when_the_hour_is_over),
        cmocka_unit_test(scripted_errors_speak_the_envelope),
        cmocka_unit_test(scripted_errors_say_that_they_are_simulated),
        cmocka_unit_test(a_scripted_retry_after_can_be_a_date),
        cmocka_unit_test(scripted_bodies_are_what_they_say),
        cmocka_unit_test(a_scripted_drop_closes_the_connection_without_an_answer),
        cmocka_unit_test(a_scripted_delay_comes_before_the_answer),
        cmocka_unit_test(stopping_cuts_a_delay_short_and_others_are_served_during_it),
    };
    return cmocka_run_group_tests(tests, demo_http_set_up, demo_http_tear_down);
}
