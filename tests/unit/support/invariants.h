/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/poller_state.h"

#include "toy_server.h"

#define SIM_TEAMS 5 /* at most; a team's id is its index */

/* How the latest lookup of a kind ended. */
struct invariants_failure {
    enum outcome outcome; /* OUTCOME_OK: none has failed since one was answered */
    int64_t ended_ms;
    int polls; /* of the team that have succeeded since */
    bool token_changed;
};

/* What a program may do with its token's quota, computed independently of the poller. Each check
 * fails the test. */
struct invariants {
    const struct poller *poller;
    int64_t retry_until_ms;
    int64_t windows;                /* how many the program can have seen begin */
    int64_t window;                 /* the server's number of the latest of them; 0: none */
    int64_t ends_ms;                /* when that has ended at the latest */
    int64_t lowest;                 /* the least that was reported in it */
    int64_t reported_ms;            /* when it was reported last */
    int64_t poll_by_ms[SIM_TEAMS];  /* the next poll of a team begins then at the latest */
    int64_t names_at_ms[SIM_TEAMS]; /* the latest request for names began then */
    struct invariants_failure failed[SIM_TEAMS][2]; /* lookups of names, and of
                                                       backfills */
    bool polling[SIM_TEAMS];
    bool live[SIM_TEAMS]; /* the latest poll succeeded */
    int lookups;          /* under way */
    int64_t lookup_ms;    /* the latest lookup began then */
    int polls_since_lookup;
    int polls_while_waiting; /* polls since a lookup could have left */
    int64_t longest_ms;      /* the longest interval that the quota asked for */
};

/* A request, and what the program could know when it left. */
struct watched {
    struct call call;
    int64_t windows;
    int64_t ends_ms;
    int64_t lowest;
};

void invariants_init(struct invariants *invariants, const struct poller *poller, int64_t now_ms);

/* A turn of the program begins: no poll may be late. */
void invariants_turn(const struct invariants *invariants, int64_t now_ms);

/* A turn has ended: the state that the poller hands out is true, and nothing is left to send. */
void invariants_state(const struct invariants *invariants, int64_t now_ms);

/* A request leaves: it must be allowed to. `unanswered`: the requests that the server has not
 * answered yet, this one not among them, if the program is alone with the server; -1 if it is not.
 */
struct watched invariants_request(struct invariants *invariants, const struct call *call,
                                  const struct toy_server *server, int64_t unanswered);

/* Works out how long the polls may wait. */
void invariants_waits(struct invariants *invariants, int64_t now_ms);

/* The program has another token. */
void invariants_token_changed(struct invariants *invariants);

/* An answer has come, and the poller has it. */
void invariants_answer(struct invariants *invariants, const struct watched *watched,
                       const struct toy_answer *answer, int64_t now_ms);
