/* SPDX-License-Identifier: MIT */
#include "backfilltop/api/sources.h"

#include "backfilltop/api/reply.h"

#include "support/demo_http.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* The client against a real server over a real socket. */
struct bench {
    struct demo_server *server;
    struct endpoint endpoint;
    struct source source;
    const char *token;
};

static void open_bench(struct bench *bench, struct demo_options *options, const char *token) {
    struct problem problem = {0};
    char url[DEMO_HTTP_URL];
    bench->server = demo_http_start(*options);
    demo_http_url(bench->server, url);
    assert_true(endpoint_parse(&bench->endpoint, url, false, &problem));
    assert_true(sources_open(&bench->source, &(struct source_options){.endpoint = bench->endpoint},
                             &problem));
    assert_true(source_prepare(&bench->source, &problem));
    bench->token = token;
}

static void close_bench(struct bench *bench) {
    source_close(&bench->source);
    endpoint_clear(&bench->endpoint);
    demo_server_stop(bench->server);
}

static struct reply ask_once(const struct source *source, const struct call *asked,
                             const char *token) {
    const struct answer *answer;
    struct reply reply;
    source_start(source, asked, token);
    while ((answer = source_take(source)) == NULL) {
        source_wait(source, NULL, 0, 1000);
    }
    assert_int_equal(answer->call.team_id, asked->team_id);
    reply_init(&reply, answer);
    return reply;
}

static struct reply ask_with(const struct source *source, int64_t team_id, const char *token) {
    return ask_once(source, &(struct call){.kind = CALL_LIST, .team_id = team_id}, token);
}

static struct reply ask_call(const struct bench *bench, const struct call *call) {
    return ask_once(&bench->source, call, bench->token);
}

static struct reply ask(const struct bench *bench, int64_t team_id) {
    return ask_with(&bench->source, team_id, bench->token);
}

static void expect(const struct bench *bench, int64_t team_id, enum outcome outcome) {
    struct reply reply = ask(bench, team_id);
    assert_int_equal(reply.outcome, outcome);
    reply_clear(&reply);
}

static void lists_the_backfills_of_a_team(void **state) {
    struct demo_options options = demo_options_default();
    struct bench bench;
    (void)state;
    open_bench(&bench, &options, "t");
    struct reply reply = ask(&bench, 42);
    assert_int_equal(reply.outcome, OUTCOME_OK);
    assert_in_range(reply.snapshot.count, 5, 100);
    assert_int_equal(reply.snapshot.warnings, 0);
    assert_non_null(reply.request_id);
    reply_clear(&reply);
    close_bench(&bench);
}

static void sends_the_token_it_was_given(void **state) {
    struct demo_options options = demo_options_default();
    struct bench bench;
    (void)state;
    options.token = "right";
    open_bench(&bench, &options, "right");
    expect(&bench, 42, OUTCOME_OK);
    close_bench(&bench);
    open_bench(&bench, &options, "wrong");
    expect(&bench, 42, OUTCOME_UNAUTHORIZED);
    close_bench(&bench);
}

static void distinguishes_the_servers_refusals(void **state) {
    struct demo_options options = demo_options_default();
    struct bench bench;
    (void)state;
    open_bench(&bench, &options, "t");
    expect(&bench, 403, OUTCOME_FORBIDDEN);
    expect(&bench, 404, OUTCOME_NOT_FOUND);
    expect(&bench, 500, OUTCOME_SERVER_ERROR);
    close_bench(&bench);
}

static void reads_both_forms_of_retry_after(void **state) {
    struct demo_options options = demo_options_default();
    struct bench bench;
    (void)state;
    options.script = "0 429 retry-after=7, 0-3600 503 retry-after=date";
    open_bench(&bench, &options, "t");
    struct reply reply = ask(&bench, 42);
    assert_int_equal(reply.outcome, OUTCOME_RATE_LIMITED);
    assert_int_equal(reply.retry_after_ms, 7000);
    reply_clear(&reply);
    reply = ask(&bench, 42);
    assert_int_equal(reply.outcome, OUTCOME_SERVER_ERROR);
    assert_in_range(reply.retry_after_ms, 3500 * 1000, 3601 * 1000);
    reply_clear(&reply);
    close_bench(&bench);
}

