/* SPDX-License-Identifier: MIT */
#include "backfilltop/demo/world.h"

#include "catalog.h"
#include "plan.h"

#include "backfilltop/base/memory.h"
#include "backfilltop/base/numbers.h"
#include "backfilltop/base/random.h"

#include <stdlib.h>
#include <string.h>

#define DAY_S           INT64_C(86400)
#define SCHEDULE_DAYS   400
#define SCHEDULE_HOUR_S (INT64_C(4) * 3600)

struct runs {
    struct world_run *items;
    size_t count;
    size_t capacity;
};

static int64_t instant(const struct world *world, int64_t at_ms) {
    return at_ms == PLAN_NO_TIME ? TIMES_ABSENT : world->epoch_s + floor_divide(at_ms, 1000);
}

static int64_t range_end(const struct world *world, const struct plan *plan) {
    return floor_divide(instant(world, plan->created_ms), DAY_S) - plan->lag_days;
}

/* Ids count upwards from a number that depends on the team. */
static int64_t first_id(int64_t team_id) {
    uint64_t state = (uint64_t)team_id;
    return 12000 + random_upto(&state, 80) * 1000;
}

static const char *run_error(const struct plan *plan, int64_t team_id, int run) {
    uint64_t cause = plan_run_in_stretch(plan, run) ? 0 : 1 + plan_draw(plan, run, 'c') % 3;
    return catalog_error(team_id, plan->place.transfer, plan_draw(plan, (int)cause, 'e'));
}

static void add_errors(struct backfill *backfill, const struct plan *plan,
                       const struct plan_moment *moment, int64_t team_id) {
    backfill->has_error_report = true;
    backfill->errors = memory_new((size_t)moment->counts[PLAN_RUN_FAILED],
                                  sizeof *backfill->errors);
    for (int run = 0; run < plan->days; run++) {
        if (moment->runs[run].state == PLAN_RUN_FAILED) {
            const char *message = run_error(plan, team_id, run);
            backfill->errors[backfill->error_count++] = (struct backfill_error){
                .day = backfill->range_start + run,
                .message = memory_copy(message, strlen(message)),
            };
        }
    }
}

static void make_backfill(const struct world *world, int64_t team_id, int64_t slot,
                          const struct plan *plan, const struct plan_moment *moment,
                          struct backfill *backfill) {
    backfill_init(backfill);
    backfill->id = first_id(team_id) + slot;
    backfill->transfer_id = catalog_transfers(team_id)[plan->place.transfer].id;
    backfill->created_user_id = plan->created_user_id;
    backfill->range_end = range_end(world, plan);
    backfill->range_start = backfill->range_end - plan->days + 1;
    backfill->created_time = instant(world, plan->created_ms);
    backfill->start_time = instant(world, moment->started_ms);
    backfill->end_time = instant(world, moment->ended_ms);
    backfill->removed_time = instant(world, moment->removed_ms);
    if (moment->removed_ms != PLAN_NO_TIME) {
        backfill->removed_user_id = plan->removed_user_id;
    }
    backfill->status = moment->status;
    backfill->runs_total = plan->days;
    backfill->runs_created = plan->days - moment->counts[PLAN_RUN_PENDING];
    backfill->runs_completed = moment->counts[PLAN_RUN_COMPLETED];
    backfill->runs_failed = moment->counts[PLAN_RUN_FAILED];
    add_errors(backfill, plan, moment, team_id);
}

static bool get_slot(const struct world *world, int64_t team_id, int64_t elapsed_ms, int64_t slot,
                     struct backfill *backfill) {
    struct plan plan = plan_make(world->seed, team_id, slot);
    struct plan_moment moment;
    bool exists = plan_at(&plan, elapsed_ms, &moment);
    if (exists) {
        make_backfill(world, team_id, slot, &plan, &moment, backfill);
    }
    return exists;
}

static int64_t newest_slot(int64_t team_id, int64_t elapsed_ms) {
    return plan_slot_alive(team_id, floor_divide(elapsed_ms, PLAN_PERIOD_MS), elapsed_ms);
}

static struct world_run *add_run(struct runs *runs) {
    runs->items = memory_grow(runs->items, &runs->capacity, runs->count + 1, sizeof *runs->items);
    struct world_run *run = &runs->items[runs->count++];
    memset(run, 0, sizeof *run);
    run->ended_time = TIMES_ABSENT;
    run->duration_ms = -1;
    run->rows = -1;
    run->message = "";
    return run;
}

static void end_run(struct world_run *run, enum backfill_status status, int64_t ended_time,
                    uint64_t draw) {
    run->status = status;
    run->ended_time = ended_time;
    run->duration_ms = (run->ended_time - run->created_time) * 970 + (int64_t)(draw % 30);
    run->rows = status == BACKFILL_COMPLETED ? (int64_t)(draw % 90000) : 0;
}

