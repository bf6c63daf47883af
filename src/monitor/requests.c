/* SPDX-License-Identifier: MIT */
#include "requests.h"

#include "backfilltop/base/memory.h"
#include "backfilltop/base/numbers.h"
#include "backfilltop/base/random.h"

#include <stdlib.h>
#include <string.h>

static struct team_poll *team_poll_of(struct requests *requests, int64_t team_id) {
    for (size_t i = 0; i < requests->team_count; i++) {
        if (requests->team_polls[i].team_id == team_id) {
            return &requests->team_polls[i];
        }
    }
    return NULL;
}

static bool is_stretched(const struct requests *requests) {
    return requests->interval_ms > requests->options->interval_ms;
}

void requests_init(struct requests *requests, const struct monitor_options *options,
                   struct credentials *credentials, const struct source *source, uint64_t seed) {
    int64_t now_ms = source_now_ms(source);
    *requests = (struct requests){
        .options = options,
        .credentials = credentials,
        .source = source,
        .team_polls = memory_new(options->team_count, sizeof *requests->team_polls),
        .team_count = options->team_count,
        .interval_ms = options->interval_ms,
    };
    token_watch_read(&requests->watch, &options->sources);
    limiter_init(&requests->limiter);
    lookups_init(&requests->lookups, random_next(&seed));
    for (size_t i = 0; i < requests->team_count; i++) {
        team_poll_init(&requests->team_polls[i], options->teams[i], options->interval_ms,
                       options->names, random_next(&seed), now_ms);
    }
}

void requests_clear(struct requests *requests) {
    if (requests->reader != NULL) {
        credentials_end(requests->reader);
    }
    for (size_t i = 0; i < requests->team_count; i++) {
        team_poll_clear(&requests->team_polls[i]);
    }
    free(requests->team_polls);
    lookups_clear(&requests->lookups);
    troubles_clear(&requests->troubles);
}

static void read_token_again(struct requests *requests, int64_t now_ms) {
    token_watch_read(&requests->watch, &requests->options->sources);
    requests->reader = credentials_begin(&requests->options->sources, now_ms);
}

/* The token was refused: whoever renews it may have put another in its place. */
static void reload_token(struct requests *requests, struct reply *reply, int64_t now_ms) {
    const struct credentials *credentials = requests->credentials;
    reply_name_token(reply, credentials->origin, credentials->renewal);
    if (requests->reader == NULL && credentials_can_change(&requests->options->sources)) {
        read_token_again(requests, now_ms);
    }
}

/* Another token might do. */
static bool is_refused(const struct team_poll *team_poll) {
    return team_poll->answered && outcome_traits(team_poll->outcome)->depends_on_token;
}

static bool wants_new_token(const struct requests *requests, int64_t now_s) {
    for (size_t i = 0; i < requests->team_count; i++) {
        if (is_refused(&requests->team_polls[i])) {
            return true;
        }
    }
    return token_watch_warns(requests->credentials, now_s + requests->skew_s);
}

/* Reads the token as soon as its file changes, if another one is wanted. Whoever renews it by hand
 * may need a second try, which need not wait for a success either. */
static void watch_token(struct requests *requests, int64_t now_ms, int64_t now_s) {
    bool wanted = requests->reader == NULL && wants_new_token(requests, now_s);
    if (token_watch_look(&requests->watch, &requests->options->sources, wanted, now_ms)) {
        requests->retried_now &= now_ms - requests->retried_now_ms < REQUESTS_RETRY_NOW_MS;
        read_token_again(requests, now_ms);
    }
}

/* What was refused may be granted with another token. */
static void renew_lookups(struct requests *requests) {
    lookups_token_changed(&requests->lookups);
    for (size_t i = 0; i < requests->team_count; i++) {
        transfer_names_token_changed(&requests->team_polls[i].names);
    }
}

/* A new token is tried at once, but only the first since the latest success: a source that gives
 * another bad one each time must not make us knock faster. */
