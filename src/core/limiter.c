/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/limiter.h"

#include "backfilltop/core/pacing.h"

static int64_t later(int64_t a, int64_t b) {
    return a > b ? a : b;
}

static int under_way(const struct gate *gate) {
    int requests = 0;
    for (int class = 0; class < gate_class_count; class ++) {
        requests += gate->in_flight[class];
    }
    return requests;
}

/* When the window must have ended, one poll at a time finds out whether it has. */
static int64_t quota_opens_ms(const struct gate *gate, enum gate_class class, int64_t now_ms) {
    const struct quota *quota = &gate->quota;
    int64_t allowed = class == GATE_REFRESH ? quota_remaining(quota, now_ms)
                                            : quota_spendable(quota, now_ms);
    if (allowed > 0) {
        return now_ms;
    }
    if (now_ms < quota->window.ends_ms) {
        return quota->window.ends_ms;
    }
    bool finds_out = class != GATE_LOOKUP && under_way(gate) == 0;
    return finds_out ? now_ms : quota->reported_ms + QUOTA_WINDOW_MS;
}

static int64_t lookups_open_ms(const struct gate *gate, bool stretched) {
    if (gate->in_flight[GATE_LOOKUP] >= GATE_LOOKUPS_IN_FLIGHT) {
        return INT64_MAX;
    }
    if (stretched && gate->polls_since_lookup < GATE_POLLS_PER_LOOKUP) {
        return INT64_MAX;
    }
    return gate->latest_lookup_ms + GATE_LOOKUP_SPACING_MS;
}

static void count(struct gate *gate, enum gate_class class, int64_t now_ms) {
    if (class == GATE_LOOKUP) {
        gate->latest_lookup_ms = now_ms;
        gate->polls_since_lookup = 0;
    } else if (gate->polls_since_lookup < GATE_POLLS_PER_LOOKUP) {
        gate->polls_since_lookup++;
    }
}

static void heed_retry_after(struct gate *gate, const struct gate_answer *answer, int64_t now_ms) {
    if (answer->retry_after_ms <= 0) {
        return;
    }
    int64_t wait_ms = answer->retry_after_ms < PACING_RETRY_AFTER_MAX_MS
                          ? answer->retry_after_ms
                          : PACING_RETRY_AFTER_MAX_MS;
    if (answer->outcome == OUTCOME_RATE_LIMITED && answer->remaining <= 0) {
        quota_renewed_by(&gate->quota, now_ms + wait_ms);
    }
    if (answer->outcome == OUTCOME_RATE_LIMITED || answer->outcome == OUTCOME_SERVER_ERROR) {
        gate->not_before_ms = later(gate->not_before_ms, now_ms + wait_ms);
    }
}

void gate_init(struct gate *gate) {
    *gate = (struct gate){
        .quota = quota_unknown(),
        .latest_lookup_ms = -GATE_LOOKUP_SPACING_MS,
        .polls_since_lookup = GATE_POLLS_PER_LOOKUP,
    };
}

int64_t gate_opens_ms(const struct gate *gate, enum gate_class class, bool stretched,
                      int64_t now_ms) {
    int64_t opens_ms = later(gate->not_before_ms, quota_opens_ms(gate, class, now_ms));
    return class == GATE_LOOKUP ? later(opens_ms, lookups_open_ms(gate, stretched)) : opens_ms;
}

bool gate_admits(const struct gate *gate, enum gate_class class, bool stretched, int64_t now_ms) {
    return gate_opens_ms(gate, class, stretched, now_ms) <= now_ms;
}

enum gate_hold gate_hold(const struct gate *gate, enum gate_class class, int64_t now_ms) {
    if (gate->not_before_ms > now_ms) {
        return GATE_HELD_BY_SERVER;
    }
    return quota_opens_ms(gate, class, now_ms) > now_ms ? GATE_HELD_BY_QUOTA : GATE_OPEN;
}

struct gate_ticket gate_sent(struct gate *gate, enum gate_class class, int64_t now_ms) {
    gate->in_flight[class]++;
    count(gate, class, now_ms);
    return (struct gate_ticket){class, quota_spend(&gate->quota, now_ms)};
}

void gate_answered(struct gate *gate, const struct gate_ticket *ticket,
                   const struct gate_answer *answer, int64_t now_ms) {
    gate->in_flight[ticket->class]--;
    quota_reported(&gate->quota, &ticket->quota, answer->limit, answer->remaining, under_way(gate),
                   now_ms);
    heed_retry_after(gate, answer, now_ms);
}
