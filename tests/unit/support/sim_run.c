/* SPDX-License-Identifier: MIT */
#include "sim_run.h"

#include "backfilltop/base/memory.h"
#include "backfilltop/base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define DAY_MS    (24 * TOY_HOUR_MS)
#define TRANSFERS 30 /* ids that backfills have; the API names fewer */

static int64_t sooner(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static bool chance(struct history *history, int percent) {
    return random_upto(&history->random, 99) < percent;
}

static void fold(struct history *history, int64_t value) {
    history->print = (history->print ^ (uint64_t)value) * UINT64_C(1099511628211);
}

/* What watch_request() wants to know. */
static int64_t unanswered(const struct history *history) {
    int64_t count = 0;
    for (int i = 0; i < HISTORY_FLIGHTS; i++) {
        count += history->flights[i].under_way && !history->flights[i].answered;
    }
    bool alone = history->plan.programs == 1 && history->plan.climate.others_per_hour == 0;
    return alone ? count : -1;
}

static struct history_flight *free_flight(struct history *history) {
    for (int i = 0; i < HISTORY_FLIGHTS; i++) {
        if (!history->flights[i].under_way) {
            return &history->flights[i];
        }
    }
    fail_msg("more requests in flight than may be");
    return NULL;
}

static void launch(struct history *history, int program, const struct conductor_request *request) {
    int64_t latency_ms = toy_server_latency_ms(&history->server, request->team);
    *free_flight(history) = (struct history_flight){
        .watched = watch_request(&history->watches[program], request, &history->server,
                                 unanswered(history)),
        .under_way = true,
        .program = program,
        .reaches_ms = history->now_ms + random_upto(&history->random, latency_ms),
        .arrives_ms = history->now_ms + latency_ms,
    };
    history->polls[request->team] += request->call == CONDUCTOR_LIST;
    history->lookups += request->call != CONDUCTOR_LIST;
    fold(history, history->now_ms);
    fold(history, (int64_t)request->call * CONDUCTOR_TEAMS + request->team);
}

static void take_turn(struct history *history, int program) {
    struct conductor *conductor = &history->conductors[program];
    struct watch *watch = &history->watches[program];
    struct conductor_request request;
    watch_turn(watch, history->now_ms);
    while (conductor_next(conductor, history->now_ms, &request)) {
        launch(history, program, &request);
        watch_waits(watch, history->now_ms);
    }
    watch_waits(watch, history->now_ms);
    assert_true(conductor_wakes_ms(conductor, history->now_ms) > history->now_ms);
}

/* Some backfills have left the list, one is back, and a transfer is shown. */
static void read_list(struct history *history, int program, int team) {
    struct conductor *conductor = &history->conductors[program];
    for (int64_t left = chance(history, 12) ? 3 : 0; left > 0; left--) {
        lookups_add(&conductor->lookups, team, ++history->backfills, history->now_ms);
    }
    if (chance(history, 3)) {
        lookups_drop(&conductor->lookups, team, history->backfills);
    }
    transfer_names_want(&conductor->names[team], random_upto(&history->random, TRANSFERS),
                        history->now_ms);
}

static struct transfer_name_list some_names(struct history *history) {
    struct transfer_name_list names = {0};
    for (int64_t id = 1; id < TRANSFERS; id += 1 + random_upto(&history->random, 9)) {
        names.items = memory_grow(names.items, &names.capacity, names.count + 1,
                                  sizeof(*names.items));
        names.items[names.count++] = (struct transfer_name){id, memory_copy("name", 4)};
    }
    return names;
}

/* Whoever renews the token does so when it is refused, and now and then. */
static void maybe_change_token(struct history *history, int program, enum outcome outcome) {
    if (history->plan.tokens_change && (outcome == OUTCOME_UNAUTHORIZED || chance(history, 1))) {
        conductor_token_changed(&history->conductors[program]);
        watch_token_changed(&history->watches[program]);
    }
}

static void land(struct history *history, struct history_flight *flight) {
    const struct conductor_request *request = &flight->watched.request;
    const struct toy_answer *answer = &flight->answer;
    const struct limiter_answer limiter_answer = {answer->outcome, answer->retry_after_ms,
                                                  answer->limit, answer->remaining};
    bool ok = answer->outcome == OUTCOME_OK;
    struct transfer_name_list told = {0};
    if (ok && request->call == CONDUCTOR_TRANSFERS) {
        told = some_names(history);
    }
    flight->under_way = false;
    conductor_answered(&history->conductors[flight->program], request, &limiter_answer,
                       chance(history, 80), &told, history->now_ms);
    if (ok && request->call == CONDUCTOR_LIST) {
        read_list(history, flight->program, request->team);
    }
    watch_answer(&history->watches[flight->program], &flight->watched, answer, history->now_ms);
    maybe_change_token(history, flight->program, answer->outcome);
}

static void deliver(struct history *history) {
    for (int i = 0; i < HISTORY_FLIGHTS; i++) {
        struct history_flight *flight = &history->flights[i];
        if (flight->under_way && !flight->answered && flight->reaches_ms <= history->now_ms) {
            flight->answer = toy_server_ask(&history->server, flight->watched.request.team,
                                            flight->watched.request.call != CONDUCTOR_LIST);
            flight->answered = true;
        }
        if (flight->under_way && flight->answered && flight->arrives_ms <= history->now_ms) {
            land(history, flight);
        }
    }
}

static void maybe_refresh(struct history *history) {
    if (!history->plan.refreshes || history->now_ms < history->refresh_ms) {
        return;
    }
    int64_t team = random_upto(&history->random, history->plan.teams - 1);
    pacing_refresh(&history->conductors[0].polls[team], history->now_ms);
    history->refresh_ms = history->now_ms + 1 + random_upto(&history->random, TOY_HOUR_MS / 2);
}

static int64_t next_event_ms(const struct history *history) {
    int64_t next_ms = history->plan.refreshes ? history->refresh_ms : INT64_MAX;
    for (int i = 0; i < HISTORY_FLIGHTS; i++) {
        const struct history_flight *flight = &history->flights[i];
        if (flight->under_way) {
            next_ms = sooner(next_ms, flight->answered ? flight->arrives_ms : flight->reaches_ms);
        }
    }
    for (int i = 0; i < history->plan.programs; i++) {
        next_ms = sooner(next_ms, conductor_wakes_ms(&history->conductors[i], history->now_ms));
    }
    return next_ms;
}

void history_init(struct history *history, const struct history_plan *plan, uint64_t seed) {
    *history = (struct history){.plan = *plan, .random = seed};
    history->began_ms = DAY_MS + random_upto(&history->random, DAY_MS);
    history->now_ms = history->began_ms;
    history->refresh_ms = history->began_ms;
    toy_server_init(&history->server, &plan->climate, seed, history->began_ms);
    for (int i = 0; i < plan->programs; i++) {
        conductor_init(&history->conductors[i], plan->teams, plan->interval_ms, seed + (uint64_t)i,
                       history->began_ms);
        watch_init(&history->watches[i], &history->conductors[i], history->began_ms);
    }
}

void history_clear(struct history *history) {
    for (int i = 0; i < history->plan.programs; i++) {
        conductor_clear(&history->conductors[i]);
    }
}

void history_run(struct history *history, int64_t span_ms) {
    int64_t end_ms = history->now_ms + span_ms;
    while (history->now_ms < end_ms) {
        toy_server_advance(&history->server, history->now_ms);
        deliver(history);
        maybe_refresh(history);
        for (int i = 0; i < history->plan.programs; i++) {
            take_turn(history, i);
        }
        int64_t next_ms = next_event_ms(history);
        history->now_ms = next_ms > history->now_ms ? next_ms : history->now_ms + 1;
    }
}
