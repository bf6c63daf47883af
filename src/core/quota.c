/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/quota.h"

#include <stdbool.h>

static int64_t later(int64_t a, int64_t b) {
    return a > b ? a : b;
}

/* Rounded up; the dividend not negative, the divisor above 0. */
static int64_t divide(int64_t dividend, int64_t divisor) {
    return dividend / divisor + (dividend % divisor != 0);
}

static void learn_limit(struct budget *budget, int64_t limit, int64_t remaining) {
    if (limit > 0) {
        budget->limit = limit;
        budget->stated = limit;
    }
    if (remaining > 0) {
        budget->limit = later(budget->limit, remaining);
    }
}

/* Every request that the server may have counted after this Remaining is taken off it. */
static void take_lowest(struct budget *budget, const struct budget_ticket *ticket,
                        int64_t remaining, int in_flight, int64_t now_ms) {
    int64_t untold = (int64_t)(budget->untold - ticket->untold);
    budget->window.lowest = remaining;
    budget->told_ms = now_ms;
    budget->remaining = later(remaining - untold - in_flight, 0);
}

/* Whether the answer can only come from a later window than was known when its request was sent. */
static bool is_later(const struct budget_ticket *ticket, int64_t remaining) {
    return ticket->sent_ms >= ticket->window.ends_ms || remaining > ticket->window.lowest;
}

struct budget budget_unknown(void) {
    return (struct budget){
        .limit = BUDGET_UNKNOWN, .stated = BUDGET_UNKNOWN, .remaining = BUDGET_UNKNOWN};
}

struct budget_ticket budget_spend(struct budget *budget, int64_t now_ms) {
    if (budget->remaining > 0) {
        budget->remaining--;
    }
    return (struct budget_ticket){now_ms, budget->window, budget->untold};
}

void budget_told(struct budget *budget, const struct budget_ticket *ticket, int64_t limit,
                 int64_t remaining, int in_flight, int64_t now_ms) {
    learn_limit(budget, limit, remaining);
    bool is_current = ticket->window.number == budget->window.number;
    if (remaining < 0 || (!is_current && !is_later(ticket, remaining))) {
        /* The second may be a late word of the window before, where little was left. */
        budget->untold++;
        return;
    }
    if (is_current && is_later(ticket, remaining)) {
        budget->window.number++;
        budget->window.ends_ms = now_ms + BUDGET_WINDOW_MS;
        take_lowest(budget, ticket, remaining, in_flight, now_ms);
    } else if (remaining <= budget->window.lowest) {
        take_lowest(budget, ticket, remaining, in_flight, now_ms);
    }
}

void budget_renewed_by(struct budget *budget, int64_t at_ms) {
    if (at_ms < budget->window.ends_ms) {
        budget->window.ends_ms = at_ms;
    }
}

int64_t budget_remaining(const struct budget *budget, int64_t now_ms) {
    bool known = budget->remaining != BUDGET_UNKNOWN && now_ms < budget->told_ms + BUDGET_WINDOW_MS;
    return known ? budget->remaining : INT64_MAX;
}

int64_t budget_stated_limit(const struct budget *budget) {
    return budget->stated >= budget->remaining ? budget->stated : BUDGET_UNKNOWN;
}

int64_t budget_spendable(const struct budget *budget, int64_t now_ms) {
    int64_t remaining = budget_remaining(budget, now_ms);
    if (remaining == INT64_MAX) {
        return INT64_MAX;
    }
    return later(remaining - divide(later(budget->limit, 0), BUDGET_RESERVE_PARTS), 0);
}

int64_t budget_interval(const struct budget *budget, int64_t interval_ms, int endpoints,
                        int64_t now_ms) {
    int64_t spendable = budget_spendable(budget, now_ms);
    int64_t left_ms = later(budget->window.ends_ms - now_ms, 0);
    if (spendable > 0) {
        left_ms = divide(left_ms * endpoints, spendable);
    }
    return later(interval_ms, left_ms);
}
