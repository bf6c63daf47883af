/* SPDX-License-Identifier: MIT */
#pragma once

#include "invariants.h"
#include "toy_server.h"

/* Programs and their server over simulated time; every step is checked. */

#define SIM_RUN_PROGRAMS 2
#define SIM_RUN_FLIGHTS  (SIM_RUN_PROGRAMS * (SIM_TEAMS + LIMITER_LOOKUPS_IN_FLIGHT))

/* What makes a run, beside its seed. */
struct sim_run_plan {
    struct toy_climate climate;
    int programs; /* that share the token */
    int teams;
    int64_t interval_ms;
    int64_t span_ms;
    bool tokens_change; /* another token comes when one is refused, and now and then */
    bool refreshes;     /* now and then the user asks for a poll of the first program */
};

struct sim_run_flight {
    bool under_way;
    bool answered; /* by the server; the answer is on its way back */
    int program;
    int64_t reaches_ms;
    int64_t arrives_ms;
    struct watched watched;
    struct toy_answer answer;
};

struct sim_run {
    struct sim_run_plan plan;
    uint64_t random;
    int64_t began_ms;
    int64_t now_ms;
    int64_t refresh_ms; /* the user's next */
    struct toy_server server;
    struct poller pollers[SIM_RUN_PROGRAMS];
    struct invariants invariants[SIM_RUN_PROGRAMS];
    struct sim_run_flight flights[SIM_RUN_FLIGHTS];
    int64_t backfills;        /* that ever left the lists */
    int64_t polls[SIM_TEAMS]; /* all that were sent */
    int64_t lookups;
    uint64_t print; /* of all that left, and when */
};

/* The caller clears the run, which must not move. */
void sim_run_init(struct sim_run *run, const struct sim_run_plan *plan, uint64_t seed);
void sim_run_clear(struct sim_run *run);

/* Lets `span_ms` pass. */
void sim_run_pass(struct sim_run *run, int64_t span_ms);
