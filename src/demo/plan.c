/* SPDX-License-Identifier: MIT */
#include "plan.h"

#include "backfilltop/base/numbers.h"
#include "backfilltop/base/random.h"

#include <string.h>

enum halt { GOES_THROUGH, ABORTS, STALLS };

struct span {
    int least;
    int most;
};

struct plan_kind {
    struct span length;          /* index into lengths */
    struct span run_ms;          /* mean time from run to run ... */
    struct span pass_s;          /* ... but the whole pass within this */
    struct span stretch_percent; /* of the range, failing in one stretch */
    int isolated_permille;       /* chance of any other run to fail */
    enum halt halt;
    struct span halt_percent; /* of the range, when it aborts or stalls */
    struct span hold_s; /* how long FAILED lasts; how long a stall lasts until it is cancelled */
    int retry_percent;
    int cancel_percent;
    int life_s; /* from its creation, it has ended by then */
};

/* Typical ranges: weeks, months, quarters, years. */
static const int lengths[] = {5,  7,  7,  10, 14, 14, 28,  30,  30,
                              31, 31, 60, 61, 90, 92, 180, 181, 365};

enum { SHORT = 0, WEEKS = 4, MONTH = 7, QUARTER = 11, HALF_YEAR = 15, YEAR = 17 };

static const struct plan_kind kinds[] = {
    [PLAN_KIND_CLEAN] = {.length = {SHORT, YEAR},
                         .run_ms = {3000, 16000},
                         .pass_s = {150, 1200},
                         .cancel_percent = 9,
                         .life_s = 3600},
    [PLAN_KIND_FLAKY] = {.length = {SHORT, HALF_YEAR},
                         .run_ms = {2000, 9000},
                         .pass_s = {80, 500},
                         .stretch_percent = {6, 22},
                         .isolated_permille = 25,
                         .hold_s = {90, 500},
                         .retry_percent = 80,
                         .life_s = 3600},
    [PLAN_KIND_ABORTED] = {.length = {SHORT, QUARTER},
                           .run_ms = {3000, 9000},
                           .pass_s = {90, 420},
                           .halt = ABORTS,
                           .halt_percent = {10, 70},
                           .hold_s = {120, 600},
                           .retry_percent = 70,
                           .life_s = 3600},
    [PLAN_KIND_LONG] = {.length = {QUARTER, HALF_YEAR},
                        .run_ms = {15000, 25000},
                        .pass_s = {2000, 3000},
                        .stretch_percent = {2, 6},
                        .isolated_permille = 15,
                        .hold_s = {600, 1200},
                        .retry_percent = 100,
                        .life_s = 9600},
    [PLAN_KIND_GIANT] = {.length = {YEAR, YEAR},
                         .run_ms = {22000, 24000},
                         .pass_s = {8000, 8600},
                         .stretch_percent = {1, 3},
                         .isolated_permille = 12,
                         .hold_s = {600, 900},
                         .retry_percent = 100,
                         .life_s = 19200},
    [PLAN_KIND_BADLY_FAILED] = {.length = {QUARTER, HALF_YEAR},
                                .run_ms = {5000, 8000},
                                .pass_s = {500, 700},
                                .stretch_percent = {25, 40},
                                .isolated_permille = 180,
                                .hold_s = {6000, 7000},
                                .retry_percent = 100,
                                .life_s = 12000},
    [PLAN_KIND_LONG_FAILED] = {.length = {WEEKS, QUARTER},
                               .run_ms = {5000, 8000},
                               .pass_s = {300, 600},
                               .halt = ABORTS,
                               .halt_percent = {20, 80},
                               .hold_s = {190000, 200000},
                               .life_s = 202000},
    [PLAN_KIND_STUCK_AT_START] = {.length = {MONTH, QUARTER},
                                  .run_ms = {8000, 9000},
                                  .pass_s = {300, 600},
                                  .halt = STALLS,
                                  .hold_s = {9000, 9600},
                                  .life_s = 12000},
    [PLAN_KIND_STUCK_MIDWAY] = {.length = {MONTH, QUARTER},
                                .run_ms = {15000, 25000},
                                .pass_s = {600, 1500},
                                .halt = STALLS,
                                .halt_percent = {40, 70},
                                .hold_s = {9000, 9600},
                                .life_s = 14000},
};

#define LONGEST_LIFE_MS (INT64_C(1000) * 202000)

static int between(uint64_t *random, struct span span) {
    return span.least + (int)random_upto(random, span.most - span.least);
}

static int64_t run_time(const struct plan *plan, int run, uint64_t salt) {
    return plan->run_ms * (400 + (int64_t)(plan_draw(plan, run, salt) % 1201)) / 1000;
}

static bool run_fails(const struct plan *plan, int run) {
    return plan_run_in_stretch(plan, run) ||
           plan_draw(plan, run, 'f') % 1000 < (uint64_t)plan->kind->isolated_permille;
}

