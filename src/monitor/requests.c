/* SPDX-License-Identifier: MIT */
#include "requests.h"

#include "backfilltop/base/memory.h"
#include "backfilltop/base/numbers.h"

#include <stdlib.h>
#include <string.h>

void requests_init(struct requests *requests, const struct monitor_options *options,
                   struct credentials *credentials, const struct source *source, uint64_t seed) {
    const struct poller_options poller = {
        .teams = options->teams,
        .team_count = options->team_count,
        .interval_ms = options->interval_ms,
        .names = options->names,
        .seed = seed,
    };
    *requests = (struct requests){
        .options = options,
        .credentials = credentials,
        .source = source,
        .team_polls = memory_new(options->team_count, sizeof *requests->team_polls),
    };
    token_watch_read(&requests->watch, &options->sources);
    poller_init(&requests->poller, &poller, source_now_ms(source));
    for (size_t i = 0; i < options->team_count; i++) {
        team_poll_init(&requests->team_polls[i], options->teams[i]);
    }
}

void requests_clear(struct requests *requests) {
    if (requests->reader != NULL) {
        credentials_end(requests->reader);
    }
    for (size_t i = 0; i < requests->poller.team_count; i++) {
        team_poll_clear(&requests->team_polls[i]);
    }
    free(requests->team_polls);
    poller_clear(&requests->poller);
    troubles_clear(&requests->troubles);
}

struct team_poll *requests_team_poll(const struct requests *requests, int64_t team_id) {
    const struct poller *poller = &requests->poller;
    return &requests->team_polls[poller_team(poller, team_id) - poller->teams];
}

static void read_token_again(struct requests *requests, int64_t now_ms) {
    token_watch_read(&requests->watch, &requests->options->sources);
    requests->reader = credentials_begin(&requests->options->sources, now_ms);
}

/* The token was refused: its source may have a new one by now. */
static void reload_token(struct requests *requests, struct reply *reply, int64_t now_ms) {
    const struct credentials *credentials = requests->credentials;
    reply_name_token(reply, credentials->origin, credentials->renewal);
    if (requests->reader == NULL && credentials_can_change(&requests->options->sources)) {
        read_token_again(requests, now_ms);
    }
}

static bool wants_new_token(const struct requests *requests, int64_t now_s) {
    return poller_is_refused(&requests->poller) ||
           token_watch_warns(requests->credentials, now_s + requests->skew_s);
}

/* Reads the token as soon as its file changes, if another one is wanted. A user who renews it by
 * hand may need a second attempt, which does not have to wait for a success either. */
static void watch_token(struct requests *requests, int64_t now_ms, int64_t now_s) {
    bool wanted = requests->reader == NULL && wants_new_token(requests, now_s);
    if (token_watch_look(&requests->watch, &requests->options->sources, wanted, now_ms)) {
        requests->retried_now &= now_ms - requests->retried_now_ms < REQUESTS_RETRY_NOW_MS;
        read_token_again(requests, now_ms);
    }
}

/* A new token is tried at once, but only the first since the latest success: a source that gives a
 * new bad one each time must not cause more requests. */
static void use_new_token(struct requests *requests, struct credentials *fresh, int64_t now_ms) {
    bool is_new = strcmp(fresh->token, requests->credentials->token) != 0;
    credentials_wipe(requests->credentials);
    *requests->credentials = *fresh;
    if (is_new) {
        poller_token_changed(&requests->poller);
        requests->tokens++;
    }
    if (!is_new || requests->retried_now) {
        return;
    }
    requests->retried_now = true;
    requests->retried_now_ms = now_ms;
    poller_retry_refused(&requests->poller, now_ms);
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
    for (size_t i = 0; i < requests->poller.team_count; i++) { /* the others' answers still count */
        if (requests->poller.teams[i].outcome == OUTCOME_UNAUTHORIZED) {
            team_poll_record_token_problem(&requests->team_polls[i], &problem);
        }
    }
}

/* An answer that has come, and what it changes. */
struct arrival {
    const struct call *call;
    struct reply *reply;
    struct team_poll *team_poll;
    struct tracker *tracker;
    int64_t now_ms;
    int64_t server_now_s; /* wall clock, by the server's */
};

/* A backfill that left the list is looked up until it is back; names of transfers are requested
 * where missing. */
static void follow_changes(struct poller *poller, const struct tracker_changes *changes,
                           int64_t now_ms) {
    for (size_t i = 0; i < changes->count; i++) {
        const struct row *row = changes->items[i].row;
        switch (changes->items[i].kind) {
        case TRACKER_LEFT:
            poller_look_up(poller, row->team_id, row->backfill.id, now_ms);
            break;
        case TRACKER_ADDED: /* its row may have been forgotten during the lookup */
        case TRACKER_RETURNED:
            poller_drop_lookup(poller, row->team_id, row->backfill.id);
            break;
        case TRACKER_CHANGED:
        case TRACKER_ENDED:
            break;
        }
        poller_want_name(poller, row->team_id, row->backfill.transfer_id, now_ms);
    }
}

static const struct tracker_changes *apply(const struct arrival *arrival) {
    int64_t team_id = arrival->call->team_id;
    if (arrival->reply->not_modified) {
        return tracker_apply_again(arrival->tracker, team_id, arrival->now_ms,
                                   arrival->server_now_s);
    }
    return tracker_apply(arrival->tracker, team_id, &arrival->reply->snapshot, arrival->now_ms,
                         arrival->server_now_s);
}

