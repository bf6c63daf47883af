/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/limiter.h"
#include "backfilltop/core/lookups.h"
#include "backfilltop/core/pacing.h"
#include "backfilltop/core/transfer_names.h"

/* The program's side of a simulation: several teams, one limiter, in the order of calls that
 * limiter.h prescribes. */

#define CONDUCTOR_TEAMS 5

enum conductor_call { CONDUCTOR_LIST, CONDUCTOR_TRANSFERS, CONDUCTOR_BACKFILL };

struct conductor_request {
    enum conductor_call call;
    int team;
    int64_t backfill_id; /* CONDUCTOR_BACKFILL */
    struct limiter_ticket ticket;
};

struct conductor {
    struct limiter limiter;
    struct lookups lookups;
    struct pacing polls[CONDUCTOR_TEAMS];
    struct transfer_names names[CONDUCTOR_TEAMS];
    int teams;
    int64_t interval_ms;  /* the user's */
    int64_t stretched_ms; /* as of the latest turn */
};

void conductor_init(struct conductor *conductor, int teams, int64_t interval_ms, uint64_t seed,
                    int64_t now_ms);
void conductor_clear(struct conductor *conductor);

/* The next request that leaves at `now_ms`, begun; false if there is none. Call until false. */
bool conductor_next(struct conductor *conductor, int64_t now_ms, struct conductor_request *request);

/* When conductor_next() can be true again if no answer comes before. */
int64_t conductor_wakes_ms(const struct conductor *conductor, int64_t now_ms);

/* Records the end of a request: what the limiter is told, and what the call is (`is_final` of a
 * backfill, the `told` names of transfers). */
void conductor_answered(struct conductor *conductor, const struct conductor_request *request,
                        const struct limiter_answer *answer, bool is_final,
                        struct transfer_name_list *told, int64_t now_ms);

/* Another token is in use. */
void conductor_token_changed(struct conductor *conductor);
