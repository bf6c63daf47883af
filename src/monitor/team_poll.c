/* SPDX-License-Identifier: MIT */
#include "team_poll.h"

#include "backfilltop/base/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void team_poll_init(struct team_poll *team_poll, int64_t team_id, int64_t interval_ms,
                    bool with_names, uint64_t seed, int64_t now_ms) {
    *team_poll = (struct team_poll){.team_id = team_id, .last_success_ms = -1};
    pacing_init(&team_poll->pacing, interval_ms, seed, now_ms);
    transfer_names_init(&team_poll->names, with_names, now_ms);
}

void team_poll_clear(struct team_poll *team_poll) {
    transfer_names_clear(&team_poll->names);
}

static void set_warnings(struct team_poll_warnings *warnings, const struct reply *reply,
                         const char *lead) {
    warnings->count = reply->warnings;
    int wanted = snprintf(warnings->first, sizeof warnings->first, "%s%s", lead,
                          reply->first_warning);
    utf8_mark_cut(warnings->first, sizeof warnings->first, wanted);
}

static void record_failure(struct team_poll *team_poll, struct reply *reply) {
    set_warnings(&team_poll->warnings[TEAM_POLL_ERROR], reply, "");
    snprintf(reply->problem.doing, sizeof reply->problem.doing, "team %" PRId64,
             team_poll->team_id);
    problem_line(&reply->problem, team_poll->problem, sizeof team_poll->problem);
}

static void record_success(struct team_poll *team_poll, const struct reply *reply, int64_t now_ms) {
    team_poll->problem[0] = '\0';
    team_poll->last_success_ms = now_ms;
    team_poll->listed = reply->snapshot.count;
    set_warnings(&team_poll->warnings[TEAM_POLL_LIST], reply, "");
    team_poll->warnings[TEAM_POLL_ERROR].count = 0;
    int wanted = snprintf(team_poll->request_id, sizeof team_poll->request_id, "%s",
                          reply->request_id != NULL ? reply->request_id : "");
    utf8_mark_cut(team_poll->request_id, sizeof team_poll->request_id, wanted);
}

void team_poll_record(struct team_poll *team_poll, struct reply *reply, int64_t now_ms) {
    pacing_end(&team_poll->pacing, reply->outcome, reply->retry_after_ms, now_ms);
    team_poll->answered = true;
    team_poll->outcome = reply->outcome;
    if (reply->outcome == OUTCOME_OK) {
        record_success(team_poll, reply, now_ms);
    } else {
        record_failure(team_poll, reply);
    }
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

enum connection_state team_poll_state(const struct team_poll *team_poll, int64_t now_ms) {
    if (!team_poll->answered) {
        return CONNECTION_CONNECTING;
    }
    if (pacing_is_held(&team_poll->pacing, now_ms)) {
        return CONNECTION_RATE_LIMITED;
    }
    return outcome_traits(team_poll->outcome)->connection;
}