static void plan_times(struct plan *plan, uint64_t *random, int64_t slot) {
    plan->created_ms = slot * PLAN_PERIOD_MS + random_upto(random, PLAN_PERIOD_MS / 4);
    /* Longer than the longest time between two slots' turns: there is always one CREATED and one
     * SCHEDULED. */
    plan->scheduled_ms = plan->created_ms + 62000 + random_upto(random, 30000);
    plan->started_ms = plan->scheduled_ms + 92000 + random_upto(random, 40000);
    plan->hold_ms = INT64_C(1000) * between(random, plan->kind->hold_s);
}

static void plan_range(struct plan *plan, uint64_t *random) {
    const struct plan_kind *kind = plan->kind;
    plan->days = lengths[between(random, kind->length)];
    plan->lag_days = plan->place.band * PLAN_BAND_DAYS + 1 +
                     (int)random_upto(random, PLAN_LAG_DAYS_MAX - 1);
    int64_t pass_ms = (int64_t)plan->days * between(random, kind->run_ms);
    int64_t least_ms = INT64_C(1000) * kind->pass_s.least;
    int64_t most_ms = INT64_C(1000) * between(random, kind->pass_s);
    pass_ms = clamp_int64(pass_ms, least_ms, most_ms);
    plan->run_ms = pass_ms / plan->days;
    plan->window = min_int(plan->days, 2 + (int)random_upto(random, 5) + plan->days / 12);
}

static void plan_failures(struct plan *plan, uint64_t *random) {
    const struct plan_kind *kind = plan->kind;
    int stretch = (plan->days * between(random, kind->stretch_percent) + 99) / 100;
    plan->bad_from = (int)random_upto(random, plan->days - stretch);
    plan->bad_to = plan->bad_from + stretch;
    int percent = between(random, kind->halt_percent);
    plan->halt = kind->halt == GOES_THROUGH ? plan->days : plan->days * percent / 100;
    plan->retried = random_upto(random, 99) < kind->retry_percent;
}

static void plan_cancelling(struct plan *plan, uint64_t *random) {
    plan->cancelled_ms = INT64_MAX;
    int64_t share = 30 + random_upto(random, 40);
    bool cancelled = random_upto(random, 99) < plan->kind->cancel_percent;
    if (plan->kind->halt == STALLS) {
        plan->window = min_int(plan->window, 3);
        plan->cancelled_ms = plan->started_ms + plan->hold_ms;
    } else if (cancelled) {
        plan->cancelled_ms = plan->started_ms + plan->run_ms * plan->days * share / 100;
    }
}

/* Moves a run from one state to the next, and the counts with it. */
static void set_run(struct plan_moment *moment, int run, enum plan_run_state state,
                    int64_t ended_ms) {
    moment->counts[moment->runs[run].state]--;
    moment->runs[run] = (struct plan_run){.state = state, .ended_ms = ended_ms};
    moment->counts[state]++;
}

static void create_runs(struct plan_moment *moment, int below, int days) {
    for (int run = 0; run < min_int(below, days); run++) {
        if (moment->runs[run].state == PLAN_RUN_PENDING) {
            set_run(moment, run, PLAN_RUN_IN_FLIGHT, PLAN_NO_TIME);
        }
    }
}

/* Before the first run: runs are created while it is SCHEDULED. */
static void wait_for_start(const struct plan *plan, int64_t now_ms, struct plan_moment *moment) {
    moment->status = now_ms < plan->scheduled_ms ? BACKFILL_CREATED : BACKFILL_SCHEDULED;
    if (moment->status == BACKFILL_SCHEDULED) {
        int64_t waited_ms = now_ms - plan->scheduled_ms;
        int64_t whole_ms = plan->started_ms - plan->scheduled_ms;
        create_runs(moment, (int)(plan->window * waited_ms / whole_ms), plan->days);
    }
}

/* When a backfill aborts, all runs in flight fail. */
static void abort_runs(const struct plan *plan, int64_t at_ms, struct plan_moment *moment) {
    int end = min_int(plan->halt + plan->window, plan->days);
    for (int run = plan->halt; run < end; run++) {
        set_run(moment, run, PLAN_RUN_FAILED, at_ms);
    }
}

/* Returns when the first pass ended, or PLAN_NO_TIME if it has not. */
static int64_t first_pass(const struct plan *plan, int64_t now_ms, struct plan_moment *moment) {
    int64_t at_ms = plan->started_ms;
    for (int run = 0; run < plan->halt; run++) {
        at_ms += run_time(plan, run, '1');
        if (at_ms > now_ms) {
            create_runs(moment, run + plan->window, plan->days);
            return PLAN_NO_TIME;
        }
        set_run(moment, run, run_fails(plan, run) ? PLAN_RUN_FAILED : PLAN_RUN_COMPLETED, at_ms);
    }
    if (plan->kind->halt == STALLS) {
        create_runs(moment, plan->halt + plan->window, plan->days);
        return PLAN_NO_TIME;
    }
    if (plan->kind->halt == ABORTS) {
        abort_runs(plan, at_ms, moment);
    }
    return at_ms;
}

