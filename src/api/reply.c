/* SPDX-License-Identifier: MIT */
#include "backfilltop/api/reply.h"

#include "backfilltop/base/buffer.h"
#include "backfilltop/core/pacing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What each outcome is called, and what the user can do about it. */
static const struct {
    const char *name;
    const char *remedy;
} OUTCOMES[outcome_count] = {
    [OUTCOME_OK] = {"", ""},
    [OUTCOME_UNAUTHORIZED] = {"unauthorized",
                              "set SUPERMETRICS_API_KEY to a valid key and start again"},
    [OUTCOME_FORBIDDEN] =
        {"forbidden", "the key needs scope dwh_transfers_read and permission dwh.transfer.view "
                      "in this team: check --team and the key"},
    [OUTCOME_NOT_FOUND] = {"not found", "check --team and --base-url"},
    [OUTCOME_RATE_LIMITED] = {"rate limited", "waiting before the next request"},
    [OUTCOME_SERVER_ERROR] = {"server error", "trying again by itself"},
    [OUTCOME_REFUSED] = {"refused", "check --team and --base-url"},
    [OUTCOME_UNREADABLE] = {"unreadable answer", "check --base-url"},
    [OUTCOME_NO_CONNECTION] = {"no connection", "check the network, the proxy and --base-url"},
};

static enum outcome outcome_of_status(long status) {
    static const struct {
        long status;
        enum outcome outcome;
    } table[] = {{401, OUTCOME_UNAUTHORIZED}, {403, OUTCOME_FORBIDDEN},    {404, OUTCOME_NOT_FOUND},
                 {408, OUTCOME_SERVER_ERROR}, {429, OUTCOME_RATE_LIMITED}, {200, OUTCOME_OK}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (table[i].status == status) {
            return table[i].outcome;
        }
    }
    return status >= 500 ? OUTCOME_SERVER_ERROR : OUTCOME_REFUSED;
}

static int64_t retry_after_ms(const struct reply_raw *raw) {
    bool counts = raw->http_status == 429 || raw->http_status == 503;
    if (!counts || raw->retry_after_s <= 0) {
        return PACING_NO_RETRY_AFTER;
    }
    if (raw->retry_after_s > PACING_RETRY_AFTER_MAX_MS / 1000) {
        return PACING_RETRY_AFTER_MAX_MS;
    }
    return raw->retry_after_s * 1000;
}

static char *moved(char **from) {
    char *text = *from;
    *from = NULL;
    return text;
}

/* "403 forbidden: PERMISSION_ERROR: You may not (request 0189…)" */
static void describe(struct reply *reply, const char *detail) {
    struct buffer what = {0};
    if (reply->http_status != 0) {
        buffer_add_format(&what, "%ld ", reply->http_status);
    }
    buffer_add_string(&what, OUTCOMES[reply->outcome].name);
    if (reply->code != NULL) {
        buffer_add_format(&what, ": %s", reply->code);
    }
    if (detail != NULL && detail[0] != '\0') {
        buffer_add_format(&what, ": %.200s", detail);
    }
    if (reply->request_id != NULL) {
        buffer_add_format(&what, " (request %.64s)", reply->request_id);
    }
    problem_set(&reply->problem, "", OUTCOMES[reply->outcome].remedy, "%s", buffer_string(&what));
    buffer_clear(&what);
}

static void read_success(struct reply *reply, const struct reply_raw *raw) {
    struct decoded decoded;
    decode_list(raw->body, raw->body_length, &decoded);
    reply->request_id = moved(&decoded.request_id);
    if (decoded.result == DECODE_OK) {
        reply->snapshot = decoded.snapshot;
        decoded.snapshot = (struct snapshot){0};
    } else if (decoded.result == DECODE_ERROR_ENVELOPE) {
        reply->outcome = OUTCOME_REFUSED;
        reply->code = moved(&decoded.error.code);
        reply->message = moved(&decoded.error.message);
        describe(reply, reply->message);
    } else {
        reply->outcome = OUTCOME_UNREADABLE;
        describe(reply, decoded.problem.what);
    }
    decoded_clear(&decoded);
}

static void read_error(struct reply *reply, const struct reply_raw *raw) {
    struct decoded decoded;
    decode_error(raw->body, raw->body_length, &decoded);
    reply->request_id = moved(&decoded.request_id);
    reply->code = moved(&decoded.error.code);
    reply->message = moved(&decoded.error.message);
    describe(reply, reply->message);
    decoded_clear(&decoded);
}

static void describe_redirect(struct reply *reply, const char *target) {
    char detail[240];
    snprintf(detail, sizeof detail, "the server redirects to %.180s, which is not followed",
             target);
    describe(reply, detail);
}

void reply_init_list(struct reply *reply, const struct reply_raw *raw) {
    *reply = (struct reply){.http_status = raw->http_status, .retry_after_ms = retry_after_ms(raw)};
    if (raw->http_status == 0) {
        reply->outcome = OUTCOME_NO_CONNECTION;
        describe(reply, raw->transport);
        return;
    }
    reply->outcome = outcome_of_status(raw->http_status);
    if (raw->too_large || (raw->transport != NULL && reply->outcome == OUTCOME_OK)) {
        reply->outcome = raw->too_large ? OUTCOME_UNREADABLE : OUTCOME_NO_CONNECTION;
        describe(reply, raw->too_large ? "the answer is larger than 32 MiB" : raw->transport);
    } else if (raw->redirect_to != NULL) {
        describe_redirect(reply, raw->redirect_to);
    } else if (reply->outcome == OUTCOME_OK) {
        read_success(reply, raw);
    } else {
        read_error(reply, raw);
    }
}

void reply_clear(struct reply *reply) {
    free(reply->request_id);
    free(reply->code);
    free(reply->message);
    snapshot_clear(&reply->snapshot);
    *reply = (struct reply){0};
}
