/* SPDX-License-Identifier: MIT */
#include "team_poll.h"

#include "backfilltop/base/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

void feed_init(struct feed *feed, int64_t team_id, int64_t interval_ms, bool with_names,
               uint64_t seed, int64_t now_ms) {
    *feed = (struct feed){.team_id = team_id, .last_success_ms = -1};
    pacing_init(&feed->pacing, interval_ms, seed, now_ms);
    transfer_names_init(&feed->names, with_names, now_ms);
}

void feed_clear(struct feed *feed) {
    transfer_names_clear(&feed->names);
}

static void set_warnings(struct feed_warnings *warnings, const struct reply *reply,
                         const char *lead) {
    warnings->count = reply->warnings;
    int wanted = snprintf(warnings->first, sizeof warnings->first, "%s%s", lead,
                          reply->first_warning);
    utf8_mark_cut(warnings->first, sizeof warnings->first, wanted);
}

static void record_failure(struct feed *feed, struct reply *reply) {
    set_warnings(&feed->warnings[FEED_ERROR], reply, "");
    snprintf(reply->problem.doing, sizeof reply->problem.doing, "team %" PRId64, feed->team_id);
    problem_line(&reply->problem, feed->problem, sizeof feed->problem);
}

static void record_success(struct feed *feed, const struct reply *reply, int64_t now_ms) {
    feed->problem[0] = '\0';
    feed->last_success_ms = now_ms;
    feed->listed = reply->snapshot.count;
    set_warnings(&feed->warnings[FEED_LIST], reply, "");
    feed->warnings[FEED_ERROR].count = 0;
    int wanted = snprintf(feed->request_id, sizeof feed->request_id, "%s",
                          reply->request_id != NULL ? reply->request_id : "");
    utf8_mark_cut(feed->request_id, sizeof feed->request_id, wanted);
}

void feed_record(struct feed *feed, struct reply *reply, int64_t now_ms) {
    pacing_end(&feed->pacing, reply->outcome, reply->retry_after_ms, now_ms);
    feed->answered = true;
    feed->outcome = reply->outcome;
    if (reply->outcome == OUTCOME_OK) {
        record_success(feed, reply, now_ms);
    } else {
        record_failure(feed, reply);
    }
}

void feed_record_names(struct feed *feed, const struct reply *reply) {
    if (reply->outcome == OUTCOME_OK) {
        set_warnings(&feed->warnings[FEED_NAMES], reply, "transfers: ");
    }
}

void feed_record_lookup(struct feed *feed, const struct reply *reply, int64_t backfill_id,
                        int64_t now_ms) {
    struct feed_warnings *warnings = &feed->warnings[FEED_LOOKUPS];
    char lead[40];
    size_t before = warnings->count;
    if (reply->warnings == 0) {
        return;
    }
    snprintf(lead, sizeof lead, "backfill %" PRId64 ": ", backfill_id);
    set_warnings(warnings, reply, lead);
    warnings->count += before;
    feed->looked_up_ms = now_ms;
}

void feed_age(struct feed *feed, int64_t keep_ms, int64_t now_ms) {
    if (now_ms - feed->looked_up_ms >= keep_ms) {
        feed->warnings[FEED_LOOKUPS].count = 0;
    }
}

size_t feed_warnings(const struct feed *feed, const char **first) {
    size_t count = 0;
    *first = NULL;
    for (int source = 0; source < feed_source_count; source++) {
        const struct feed_warnings *warnings = &feed->warnings[source];
        count += warnings->count;
        if (warnings->count > 0 && *first == NULL) {
            *first = warnings->first;
        }
    }
    return count;
}

enum link_state feed_state(const struct feed *feed, int64_t now_ms) {
    static const enum link_state states[outcome_count] = {
        [OUTCOME_OK] = LINK_LIVE,
        [OUTCOME_UNAUTHORIZED] = LINK_DENIED,
        [OUTCOME_FORBIDDEN] = LINK_DENIED,
        [OUTCOME_NOT_FOUND] = LINK_DENIED,
        [OUTCOME_RATE_LIMITED] = LINK_RATE_LIMITED,
        [OUTCOME_SERVER_ERROR] = LINK_FAILING,
        [OUTCOME_REFUSED] = LINK_DENIED,
        [OUTCOME_UNREADABLE] = LINK_FAILING,
        [OUTCOME_NO_CONNECTION] = LINK_FAILING,
    };
    if (!feed->answered) {
        return LINK_CONNECTING;
    }
    if (feed->outcome == OUTCOME_SERVER_ERROR && pacing_is_held(&feed->pacing, now_ms)) {
        return LINK_RATE_LIMITED;
    }
    return states[feed->outcome];
}
