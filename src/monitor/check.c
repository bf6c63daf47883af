/* SPDX-License-Identifier: MIT */
#include "backfilltop/monitor/monitor.h"

#include "backfilltop/api/client.h"
#include "backfilltop/base/buffer.h"
#include "backfilltop/core/budget.h"

#include "clock.h"
#include "outcomes.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WAIT_MS   1000
#define US_PER_MS 1000
#define MOST_SKEW 60 /* seconds */

/* The way of a request, in the order in which it can fail. */
enum step {
    STEP_DNS,
    STEP_TCP,
    STEP_TLS,
    STEP_ANSWER,
    STEP_AUTH,
    STEP_PERMISSION,
    STEP_DECODE,
    STEP_BUDGET,
    step_count
};

static const char *const STEP_NAMES[step_count] = {
    [STEP_DNS] = "DNS",       [STEP_TCP] = "TCP",       [STEP_TLS] = "TLS",
    [STEP_ANSWER] = "answer", [STEP_AUTH] = "auth",     [STEP_PERMISSION] = "permission",
    [STEP_DECODE] = "decode", [STEP_BUDGET] = "budget",
};

struct check {
    const struct monitor_options *options;
    const struct credentials *credentials;
    const struct reply *reply;
    enum step failed; /* step_count: none */
    int64_t now_s;
};

static enum step failed_step(const struct reply *reply) {
    static const enum step by_outcome[outcome_count] = {
        [OUTCOME_OK] = step_count,
        [OUTCOME_UNAUTHORIZED] = STEP_AUTH,
        [OUTCOME_FORBIDDEN] = STEP_PERMISSION,
        [OUTCOME_NOT_FOUND] = STEP_PERMISSION,
        [OUTCOME_RATE_LIMITED] = STEP_BUDGET,
        [OUTCOME_SERVER_ERROR] = STEP_ANSWER,
        [OUTCOME_REFUSED] = STEP_ANSWER,
        [OUTCOME_UNREADABLE] = STEP_DECODE,
    };
    static const enum step by_stage[reply_stage_count] = {
        [REPLY_STAGE_DNS] = STEP_DNS,
        [REPLY_STAGE_CONNECT] = STEP_TCP,
        [REPLY_STAGE_TLS] = STEP_TLS,
        [REPLY_STAGE_HTTP] = STEP_ANSWER,
    };
    return reply->outcome == OUTCOME_NO_CONNECTION ? by_stage[reply->stage]
                                                   : by_outcome[reply->outcome];
}

/* A server that refuses for the budget's sake has not looked at anything else. */
static bool is_reached(const struct check *check, enum step step) {
    bool unseen = check->failed == STEP_BUDGET && step >= STEP_AUTH && step < STEP_BUDGET;
    return step <= check->failed && !unseen;
}

/* Microseconds that a step took by itself; 0 if it was not needed. */
static int64_t step_us(const struct check *check, enum step step) {
    static const enum reply_stage stages[] = {REPLY_STAGE_DNS, REPLY_STAGE_CONNECT, REPLY_STAGE_TLS,
                                              REPLY_STAGE_HTTP};
    const int64_t *ended_us = check->reply->timing.stage_us;
    int64_t before_us = 0;
    if (step > STEP_ANSWER) {
        return 0;
    }
    for (enum step earlier = STEP_DNS; earlier < step; earlier++) {
        before_us = ended_us[stages[earlier]] > 0 ? ended_us[stages[earlier]] : before_us;
    }
    return ended_us[stages[step]] > before_us ? ended_us[stages[step]] - before_us : 0;
}

static void add_answer(struct buffer *out, const struct check *check) {
    const struct reply *reply = check->reply;
    buffer_add_format(out, "HTTP %ld", reply->http_status);
    if (reply->server_time_s != TIMES_ABSENT &&
        llabs(reply->server_time_s - check->now_s) > MOST_SKEW) {
        buffer_add_format(out, "; the clocks differ by %lld s",
                          llabs(reply->server_time_s - check->now_s));
    }
}