static void reads_quota_and_date(void **state) {
    struct demo_options options = demo_options_default();
    struct bench bench;
    (void)state;
    options.hourly_limit = 77;
    open_bench(&bench, &options, "t");
    struct reply reply = ask(&bench, 42);
    assert_int_equal(reply.rate_limit, 77);
    assert_int_equal(reply.rate_remaining, 76);
    assert_in_range(reply.server_time_s, time(NULL) - 5, time(NULL) + 5);
    reply_clear(&reply);
    close_bench(&bench);
}

static void hands_out_the_answer_as_it_came(void **state) {
    struct demo_options options = demo_options_default();
    struct bench bench;
    const struct answer *answer;
    const struct call call = {.kind = CALL_ONE, .team_id = 42, .backfill_id = 999999999};
    (void)state;
    options.hourly_limit = 77;
    open_bench(&bench, &options, "t");
    source_start(&bench.source, &call, "t");
    while ((answer = source_take(&bench.source)) == NULL) {
        source_wait(&bench.source, NULL, 0, 1000);
    }
    assert_int_equal(answer->call.kind, CALL_ONE);
    assert_int_equal(answer->call.backfill_id, 999999999);
    assert_int_equal(answer->http_status, 404);
    assert_string_equal(answer->headers[ANSWER_RATE_LIMIT], "77");
    assert_string_equal(answer->headers[ANSWER_RATE_REMAINING], "76");
    assert_non_null(strstr(answer->headers[ANSWER_DATE], "GMT"));
    assert_null(answer->headers[ANSWER_RETRY_AFTER]);
    assert_null(answer->redirect_to);
    assert_null(answer->failure);
    assert_false(answer->is_unreadable);
    assert_int_equal(answer->body_length, strlen(answer->body));
    assert_non_null(strstr(answer->body, "\"error\""));
    assert_int_equal(answer->stage, ANSWER_STAGE_HTTP);
    assert_in_range(answer->ended_ms - answer->begun_ms, 0, 30000);
    assert_in_range(answer->ended_s, time(NULL) - 60, time(NULL));
    close_bench(&bench);
}

static void every_header_has_a_name(void **state) {
    (void)state;
    for (enum answer_header header = 0; header < answer_header_count; header++) {
        assert_non_null(answer_header_name(header));
    }
}

static void asks_for_one_backfill_and_for_transfers(void **state) {
    struct demo_options options = demo_options_default();
    struct bench bench;
    struct call call = {.kind = CALL_ONE, .team_id = 42, .backfill_id = 999999999};
    (void)state;
    open_bench(&bench, &options, "t");
    struct reply reply = ask(&bench, 42);
    call.backfill_id = reply.snapshot.backfills[0].id;
    reply_clear(&reply);
    reply = ask_call(&bench, &call);
    assert_int_equal(reply.snapshot.count, 1);
    assert_int_equal(reply.snapshot.backfills[0].id, call.backfill_id);
    reply_clear(&reply);
    call.backfill_id = 999999999;
    reply = ask_call(&bench, &call);
    assert_int_equal(reply.outcome, OUTCOME_NOT_FOUND);
    reply_clear(&reply);
    call.kind = CALL_TRANSFERS;
    reply = ask_call(&bench, &call);
    assert_int_equal(reply.outcome, OUTCOME_OK);
    assert_in_range(reply.names.count, 5, 1000);
    reply_clear(&reply);
    close_bench(&bench);
}

static void handles_answers_that_are_not_the_apis(void **state) {
    struct demo_options options = demo_options_default();
    struct bench bench;
    (void)state;
    options.script = "0 ok body=garbage, 0 ok body=html, 0 ok body=empty, 0 ok body=huge, 0 drop";
    open_bench(&bench, &options, "t");
    for (int i = 0; i < 4; i++) {
        expect(&bench, 42, OUTCOME_UNREADABLE);
    }
    expect(&bench, 42, OUTCOME_NO_CONNECTION);
    expect(&bench, 42, OUTCOME_OK);
    close_bench(&bench);
}

