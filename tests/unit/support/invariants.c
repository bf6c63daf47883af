/* SPDX-License-Identifier: MIT */
#include "invariants.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

/* Polls of several teams may be due at once before and after something held them all. */
#define POLLS_BEFORE_A_LOOKUP (LIMITER_POLLS_PER_LOOKUP + 2 * CONDUCTOR_TEAMS)

static int64_t later(int64_t a, int64_t b) {
    return a > b ? a : b;
}

static int64_t sooner(int64_t a, int64_t b) {
    return a < b ? a : b;
}

static bool knows_window(const struct watch *watch, const struct toy_server *server) {
    return watch->window == server->window &&
           server->now_ms - server->window_began_ms < TOY_HOUR_MS;
}

static int under_way(const struct watch *watch) {
    int requests = watch->lookups;
    for (int i = 0; i < CONDUCTOR_TEAMS; i++) {
        requests += watch->polling[i];
    }
    return requests;
}

/* Whether the window has ended may be found out by one poll at a time. */
static void check_after_window(const struct watch *watch, enum limiter_class class,
                               const struct toy_server *server) {
    bool used_up = watch->lowest <= (class == LIMITER_REFRESH ? 0 : toy_server_reserve(server));
    if (used_up && server->now_ms < watch->told_ms + TOY_HOUR_MS) {
        assert_int_not_equal(class, LIMITER_LOOKUP);
        assert_int_equal(under_way(watch), 0);
    }
}

static void check_quota(const struct watch *watch, enum limiter_class class,
                        const struct toy_server *server, int64_t unanswered) {
    if (watch->window == 0) {
        return;
    }
    if (server->now_ms >= watch->ends_ms) {
        check_after_window(watch, class, server);
        return;
    }
    assert_true(watch->lowest > 0);
    if (class == LIMITER_REFRESH) {
        return;
    }
    assert_true(watch->lowest > toy_server_reserve(server));
    if (unanswered >= 0 && knows_window(watch, server)) {
        assert_true(toy_server_remaining(server) - unanswered > toy_server_reserve(server));
    }
}

static void check_poll(struct watch *watch, int team, int64_t now_ms) {
    const struct conductor *conductor = watch->conductor;
    assert_false(watch->polling[team]);
    watch->polling[team] = true;
    assert_true(now_ms <= watch->poll_by_ms[team]);
    watch->polls_since_lookup++;
    bool could_leave = watch->lookups < LIMITER_LOOKUPS_IN_FLIGHT &&
                       quota_spendable(&conductor->limiter.quota, now_ms) > 0;
    watch->polls_while_waiting += could_leave && lookups_due_ms(&conductor->lookups) <= now_ms;
    assert_true(watch->polls_while_waiting <= POLLS_BEFORE_A_LOOKUP);
}

static struct watch_failure *failure_of(struct watch *watch,
                                        const struct conductor_request *request) {
    return &watch->failed[request->team][request->call == CONDUCTOR_TRANSFERS ? 0 : 1];
}

static bool is_refusal(enum outcome outcome) {
    return outcome == OUTCOME_UNAUTHORIZED || outcome == OUTCOME_FORBIDDEN ||
           outcome == OUTCOME_REFUSED || outcome == OUTCOME_UNREADABLE;
}

/* What was refused is left alone for a while, and until a poll, or another token, gives hope. */
static void check_after_failure(const struct watch_failure *failure,
                                const struct conductor_request *request, int64_t now_ms) {
    bool is_name = request->call == CONDUCTOR_TRANSFERS;
    int64_t waited_ms = now_ms - failure->ended_ms;
    if (failure->outcome == OUTCOME_OK || failure->outcome == OUTCOME_NOT_FOUND) {
        return;
    }
    if (is_refusal(failure->outcome) || is_name) {
        assert_true(failure->polls > 0 || failure->token_changed);
    }
    if (is_refusal(failure->outcome) && !is_name) {
        assert_true(waited_ms >= LOOKUPS_REFUSED_MS);
    }
    if (failure->outcome == OUTCOME_FORBIDDEN && !failure->token_changed) {
        assert_true(waited_ms >= LOOKUP_FORBIDDEN_MS - (is_name ? TRANSFER_NAMES_SPACING_MS : 0));
    }
    assert_true(waited_ms >= TRANSFER_NAMES_RETRY_MS ||
                (is_name && failure->outcome != OUTCOME_NO_CONNECTION));
}

static void check_lookup(struct watch *watch, const struct conductor_request *request,
                         int64_t now_ms) {
    const struct conductor *conductor = watch->conductor;
    assert_true(watch->lookups < LIMITER_LOOKUPS_IN_FLIGHT);
    assert_true(now_ms - watch->lookup_ms >= LIMITER_LOOKUP_SPACING_MS);
    assert_true(watch->polls_since_lookup >= LIMITER_POLLS_PER_LOOKUP ||
                conductor->stretched_ms == conductor->interval_ms);
    watch->lookups++;
    watch->lookup_ms = now_ms;
    watch->polls_since_lookup = 0;
    watch->polls_while_waiting = 0;
    const struct watch_failure *failure = failure_of(watch, request);
    check_after_failure(failure, request, now_ms);
    if (request->call == CONDUCTOR_TRANSFERS) {
        int64_t *asked_ms = &watch->names_at_ms[request->team];
        assert_true(*asked_ms < 0 || now_ms - *asked_ms >= TRANSFER_NAMES_SPACING_MS ||
                    failure->outcome == OUTCOME_NO_CONNECTION);
        *asked_ms = now_ms;
    }
}

