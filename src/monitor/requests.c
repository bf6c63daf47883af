/* SPDX-License-Identifier: MIT */
#include "requests.h"

#include "backfilltop/base/memory.h"
#include "backfilltop/base/random.h"

#include <stdlib.h>
#include <string.h>

static struct feed *feed_of(struct traffic *traffic, int64_t team_id) {
    for (size_t i = 0; i < traffic->feed_count; i++) {
        if (traffic->feeds[i].team_id == team_id) {
            return &traffic->feeds[i];
        }
    }
    return NULL;
}

static bool is_stretched(const struct traffic *traffic) {
    return traffic->interval_ms > traffic->options->interval_ms;
}

bool traffic_init(struct traffic *traffic, const struct monitor_options *options,
                  struct credentials *credentials, uint64_t seed, int64_t now_ms,
                  struct problem *problem) {
    *traffic = (struct traffic){
        .options = options,
        .credentials = credentials,
        .feeds = memory_new(options->team_count, sizeof *traffic->feeds),
        .feed_count = options->team_count,
        .interval_ms = options->interval_ms,
    };
    token_watch_read(&traffic->watch, &options->sources);
    limiter_init(&traffic->limiter);
    lookups_init(&traffic->lookups, random_next(&seed));
    for (size_t i = 0; i < traffic->feed_count; i++) {
        feed_init(&traffic->feeds[i], options->teams[i], options->interval_ms, options->names,
                  random_next(&seed), now_ms);
    }
    struct client_options client = {.endpoint = &options->endpoint, .ca_file = options->ca_file};
    traffic->client = client_new(&client, problem);
    return traffic->client != NULL;
}

void traffic_clear(struct traffic *traffic) {
    if (traffic->reader != NULL) {
        credentials_end(traffic->reader);
    }
    for (size_t i = 0; i < traffic->feed_count; i++) {
        feed_clear(&traffic->feeds[i]);
    }
    free(traffic->feeds);
    lookups_clear(&traffic->lookups);
    troubles_clear(&traffic->troubles);
    client_free(traffic->client);
}

static void read_token_again(struct traffic *traffic, int64_t now_ms) {
    token_watch_read(&traffic->watch, &traffic->options->sources);
    traffic->reader = credentials_begin(&traffic->options->sources, now_ms);
}

/* The token was refused: whoever renews it may have put another in its place. */
static void doubt_token(struct traffic *traffic, struct reply *reply, int64_t now_ms) {
    const struct credentials *credentials = traffic->credentials;
    reply_name_token(reply, credentials->origin, credentials->renewal);
    if (traffic->reader == NULL && credentials_can_change(&traffic->options->sources)) {
        read_token_again(traffic, now_ms);
    }
}

/* Another token might do. */
static bool is_refused(const struct feed *feed) {
    return feed->answered &&
           (feed->outcome == OUTCOME_UNAUTHORIZED || feed->outcome == OUTCOME_FORBIDDEN);
}

static bool wants_new_token(const struct traffic *traffic, int64_t now_s) {
    for (size_t i = 0; i < traffic->feed_count; i++) {
        if (is_refused(&traffic->feeds[i])) {
            return true;
        }
    }
    return token_watch_warns(traffic->credentials, now_s + traffic->skew_s);
}

/* Reads the token as soon as its file changes, if another one is wanted. Whoever renews it by hand
 * may need a second try, which need not wait for a success either. */
static void watch_token(struct traffic *traffic, int64_t now_ms, int64_t now_s) {
    bool wanted = traffic->reader == NULL && wants_new_token(traffic, now_s);
    if (token_watch_look(&traffic->watch, &traffic->options->sources, wanted, now_ms)) {
        traffic->hastened &= now_ms - traffic->hastened_ms < TRAFFIC_HASTE_MS;
        read_token_again(traffic, now_ms);
    }
}

/* What was refused may be granted with another token. */
static void renew_lookups(struct traffic *traffic) {
    lookups_token_changed(&traffic->lookups);
    for (size_t i = 0; i < traffic->feed_count; i++) {
        transfer_names_token_changed(&traffic->feeds[i].names);
    }
}

