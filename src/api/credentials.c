/* SPDX-License-Identifier: MIT */
#include "backfilltop/api/credentials.h"

#include "backfilltop/base/memory.h"

#include <stdlib.h>
#include <string.h>

static const char DOING[] = "reading SUPERMETRICS_API_KEY";

static bool is_printable(const char *token) {
    for (const char *byte = token; *byte != '\0'; byte++) {
        if (*byte <= ' ' || *byte > '~') {
            return false;
        }
    }
    return true;
}

bool credentials_from_environment(char **token, struct problem *problem) {
    const char *value = getenv("SUPERMETRICS_API_KEY");
    if (value == NULL || value[0] == '\0') {
        problem_set(problem, DOING, "set it to an API key of your team, or try --demo",
                    "it is not set");
        return false;
    }
    if (!is_printable(value)) {
        problem_set(problem, DOING, "copy the key again",
                    "it holds spaces, control characters or non-ASCII characters");
        return false;
    }
    *token = memory_copy(value, strlen(value));
    return true;
}

void credentials_wipe(char **token) {
    if (*token != NULL) {
        explicit_bzero(*token, strlen(*token));
    }
    free(*token);
    *token = NULL;
}
