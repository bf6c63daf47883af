/* SPDX-License-Identifier: MIT */
#include "sim_run.h"

#include "backfilltop/base/memory.h"
#include "backfilltop/base/numbers.h"
#include "backfilltop/base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define DAY_MS    (24 * TOY_HOUR_MS)
#define TRANSFERS 30 /* ids that backfills have; the API names fewer */

static bool chance(struct sim_run *run, int percent) {
    return random_upto(&run->random, 99) < percent;
}

static void fold(struct sim_run *run, int64_t value) {
    run->print = (run->print ^ (uint64_t)value) * UINT64_C(1099511628211);
}

/* What invariants_request() wants to know. */
static int64_t unanswered(const struct sim_run *run) {
    int64_t count = 0;
    for (int i = 0; i < SIM_RUN_FLIGHTS; i++) {
        count += run->flights[i].under_way && !run->flights[i].answered;
    }
    bool alone = run->plan.programs == 1 && run->plan.climate.others_per_hour == 0;
    return alone ? count : -1;
}

static struct sim_run_flight *free_flight(struct sim_run *run) {
    for (int i = 0; i < SIM_RUN_FLIGHTS; i++) {
        if (!run->flights[i].under_way) {
            return &run->flights[i];
        }
    }
    fail_msg("more requests in flight than may be");
    return NULL;
}

static void launch(struct sim_run *run, int program, const struct call *call) {
    int team = (int)call->team_id;
    int64_t latency_ms = toy_server_latency_ms(&run->server, team);
    *free_flight(run) = (struct sim_run_flight){
        .watched = invariants_request(&run->invariants[program], call, &run->server,
                                      unanswered(run)),
        .under_way = true,
        .program = program,
        .reaches_ms = run->now_ms + random_upto(&run->random, latency_ms),
        .arrives_ms = run->now_ms + latency_ms,
    };
    run->polls[team] += call->kind == CALL_LIST;
    run->lookups += call->kind != CALL_LIST;
    fold(run, run->now_ms);
    fold(run, (int64_t)call->kind * SIM_TEAMS + team);
}

static void take_turn(struct sim_run *run, int program) {
    struct poller *poller = &run->pollers[program];
    struct invariants *invariants = &run->invariants[program];
    struct call call;
    invariants_turn(invariants, run->now_ms);
    while (poller_next(poller, &call, run->now_ms)) {
        launch(run, program, &call);
        invariants_waits(invariants, run->now_ms);
    }
    invariants_waits(invariants, run->now_ms);
    invariants_state(invariants, run->now_ms);
}

/* Some backfills have left the list, one is back, and a transfer is shown. */
static void read_list(struct sim_run *run, int program, int team) {
    struct poller *poller = &run->pollers[program];
    for (int64_t left = chance(run, 12) ? 3 : 0; left > 0; left--) {
        lookups_add(&poller->lookups, team, ++run->backfills, run->now_ms);
    }
    if (chance(run, 3)) {
        lookups_drop(&poller->lookups, team, run->backfills);
    }
    transfer_names_want(&poller->teams[team].names, random_upto(&run->random, TRANSFERS),
                        run->now_ms);
}

static struct transfer_name_list some_names(struct sim_run *run) {
    struct transfer_name_list names = {0};
    for (int64_t id = 1; id < TRANSFERS; id += 1 + random_upto(&run->random, 9)) {
        names.items = memory_grow(names.items, &names.capacity, names.count + 1,
                                  sizeof(*names.items));
        names.items[names.count++] = (struct transfer_name){id, memory_copy("name", 4)};
    }
    return names;
}

/* The token is renewed when it is refused, and now and then. */
static void maybe_change_token(struct sim_run *run, int program, enum outcome outcome) {
    if (run->plan.tokens_change && (outcome == OUTCOME_UNAUTHORIZED || chance(run, 1))) {
        poller_token_changed(&run->pollers[program]);
        invariants_token_changed(&run->invariants[program]);
    }
}