static void use_new_token(struct requests *requests, struct credentials *fresh, int64_t now_ms) {
    bool is_new = strcmp(fresh->token, requests->credentials->token) != 0;
    credentials_wipe(requests->credentials);
    *requests->credentials = *fresh;
    if (is_new) {
        renew_lookups(requests);
    }
    if (!is_new || requests->retried_now) {
        return;
    }
    requests->retried_now = true;
    requests->retried_now_ms = now_ms;
    for (size_t i = 0; i < requests->team_count; i++) {
        if (is_refused(&requests->team_polls[i])) {
            pacing_retry_now(&requests->team_polls[i].pacing, now_ms);
        }
    }
}

static void step_reader(struct requests *requests, int64_t now_ms, int64_t now_s) {
    struct credentials fresh = {0};
    struct problem problem = {0};
    enum credentials_progress progress = credentials_step(requests->reader, &fresh, &problem,
                                                          now_ms, now_s);
    if (progress == CREDENTIALS_PENDING) {
        return;
    }
    credentials_end(requests->reader);
    requests->reader = NULL;
    if (progress == CREDENTIALS_READY) {
        use_new_token(requests, &fresh, now_ms);
        return;
    }
    for (size_t i = 0; i < requests->team_count; i++) { /* where the old one still does, it stays */
        struct team_poll *team_poll = &requests->team_polls[i];
        if (team_poll->outcome == OUTCOME_UNAUTHORIZED) {
            problem_line(&problem, team_poll->problem, sizeof team_poll->problem);
        }
    }
}

static void note_server_time(struct requests *requests, const struct reply *reply, int64_t now_s) {
    if (reply->server_time_s == TIMES_ABSENT) {
        return;
    }
    int64_t skew_s = reply->server_time_s - now_s;
    bool is_far = skew_s > REQUESTS_SKEW_S || skew_s < -REQUESTS_SKEW_S;
    requests->skew_s = is_far ? skew_s : 0;
}

/* What left the list is looked up until it is back; transfers without a name are asked for. */
static void follow_changes(struct requests *requests, struct team_poll *team_poll,
                           const struct tracker_changes *changes, int64_t now_ms) {
    for (size_t i = 0; i < changes->count; i++) {
        const struct row *row = changes->items[i].row;
        switch (changes->items[i].kind) {
        case TRACKER_LEFT:
            lookups_add(&requests->lookups, row->team_id, row->backfill.id, now_ms);
            break;
        case TRACKER_ADDED: /* its row may have been forgotten during a lookup */
        case TRACKER_RETURNED:
            lookups_drop(&requests->lookups, row->team_id, row->backfill.id);
            break;
        case TRACKER_CHANGED:
        case TRACKER_ENDED:
            break;
        }
        transfer_names_want(&team_poll->names, row->backfill.transfer_id, now_ms);
    }
}

static void end_list(struct requests *requests, struct team_poll *team_poll, struct reply *reply,
                     struct tracker *tracker, int64_t now_ms, int64_t now_s) {
    struct trouble_poll poll = {team_poll->team_id, reply->outcome, (int)reply->http_status,
                                reply->retry_after_ms};
    troubles_take(&requests->troubles, &poll, &tracker->events, now_ms, now_s + requests->skew_s);
    team_poll_record(team_poll, reply, now_ms);
    if (reply->outcome == OUTCOME_OK) {
        requests->retried_now = false;
        team_poll_age(team_poll, requests->options->keep_ms, now_ms);
        lookups_polled(&requests->lookups, team_poll->team_id);
        transfer_names_polled(&team_poll->names);
        follow_changes(requests, team_poll,
                       tracker_apply(tracker, team_poll->team_id, &reply->snapshot, now_ms,
                                     now_s + requests->skew_s),
                       now_ms);
        tracker_set_names(tracker, team_poll->team_id, &team_poll->names);
    }
}