/* That a window is a new one can be known from a Remaining above what was known, or by time. */
static void learn_window(struct watch *watch, const struct watched *watched,
                         const struct toy_answer *answer, int64_t now_ms) {
    if (answer->remaining < 0) {
        return;
    }
    bool renewed = watched->request.ticket.quota.sent_ms >= watched->ends_ms ||
                   answer->remaining > watched->lowest;
    if (watched->windows != watch->windows && !renewed) {
        return;
    }
    if (watched->windows == watch->windows && renewed) {
        watch->window = answer->window;
        watch->windows++;
        watch->ends_ms = now_ms + TOY_HOUR_MS;
        watch->lowest = answer->remaining;
    }
    if (answer->remaining <= watch->lowest) {
        watch->lowest = answer->remaining;
        watch->told_ms = now_ms;
    }
}

static void learn_retry_after(struct watch *watch, const struct toy_answer *answer,
                              int64_t now_ms) {
    if (answer->retry_after_ms <= 0) {
        return;
    }
    int64_t until_ms = now_ms + answer->retry_after_ms;
    watch->retry_until_ms = later(watch->retry_until_ms, until_ms);
    if (answer->outcome == OUTCOME_RATE_LIMITED && answer->remaining <= 0) {
        watch->ends_ms = sooner(watch->ends_ms, until_ms);
    }
}

static int64_t poll_by_ms(const struct pacing *poll, enum outcome outcome, int64_t now_ms) {
    switch (outcome) {
    case OUTCOME_OK:
        return later(now_ms, poll->began_ms + poll->interval_ms + poll->interval_ms / 20);
    case OUTCOME_FORBIDDEN:
        return later(now_ms, poll->began_ms + later(poll->interval_ms, PACING_DENIED_MS));
    default:
        return now_ms + poll->interval_ms + PACING_BACKOFF_MAX_MS;
    }
}

void watch_init(struct watch *watch, const struct conductor *conductor, int64_t now_ms) {
    *watch = (struct watch){.conductor = conductor, .polls_since_lookup = LIMITER_POLLS_PER_LOOKUP};
    for (int i = 0; i < CONDUCTOR_TEAMS; i++) {
        watch->poll_by_ms[i] = now_ms;
        watch->names_at_ms[i] = -1;
    }
}

void watch_turn(const struct watch *watch, int64_t now_ms) {
    for (int i = 0; i < watch->conductor->teams; i++) {
        assert_true(watch->polling[i] || now_ms <= watch->poll_by_ms[i]);
    }
}

struct watched watch_request(struct watch *watch, const struct conductor_request *request,
                             const struct toy_server *server, int64_t unanswered) {
    assert_true(server->now_ms >= watch->retry_until_ms);
    check_quota(watch, request->ticket.class, server, unanswered);
    if (request->call == CONDUCTOR_LIST) {
        check_poll(watch, request->team, server->now_ms);
    } else {
        check_lookup(watch, request, server->now_ms);
    }
    return (struct watched){*request, watch->windows, watch->ends_ms, watch->lowest};
}

/* A poll waits for its outcome, the quota's interval, Retry-After, or the window's end. */
void watch_waits(struct watch *watch, int64_t now_ms) {
    const struct conductor *conductor = watch->conductor;
    const struct quota *quota = &conductor->limiter.quota;
    int64_t stretched_ms = quota_interval(quota, conductor->interval_ms, conductor->teams, now_ms);
    int64_t held_ms = watch->retry_until_ms;
    if (quota_spendable(quota, now_ms) == 0) {
        bool ended = now_ms >= quota->window.ends_ms;
        int64_t until_ms = ended ? quota->reported_ms + TOY_HOUR_MS : quota->window.ends_ms;
        assert_true(until_ms <= now_ms + TOY_HOUR_MS);
        held_ms = later(held_ms, until_ms);
    }
    watch->longest_ms = later(watch->longest_ms, stretched_ms);
    for (int i = 0; i < conductor->teams; i++) {
        int64_t spaced_ms = conductor->polls[i].began_ms + stretched_ms + stretched_ms / 20;
        watch->poll_by_ms[i] = later(watch->poll_by_ms[i], later(held_ms, spaced_ms));
    }
}

/* Two that were under way together fail once. */
static void record_failure(struct watch_failure *failure, const struct watched *watched,
                           enum outcome outcome, int64_t now_ms) {
    bool had_failed = failure->outcome != OUTCOME_OK && failure->outcome != OUTCOME_NOT_FOUND &&
                      watched->request.ticket.quota.sent_ms <= failure->ended_ms;
    if (outcome == OUTCOME_OK || !had_failed ||
        (is_refusal(outcome) && !is_refusal(failure->outcome))) {
        *failure = (struct watch_failure){.outcome = outcome, .ended_ms = now_ms};
    }
}

void watch_answer(struct watch *watch, const struct watched *watched,
                  const struct toy_answer *answer, int64_t now_ms) {
    const struct conductor_request *request = &watched->request;
    learn_window(watch, watched, answer, now_ms);
    learn_retry_after(watch, answer, now_ms);
    if (request->call == CONDUCTOR_LIST) {
        watch->polling[request->team] = false;
        watch->poll_by_ms[request->team] = poll_by_ms(&watch->conductor->polls[request->team],
                                                      answer->outcome, now_ms);
        watch->failed[request->team][0].polls += answer->outcome == OUTCOME_OK;
        watch->failed[request->team][1].polls += answer->outcome == OUTCOME_OK;
        return;
    }
    watch->lookups--;
    record_failure(failure_of(watch, request), watched, answer->outcome, now_ms);
}

void watch_token_changed(struct watch *watch) {
    for (int team = 0; team < CONDUCTOR_TEAMS; team++) {
        watch->failed[team][0].token_changed = true;
        watch->failed[team][1].token_changed = true;
    }
}
