/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/call.h"
#include "backfilltop/core/limiter.h"
#include "backfilltop/core/lookups.h"
#include "backfilltop/core/outcome.h"
#include "backfilltop/core/pacing.h"
#include "backfilltop/core/transfer_names.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The schedule of all calls of one token: what may be asked next, and when.
 *
 * Pure: the caller makes the calls and reports how they ended. All times are monotonic
 * milliseconds. It is made of each team's pacing and transfer names, the queue of lookups, and the
 * limiter with the quota, which every call has to pass. */

#define POLLER_TEAMS_MAX 64

/* The polling of one team. */
struct poller_team {
    int64_t team_id;
    struct pacing pacing;
    struct transfer_names names;
    enum outcome outcome;    /* of the latest poll; OUTCOME_OK before any has ended */
    bool answered;           /* any poll has ended */
    bool asked_to_wait;      /* the latest poll's answer carried a Retry-After */
    int64_t last_success_ms; /* -1 before the first */
};

struct poller {
    struct limiter limiter;
    struct lookups lookups;
    struct poller_team *teams;
    size_t team_count;
    int64_t interval_ms;  /* the user's */
    int64_t stretched_ms; /* the user's, or the longer one that the quota allows; as of the latest
                             poller_next() */
};

struct poller_options {
    const int64_t *teams; /* their ids, each once; copied */
    size_t team_count;    /* up to POLLER_TEAMS_MAX */
    int64_t interval_ms;
    bool names;    /* ask for the transfers' display names */
    uint64_t seed; /* equal seeds give equal schedules */
};

/* What the schedule needs to know about an answer. */
struct poller_answer {
    struct limiter_answer limits;     /* its outcome, Retry-After and quota */
    bool is_final;                    /* CALL_ONE: the answer says how the backfill ended */
    struct transfer_name_list *names; /* CALL_TRANSFERS with OUTCOME_OK: taken over; else unused */
};

/* The first polls are due at `now_ms`. */
void poller_init(struct poller *poller, const struct poller_options *options, int64_t now_ms);
void poller_clear(struct poller *poller);

/* The team with an id, or NULL. */
struct poller_team *poller_team(const struct poller *poller, int64_t team_id);

/* Puts the next call that may leave at `now_ms` into *call and counts it as begun; false if there
 * is none. To be called until it returns false.
 *
 * Polls come first, the longest due before the others; then lookups, those of names, which are
 * rare, before those of backfills. While the quota stretches the interval, polls alone would use up
 * the quota: then one lookup goes before them after every LIMITER_POLLS_PER_LOOKUP polls. So
 * neither polls nor lookups starve. */
bool poller_next(struct poller *poller, struct call *call, int64_t now_ms);

/* When poller_next() may have a call if no answer comes before; INT64_MAX if only an answer helps.
 */
int64_t poller_due_ms(const struct poller *poller, int64_t now_ms);

/* Until when the answer to a team's latest poll asked to wait with Retry-After; 0 if it did not.
 * The limiter holds back all calls until then. */
int64_t poller_retry_at_ms(const struct poller *poller, const struct poller_team *team);

/* When the next poll of a team may leave. */
int64_t poller_next_poll_ms(const struct poller *poller, const struct poller_team *team,
                            int64_t now_ms);

/* Records how a call ended. Returns whether it shows how a backfill that left the list ended
 * (CALL_ONE with a final status, or 404), so that it is not looked up any more. */
bool poller_answered(struct poller *poller, const struct call *call,
                     const struct poller_answer *answer, int64_t now_ms);

/* A backfill has left the list: it is looked up until its ending is known or it is dropped. */
void poller_look_up(struct poller *poller, int64_t team_id, int64_t backfill_id, int64_t now_ms);
void poller_drop_lookup(struct poller *poller, int64_t team_id, int64_t backfill_id);

/* Whether a lookup may soon have an answer: one that does not wait for a refusal to end. */
bool poller_has_lookups(const struct poller *poller);

/* A transfer is shown: its name is requested if it is not known. */
void poller_want_name(struct poller *poller, int64_t team_id, int64_t transfer_id, int64_t now_ms);

/* The transfer names of a team, valid until the next answer. */
const struct transfer_names *poller_names(const struct poller *poller, int64_t team_id);

/* The result of the user's request for a poll. */
struct poller_refresh {
    enum limiter_hold hold; /* what makes it wait */
    int64_t wait_ms;        /* how long; without a hold, the rest of PACING_REFRESH_MS */
    struct quota_left quota;
};

/* The user asks for a poll of every team: at once, or as soon as the quota allows; refused while
 * the server's Retry-After lasts, or within PACING_REFRESH_MS of the poll before. */
struct poller_refresh poller_refresh(struct poller *poller, int64_t now_ms);

/* Whether a poll of any team is under way. */
bool poller_is_polling(const struct poller *poller);

/* Whether the first poll of every team has ended, and none is under way or due for the user. */
bool poller_has_polled(const struct poller *poller);

/* Whether a request for transfer names is under way, or the first one is still to be sent. */
bool poller_awaits_names(const struct poller *poller);

/* Another token is in use: lookups that were refused may succeed now. */
void poller_token_changed(struct poller *poller);

/* Makes polls that were refused (401, 403) due as soon as PACING_REFRESH_MS and Retry-After
 * allow. */
void poller_retry_refused(struct poller *poller, int64_t now_ms);

/* Whether any team's latest poll was refused (401, 403), so that another token might help. */
bool poller_is_refused(const struct poller *poller);