static void end_lookup(struct requests *requests, const struct call *call, struct reply *reply,
                       struct tracker *tracker, int64_t now_ms, int64_t now_s) {
    struct backfill *told = reply->snapshot.count == 1 ? &reply->snapshot.backfills[0] : NULL;
    bool is_final = told != NULL && told->id == call->backfill_id && backfill_is_final(told);
    enum lookup_verdict verdict = lookups_end(&requests->lookups, call->team_id, call->backfill_id,
                                              reply->outcome, is_final, now_ms);
    if (verdict == LOOKUP_SETTLED) {
        struct team_poll *team_poll = team_poll_of(requests, call->team_id);
        follow_changes(requests, team_poll,
                       tracker_record_ending(tracker, call->team_id, call->backfill_id,
                                             is_final ? told : NULL, now_s + requests->skew_s),
                       now_ms);
        team_poll_record_lookup(team_poll, reply, call->backfill_id, now_ms);
    }
}

static void end_names(struct team_poll *team_poll, struct reply *reply, struct tracker *tracker,
                      int64_t now_ms) {
    team_poll_record_names(team_poll, reply);
    transfer_names_end(&team_poll->names, reply->outcome, &reply->names, now_ms);
    tracker_set_names(tracker, team_poll->team_id, &team_poll->names);
}

static void end_call(struct requests *requests, const struct call *call, struct reply *reply,
                     struct tracker *tracker, int64_t now_ms, int64_t now_s) {
    struct team_poll *team_poll = team_poll_of(requests, call->team_id);
    if (call->kind == CALL_LIST) {
        end_list(requests, team_poll, reply, tracker, now_ms, now_s);
    } else if (call->kind == CALL_ONE) {
        end_lookup(requests, call, reply, tracker, now_ms, now_s);
    } else {
        end_names(team_poll, reply, tracker, now_ms);
    }
}

static void pass_limiter(struct requests *requests, const struct call *call,
                         const struct reply *reply, int64_t now_ms) {
    struct limiter_answer answer = {
        .outcome = reply->outcome,
        .retry_after_ms = reply->retry_after_ms,
        .limit = reply->rate_limit,
        .remaining = reply->rate_remaining,
    };
    limiter_answered(&requests->limiter, &call->ticket, &answer, now_ms);
}

static void take_answer(struct requests *requests, const struct answer *answer,
                        struct tracker *tracker, int64_t now_ms, int64_t now_s) {
    struct reply reply;
    reply_init(&reply, answer);
    pass_limiter(requests, &answer->call, &reply, now_ms);
    note_server_time(requests, &reply, now_s);
    if (reply.outcome == OUTCOME_UNAUTHORIZED) {
        reload_token(requests, &reply, now_ms);
    }
    end_call(requests, &answer->call, &reply, tracker, now_ms, now_s);
    reply_clear(&reply);
}

bool requests_receive(struct requests *requests, struct tracker *tracker, int64_t now_ms,
                      int64_t now_s) {
    const struct answer *answer;
    bool any = false;
    watch_token(requests, now_ms, now_s);
    if (requests->reader != NULL) {
        step_reader(requests, now_ms, now_s);
        any = requests->reader == NULL;
    }
    while ((answer = source_take(requests->source)) != NULL) {
        take_answer(requests, answer, tracker, now_ms, now_s);
        any = true;
    }
    return any;
}

static void stretch(struct requests *requests, int64_t now_ms) {
    requests->interval_ms = quota_interval(&requests->limiter.quota, requests->options->interval_ms,
                                           (int)requests->team_count, now_ms);
    for (size_t i = 0; i < requests->team_count; i++) {
        pacing_stretch(&requests->team_polls[i].pacing, requests->interval_ms);
    }
}

static void start(struct requests *requests, struct call *call, enum limiter_class class,
                  int64_t now_ms) {
    call->ticket = limiter_sent(&requests->limiter, class, now_ms);
    source_start(requests->source, call, requests->credentials->token);
}

static enum limiter_class poll_class(const struct team_poll *team_poll) {
    return team_poll->pacing.refreshed ? LIMITER_REFRESH : LIMITER_POLL;
}

