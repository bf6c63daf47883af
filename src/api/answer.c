/* SPDX-License-Identifier: MIT */
#include "backfilltop/api/answer.h"

const char *answer_header_name(enum answer_header header) {
    static const char *const names[] = {
        [ANSWER_RETRY_AFTER] = "Retry-After",
        [ANSWER_RATE_LIMIT] = "X-RateLimit-Limit",
        [ANSWER_RATE_REMAINING] = "X-RateLimit-Remaining",
        [ANSWER_DATE] = "Date",
        [ANSWER_ETAG] = "ETag",
    };
    _Static_assert(sizeof names / sizeof names[0] == answer_header_count, "a header has no name");
    return names[header];
}
