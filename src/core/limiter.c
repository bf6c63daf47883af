/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/limiter.h"

#include "backfilltop/base/numbers.h"

static int under_way(const struct limiter *limiter) {
    int requests = 0;
    for (int class = 0; class < limiter_class_count; class ++) {
        requests += limiter->in_flight[class];
    }
    return requests;
}

/* After the time at which the window must have ended, polls go one at a time until an answer shows
 * whether it has. */
static int64_t quota_opens_ms(const struct limiter *limiter, enum limiter_class class,
                              int64_t now_ms) {
    const struct quota *quota = &limiter->quota;
    int64_t allowed = class == LIMITER_REFRESH ? quota_remaining(quota, now_ms)
                                               : quota_spendable(quota, now_ms);
    if (allowed > 0) {
        return now_ms;
    }
    if (now_ms < quota->window.ends_ms) {
        return quota->window.ends_ms;
    }
    bool finds_out = class != LIMITER_LOOKUP && under_way(limiter) == 0;
    return finds_out ? now_ms : quota->reported_ms + QUOTA_WINDOW_MS;
}

static int64_t lookups_open_ms(const struct limiter *limiter, bool stretched) {
    if (limiter->in_flight[LIMITER_LOOKUP] >= LIMITER_LOOKUPS_IN_FLIGHT) {
        return INT64_MAX;
    }
    if (stretched && limiter->polls_since_lookup < LIMITER_POLLS_PER_LOOKUP) {
        return INT64_MAX;
    }
    return limiter->latest_lookup_ms + LIMITER_LOOKUP_SPACING_MS;
}

static void count(struct limiter *limiter, enum limiter_class class, int64_t now_ms) {
    if (class == LIMITER_LOOKUP) {
        limiter->latest_lookup_ms = now_ms;
        limiter->polls_since_lookup = 0;
    } else if (limiter->polls_since_lookup < LIMITER_POLLS_PER_LOOKUP) {
        limiter->polls_since_lookup++;
    }
}

static void heed_retry_after(struct limiter *limiter, const struct limiter_answer *answer,
                             int64_t now_ms) {
    if (answer->retry_after_ms <= 0) {
        return;
    }
    int64_t until_ms = now_ms + answer->retry_after_ms;
    if (answer->outcome == OUTCOME_RATE_LIMITED && answer->remaining <= 0) {
        quota_renewed_by(&limiter->quota, until_ms);
    }
    if (outcome_traits(answer->outcome)->heeds_retry_after) {
        limiter->not_before_ms = max_int64(limiter->not_before_ms, until_ms);
    }
}

void limiter_init(struct limiter *limiter) {
    *limiter = (struct limiter){
        .quota = quota_unknown(),
        .latest_lookup_ms = -LIMITER_LOOKUP_SPACING_MS,
        .polls_since_lookup = LIMITER_POLLS_PER_LOOKUP,
    };
}

int64_t limiter_opens_ms(const struct limiter *limiter, enum limiter_class class, bool stretched,
                         int64_t now_ms) {
    int64_t opens_ms = max_int64(limiter->not_before_ms, quota_opens_ms(limiter, class, now_ms));
    return class == LIMITER_LOOKUP ? max_int64(opens_ms, lookups_open_ms(limiter, stretched))
                                   : opens_ms;
}

bool limiter_admits(const struct limiter *limiter, enum limiter_class class, bool stretched,
                    int64_t now_ms) {
    return limiter_opens_ms(limiter, class, stretched, now_ms) <= now_ms;
}

enum limiter_hold limiter_hold(const struct limiter *limiter, enum limiter_class class,
                               int64_t now_ms) {
    if (limiter->not_before_ms > now_ms) {
        return LIMITER_HELD_BY_SERVER;
    }
    return quota_opens_ms(limiter, class, now_ms) > now_ms ? LIMITER_HELD_BY_QUOTA : LIMITER_OPEN;
}

struct limiter_ticket limiter_sent(struct limiter *limiter, enum limiter_class class,
                                   int64_t now_ms) {
    limiter->in_flight[class]++;
    count(limiter, class, now_ms);
    return (struct limiter_ticket){class, quota_spend(&limiter->quota, now_ms)};
}

void limiter_answered(struct limiter *limiter, const struct limiter_ticket *ticket,
                      const struct limiter_answer *answer, int64_t now_ms) {
    limiter->in_flight[ticket->class]--;
    const struct quota_report report = {answer->limit, answer->remaining, under_way(limiter)};
    quota_reported(&limiter->quota, &ticket->quota, report, now_ms);
    heed_retry_after(limiter, answer, now_ms);
}