static void add_backfill_run(const struct world *world, int64_t team_id, int64_t slot,
                             const struct plan *plan, const struct plan_moment *moment, int index,
                             struct runs *runs) {
    const struct plan_run *from = &moment->runs[index];
    struct world_run *run = add_run(runs);
    run->id = (first_id(team_id) + slot) * 1000 + index + 1;
    run->day = range_end(world, plan) - plan->days + 1 + index;
    run->is_backfill = true;
    run->status = moment->status == BACKFILL_SCHEDULED ? BACKFILL_SCHEDULED : BACKFILL_RUNNING;
    /* Created when the run that made room for it ended; the first ones while it was scheduled. */
    int before = index - plan->window;
    int64_t made_ms = before >= 0 ? moment->runs[before].ended_ms : plan->scheduled_ms;
    bool usable = made_ms != PLAN_NO_TIME &&
                  (from->ended_ms == PLAN_NO_TIME || made_ms <= from->ended_ms);
    run->created_time = instant(world, usable ? made_ms : plan->started_ms);
    if (from->ended_ms != PLAN_NO_TIME) {
        bool failed = from->state == PLAN_RUN_FAILED;
        end_run(run, failed ? BACKFILL_FAILED : BACKFILL_COMPLETED, instant(world, from->ended_ms),
                plan_draw(plan, index, 'r'));
        run->message = failed ? run_error(plan, team_id, index) : "";
    }
}

static void add_backfill_runs(const struct world *world, int64_t team_id, int64_t elapsed_ms,
                              int64_t slot, int64_t transfer_id, struct runs *runs) {
    struct plan plan = plan_make(world->seed, team_id, slot);
    struct plan_moment moment;
    if (catalog_transfers(team_id)[plan.place.transfer].id != transfer_id ||
        !plan_at(&plan, elapsed_ms, &moment)) {
        return;
    }
    for (int index = 0; index < plan.days; index++) {
        if (moment.runs[index].state != PLAN_RUN_PENDING) {
            add_backfill_run(world, team_id, slot, &plan, &moment, index, runs);
        }
    }
}

static void add_scheduled_runs(const struct world *world, int64_t team_id, int64_t elapsed_ms,
                               int64_t transfer_id, struct runs *runs) {
    int64_t now_s = instant(world, elapsed_ms);
    int64_t today = floor_divide(now_s, DAY_S);
    for (int64_t day = today - SCHEDULE_DAYS; day < today; day++) {
        uint64_t state = world->seed ^ (uint64_t)(team_id * 31 + transfer_id * 100003 + day);
        int64_t created_s = (day + 1) * DAY_S + SCHEDULE_HOUR_S + random_upto(&state, 1800);
        int64_t ended_s = created_s + 60 + random_upto(&state, 600);
        if (ended_s <= now_s) {
            struct world_run *run = add_run(runs);
            run->id = (transfer_id - 456000) * 1000000 + day;
            run->day = day;
            run->created_time = created_s;
            end_run(run, BACKFILL_COMPLETED, ended_s, random_next(&state));
        }
    }
}

static void keep_days(struct runs *runs, int64_t first_day, int64_t last_day) {
    size_t kept = 0;
    for (size_t i = 0; i < runs->count; i++) {
        if (runs->items[i].day >= first_day && runs->items[i].day <= last_day) {
            runs->items[kept++] = runs->items[i];
        }
    }
    runs->count = kept;
}

struct backfill *world_list(const struct world *world, int64_t team_id, int64_t elapsed_ms,
                            size_t *count) {
    struct backfill *backfills = NULL;
    size_t capacity = 0;
    *count = 0;
    for (int64_t slot = newest_slot(team_id, elapsed_ms); slot >= PLAN_OLDEST;
         slot = plan_slot_alive(team_id, slot - 1, elapsed_ms)) {
        backfills = memory_grow(backfills, &capacity, *count + 1, sizeof *backfills);
        struct backfill *next = &backfills[*count];
        if (!get_slot(world, team_id, elapsed_ms, slot, next)) {
            continue;
        }
        if (backfill_is_final(next)) {
            backfill_clear(next);
        } else {
            ++*count;
        }
    }
    return backfills;
}

bool world_get(const struct world *world, int64_t team_id, int64_t elapsed_ms, int64_t id,
               struct backfill *backfill) {
    int64_t slot = id - first_id(team_id);
    return slot >= PLAN_OLDEST && slot <= floor_divide(elapsed_ms, PLAN_PERIOD_MS) &&
           get_slot(world, team_id, elapsed_ms, slot, backfill);
}

void world_list_free(struct backfill *backfills, size_t count) {
    for (size_t i = 0; i < count; i++) {
        backfill_clear(&backfills[i]);
    }
    free(backfills);
}

const struct world_transfer *world_transfers(int64_t team_id, size_t *count) {
    *count = CATALOG_TRANSFERS_PER_TEAM;
    return catalog_transfers(team_id);
}

struct world_run *world_runs(const struct world *world, int64_t team_id, int64_t elapsed_ms,
                             int64_t transfer_id, int64_t first_day, int64_t last_day,
                             size_t *count) {
    struct runs runs = {0};
    add_scheduled_runs(world, team_id, elapsed_ms, transfer_id, &runs);
    for (int64_t slot = newest_slot(team_id, elapsed_ms); slot >= PLAN_OLDEST;
         slot = plan_slot_alive(team_id, slot - 1, elapsed_ms)) {
        add_backfill_runs(world, team_id, elapsed_ms, slot, transfer_id, &runs);
    }
    keep_days(&runs, first_day, last_day);
    *count = runs.count;
    return runs.items;
}