/* Runs again what has not completed. Returns when that ended, or PLAN_NO_TIME. */
static int64_t second_pass(const struct plan *plan, int64_t from_ms, int64_t now_ms,
                           struct plan_moment *moment) {
    for (int run = 0; run < plan->days; run++) {
        if (moment->runs[run].state == PLAN_RUN_FAILED) {
            set_run(moment, run, PLAN_RUN_IN_FLIGHT, PLAN_NO_TIME);
        }
    }
    int64_t at_ms = from_ms;
    for (int run = 0; run < plan->days; run++) {
        if (moment->runs[run].state == PLAN_RUN_COMPLETED) {
            continue;
        }
        at_ms += run_time(plan, run, '2');
        if (at_ms > now_ms) {
            create_runs(moment, run + plan->window, plan->days);
            return PLAN_NO_TIME;
        }
        set_run(moment, run, PLAN_RUN_COMPLETED, at_ms);
    }
    return at_ms;
}

static void end_as(struct plan_moment *moment, enum backfill_status status, int64_t ended_ms) {
    moment->status = status;
    moment->ended_ms = ended_ms;
    moment->removed_ms = status == BACKFILL_CANCELLED ? ended_ms : PLAN_NO_TIME;
}

static void run_both_passes(const struct plan *plan, int64_t now_ms, struct plan_moment *moment) {
    moment->status = BACKFILL_RUNNING;
    moment->started_ms = plan->started_ms;
    int64_t ended_ms = first_pass(plan, now_ms, moment);
    if (ended_ms == PLAN_NO_TIME) {
        return;
    }
    int64_t resumed_ms = ended_ms + plan->hold_ms;
    if (moment->counts[PLAN_RUN_FAILED] == 0) {
        end_as(moment, BACKFILL_COMPLETED, ended_ms);
    } else if (now_ms < resumed_ms) {
        end_as(moment, BACKFILL_FAILED, ended_ms);
    } else if (!plan->retried) {
        end_as(moment, BACKFILL_CANCELLED, resumed_ms);
    } else {
        ended_ms = second_pass(plan, resumed_ms, now_ms, moment);
        if (ended_ms != PLAN_NO_TIME) {
            end_as(moment, BACKFILL_COMPLETED, ended_ms);
        }
    }
}

struct plan plan_make(uint64_t seed, int64_t team_id, int64_t slot) {
    struct plan plan = {.kind = &kinds[plan_kind_of(team_id, slot)]};
    plan.seed = plan_mix(plan_mix(seed, (uint64_t)team_id), (uint64_t)slot);
    uint64_t random = plan.seed;
    plan_times(&plan, &random, slot);
    plan.place = plan_place_of(seed, team_id, slot);
    plan_range(&plan, &random);
    plan_failures(&plan, &random);
    plan_cancelling(&plan, &random);
    plan.created_user_id = 781 + random_upto(&random, 8);
    plan.removed_user_id = 781 + random_upto(&random, 8);
    return plan;
}

int64_t plan_slot_alive(int64_t team_id, int64_t slot, int64_t now_ms) {
    int64_t born_ms = slot * PLAN_PERIOD_MS;
    while (slot >= PLAN_OLDEST && born_ms + PLAN_PERIOD_MS + LONGEST_LIFE_MS >= now_ms) {
        if (born_ms + PLAN_PERIOD_MS + INT64_C(1000) * kinds[plan_kind_of(team_id, slot)].life_s >=
            now_ms) {
            return slot;
        }
        slot--;
        born_ms -= PLAN_PERIOD_MS;
    }
    return PLAN_OLDEST - 1;
}

bool plan_at(const struct plan *plan, int64_t now_ms, struct plan_moment *moment) {
    if (now_ms < plan->created_ms) {
        return false;
    }
    memset(moment, 0, sizeof *moment);
    moment->started_ms = moment->ended_ms = moment->removed_ms = PLAN_NO_TIME;
    moment->counts[PLAN_RUN_PENDING] = plan->days;
    for (int run = 0; run < plan->days; run++) {
        moment->runs[run].ended_ms = PLAN_NO_TIME;
    }
    int64_t until_ms = min_int64(now_ms, plan->cancelled_ms);
    if (until_ms < plan->started_ms) {
        wait_for_start(plan, until_ms, moment);
    } else {
        run_both_passes(plan, until_ms, moment);
    }
    if (now_ms >= plan->cancelled_ms && moment->status != BACKFILL_COMPLETED) {
        end_as(moment, BACKFILL_CANCELLED, plan->cancelled_ms);
    }
    return true;
}

uint64_t plan_draw(const struct plan *plan, int run, uint64_t salt) {
    return plan_mix(plan->seed ^ (salt << 32), (uint64_t)run);
}

bool plan_run_in_stretch(const struct plan *plan, int run) {
    return (run >= plan->bad_from && run < plan->bad_to) || run >= plan->halt;
}