/* A new token is tried at once, but only the first since the latest success: a source that gives
 * another bad one each time must not make us knock faster. */
static void use_new_token(struct traffic *traffic, struct credentials *fresh, int64_t now_ms) {
    bool is_new = strcmp(fresh->token, traffic->credentials->token) != 0;
    credentials_wipe(traffic->credentials);
    *traffic->credentials = *fresh;
    if (is_new) {
        renew_lookups(traffic);
    }
    if (!is_new || traffic->hastened) {
        return;
    }
    traffic->hastened = true;
    traffic->hastened_ms = now_ms;
    for (size_t i = 0; i < traffic->feed_count; i++) {
        if (is_refused(&traffic->feeds[i])) {
            pacing_hasten(&traffic->feeds[i].pacing, now_ms);
        }
    }
}

static void step_reader(struct traffic *traffic, int64_t now_ms, int64_t now_s) {
    struct credentials fresh = {0};
    struct problem problem = {0};
    enum credentials_progress progress = credentials_step(traffic->reader, &fresh, &problem, now_ms,
                                                          now_s);
    if (progress == CREDENTIALS_PENDING) {
        return;
    }
    credentials_end(traffic->reader);
    traffic->reader = NULL;
    if (progress == CREDENTIALS_READY) {
        use_new_token(traffic, &fresh, now_ms);
        return;
    }
    for (size_t i = 0; i < traffic->feed_count; i++) { /* where the old one still does, it stays */
        struct feed *feed = &traffic->feeds[i];
        if (feed->outcome == OUTCOME_UNAUTHORIZED) {
            problem_line(&problem, feed->problem, sizeof feed->problem);
        }
    }
}

static void note_server_time(struct traffic *traffic, const struct reply *reply, int64_t now_s) {
    if (reply->server_time_s == TIMES_ABSENT) {
        return;
    }
    int64_t skew_s = reply->server_time_s - now_s;
    bool is_far = skew_s > TRAFFIC_SKEW_S || skew_s < -TRAFFIC_SKEW_S;
    traffic->skew_s = is_far ? skew_s : 0;
}

/* What the latest snapshot of a team means for lookups and names. */
static void follow_snapshot(struct traffic *traffic, struct feed *feed, struct tracker *tracker,
                            int64_t now_ms) {
    for (size_t i = 0; i < tracker->count; i++) {
        struct row *row = tracker->rows[i];
        if (row->team_id != feed->team_id) {
            continue;
        }
        if (row->change == ROW_GONE && row->gone_ms == now_ms) {
            lookups_add(&traffic->lookups, row->team_id, row->backfill.id, now_ms);
        } else if (row->change == ROW_NEW) {
            lookups_drop(&traffic->lookups, row->team_id, row->backfill.id);
        }
        if (transfer_names_find(&feed->names, row->backfill.transfer_id) == NULL) {
            transfer_names_want(&feed->names, row->backfill.transfer_id, now_ms);
        }
    }
    tracker_set_names(tracker, feed->team_id, &feed->names);
}

static void end_list(struct traffic *traffic, struct feed *feed, struct reply *reply,
                     struct tracker *tracker, int64_t now_ms, int64_t now_s) {
    struct trouble_poll poll = {feed->team_id, reply->outcome, (int)reply->http_status,
                                reply->retry_after_ms};
    troubles_take(&traffic->troubles, &poll, &tracker->events, now_ms, now_s + traffic->skew_s);
    feed_record(feed, reply, now_ms);
    if (reply->outcome == OUTCOME_OK) {
        traffic->hastened = false;
        feed_age(feed, traffic->options->keep_ms, now_ms);
        lookups_polled(&traffic->lookups, feed->team_id);
        transfer_names_polled(&feed->names);
        tracker_apply(tracker, feed->team_id, &reply->snapshot, now_ms, now_s + traffic->skew_s);
        follow_snapshot(traffic, feed, tracker, now_ms);
    }
}