static void land(struct sim_run *run, struct sim_run_flight *flight) {
    const struct call *call = &flight->watched.call;
    const struct toy_answer *answer = &flight->answer;
    bool ok = answer->outcome == OUTCOME_OK;
    struct transfer_name_list names = {0};
    if (ok && call->kind == CALL_TRANSFERS) {
        names = some_names(run);
    }
    const struct poller_answer to_poller = {
        .limits = {answer->outcome, answer->retry_after_ms, answer->limit, answer->remaining},
        .is_final = chance(run, 80),
        .names = &names,
    };
    flight->under_way = false;
    poller_answered(&run->pollers[flight->program], call, &to_poller, run->now_ms);
    if (ok && call->kind == CALL_LIST) {
        read_list(run, flight->program, (int)call->team_id);
    }
    invariants_answer(&run->invariants[flight->program], &flight->watched, answer, run->now_ms);
    maybe_change_token(run, flight->program, answer->outcome);
}

static void deliver(struct sim_run *run) {
    for (int i = 0; i < SIM_RUN_FLIGHTS; i++) {
        struct sim_run_flight *flight = &run->flights[i];
        if (flight->under_way && !flight->answered && flight->reaches_ms <= run->now_ms) {
            const struct call *call = &flight->watched.call;
            flight->answer = toy_server_ask(&run->server, (int)call->team_id,
                                            call->kind != CALL_LIST);
            flight->answered = true;
        }
        if (flight->under_way && flight->answered && flight->arrives_ms <= run->now_ms) {
            land(run, flight);
        }
    }
}

static void maybe_refresh(struct sim_run *run) {
    if (!run->plan.refreshes || run->now_ms < run->refresh_ms) {
        return;
    }
    poller_refresh(&run->pollers[0], run->now_ms);
    run->refresh_ms = run->now_ms + 1 + random_upto(&run->random, TOY_HOUR_MS / 2);
}

static int64_t next_event_ms(const struct sim_run *run) {
    int64_t next_ms = run->plan.refreshes ? run->refresh_ms : INT64_MAX;
    for (int i = 0; i < SIM_RUN_FLIGHTS; i++) {
        const struct sim_run_flight *flight = &run->flights[i];
        if (flight->under_way) {
            next_ms = min_int64(next_ms,
                                flight->answered ? flight->arrives_ms : flight->reaches_ms);
        }
    }
    for (int i = 0; i < run->plan.programs; i++) {
        next_ms = min_int64(next_ms, poller_due_ms(&run->pollers[i], run->now_ms));
    }
    return next_ms;
}

/* A team's id is its index. */
static const int64_t team_ids[SIM_TEAMS] = {0, 1, 2, 3, 4};

void sim_run_init(struct sim_run *run, const struct sim_run_plan *plan, uint64_t seed) {
    *run = (struct sim_run){.plan = *plan, .random = seed};
    run->began_ms = DAY_MS + random_upto(&run->random, DAY_MS);
    run->now_ms = run->began_ms;
    run->refresh_ms = run->began_ms;
    toy_server_init(&run->server, &plan->climate, seed, run->began_ms);
    for (int i = 0; i < plan->programs; i++) {
        const struct poller_options options = {.teams = team_ids,
                                               .team_count = (size_t)plan->teams,
                                               .interval_ms = plan->interval_ms,
                                               .names = true,
                                               .seed = seed + (uint64_t)i};
        poller_init(&run->pollers[i], &options, run->began_ms);
        invariants_init(&run->invariants[i], &run->pollers[i], run->began_ms);
    }
}

void sim_run_clear(struct sim_run *run) {
    for (int i = 0; i < run->plan.programs; i++) {
        poller_clear(&run->pollers[i]);
    }
}

void sim_run_pass(struct sim_run *run, int64_t span_ms) {
    int64_t end_ms = run->now_ms + span_ms;
    while (run->now_ms < end_ms) {
        toy_server_advance(&run->server, run->now_ms);
        deliver(run);
        maybe_refresh(run);
        for (int i = 0; i < run->plan.programs; i++) {
            take_turn(run, i);
        }
        int64_t next_ms = next_event_ms(run);
        run->now_ms = next_ms > run->now_ms ? next_ms : run->now_ms + 1;
    }
}
