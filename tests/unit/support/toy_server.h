/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/outcome.h"

#include <stdbool.h>
#include <stdint.h>

/* The API's side of a simulation: an hourly quota whose window is unknown to clients, other
 * clients, outages. */

#define TOY_HOUR_MS (INT64_C(3600) * 1000)

/* What makes a server. */
struct toy_climate {
    int64_t limit;
    int64_t others_per_hour; /* requests of other clients, at random moments */
    bool window_on_demand;   /* it begins with the first request, not by the clock */
    int header_percent;      /* answers that carry the quota's headers */
    int retry_after_percent; /* 429s of the quota that carry Retry-After */
    int storm_percent;       /* of the time, so many percent are outages and throttling */
    int forbidden_team;      /* 403 for everything; -1: none */
    int64_t latency_ms;      /* the usual most */
    int slow_team;           /* takes up to 30 s; -1: none */
    enum outcome
        lookups_get;        /* what lookups are answered with at first; OUTCOME_OK: as polls are */
    int64_t lookups_for_ms; /* for so long */
};

enum toy_weather { TOY_FAIR, TOY_DEAD, TOY_BROKEN, TOY_UNAVAILABLE, TOY_THROTTLED, toy_weathers };

struct toy_server {
    struct toy_climate climate;
    uint64_t random;
    int64_t began_ms;
    int64_t now_ms;
    int64_t window_began_ms;
    int64_t window; /* number of the window, from 1 */
    int64_t used;
    enum toy_weather weather;
    int64_t weather_ends_ms;
    int64_t refused; /* requests turned away because the quota was used up */
};

struct toy_answer {
    enum outcome outcome;
    int64_t retry_after_ms; /* RETRY_AFTER_NONE for none */
    int64_t limit;          /* QUOTA_UNKNOWN without the headers */
    int64_t remaining;
    int64_t window; /* in which it was answered; for oracles */
};

void toy_server_init(struct toy_server *server, const struct toy_climate *climate, uint64_t seed,
                     int64_t now_ms);

/* Lets time pass: windows, others, weather. */
void toy_server_advance(struct toy_server *server, int64_t now_ms);

/* Answers a request of a team that reaches the server now: a poll or a lookup. */
struct toy_answer toy_server_ask(struct toy_server *server, int team, bool is_lookup);

/* How long a request takes to the server and back. */
int64_t toy_server_latency_ms(struct toy_server *server, int team);

int64_t toy_server_remaining(const struct toy_server *server);

/* The reserve that its clients have to leave. */
int64_t toy_server_reserve(const struct toy_server *server);
