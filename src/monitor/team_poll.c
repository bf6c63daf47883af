/* SPDX-License-Identifier: MIT */
#include "team_poll.h"

#include "backfilltop/base/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void set_warnings(struct team_poll_warnings *warnings, const struct reply *reply,
                         const char *lead) {
    warnings->count = reply->warnings;
    int wanted = snprintf(warnings->first, sizeof warnings->first, "%s%s", lead,
                          reply->first_warning);
    utf8_mark_cut(warnings->first, sizeof warnings->first, wanted);
}

static void set_problem(struct team_poll *team_poll, const struct problem *problem) {
    problem_line(problem, team_poll->problem, sizeof team_poll->problem);
    team_poll->is_tokens_problem = false;
}

/* Of the list: the server could not answer. Anything else may mean that it is another one, or was
 * not seen whole; then it is asked for whole. */
static bool says_nothing(enum outcome outcome) {
    return outcome == OUTCOME_RATE_LIMITED || outcome == OUTCOME_SERVER_ERROR;
}

static void record_failure(struct team_poll *team_poll, const struct reply *reply) {
    set_warnings(&team_poll->warnings[TEAM_POLL_ERROR], reply, "");
    set_problem(team_poll, &reply->problem);
    if (!says_nothing(reply->outcome)) {
        team_poll->etag[0] = '\0';
    }
}

static void record_list(struct team_poll *team_poll, const struct reply *reply) {
    team_poll->listed = snapshot_listed(&reply->snapshot);
    set_warnings(&team_poll->warnings[TEAM_POLL_LIST], reply, "");
    int wanted = snprintf(team_poll->request_id, sizeof team_poll->request_id, "%s",
                          reply->request_id != NULL ? reply->request_id : "");
    utf8_mark_cut(team_poll->request_id, sizeof team_poll->request_id, wanted);
}

static void record_success(struct team_poll *team_poll, const struct reply *reply) {
    team_poll->problem[0] = '\0';
    team_poll->warnings[TEAM_POLL_ERROR].count = 0;
    memcpy(team_poll->etag, reply->etag, sizeof team_poll->etag);
    if (!reply->not_modified) {
        record_list(team_poll, reply);
    }
}

void team_poll_init(struct team_poll *team_poll, int64_t team_id) {
    *team_poll = (struct team_poll){.team_id = team_id, .lists = decode_cache_new()};
}

void team_poll_clear(struct team_poll *team_poll) {
    decode_cache_free(team_poll->lists);
    *team_poll = (struct team_poll){0};
}

void team_poll_record(struct team_poll *team_poll, const struct reply *reply) {
    if (reply->outcome == OUTCOME_OK) {
        record_success(team_poll, reply);
    } else {
        record_failure(team_poll, reply);
    }
}

void team_poll_record_token_problem(struct team_poll *team_poll, const struct problem *problem) {
    set_problem(team_poll, problem);
    team_poll->is_tokens_problem = true;
}

void team_poll_write_problem(const struct team_poll *team_poll, char line[static PROBLEM_LINE]) {
    int wanted = team_poll->is_tokens_problem
                     ? snprintf(line, PROBLEM_LINE, "%s", team_poll->problem)
                     : snprintf(line, PROBLEM_LINE, "team %" PRId64 ": %s", team_poll->team_id,
                                team_poll->problem);
    utf8_mark_cut(line, PROBLEM_LINE, wanted);
}

void team_poll_record_names(struct team_poll *team_poll, const struct reply *reply) {
    if (reply->outcome == OUTCOME_OK) {
        set_warnings(&team_poll->warnings[TEAM_POLL_NAMES], reply, "transfers: ");
    }
}

void team_poll_record_lookup(struct team_poll *team_poll, const struct reply *reply,
                             int64_t backfill_id, int64_t now_ms) {
    struct team_poll_warnings *warnings = &team_poll->warnings[TEAM_POLL_LOOKUPS];
    char lead[40];
    size_t before = warnings->count;
    if (reply->warnings == 0) {
        return;
    }
    snprintf(lead, sizeof lead, "backfill %" PRId64 ": ", backfill_id);
    set_warnings(warnings, reply, lead);
    warnings->count += before;
    team_poll->looked_up_ms = now_ms;
}

void team_poll_age(struct team_poll *team_poll, int64_t keep_ms, int64_t now_ms) {
    if (now_ms - team_poll->looked_up_ms >= keep_ms) {
        team_poll->warnings[TEAM_POLL_LOOKUPS].count = 0;
    }
}

size_t team_poll_warnings(const struct team_poll *team_poll, const char **first) {
    size_t count = 0;
    *first = NULL;
    for (int source = 0; source < team_poll_source_count; source++) {
        const struct team_poll_warnings *warnings = &team_poll->warnings[source];
        count += warnings->count;
        if (warnings->count > 0 && *first == NULL) {
            *first = warnings->first;
        }
    }
    return count;
}
