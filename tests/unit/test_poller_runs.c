/* SPDX-License-Identifier: MIT */
#include "support/sim_run.h"

#include "backfilltop/base/random.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Polls, lookups and transfer names together over simulated days, as their server sees them.
 * support/invariants.c holds what each step must keep. */

#define HISTORIES 10000
#define SECOND_MS INT64_C(1000)
#define MINUTE_MS (60 * SECOND_MS)
#define REQUESTS  160 /* of one run, roughly */
#define NO_TEAM   (-1)

static int64_t pick(uint64_t *random, const int64_t *values, int64_t count) {
    return values[random_upto(random, count - 1)];
}

static struct toy_climate random_climate(uint64_t *random) {
    static const int64_t limits[] = {12, 30, 60, 100, 240, 5000};
    static const int64_t latencies[] = {50, 300, 3000};
    static const int64_t headers[] = {100, 100, 90, 50, 0};
    static const int64_t storms[] = {0, 10, 50};
    static const int64_t refusals[] = {OUTCOME_OK,      OUTCOME_UNAUTHORIZED, OUTCOME_FORBIDDEN,
                                       OUTCOME_REFUSED, OUTCOME_UNREADABLE,   OUTCOME_SERVER_ERROR};
    struct toy_climate climate = {
        .limit = pick(random, limits, 6),
        .header_percent = (int)pick(random, headers, 5),
        .retry_after_percent = random_upto(random, 1) == 0 ? 100 : 50,
        .storm_percent = (int)pick(random, storms, 3),
        .forbidden_team = (int)random_upto(random, 7) - 1,
        .slow_team = (int)random_upto(random, 7) - 1,
        .latency_ms = pick(random, latencies, 3),
        .lookups_get = (enum outcome)pick(random, refusals, 6),
        .lookups_for_ms = random_upto(random, 2) == 0 ? random_upto(random, 3 * TOY_HOUR_MS) : 0,
    };
    if (random_upto(random, 2) == 0) {
        climate.others_per_hour = random_upto(random, 2 * climate.limit);
    } else {
        climate.window_on_demand = random_upto(random, 3) == 0;
    }
    return climate;
}

/* From hours to days: as long as is acceptable for a test. */
static int64_t random_span_ms(const struct sim_run_plan *plan) {
    int64_t requests_per_hour = plan->teams * TOY_HOUR_MS / plan->interval_ms;
    if (requests_per_hour > plan->climate.limit) {
        requests_per_hour = plan->climate.limit;
    }
    int64_t span_ms = REQUESTS * TOY_HOUR_MS / requests_per_hour;
    int64_t least_ms = TOY_HOUR_MS * 3 / 2;
    return span_ms > least_ms ? span_ms : least_ms;
}

static struct sim_run_plan random_plan(uint64_t seed, int programs) {
    static const int64_t intervals_s[] = {10, 30, 60, 60, 300, 300, 900, 3600};
    uint64_t random = ~seed;
    struct sim_run_plan plan = {
        .climate = random_climate(&random),
        .programs = programs,
        .teams = 1 + (int)random_upto(&random, SIM_TEAMS - 1),
        .interval_ms = pick(&random, intervals_s, 8) * SECOND_MS,
        .refreshes = random_upto(&random, 2) == 0,
        .tokens_change = random_upto(&random, 3) == 0,
    };
    plan.span_ms = random_span_ms(&plan);
    return plan;
}

static uint64_t print_of(uint64_t seed, int programs) {
    struct sim_run_plan plan = random_plan(seed, programs);
    struct sim_run run;
    sim_run_init(&run, &plan, seed);
    sim_run_pass(&run, plan.span_ms);
    sim_run_clear(&run);
    return run.print;
}

/* One team, no faults, no other clients. */
static struct sim_run_plan plain_plan(int64_t limit, int64_t interval_ms) {
    return (struct sim_run_plan){
        .climate = {.limit = limit,
                    .header_percent = 100,
                    .retry_after_percent = 100,
                    .forbidden_team = NO_TEAM,
                    .slow_team = NO_TEAM,
                    .latency_ms = 300},
        .programs = 1,
        .teams = 1,
        .interval_ms = interval_ms,
    };
}

static int64_t requests_of(const struct sim_run *run) {
    int64_t requests = run->lookups;
    for (int i = 0; i < SIM_TEAMS; i++) {
        requests += run->polls[i];
    }
    return requests;
}

static void test_no_history_breaks_a_rule(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < HISTORIES; seed++) {
        print_of(seed, 1);
    }
}

static void test_no_history_of_two_programs_breaks_a_rule(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < HISTORIES / 20; seed++) {
        print_of(seed, 2);
    }
}