/* The poll that has been due for longest and may leave, or NULL. */
static struct team_poll *next_poll(struct requests *requests, int64_t now_ms) {
    struct team_poll *next = NULL;
    for (size_t i = 0; i < requests->team_count; i++) {
        struct team_poll *team_poll = &requests->team_polls[i];
        if (pacing_is_due(&team_poll->pacing, now_ms) &&
            limiter_admits(&requests->limiter, poll_class(team_poll), is_stretched(requests),
                           now_ms) &&
            (next == NULL || team_poll->pacing.due_ms < next->pacing.due_ms)) {
            next = team_poll;
        }
    }
    return next;
}

static bool send_poll(struct requests *requests, int64_t now_ms) {
    struct team_poll *team_poll = next_poll(requests, now_ms);
    if (team_poll == NULL) {
        return false;
    }
    struct call call = {.kind = CALL_LIST, .team_id = team_poll->team_id};
    enum limiter_class class = poll_class(team_poll);
    pacing_begin(&team_poll->pacing, now_ms);
    start(requests, &call, class, now_ms);
    return true;
}

static bool send_names(struct requests *requests, int64_t now_ms) {
    for (size_t i = 0; i < requests->team_count; i++) {
        struct team_poll *team_poll = &requests->team_polls[i];
        if (transfer_names_is_due(&team_poll->names, now_ms)) {
            struct call call = {.kind = CALL_TRANSFERS, .team_id = team_poll->team_id};
            transfer_names_begin(&team_poll->names, now_ms);
            start(requests, &call, LIMITER_LOOKUP, now_ms);
            return true;
        }
    }
    return false;
}

static bool send_status_lookup(struct requests *requests, int64_t now_ms) {
    const struct lookup *lookup = lookups_next(&requests->lookups, now_ms);
    if (lookup == NULL) {
        return false;
    }
    struct call call = {
        .kind = CALL_ONE, .team_id = lookup->team_id, .backfill_id = lookup->backfill_id};
    lookups_begin(&requests->lookups, call.team_id, call.backfill_id);
    start(requests, &call, LIMITER_LOOKUP, now_ms);
    return true;
}

/* Names are rare, so they go first. */
static bool send_lookup(struct requests *requests, int64_t now_ms) {
    return limiter_admits(&requests->limiter, LIMITER_LOOKUP, is_stretched(requests), now_ms) &&
           (send_names(requests, now_ms) || send_status_lookup(requests, now_ms));
}

bool requests_send(struct requests *requests, int64_t now_ms) {
    bool any = false;
    stretch(requests, now_ms);
    if (requests->reader != NULL) {
        return false;
    }
    if (is_stretched(
            requests)) { /* the polls would leave nothing for the lookup whose turn it is */
        any = send_lookup(requests, now_ms);
    }
    while (send_poll(requests, now_ms)) {
        any = true;
    }
    while (send_lookup(requests, now_ms)) {
        any = true;
    }
    return any;
}

int64_t requests_next_poll_ms(const struct requests *requests, const struct team_poll *team_poll,
                              int64_t now_ms) {
    return max_int64(team_poll->pacing.due_ms,
                     limiter_opens_ms(&requests->limiter, poll_class(team_poll),
                                      is_stretched(requests), now_ms));
}

int64_t requests_due_ms(const struct requests *requests, int64_t now_ms) {
    int64_t lookup_ms = lookups_due_ms(&requests->lookups);
    int64_t due_ms = requests->watch.due_ms;
    if (requests->reader != NULL) {
        return credentials_due_ms(requests->reader);
    }
    for (size_t i = 0; i < requests->team_count; i++) {
        const struct team_poll *team_poll = &requests->team_polls[i];
        lookup_ms = min_int64(lookup_ms, transfer_names_due_ms(&team_poll->names));
        if (!team_poll->pacing.in_flight) {
            due_ms = min_int64(due_ms, requests_next_poll_ms(requests, team_poll, now_ms));
        }
    }
    if (lookup_ms != INT64_MAX) {
        int64_t opens_ms = limiter_opens_ms(&requests->limiter, LIMITER_LOOKUP,
                                            is_stretched(requests), now_ms);
        due_ms = min_int64(due_ms, max_int64(lookup_ms, opens_ms));
    }
    return due_ms;
}

int requests_fd(const struct requests *requests) {
    return requests->reader != NULL ? credentials_fd(requests->reader) : -1;
}
