/* SPDX-License-Identifier: MIT */
#include "conductor.h"

static bool is_stretched(const struct conductor *conductor) {
    return conductor->stretched_ms > conductor->interval_ms;
}

static void stretch(struct conductor *conductor, int64_t now_ms) {
    conductor->stretched_ms = quota_interval(&conductor->limiter.quota, conductor->interval_ms,
                                             conductor->teams, now_ms);
    for (int i = 0; i < conductor->teams; i++) {
        pacing_stretch(&conductor->polls[i], conductor->stretched_ms);
    }
}

static enum limiter_class class_of(const struct pacing *poll) {
    return poll->refreshed ? LIMITER_REFRESH : LIMITER_POLL;
}

static bool may_poll(const struct conductor *conductor, const struct pacing *poll, int64_t now_ms) {
    return pacing_is_due(poll, now_ms) &&
           limiter_admits(&conductor->limiter, class_of(poll), is_stretched(conductor), now_ms);
}

static bool next_poll(struct conductor *conductor, int64_t now_ms,
                      struct conductor_request *request) {
    struct pacing *first = NULL;
    for (int i = 0; i < conductor->teams; i++) {
        struct pacing *poll = &conductor->polls[i];
        if (may_poll(conductor, poll, now_ms) && (first == NULL || poll->due_ms < first->due_ms)) {
            first = poll;
        }
    }
    if (first == NULL) {
        return false;
    }
    *request = (struct conductor_request){.call = CONDUCTOR_LIST,
                                          .team = (int)(first - conductor->polls)};
    request->ticket = limiter_sent(&conductor->limiter, class_of(first), now_ms);
    pacing_begin(first, now_ms);
    return true;
}

static bool next_names(struct conductor *conductor, int64_t now_ms,
                       struct conductor_request *request) {
    for (int i = 0; i < conductor->teams; i++) {
        if (transfer_names_is_due(&conductor->names[i], now_ms)) {
            *request = (struct conductor_request){.call = CONDUCTOR_TRANSFERS, .team = i};
            transfer_names_begin(&conductor->names[i], now_ms);
            return true;
        }
    }
    return false;
}

static bool next_status_lookup(struct conductor *conductor, int64_t now_ms,
                               struct conductor_request *request) {
    const struct lookup *lookup = lookups_next(&conductor->lookups, now_ms);
    if (lookup == NULL) {
        return false;
    }
    *request = (struct conductor_request){.call = CONDUCTOR_BACKFILL,
                                          .team = (int)lookup->team_id,
                                          .backfill_id = lookup->backfill_id};
    lookups_begin(&conductor->lookups, lookup->team_id, lookup->backfill_id);
    return true;
}

static bool next_lookup(struct conductor *conductor, int64_t now_ms,
                        struct conductor_request *request) {
    struct limiter *limiter = &conductor->limiter;
    if (!limiter_admits(limiter, LIMITER_LOOKUP, is_stretched(conductor), now_ms)) {
        return false;
    }
    if (!next_names(conductor, now_ms, request) &&
        !next_status_lookup(conductor, now_ms, request)) {
        return false;
    }
    request->ticket = limiter_sent(limiter, LIMITER_LOOKUP, now_ms);
    return true;
}

static int64_t later(int64_t a, int64_t b) {
    return a > b ? a : b;
}

static int64_t sooner(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static int64_t lookup_due_ms(const struct conductor *conductor) {
    int64_t due_ms = lookups_due_ms(&conductor->lookups);
    for (int i = 0; i < conductor->teams; i++) {
        due_ms = sooner(due_ms, transfer_names_due_ms(&conductor->names[i]));
    }
    return due_ms;
}

void conductor_init(struct conductor *conductor, int teams, int64_t interval_ms, uint64_t seed,
                    int64_t now_ms) {
    *conductor = (struct conductor){.teams = teams, .interval_ms = interval_ms};
    limiter_init(&conductor->limiter);
    lookups_init(&conductor->lookups, seed);
    for (int i = 0; i < teams; i++) {
        pacing_init(&conductor->polls[i], interval_ms, seed + 1 + (uint64_t)i, now_ms);
        transfer_names_init(&conductor->names[i], true, now_ms);
    }
}

void conductor_clear(struct conductor *conductor) {
    lookups_clear(&conductor->lookups);
    for (int i = 0; i < conductor->teams; i++) {
        transfer_names_clear(&conductor->names[i]);
    }
}

bool conductor_next(struct conductor *conductor, int64_t now_ms,
                    struct conductor_request *request) {
    stretch(conductor, now_ms);
    return (is_stretched(conductor) && next_lookup(conductor, now_ms, request)) ||
           next_poll(conductor, now_ms, request) || next_lookup(conductor, now_ms, request);
}

int64_t conductor_wakes_ms(const struct conductor *conductor, int64_t now_ms) {
    const struct limiter *limiter = &conductor->limiter;
    bool stretched = is_stretched(conductor);
    int64_t wakes_ms = later(lookup_due_ms(conductor),
                             limiter_opens_ms(limiter, LIMITER_LOOKUP, stretched, now_ms));
    for (int i = 0; i < conductor->teams; i++) {
        const struct pacing *poll = &conductor->polls[i];
        int64_t opens_ms = limiter_opens_ms(limiter, class_of(poll), stretched, now_ms);
        if (!poll->in_flight) {
            wakes_ms = sooner(wakes_ms, later(poll->due_ms, opens_ms));
        }
    }
    return wakes_ms;
}

void conductor_answered(struct conductor *conductor, const struct conductor_request *request,
                        const struct limiter_answer *answer, bool is_final,
                        struct transfer_name_list *told, int64_t now_ms) {
    limiter_answered(&conductor->limiter, &request->ticket, answer, now_ms);
    switch (request->call) {
    case CONDUCTOR_LIST:
        pacing_end(&conductor->polls[request->team], answer->outcome, answer->retry_after_ms,
                   now_ms);
        if (answer->outcome == OUTCOME_OK) {
            lookups_polled(&conductor->lookups, request->team);
            transfer_names_polled(&conductor->names[request->team]);
        }
        break;
    case CONDUCTOR_TRANSFERS:
        transfer_names_end(&conductor->names[request->team], answer->outcome, told, now_ms);
        break;
    case CONDUCTOR_BACKFILL:
        lookups_end(&conductor->lookups, request->team, request->backfill_id, answer->outcome,
                    is_final, now_ms);
        break;
    }
}

void conductor_token_changed(struct conductor *conductor) {
    lookups_token_changed(&conductor->lookups);
    for (int i = 0; i < conductor->teams; i++) {
        transfer_names_token_changed(&conductor->names[i]);
    }
}