static void end_lookup(struct traffic *traffic, const struct call *call, struct reply *reply,
                       struct tracker *tracker, int64_t now_ms, int64_t now_s) {
    struct backfill *told = reply->snapshot.count == 1 ? &reply->snapshot.backfills[0] : NULL;
    bool is_final = told != NULL && told->id == call->backfill_id && backfill_is_final(told);
    enum lookup_verdict verdict = lookups_end(&traffic->lookups, call->team_id, call->backfill_id,
                                              reply->outcome, is_final, now_ms);
    if (verdict == LOOKUP_SETTLED) {
        tracker_settle(tracker, call->team_id, call->backfill_id, is_final ? told : NULL,
                       now_s + traffic->skew_s);
        feed_record_lookup(feed_of(traffic, call->team_id), reply, call->backfill_id, now_ms);
    }
}

static void end_names(struct feed *feed, struct reply *reply, struct tracker *tracker,
                      int64_t now_ms) {
    feed_record_names(feed, reply);
    transfer_names_end(&feed->names, reply->outcome, &reply->names, now_ms);
    tracker_set_names(tracker, feed->team_id, &feed->names);
}

static void end_call(struct traffic *traffic, const struct call *call, struct reply *reply,
                     struct tracker *tracker, int64_t now_ms, int64_t now_s) {
    struct feed *feed = feed_of(traffic, call->team_id);
    if (call->kind == CALL_LIST) {
        end_list(traffic, feed, reply, tracker, now_ms, now_s);
    } else if (call->kind == CALL_ONE) {
        end_lookup(traffic, call, reply, tracker, now_ms, now_s);
    } else {
        end_names(feed, reply, tracker, now_ms);
    }
}

static void pass_limiter(struct traffic *traffic, const struct call *call,
                         const struct reply *reply, int64_t now_ms) {
    struct limiter_answer answer = {
        .outcome = reply->outcome,
        .retry_after_ms = reply->retry_after_ms,
        .limit = reply->rate_limit,
        .remaining = reply->rate_remaining,
    };
    limiter_answered(&traffic->limiter, &call->ticket, &answer, now_ms);
}

bool traffic_receive(struct traffic *traffic, struct tracker *tracker, int64_t now_ms,
                     int64_t now_s) {
    struct call call;
    struct reply reply;
    bool any = false;
    watch_token(traffic, now_ms, now_s);
    if (traffic->reader != NULL) {
        step_reader(traffic, now_ms, now_s);
        any = traffic->reader == NULL;
    }
    while (client_take(traffic->client, &call, &reply)) {
        pass_limiter(traffic, &call, &reply, now_ms);
        note_server_time(traffic, &reply, now_s);
        if (reply.outcome == OUTCOME_UNAUTHORIZED) {
            doubt_token(traffic, &reply, now_ms);
        }
        end_call(traffic, &call, &reply, tracker, now_ms, now_s);
        reply_clear(&reply);
        any = true;
    }
    return any;
}

static void stretch(struct traffic *traffic, int64_t now_ms) {
    traffic->interval_ms = quota_interval(&traffic->limiter.quota, traffic->options->interval_ms,
                                          (int)traffic->feed_count, now_ms);
    for (size_t i = 0; i < traffic->feed_count; i++) {
        pacing_stretch(&traffic->feeds[i].pacing, traffic->interval_ms);
    }
}

static void start(struct traffic *traffic, struct call *call, enum limiter_class class,
                  int64_t now_ms) {
    call->ticket = limiter_sent(&traffic->limiter, class, now_ms);
    client_start(traffic->client, call, traffic->credentials->token);
}

static enum limiter_class poll_class(const struct feed *feed) {
    return feed->pacing.refreshed ? LIMITER_REFRESH : LIMITER_POLL;
}

/* The poll that has been due for longest and may leave, or NULL. */
static struct feed *next_poll(struct traffic *traffic, int64_t now_ms) {
    struct feed *next = NULL;
    for (size_t i = 0; i < traffic->feed_count; i++) {
        struct feed *feed = &traffic->feeds[i];
        if (pacing_is_due(&feed->pacing, now_ms) &&
            limiter_admits(&traffic->limiter, poll_class(feed), is_stretched(traffic), now_ms) &&
            (next == NULL || feed->pacing.due_ms < next->pacing.due_ms)) {
            next = feed;
        }
    }
    return next;
}

