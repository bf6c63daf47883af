/* SPDX-License-Identifier: MIT */
#include "outcomes.h"

enum exit_code outcome_exit_code(enum outcome outcome) {
    static const enum exit_code codes[outcome_count] = {
        [OUTCOME_OK] = EXIT_CODE_OK,
        [OUTCOME_UNAUTHORIZED] = EXIT_CODE_AUTH,
        [OUTCOME_FORBIDDEN] = EXIT_CODE_AUTH,
        [OUTCOME_NOT_FOUND] = EXIT_CODE_FAILURE,
        [OUTCOME_RATE_LIMITED] = EXIT_CODE_UNAVAILABLE,
        [OUTCOME_SERVER_ERROR] = EXIT_CODE_UNAVAILABLE,
        [OUTCOME_REFUSED] = EXIT_CODE_FAILURE,
        [OUTCOME_UNREADABLE] = EXIT_CODE_FAILURE,
        [OUTCOME_NO_CONNECTION] = EXIT_CODE_UNAVAILABLE,
    };
    return codes[outcome];
}
