/* SPDX-License-Identifier: MIT */
#include "toy_server.h"

#include "backfilltop/api/retry_after.h"
#include "backfilltop/base/random.h"
#include "backfilltop/core/quota.h"

static bool chance(struct toy_server *server, int percent) {
    return random_upto(&server->random, 99) < percent;
}

static void renew_window(struct toy_server *server) {
    int64_t hours = (server->now_ms - server->window_began_ms) / TOY_HOUR_MS;
    if (hours > 0) {
        server->window_began_ms += hours * TOY_HOUR_MS;
        server->window++;
        server->used = 0;
    }
}

static void spend(struct toy_server *server, int64_t requests) {
    server->used += requests;
    if (server->used > server->climate.limit) {
        server->used = server->climate.limit;
    }
}

/* The requests of others in `elapsed_ms`: the average, its fraction by chance. */
static void let_others_spend(struct toy_server *server, int64_t elapsed_ms) {
    if (server->climate.others_per_hour > 0) {
        double mean = (double)server->climate.others_per_hour * (double)elapsed_ms / TOY_HOUR_MS;
        spend(server, (int64_t)(mean + random_fraction(&server->random)));
    }
}

static void change_weather(struct toy_server *server) {
    if (server->now_ms < server->weather_ends_ms) {
        return;
    }
    bool storm = chance(server, server->climate.storm_percent);
    server->weather = storm ? (enum toy_weather)random_upto(&server->random, toy_weathers - 1)
                            : TOY_FAIR;
    server->weather_ends_ms = server->now_ms + random_upto(&server->random, TOY_HOUR_MS / 4);
}

static int64_t some_retry_after(struct toy_server *server, int64_t most_s) {
    return chance(server, 60) ? 1000 * random_upto(&server->random, most_s) : RETRY_AFTER_NONE;
}

static struct toy_answer refuse(struct toy_server *server) {
    int64_t left_ms = server->window_began_ms + TOY_HOUR_MS - server->now_ms;
    bool says_when = chance(server, server->climate.retry_after_percent);
    server->refused++;
    return (struct toy_answer){
        .outcome = OUTCOME_RATE_LIMITED,
        .retry_after_ms = says_when ? (left_ms + 999) / 1000 * 1000 : RETRY_AFTER_NONE,
    };
}

static struct toy_answer grant(struct toy_server *server, int team) {
    static const struct {
        enum outcome outcome;
        int64_t retry_after_most_s;
    } weathers[toy_weathers] = {
        [TOY_FAIR] = {OUTCOME_OK, 0},
        [TOY_DEAD] = {OUTCOME_NO_CONNECTION, 0},
        [TOY_BROKEN] = {OUTCOME_UNREADABLE, 0},
        [TOY_UNAVAILABLE] = {OUTCOME_SERVER_ERROR, 300},
        [TOY_THROTTLED] = {OUTCOME_RATE_LIMITED, 120},
    };
    /* A request that gets no answer may have been counted. */
    spend(server, server->weather == TOY_DEAD ? random_upto(&server->random, 1) : 1);
    struct toy_answer answer = {.outcome = weathers[server->weather].outcome,
                                .retry_after_ms = RETRY_AFTER_NONE};
    if (weathers[server->weather].retry_after_most_s > 0) {
        answer.retry_after_ms = some_retry_after(server,
                                                 weathers[server->weather].retry_after_most_s);
    }
    if (answer.outcome == OUTCOME_OK && team == server->climate.forbidden_team) {
        answer.outcome = OUTCOME_FORBIDDEN;
    }
    return answer;
}

static void add_headers(struct toy_server *server, struct toy_answer *answer) {
    answer->window = server->window;
    answer->limit = QUOTA_UNKNOWN;
    answer->remaining = QUOTA_UNKNOWN;
    if (answer->outcome != OUTCOME_NO_CONNECTION &&
        chance(server, server->climate.header_percent)) {
        answer->limit = server->climate.limit;
        answer->remaining = toy_server_remaining(server);
    }
}

void toy_server_init(struct toy_server *server, const struct toy_climate *climate, uint64_t seed,
                     int64_t now_ms) {
    *server = (struct toy_server){
        .climate = *climate, .random = seed, .began_ms = now_ms, .now_ms = now_ms};
    server->window = 1;
    server->window_began_ms = now_ms - random_upto(&server->random, TOY_HOUR_MS - 1);
    server->weather_ends_ms = now_ms + random_upto(&server->random, TOY_HOUR_MS / 4);
    let_others_spend(server, now_ms - server->window_began_ms);
}

void toy_server_advance(struct toy_server *server, int64_t now_ms) {
    int64_t since_ms = server->now_ms;
    server->now_ms = now_ms;
    if (!server->climate.window_on_demand) {
        renew_window(server);
    }
    if (since_ms < server->window_began_ms) {
        since_ms = server->window_began_ms;
    }
    let_others_spend(server, now_ms - since_ms);
    change_weather(server);
}

static bool refuses_lookups(const struct toy_server *server) {
    return server->now_ms - server->began_ms < server->climate.lookups_for_ms;
}

struct toy_answer toy_server_ask(struct toy_server *server, int team, bool is_lookup) {
    if (server->now_ms - server->window_began_ms >= TOY_HOUR_MS) {
        server->window_began_ms = server->now_ms;
        server->window++;
        server->used = 0;
    }
    bool over = server->weather != TOY_DEAD && toy_server_remaining(server) == 0;
    struct toy_answer answer = over ? refuse(server) : grant(server, team);
    if (is_lookup && answer.outcome == OUTCOME_OK && refuses_lookups(server)) {
        answer.outcome = server->climate.lookups_get;
    }
    add_headers(server, &answer);
    return answer;
}

int64_t toy_server_latency_ms(struct toy_server *server, int team) {
    bool slow = team == server->climate.slow_team || server->weather == TOY_DEAD;
    return 1 + random_upto(&server->random, slow ? 30000 : server->climate.latency_ms);
}

int64_t toy_server_remaining(const struct toy_server *server) {
    return server->climate.limit - server->used;
}

int64_t toy_server_reserve(const struct toy_server *server) {
    return (server->climate.limit + QUOTA_RESERVE_PARTS - 1) / QUOTA_RESERVE_PARTS;
}
