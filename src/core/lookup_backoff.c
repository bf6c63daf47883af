/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/lookup_backoff.h"

#include "backfilltop/base/numbers.h"
#include "backfilltop/base/random.h"
#include "backfilltop/core/backoff.h"

#include <limits.h>

static int64_t wait_ms(const struct lookup_wait *wait, int failures, uint64_t *random) {
    int64_t base_ms = backoff_ms(wait->least_ms, failures, wait->most_ms);
    return wait->spread > 0 ? base_ms + random_upto(random, base_ms / wait->spread) : base_ms;
}

static int polls_to_wait_for(const struct lookup_wait *wait, int failures) {
    if (wait->polls_from == 0 || failures < wait->polls_from) {
        return 0;
    }
    int polls = failures - wait->polls_from + 1;
    return min_int(polls, LOOKUP_POLLS_MAX);
}

void lookup_backoff_failed(struct lookup_backoff *backoff, const struct lookup_wait *wait,
                           int64_t from_ms, uint64_t *random) {
    backoff->renewed_ms = from_ms + wait_ms(wait, backoff->failures, random);
    backoff->due_ms = backoff->renewed_ms;
    if (wait->until_token) {
        backoff->due_ms = max_int64(backoff->due_ms, from_ms + LOOKUP_FORBIDDEN_MS);
    }
    if (backoff->failures < INT_MAX) {
        backoff->failures++;
    }
    backoff->polls = polls_to_wait_for(wait, backoff->failures);
    backoff->is_refusal = wait->is_refusal;
}

void lookup_backoff_polled(struct lookup_backoff *backoff) {
    if (backoff->polls > 0) {
        backoff->polls--;
    }
}

void lookup_backoff_token_changed(struct lookup_backoff *backoff) {
    if (backoff->failures == 1) {
        backoff->polls = 0;
    }
    backoff->due_ms = backoff->renewed_ms;
}

int64_t lookup_backoff_due_ms(const struct lookup_backoff *backoff) {
    return backoff->polls > 0 ? INT64_MAX : backoff->due_ms;
}