static void end_list(struct requests *requests, const struct arrival *arrival) {
    struct reply *reply = arrival->reply;
    struct tracker *tracker = arrival->tracker;
    int64_t team_id = arrival->call->team_id;
    struct trouble_poll poll = {team_id, reply->outcome, (int)reply->http_status,
                                reply->retry_after_ms};
    troubles_take(&requests->troubles, &poll, &tracker->events, arrival->now_ms,
                  arrival->server_now_s);
    team_poll_record(arrival->team_poll, reply);
    if (reply->outcome == OUTCOME_OK) {
        requests->retried_now = false;
        arrival->team_poll->etag_token = arrival->call->token;
        team_poll_age(arrival->team_poll, requests->options->keep_ms, arrival->now_ms);
        follow_changes(&requests->poller, apply(arrival), arrival->now_ms);
        tracker_set_names(tracker, team_id, poller_names(&requests->poller, team_id));
    }
}

/* The final record of the backfill that was looked up, or NULL. */
static struct backfill *final_record(const struct call *call, const struct reply *reply) {
    struct backfill *record = reply->snapshot.count == 1 ? &reply->snapshot.backfills[0] : NULL;
    bool is_final = call->kind == CALL_ONE && record != NULL && record->id == call->backfill_id &&
                    backfill_is_final(record);
    return is_final ? record : NULL;
}

static void end_lookup(struct requests *requests, const struct arrival *arrival) {
    const struct call *call = arrival->call;
    struct backfill *record = final_record(call, arrival->reply);
    follow_changes(&requests->poller,
                   tracker_record_ending(arrival->tracker, call->team_id, call->backfill_id, record,
                                         arrival->server_now_s),
                   arrival->now_ms);
    team_poll_record_lookup(arrival->team_poll, arrival->reply, call->backfill_id, arrival->now_ms);
}

static void end_names(struct requests *requests, const struct arrival *arrival) {
    int64_t team_id = arrival->call->team_id;
    team_poll_record_names(arrival->team_poll, arrival->reply);
    tracker_set_names(arrival->tracker, team_id, poller_names(&requests->poller, team_id));
}

static void end_call(struct requests *requests, const struct arrival *arrival) {
    const struct call *call = arrival->call;
    struct reply *reply = arrival->reply;
    const struct poller_answer answer = {
        .limits = {reply->outcome, reply->retry_after_ms, reply->rate_limit, reply->rate_remaining},
        .is_final = final_record(call, reply) != NULL,
        .names = &reply->names,
    };
    bool is_settled = poller_answered(&requests->poller, call, &answer, arrival->now_ms);
    if (call->kind == CALL_LIST) {
        end_list(requests, arrival);
    } else if (call->kind == CALL_TRANSFERS) {
        end_names(requests, arrival);
    } else if (is_settled) {
        end_lookup(requests, arrival);
    }
}

/* A list is decoded as far as it differs from the one that the tracker has. */
static void read_answer(struct reply *reply, const struct answer *answer,
                        const struct requests *requests, const struct tracker *tracker) {
    int64_t team_id = answer->call.team_id;
    if (answer->call.kind == CALL_LIST) {
        reply_init_since(reply, answer, requests_team_poll(requests, team_id)->lists,
                         tracker_serial(tracker, team_id));
    } else {
        reply_init(reply, answer);
    }
}

static void take_answer(struct requests *requests, const struct answer *answer,
                        struct tracker *tracker, int64_t now_ms, int64_t now_s) {
    struct reply reply;
    read_answer(&reply, answer, requests, tracker);
    if (reply.server_time_s != TIMES_ABSENT) {
        requests->skew_s = reply.skew_s;
    }
    if (reply.outcome == OUTCOME_UNAUTHORIZED) {
        reload_token(requests, &reply, now_ms);
    }
    struct arrival arrival = {
        .call = &answer->call,
        .reply = &reply,
        .team_poll = requests_team_poll(requests, answer->call.team_id),
        .tracker = tracker,
        .now_ms = now_ms,
        .server_now_s = now_s + requests->skew_s,
    };
    end_call(requests, &arrival);
    reply_clear(&reply);
}

void requests_set_pause(const struct requests *requests, struct decode_pause pause) {
    for (size_t i = 0; i < requests->poller.team_count; i++) {
        decode_cache_set_pause(requests->team_polls[i].lists, pause);
    }
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

/* The version of a list is that of a token's: another may be shown another list. */
static void set_condition(const struct requests *requests, struct call *call) {
    const struct team_poll *team_poll = requests_team_poll(requests, call->team_id);
    call->token = requests->tokens;
    if (call->kind == CALL_LIST && team_poll->etag_token == requests->tokens) {
        memcpy(call->etag, team_poll->etag, sizeof call->etag);
    }
}

bool requests_send(struct requests *requests, int64_t now_ms) {
    struct call call;
    bool any = false;
    while (requests->reader == NULL && poller_next(&requests->poller, &call, now_ms)) {
        set_condition(requests, &call);
        source_start(requests->source, &call, requests->credentials->token);
        any = true;
    }
    return any;
}

int64_t requests_due_ms(const struct requests *requests, int64_t now_ms) {
    if (requests->reader != NULL) {
        return credentials_due_ms(requests->reader);
    }
    return min_int64(requests->watch.due_ms, poller_due_ms(&requests->poller, now_ms));
}

int requests_fd(const struct requests *requests) {
    return requests->reader != NULL ? credentials_fd(requests->reader) : -1;
}