static void its_time_is_that_of_this_machine(void **state) {
    struct demo_options options = demo_options_default();
    struct bench bench;
    (void)state;
    open_bench(&bench, &options, "t");
    int64_t before_ms = source_now_ms(&bench.source);
    source_wait(&bench.source, NULL, 0, 5);
    assert_in_range(source_now_ms(&bench.source) - before_ms, 4, 60000);
    assert_in_range(source_now_s(&bench.source), time(NULL) - 60, time(NULL));
    close_bench(&bench);
    assert_null(bench.source.ops);
}

static void runs_calls_side_by_side(void **state) {
    struct demo_options options = demo_options_default();
    struct bench bench;
    const struct answer *answer;
    int64_t first = 0;
    (void)state;
    options.script = "0 ok delay=400";
    open_bench(&bench, &options, "t");
    source_start(&bench.source, &(struct call){.kind = CALL_LIST, .team_id = 1}, "t");
    while (source_take(&bench.source) == NULL && first == 0) {
        source_wait(&bench.source, NULL, 0, 100);
        first = 2;
        source_start(&bench.source, &(struct call){.kind = CALL_LIST, .team_id = first}, "t");
    }
    for (int ended = 0; ended < 2;) {
        if ((answer = source_take(&bench.source)) != NULL) {
            struct reply reply;
            reply_init(&reply, answer);
            assert_int_equal(reply.outcome, OUTCOME_OK);
            reply_clear(&reply);
            ended++;
        } else {
            source_wait(&bench.source, NULL, 0, 1000);
        }
    }
    close_bench(&bench);
}

static int closed_port(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, length), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &length), 0);
    close(fd);
    return ntohs(address.sin_port);
}

static void a_closed_port_is_no_connection(void **state) {
    struct endpoint endpoint;
    struct problem problem = {0};
    char url[64];
    (void)state;
    snprintf(url, sizeof url, "http://127.0.0.1:%d", closed_port());
    assert_true(endpoint_parse(&endpoint, url, false, &problem));
    struct source source;
    assert_true(sources_open(&source, &(struct source_options){.endpoint = endpoint}, &problem));
    assert_true(source_prepare(&source, &problem));
    struct reply reply = ask_with(&source, 42, "t");
    assert_int_equal(reply.outcome, OUTCOME_NO_CONNECTION);
    assert_non_null(strstr(reply.problem.what, "127.0.0.1"));
    reply_clear(&reply);
    source_close(&source);
    endpoint_clear(&endpoint);
}

static void waiting_ends_when_a_descriptor_is_ready(void **state) {
    struct demo_options options = demo_options_default();
    struct bench bench;
    int ends[2];
    (void)state;
    open_bench(&bench, &options, "t");
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], "x", 1), 1);
    struct source_fd fd = {.fd = ends[0]};
    source_wait(&bench.source, &fd, 1, 60 * 1000);
    assert_true(fd.ready);
    close(ends[0]);
    close(ends[1]);
    close_bench(&bench);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lists_the_backfills_of_a_team),
        cmocka_unit_test(sends_the_token_it_was_given),
        cmocka_unit_test(distinguishes_the_servers_refusals),
        cmocka_unit_test(reads_both_forms_of_retry_after),
        cmocka_unit_test(reads_quota_and_date),
        cmocka_unit_test(hands_out_the_answer_as_it_came),
        cmocka_unit_test(every_header_has_a_name),
        cmocka_unit_test(asks_for_one_backfill_and_for_transfers),
        cmocka_unit_test(handles_answers_that_are_not_the_apis),
        cmocka_unit_test(its_time_is_that_of_this_machine),
        cmocka_unit_test(runs_calls_side_by_side),
        cmocka_unit_test(a_closed_port_is_no_connection),
        cmocka_unit_test(waiting_ends_when_a_descriptor_is_ready),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
