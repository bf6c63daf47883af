/* SPDX-License-Identifier: MIT */
#include "backfilltop/monitor/run.h"

#include "backfilltop/api/reply.h"
#include "backfilltop/base/buffer.h"
#include "backfilltop/base/numbers.h"
#include "backfilltop/base/output.h"
#include "backfilltop/base/text.h"
#include "backfilltop/base/write_all.h"
#include "backfilltop/core/quota.h"

#include "team_poll.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define WAIT_MS   1000
#define US_PER_MS 1000

static const char *name_of(enum outcome_step step) {
    switch (step) {
    case OUTCOME_STEP_DNS:
        return "DNS";
    case OUTCOME_STEP_TCP:
        return "TCP";
    case OUTCOME_STEP_TLS:
        return "TLS";
    case OUTCOME_STEP_ANSWER:
        return "answer";
    case OUTCOME_STEP_AUTH:
        return "auth";
    case OUTCOME_STEP_PERMISSION:
        return "permission";
    case OUTCOME_STEP_DECODE:
        return "decode";
    case OUTCOME_STEP_QUOTA:
        return "quota";
    case outcome_step_count:
        break;
    }
    return "";
}

struct check {
    const struct monitor_options *options;
    const struct credentials *credentials;
    const struct answer *answer;
    const struct reply *reply;
    enum outcome_step failed; /* outcome_step_count: none */
};

static enum outcome_step step_of(enum answer_stage stage) {
    switch (stage) {
    case ANSWER_STAGE_DNS:
        return OUTCOME_STEP_DNS;
    case ANSWER_STAGE_CONNECT:
        return OUTCOME_STEP_TCP;
    case ANSWER_STAGE_TLS:
        return OUTCOME_STEP_TLS;
    case ANSWER_STAGE_HTTP:
    case answer_stage_count:
        break;
    }
    return OUTCOME_STEP_ANSWER;
}

static enum outcome_step failed_step(const struct answer *answer, const struct reply *reply) {
    if (reply->outcome == OUTCOME_NO_CONNECTION) {
        return step_of(answer->stage);
    }
    if (reply->outcome == OUTCOME_UNREADABLE) {
        return reply->http_status == 200 ? OUTCOME_STEP_DECODE : OUTCOME_STEP_ANSWER;
    }
    return outcome_traits(reply->outcome)->failed_step;
}

/* A server that refuses because of the quota has not checked the token; an answer that cannot be
 * read may not come from the API at all. */
static bool is_reached(const struct check *check, enum outcome_step step) {
    bool is_of_token = step == OUTCOME_STEP_AUTH || step == OUTCOME_STEP_PERMISSION;
    bool is_unseen = check->failed == OUTCOME_STEP_QUOTA && step == OUTCOME_STEP_DECODE;
    if (check->failed == OUTCOME_STEP_QUOTA || check->failed == OUTCOME_STEP_DECODE) {
        is_unseen |= is_of_token;
    }
    return step <= check->failed && !is_unseen;
}

static bool is_used(const struct check *check, enum outcome_step step) {
    return step != OUTCOME_STEP_TLS || !check->options->source.endpoint.plain;
}

/* Whether the connection of the previous team was reused: then there were no steps up to TLS. */
static bool is_kept(const struct check *check) {
    return check->failed > OUTCOME_STEP_TLS &&
           check->answer->timing.stage_us[ANSWER_STAGE_CONNECT] == 0;
}

/* Microseconds that a step took; 0 if it was not reached. The step that failed took the rest of the
 * time. */
static int64_t step_us(const struct check *check, enum outcome_step step) {
    static const enum answer_stage stages[] = {ANSWER_STAGE_DNS, ANSWER_STAGE_CONNECT,
                                               ANSWER_STAGE_TLS, ANSWER_STAGE_HTTP};
    _Static_assert(OUTCOME_STEP_DNS == 0 && OUTCOME_STEP_TCP == 1 && OUTCOME_STEP_TLS == 2 &&
                       OUTCOME_STEP_ANSWER == 3,
                   "the steps that take time come first, in the order of their stages");
    const int64_t *ended_us = check->answer->timing.stage_us;
    int64_t before_us = 0;
    bool is_taken = is_reached(check, step) && is_used(check, step) && step <= OUTCOME_STEP_ANSWER;
    if (!is_taken || (step < OUTCOME_STEP_ANSWER && is_kept(check))) {
        return 0;
    }
    for (enum outcome_step earlier = OUTCOME_STEP_DNS; earlier < step; earlier++) {
        before_us = ended_us[stages[earlier]] > 0 ? ended_us[stages[earlier]] : before_us;
    }
    int64_t end_us = ended_us[step == check->failed ? ANSWER_STAGE_HTTP : stages[step]];
    return max_int64(end_us - before_us, 0);
}

static void add_count(struct buffer *out, size_t count, const char *thing) {
    buffer_add_format(out, "%zu %s%s", count, thing, text_plural((int64_t)count));
}

static void add_answer(struct buffer *out, const struct check *check) {
    const struct reply *reply = check->reply;
    buffer_add_format(out, "HTTP %ld", reply->http_status);
    if (reply->skew_s != 0) {
        buffer_add_format(out, "; the clocks differ by %lld s", llabs(reply->skew_s));
    }
}