static bool send_poll(struct traffic *traffic, int64_t now_ms) {
    struct feed *feed = next_poll(traffic, now_ms);
    if (feed == NULL) {
        return false;
    }
    struct call call = {.kind = CALL_LIST, .team_id = feed->team_id};
    enum limiter_class class = poll_class(feed);
    pacing_begin(&feed->pacing, now_ms);
    start(traffic, &call, class, now_ms);
    return true;
}

static bool send_names(struct traffic *traffic, int64_t now_ms) {
    for (size_t i = 0; i < traffic->feed_count; i++) {
        struct feed *feed = &traffic->feeds[i];
        if (transfer_names_is_due(&feed->names, now_ms)) {
            struct call call = {.kind = CALL_TRANSFERS, .team_id = feed->team_id};
            transfer_names_begin(&feed->names, now_ms);
            start(traffic, &call, LIMITER_LOOKUP, now_ms);
            return true;
        }
    }
    return false;
}

static bool send_status_lookup(struct traffic *traffic, int64_t now_ms) {
    const struct lookup *lookup = lookups_next(&traffic->lookups, now_ms);
    if (lookup == NULL) {
        return false;
    }
    struct call call = {
        .kind = CALL_ONE, .team_id = lookup->team_id, .backfill_id = lookup->backfill_id};
    lookups_begin(&traffic->lookups, call.team_id, call.backfill_id);
    start(traffic, &call, LIMITER_LOOKUP, now_ms);
    return true;
}

/* Names are rare, so they go first. */
static bool send_lookup(struct traffic *traffic, int64_t now_ms) {
    return limiter_admits(&traffic->limiter, LIMITER_LOOKUP, is_stretched(traffic), now_ms) &&
           (send_names(traffic, now_ms) || send_status_lookup(traffic, now_ms));
}

bool traffic_send(struct traffic *traffic, int64_t now_ms) {
    bool any = false;
    stretch(traffic, now_ms);
    if (traffic->reader != NULL) {
        return false;
    }
    if (is_stretched(traffic)) { /* the polls would leave nothing for the lookup whose turn it is */
        any = send_lookup(traffic, now_ms);
    }
    while (send_poll(traffic, now_ms)) {
        any = true;
    }
    while (send_lookup(traffic, now_ms)) {
        any = true;
    }
    return any;
}

static int64_t later(int64_t a, int64_t b) {
    return a > b ? a : b;
}

static int64_t sooner(int64_t a, int64_t b) {
    return a < b ? a : b;
}

int64_t traffic_next_poll_ms(const struct traffic *traffic, const struct feed *feed,
                             int64_t now_ms) {
    return later(feed->pacing.due_ms, limiter_opens_ms(&traffic->limiter, poll_class(feed),
                                                       is_stretched(traffic), now_ms));
}

int64_t traffic_due_ms(const struct traffic *traffic, int64_t now_ms) {
    int64_t lookup_ms = lookups_due_ms(&traffic->lookups);
    int64_t due_ms = traffic->watch.due_ms;
    if (traffic->reader != NULL) {
        return credentials_due_ms(traffic->reader);
    }
    for (size_t i = 0; i < traffic->feed_count; i++) {
        const struct feed *feed = &traffic->feeds[i];
        lookup_ms = sooner(lookup_ms, transfer_names_due_ms(&feed->names));
        if (!feed->pacing.in_flight) {
            due_ms = sooner(due_ms, traffic_next_poll_ms(traffic, feed, now_ms));
        }
    }
    if (lookup_ms != INT64_MAX) {
        int64_t opens_ms = limiter_opens_ms(&traffic->limiter, LIMITER_LOOKUP,
                                            is_stretched(traffic), now_ms);
        due_ms = sooner(due_ms, later(lookup_ms, opens_ms));
    }
    return due_ms;
}

int traffic_fd(const struct traffic *traffic) {
    return traffic->reader != NULL ? credentials_fd(traffic->reader) : -1;
}