static void test_equal_seeds_give_equal_histories(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < HISTORIES / 50; seed++) {
        uint64_t print = print_of(seed, 1);
        assert_true(print == print_of(seed, 1));
        assert_true(print != print_of(seed + 1, 1));
    }
}

static void test_an_ample_quota_stretches_nothing(void **state) {
    (void)state;
    struct sim_run_plan plan = plain_plan(5000, 5 * SECOND_MS);
    struct sim_run run;
    sim_run_init(&run, &plan, 1);
    run.server.window_began_ms = run.began_ms;
    sim_run_pass(&run, 4 * TOY_HOUR_MS);
    assert_int_equal(run.invariants[0].longest_ms, plan.interval_ms);
    assert_in_range(run.polls[0], 4 * 680, 4 * 720);
    sim_run_clear(&run);
}

/* All that may be spent is spent, and not more: the reserve and a small margin are left. */
static void test_a_short_quota_is_used_but_for_its_reserve(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < 40; seed++) {
        struct sim_run_plan plan = plain_plan(100, 5 * SECOND_MS);
        plan.teams = 1 + (int)(seed % SIM_TEAMS);
        struct sim_run run;
        sim_run_init(&run, &plan, seed);
        sim_run_pass(&run, 2 * TOY_HOUR_MS);
        int64_t before = requests_of(&run);
        sim_run_pass(&run, 20 * TOY_HOUR_MS);
        assert_in_range(requests_of(&run) - before, 20 * 75, 20 * 90 + 10);
        assert_int_equal(run.server.refused, 0);
        sim_run_clear(&run);
    }
}

static void test_the_users_interval_comes_back_by_itself(void **state) {
    (void)state;
    struct sim_run_plan plan = plain_plan(1000, 10 * SECOND_MS);
    plan.climate.others_per_hour = 900;
    struct sim_run run;
    sim_run_init(&run, &plan, 5);
    sim_run_pass(&run, 3 * TOY_HOUR_MS);
    assert_true(run.invariants[0].longest_ms > 2 * plan.interval_ms);
    run.server.climate.others_per_hour = 0;
    sim_run_pass(&run, TOY_HOUR_MS + MINUTE_MS);
    int64_t before = run.polls[0];
    sim_run_pass(&run, 10 * MINUTE_MS);
    assert_int_equal(run.pollers[0].stretched_ms, plan.interval_ms);
    assert_in_range(run.polls[0] - before, 56, 60);
    sim_run_clear(&run);
}

static void test_two_programs_share_one_quota(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < 40; seed++) {
        struct sim_run_plan plan = plain_plan(1000, 5 * SECOND_MS);
        plan.programs = 2;
        struct sim_run run;
        sim_run_init(&run, &plan, seed);
        sim_run_pass(&run, 3 * TOY_HOUR_MS);
        for (int i = 0; i < plan.programs; i++) {
            assert_true(run.invariants[i].longest_ms > plan.interval_ms);
        }
        assert_int_equal(run.server.refused, 0);
        assert_true(toy_server_remaining(&run.server) >= toy_server_reserve(&run.server) - 2);
        sim_run_clear(&run);
    }
}

static void test_a_forbidden_and_a_slow_team_stop_no_other(void **state) {
    (void)state;
    struct sim_run_plan plan = plain_plan(5000, 30 * SECOND_MS);
    plan.teams = SIM_TEAMS;
    plan.climate.forbidden_team = 1;
    plan.climate.slow_team = 3;
    struct sim_run run;
    sim_run_init(&run, &plan, 7);
    sim_run_pass(&run, 5 * TOY_HOUR_MS);
    for (int i = 0; i < SIM_TEAMS; i++) {
        int64_t hourly = i == 1 ? 60 : 120;
        assert_in_range(run.polls[i], 5 * hourly * 9 / 10, 5 * hourly + 1);
    }
    sim_run_clear(&run);
}

/* New lookups come as fast as the quota lets them go, and one in five has to be repeated: two days,
 * then, not one. */
static void test_lookups_are_settled_however_short_the_quota(void **state) {
    (void)state;
    for (uint64_t seed = 0; seed < 10; seed++) {
        struct sim_run_plan plan = plain_plan(30, 5 * SECOND_MS);
        plan.teams = SIM_TEAMS;
        plan.climate.forbidden_team = 4;
        struct sim_run run;
        sim_run_init(&run, &plan, seed);
        for (int64_t id = 1; id <= 20; id++) {
            lookups_add(&run.pollers[0].lookups, 0, -id, run.now_ms);
        }
        sim_run_pass(&run, 48 * TOY_HOUR_MS);
        const struct lookups *lookups = &run.pollers[0].lookups;
        for (size_t i = 0; i < lookups->count; i++) {
            assert_true(lookups->items[i].backfill_id > 0);
        }
        sim_run_clear(&run);
    }
}