static void add_decode(struct buffer *out, const struct check *check) {
    const struct snapshot *snapshot = &check->reply->snapshot;
    add_count(out, snapshot->count, "incomplete backfill");
    if (snapshot->count == TEAM_POLL_LIST_MAX) {
        buffer_add_string(out, " (the most that the API lists: there may be more)");
    }
    buffer_add_string(out, ", ");
    add_count(out, snapshot->warnings, "warning");
    if (snapshot->warnings > 0) {
        buffer_add_format(out, "%s: %s", snapshot->warnings > 1 ? ", the first" : "",
                          snapshot->first_warning);
    }
}

static void add_quota(struct buffer *out, const struct check *check) {
    const struct reply *reply = check->reply;
    if (reply->rate_remaining == QUOTA_UNKNOWN) {
        buffer_add_string(out, "the server does not say");
        return;
    }
    buffer_add_format(out, "%" PRId64, reply->rate_remaining);
    if (reply->rate_limit >= reply->rate_remaining) { /* known and plausible */
        buffer_add_format(out, " of %" PRId64, reply->rate_limit);
    }
    buffer_add_string(out, " requests left this hour");
}

/* Details of a step that succeeded. */
static void add_detail(struct buffer *out, const struct check *check, enum outcome_step step) {
    switch (step) {
    case OUTCOME_STEP_TCP:
        buffer_add_string(out, is_kept(check) ? "the connection of the team before" : "");
        break;
    case OUTCOME_STEP_TLS:
        buffer_add_string(out, is_used(check, step) ? "verified" : "not used: plain http");
        break;
    case OUTCOME_STEP_ANSWER:
        add_answer(out, check);
        break;
    case OUTCOME_STEP_AUTH:
        buffer_add_string(out, check->credentials->origin);
        break;
    case OUTCOME_STEP_DECODE:
        add_decode(out, check);
        break;
    case OUTCOME_STEP_QUOTA:
        add_quota(out, check);
        break;
    default:
        break;
    }
}

static const char *word_of(const struct check *check, enum outcome_step step) {
    if (step == check->failed) {
        return "FAILED";
    }
    return is_reached(check, step) && is_used(check, step) ? "ok" : "-";
}

static void add_time(struct buffer *line, int64_t us) {
    if (us > 0) {
        buffer_add_format(line, "  %5" PRId64 ".%" PRId64 " ms", us / US_PER_MS,
                          us % US_PER_MS / 100);
    } else {
        buffer_add_format(line, "  %10s", "");
    }
}

static void add_step(struct buffer *out, const struct check *check, enum outcome_step step) {
    struct buffer detail = {0};
    struct buffer line = {0};
    if (step == check->failed) {
        buffer_add_string(&detail, check->reply->problem.what);
    } else if (is_reached(check, step)) {
        add_detail(&detail, check, step);
    }
    buffer_add_format(&line, "  %-10s  %-6s", name_of(step), word_of(check, step));
    add_time(&line, step_us(check, step));
    buffer_add_string(&line, "  ");
    text_clean(&line, buffer_string(&detail), detail.length, check->options->charset);
    while (line.bytes[line.length - 1] == ' ') {
        line.bytes[--line.length] = '\0';
    }
    buffer_add_format(out, "%s\n", buffer_string(&line));
    buffer_clear(&detail);
    buffer_clear(&line);
}

static void add_check(struct buffer *out, const struct check *check, int64_t team_id) {
    const struct problem *problem = &check->reply->problem;
    buffer_add_format(out, "team %" PRId64 " at %s\n", team_id,
                      check->options->source.endpoint.base);
    for (enum outcome_step step = OUTCOME_STEP_DNS; step < outcome_step_count; step++) {
        add_step(out, check, step);
    }
    if (check->failed == outcome_step_count) {
        buffer_add_string(out, "verdict: good\n");
        return;
    }
    buffer_add_format(out, "verdict: %s failed; ", name_of(check->failed));
    text_clean(out, problem->remedy, strlen(problem->remedy), check->options->charset);
    buffer_add_string(out, "\n");
}

/* Called for each team as soon as its result is known. */
static bool print_check(const struct check *check, int64_t team_id, struct problem *problem) {
    struct buffer out = {0};
    add_check(&out, check, team_id);
    bool written = output_write(buffer_string(&out), out.length, problem);
    buffer_clear(&out);
    return written;
}

static const struct answer *ask(const struct source *source, const struct credentials *credentials,
                                int64_t team_id) {
    struct call call = {.kind = CALL_LIST, .team_id = team_id};
    const struct answer *answer;
    source_start(source, &call, credentials->token);
    while ((answer = source_take(source)) == NULL) {
        source_wait(source, NULL, 0, WAIT_MS);
    }
    return answer;
}

enum exit_code monitor_check(const struct monitor_options *options,
                             const struct credentials *credentials, const struct source *source,
                             struct problem *problem) {
    enum exit_code code = EXIT_CODE_OK;
    for (size_t i = 0; i < options->team_count; i++) {
        const struct answer *answer = ask(source, credentials, options->teams[i]);
        struct reply reply;
        reply_init(&reply, answer);
        struct check check = {options, credentials, answer, &reply, failed_step(answer, &reply)};
        bool printed = print_check(&check, options->teams[i], problem);
        if (code == EXIT_CODE_OK) {
            code = outcome_traits(reply.outcome)->exit_code;
        }
        if (code == EXIT_CODE_OK && !printed) {
            code = EXIT_CODE_FAILURE;
        }
        reply_clear(&reply);
    }
    return code;
}