static void add_decode(struct buffer *out, const struct check *check) {
    const struct snapshot *snapshot = &check->reply->snapshot;
    buffer_add_format(out, "%zu incomplete backfills, %zu warnings", snapshot->count,
                      snapshot->warnings);
    if (snapshot->warnings > 0) {
        buffer_add_format(out, ", the first: %s", snapshot->first_warning);
    }
}

static void add_budget(struct buffer *out, const struct check *check) {
    const struct reply *reply = check->reply;
    if (reply->rate_remaining == BUDGET_UNKNOWN) {
        buffer_add_string(out, "the server does not tell");
    } else {
        buffer_add_format(out, "%" PRId64 " of %" PRId64 " requests left this hour",
                          reply->rate_remaining, reply->rate_limit);
    }
}

/* What is worth knowing of a step that went well. */
static void add_detail(struct buffer *out, const struct check *check, enum step step) {
    switch (step) {
    case STEP_TLS:
        buffer_add_string(out,
                          check->options->endpoint.plain ? "not used: plain http" : "verified");
        break;
    case STEP_ANSWER:
        add_answer(out, check);
        break;
    case STEP_AUTH:
        buffer_add_string(out, check->credentials->origin);
        break;
    case STEP_DECODE:
        add_decode(out, check);
        break;
    case STEP_BUDGET:
        add_budget(out, check);
        break;
    default:
        break;
    }
}

static void print_time(int64_t us, bool something_follows) {
    if (us > 0) {
        printf("  %5" PRId64 ".%" PRId64 " ms", us / US_PER_MS, us % US_PER_MS / 100);
    } else if (something_follows) {
        printf("  %10s", "");
    }
    fputs(something_follows ? "  " : "", stdout);
}

static void print_step(const struct check *check, enum step step) {
    struct buffer detail = {0};
    struct buffer clean = {0};
    const char *word = "-";
    if (is_reached(check, step)) {
        word = step == check->failed ? "FAILED" : "ok";
    }
    if (step == check->failed) {
        buffer_add_string(&detail, check->reply->problem.what);
    } else if (is_reached(check, step)) {
        add_detail(&detail, check, step);
    }
    text_clean(&clean, buffer_string(&detail), detail.length, check->options->charset);
    printf("  %-10s  %-6s", STEP_NAMES[step], word);
    print_time(step_us(check, step), clean.length > 0);
    puts(buffer_string(&clean));
    buffer_clear(&detail);
    buffer_clear(&clean);
}

static void print_check(const struct check *check, int64_t team_id) {
    const struct problem *problem = &check->reply->problem;
    printf("team %" PRId64 " at %s\n", team_id, check->options->endpoint.base);
    for (enum step step = STEP_DNS; step < step_count; step++) {
        print_step(check, step);
    }
    if (check->failed == step_count) {
        puts("verdict: good");
        return;
    }
    struct buffer clean = {0};
    text_clean(&clean, problem->remedy, strlen(problem->remedy), check->options->charset);
    printf("verdict: %s failed; %s\n", STEP_NAMES[check->failed], buffer_string(&clean));
    buffer_clear(&clean);
}

static void ask(struct client *client, const struct credentials *credentials, int64_t team_id,
                struct reply *reply) {
    struct call call = {.kind = CALL_LIST, .team_id = team_id};
    client_start(client, &call, credentials->token);
    while (!client_take(client, &call, reply)) {
        client_wait(client, NULL, 0, WAIT_MS);
    }
}

enum exit_code monitor_check(const struct monitor_options *options,
                             const struct credentials *credentials, struct problem *problem) {
    struct client_options client_options = {.endpoint = &options->endpoint,
                                            .ca_file = options->ca_file};
    struct client *client = client_new(&client_options, problem);
    enum exit_code code = client != NULL ? EXIT_CODE_OK : EXIT_CODE_FAILURE;
    for (size_t i = 0; client != NULL && i < options->team_count; i++) {
        struct reply reply;
        ask(client, credentials, options->teams[i], &reply);
        struct check check = {options, credentials, &reply, failed_step(&reply), clock_wall_s()};
        print_check(&check, options->teams[i]);
        if (code == EXIT_CODE_OK) {
            code = outcome_exit_code(reply.outcome);
        }
        reply_clear(&reply);
    }
    client_free(client);
    return code;
}