static const enum outcome failures[] = {
    OUTCOME_UNAUTHORIZED, OUTCOME_FORBIDDEN, OUTCOME_NOT_FOUND,  OUTCOME_RATE_LIMITED,
    OUTCOME_SERVER_ERROR, OUTCOME_REFUSED,   OUTCOME_UNREADABLE, OUTCOME_NO_CONNECTION};

static void test_a_lasting_refusal_does_not_double_the_requests(void **state) {
    (void)state;
    static const int64_t intervals_s[] = {30, 60, 300, 3600};
    for (size_t i = 0; i < 8 * sizeof failures / sizeof *failures; i++) {
        struct sim_run_plan plan = plain_plan(5000, intervals_s[i % 4] * SECOND_MS);
        int64_t span_ms = plan.interval_ms * 240;
        plan.climate.lookups_get = failures[i / 8];
        plan.climate.lookups_for_ms = span_ms;
        plan.tokens_change = i % 8 < 4;
        struct sim_run run;
        sim_run_init(&run, &plan, i);
        sim_run_pass(&run, span_ms);
        assert_true(run.polls[0] > 200);
        assert_true(run.lookups >= 4);
        assert_true(run.lookups < run.polls[0] * 3 / 4);
        sim_run_clear(&run);
    }
}

/* Rows that leave while lookups are refused, and names, are known soon after that has ended. */
static void test_what_was_refused_is_answered_once_the_refusal_ends(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof failures / sizeof *failures; i++) {
        struct sim_run_plan plan = plain_plan(5000, MINUTE_MS);
        plan.climate.lookups_get = failures[i];
        plan.climate.lookups_for_ms = 7 * TOY_HOUR_MS;
        struct sim_run run;
        sim_run_init(&run, &plan, i);
        sim_run_pass(&run, plan.climate.lookups_for_ms);
        int64_t left = run.backfills;
        assert_true(left > 20);
        assert_true(transfer_names_find(&run.pollers[0].teams[0].names, 1) == NULL);
        sim_run_pass(&run, TOY_HOUR_MS * 5 / 4);
        const struct lookups *lookups = &run.pollers[0].lookups;
        for (size_t lookup = 0; lookup < lookups->count; lookup++) {
            assert_true(lookups->items[lookup].backfill_id > left);
        }
        assert_non_null(transfer_names_find(&run.pollers[0].teams[0].names, 1));
        sim_run_clear(&run);
    }
}

/* A 403 that ends with another token is not waited out. */
static void test_another_token_ends_the_wait_after_a_403(void **state) {
    (void)state;
    struct sim_run_plan plan = plain_plan(5000, 10 * SECOND_MS);
    plan.climate.lookups_get = OUTCOME_FORBIDDEN;
    plan.climate.lookups_for_ms = 20 * MINUTE_MS;
    struct sim_run run;
    sim_run_init(&run, &plan, 3);
    sim_run_pass(&run, 20 * MINUTE_MS);
    int64_t left = run.backfills;
    assert_true(run.lookups <= 4);
    poller_token_changed(&run.pollers[0]);
    invariants_token_changed(&run.invariants[0]);
    sim_run_pass(&run, 3 * MINUTE_MS);
    const struct lookups *lookups = &run.pollers[0].lookups;
    for (size_t lookup = 0; lookup < lookups->count; lookup++) {
        assert_true(lookups->items[lookup].backfill_id > left ||
                    lookups->items[lookup].backoff.failures > 0);
    }
    assert_non_null(transfer_names_find(&run.pollers[0].teams[0].names, 1));
    sim_run_clear(&run);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_history_breaks_a_rule),
        cmocka_unit_test(test_no_history_of_two_programs_breaks_a_rule),
        cmocka_unit_test(test_equal_seeds_give_equal_histories),
        cmocka_unit_test(test_an_ample_quota_stretches_nothing),
        cmocka_unit_test(test_a_short_quota_is_used_but_for_its_reserve),
        cmocka_unit_test(test_the_users_interval_comes_back_by_itself),
        cmocka_unit_test(test_two_programs_share_one_quota),
        cmocka_unit_test(test_a_forbidden_and_a_slow_team_stop_no_other),
        cmocka_unit_test(test_lookups_are_settled_however_short_the_quota),
        cmocka_unit_test(test_a_lasting_refusal_does_not_double_the_requests),
        cmocka_unit_test(test_what_was_refused_is_answered_once_the_refusal_ends),
        cmocka_unit_test(test_another_token_ends_the_wait_after_a_403),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
