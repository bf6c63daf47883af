/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/quota.h"

#include "backfilltop/base/numbers.h"

#include <stdbool.h>

/* Rounded up; the dividend not negative, the divisor above 0. */
static int64_t divide(int64_t dividend, int64_t divisor) {
    return dividend / divisor + (dividend % divisor != 0);
}

static void learn_limit(struct quota *quota, int64_t limit, int64_t remaining) {
    if (limit > 0) {
        quota->limit = limit;
        quota->stated = limit;
    }
    if (remaining > 0) {
        quota->limit = max_int64(quota->limit, remaining);
    }
}

/* Every request that the server may have counted after this Remaining is subtracted from it. */
static void take_lowest(struct quota *quota, const struct quota_ticket *ticket,
                        const struct quota_report *report, int64_t now_ms) {
    int64_t uncounted = (int64_t)(quota->unreported - ticket->unreported) + report->in_flight;
    quota->window.lowest = report->remaining;
    quota->reported_ms = now_ms;
    quota->remaining = max_int64(report->remaining - uncounted, 0);
}

/* Whether the answer can only come from a later window than was known when its request was sent. */
static bool is_later(const struct quota_ticket *ticket, int64_t remaining) {
    return ticket->sent_ms >= ticket->window.ends_ms || remaining > ticket->window.lowest;
}

struct quota quota_unknown(void) {
    return (struct quota){
        .limit = QUOTA_UNKNOWN, .stated = QUOTA_UNKNOWN, .remaining = QUOTA_UNKNOWN};
}

struct quota_ticket quota_spend(struct quota *quota, int64_t now_ms) {
    if (quota->remaining > 0) {
        quota->remaining--;
    }
    return (struct quota_ticket){now_ms, quota->window, quota->unreported};
}

void quota_reported(struct quota *quota, const struct quota_ticket *ticket,
                    struct quota_report report, int64_t now_ms) {
    bool is_current = ticket->window.number == quota->window.number;
    bool is_new = is_later(ticket, report.remaining);
    learn_limit(quota, report.limit, report.remaining);
    if (report.remaining < 0 || (!is_current && !is_new)) {
        /* In the second case it may be a late report of the window before, with little left. */
        quota->unreported++;
        return;
    }
    if (is_current && is_new) {
        quota->window.number++;
        quota->window.ends_ms = now_ms + QUOTA_WINDOW_MS;
        take_lowest(quota, ticket, &report, now_ms);
    } else if (report.remaining <= quota->window.lowest) {
        take_lowest(quota, ticket, &report, now_ms);
    }
}

void quota_renewed_by(struct quota *quota, int64_t at_ms) {
    quota->window.ends_ms = min_int64(quota->window.ends_ms, at_ms);
}

int64_t quota_remaining(const struct quota *quota, int64_t now_ms) {
    bool known = quota->remaining != QUOTA_UNKNOWN && now_ms < quota->reported_ms + QUOTA_WINDOW_MS;
    return known ? quota->remaining : INT64_MAX;
}

struct quota_left quota_left(const struct quota *quota, int64_t now_ms) {
    return (struct quota_left){
        .remaining = quota_remaining(quota, now_ms),
        .limit = quota->stated >= quota->remaining ? quota->stated : QUOTA_UNKNOWN,
    };
}

int64_t quota_spendable(const struct quota *quota, int64_t now_ms) {
    int64_t remaining = quota_remaining(quota, now_ms);
    if (remaining == INT64_MAX) {
        return INT64_MAX;
    }
    return max_int64(remaining - divide(max_int64(quota->limit, 0), QUOTA_RESERVE_PARTS), 0);
}

int64_t quota_interval(const struct quota *quota, int64_t interval_ms, int endpoints,
                       int64_t now_ms) {
    int64_t spendable = quota_spendable(quota, now_ms);
    int64_t left_ms = max_int64(quota->window.ends_ms - now_ms, 0);
    if (spendable > 0) {
        left_ms = divide(left_ms * endpoints, spendable);
    }
    return max_int64(interval_ms, left_ms);
}
