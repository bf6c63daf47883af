/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/troubles.h"

#include "backfilltop/base/memory.h"

#include <stdlib.h>

static struct trouble_team *need_team(struct troubles *troubles, int64_t team_id) {
    for (size_t i = 0; i < troubles->count; i++) {
        if (troubles->teams[i].team_id == team_id) {
            return &troubles->teams[i];
        }
    }
    troubles->teams = memory_grow(troubles->teams, &troubles->capacity, troubles->count + 1,
                                  sizeof *troubles->teams);
    struct trouble_team *team = &troubles->teams[troubles->count++];
    *team = (struct trouble_team){.team_id = team_id, .outcome = OUTCOME_OK};
    return team;
}

static bool any_other_has(const struct troubles *troubles, const struct trouble_team *team,
                          enum outcome outcome) {
    for (size_t i = 0; i < troubles->count; i++) {
        if (&troubles->teams[i] != team && troubles->teams[i].outcome == outcome) {
            return true;
        }
    }
    return false;
}

/* From now on the event that began this trouble belongs to all teams. */
static void share(struct troubles *troubles, struct events *events, enum outcome outcome) {
    troubles->shared[outcome] = true;
    struct event *event = events_find_trouble(events, outcome);
    if (event != NULL) {
        event->team_id = BACKFILL_ALL_TEAMS;
    }
}

static void begin(struct troubles *troubles, const struct trouble_team *team,
                  const struct trouble_poll *poll, struct events *events, int64_t now_s) {
    if (any_other_has(troubles, team, poll->outcome)) {
        share(troubles, events, poll->outcome);
        return;
    }
    troubles->since_ms[poll->outcome] = team->since_ms;
    troubles->shared[poll->outcome] = false;
    int64_t wait_s = poll->retry_after_ms > 0 ? (poll->retry_after_ms + 999) / 1000 : 0;
    struct event event = {.kind = EVENT_TROUBLE,
                          .at_s = now_s,
                          .team_id = team->team_id,
                          .trouble = {poll->outcome, poll->http_status, wait_s}};
    events_add(events, &event);
}

static struct event recovery_of(const struct troubles *troubles, const struct trouble_team *team,
                                enum outcome outcome, int64_t now_ms) {
    return (struct event){
        .kind = EVENT_RECOVERED,
        .team_id = troubles->shared[outcome] ? BACKFILL_ALL_TEAMS : team->team_id,
        .took_s = (now_ms - troubles->since_ms[outcome] + 500) / 1000,
        .trouble = {.outcome = outcome},
    };
}

void troubles_clear(struct troubles *troubles) {
    free(troubles->teams);
    *troubles = (struct troubles){0};
}

void troubles_take(struct troubles *troubles, const struct trouble_poll *poll,
                   struct events *events, int64_t now_ms, int64_t now_s) {
    struct trouble_team *team = need_team(troubles, poll->team_id);
    enum outcome before = team->outcome;
    if (poll->outcome == before) {
        return;
    }
    team->outcome = poll->outcome;
    if (before == OUTCOME_OK) {
        team->since_ms = now_ms;
    }
    if (poll->outcome != OUTCOME_OK) {
        begin(troubles, team, poll, events, now_s);
    } else if (!any_other_has(troubles, team, before)) {
        struct event event = recovery_of(troubles, team, before, now_ms);
        event.at_s = now_s;
        events_add(events, &event);
    }
}
