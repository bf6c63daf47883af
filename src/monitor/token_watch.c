/* SPDX-License-Identifier: MIT */
#include "token_watch.h"

#include "backfilltop/base/times.h"

#include <stdio.h>

void token_watch_read(struct token_watch *watch, const struct credential_sources *sources) {
    watch->stamp = credentials_stamp(sources);
    watch->due_ms = INT64_MAX;
}

bool token_watch_look(struct token_watch *watch, const struct credential_sources *sources,
                      bool wanted, int64_t now_ms) {
    if (!wanted) {
        watch->due_ms = INT64_MAX;
        return false;
    }
    if (watch->due_ms != INT64_MAX && now_ms < watch->due_ms) {
        return false;
    }
    struct credentials_stamp stamp = credentials_stamp(sources);
    watch->due_ms = now_ms + TOKEN_WATCH_MS;
    return !credentials_stamp_is(&stamp, &watch->stamp);
}

bool token_watch_warns(const struct credentials *credentials, int64_t now_s) {
    return credentials->expires_s > 0 && now_s >= credentials->expires_s - TOKEN_WATCH_WARN_S;
}

void token_watch_describe(const struct credentials *credentials, int64_t now_s, char *text,
                          size_t size) {
    int64_t left_s = credentials->expires_s - now_s;
    bool too_early = credentials->renewable && left_s > CREDENTIALS_EXPIRES_EARLY_S;
    char span[TIMES_TEXT];
    times_format_span(span, left_s);
    if (left_s <= 0) {
        snprintf(text, size, "%s has expired: %s", credentials->origin, credentials->upkeep);
    } else {
        snprintf(text, size, "%s expires in %s: %s%s", credentials->origin, span,
                 too_early ? "then " : "", credentials->upkeep);
    }
}
