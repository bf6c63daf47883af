/* SPDX-License-Identifier: MIT */
#include "backfilltop/api/reply.h"

#include "backfilltop/api/http_date.h"
#include "backfilltop/api/retry_after.h"
#include "backfilltop/base/buffer.h"
#include "backfilltop/core/decode_transfers.h"
#include "backfilltop/core/quota.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum outcome outcome_of_status(long status) {
    static const struct {
        long status;
        enum outcome outcome;
    } table[] = {
        {304, OUTCOME_UNREADABLE}, {401, OUTCOME_UNAUTHORIZED}, {403, OUTCOME_FORBIDDEN},
        {404, OUTCOME_NOT_FOUND},  {408, OUTCOME_SERVER_ERROR}, {429, OUTCOME_RATE_LIMITED},
        {200, OUTCOME_OK}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (table[i].status == status) {
            return table[i].outcome;
        }
    }
    if (status > 200 && status < 300) {
        return OUTCOME_UNREADABLE; /* part of a resource, or nothing, does not answer a GET */
    }
    return status >= 500 ? OUTCOME_SERVER_ERROR : OUTCOME_REFUSED;
}

static int64_t server_time(const struct answer *answer) {
    const char *date = answer->headers[ANSWER_DATE];
    int64_t seconds = TIMES_ABSENT;
    bool is_readable = date != NULL && http_date_parse(date, answer->ended_s, &seconds) != NULL;
    return is_readable ? seconds : TIMES_ABSENT;
}

static int64_t skew_of(const struct answer *answer) {
    int64_t server_s = server_time(answer);
    int64_t skew_s = server_s != TIMES_ABSENT ? server_s - answer->ended_s : 0;
    return llabs(skew_s) > REPLY_SKEW_MAX_S ? skew_s : 0;
}

static int64_t retry_after_ms(const struct answer *answer) {
    bool counts = answer->http_status == 429 || answer->http_status == 503;
    return counts ? retry_after_wait_ms(answer->headers[ANSWER_RETRY_AFTER], server_time(answer),
                                        answer->ended_s)
                  : RETRY_AFTER_NONE;
}

static char *moved(char **from) {
    char *text = *from;
    *from = NULL;
    return text;
}

static bool has_text(const char *text) {
    return text != NULL && text[0] != '\0';
}

/* What the API says of an error: its message, or else its description. */
static const char *detail_of(const struct reply *reply) {
    return has_text(reply->message) ? reply->message : reply->description;
}

/* "403 forbidden" */
static void add_outcome(struct buffer *out, const struct reply *reply) {
    if (reply->http_status != 0 && reply->outcome != OUTCOME_NO_CONNECTION) {
        buffer_add_format(out, "%ld ", reply->http_status);
    }
    buffer_add_string(out, outcome_traits(reply->outcome)->label);
}

/* "PERMISSION_ERROR: You may not", or nothing */
static void add_cause(struct buffer *out, const struct reply *reply, const char *detail) {
    if (reply->code != NULL) {
        buffer_add_excerpt(out, reply->code, 64);
    }
    if (has_text(detail)) {
        buffer_add_string(out, reply->code != NULL ? ": " : "");
        buffer_add_excerpt(out, detail, 200);
    }
}

/* What to do, the id that support asks for, and what the API adds to its message. The last can be
 * cut off where there is not room for all. */
static void add_remedy(struct buffer *out, const struct reply *reply, const char *remedy,
                       const char *detail) {
    buffer_add_string(out, remedy);
    if (reply->request_id != NULL) {
        buffer_add_string(out, " (request ");
        buffer_add_excerpt(out, reply->request_id, 64);
        buffer_add_string(out, ")");
    }
    bool is_said = detail != NULL && reply->description != NULL &&
                   strcmp(detail, reply->description) == 0;
    if (has_text(reply->description) && !is_said) {
        buffer_add_format(out, ". %s", reply->description);
    }
}

/* "403 forbidden: PERMISSION_ERROR: You may not", and what to do. */
static void describe(struct reply *reply, const char *detail) {
    struct buffer cause = {0};
    struct buffer what = {0};
    struct buffer remedy = {0};
    char wait[64];
    snprintf(wait, sizeof wait, "the server asks to wait %" PRId64 " s",
             reply->retry_after_ms / 1000);
    bool is_to_wait = reply->retry_after_ms != RETRY_AFTER_NONE;
    add_outcome(&what, reply);
    add_cause(&cause, reply, detail);
    buffer_add_format(&what, "%s%s", cause.length > 0 ? ": " : "", buffer_string(&cause));
    add_remedy(&remedy, reply, is_to_wait ? wait : outcome_traits(reply->outcome)->remedy, detail);
    problem_set(&reply->problem, "", buffer_string(&remedy), "%s", buffer_string(&what));
    buffer_clear(&cause);
    buffer_clear(&what);
    buffer_clear(&remedy);
}

/* A header's whole number from 0 up; QUOTA_UNKNOWN for anything else. */
static int64_t header_number(const char *value) {
    char *end = NULL;
    if (value == NULL || value[0] < '0' || value[0] > '9') {
        return QUOTA_UNKNOWN;
    }
    errno = 0;
    long long number = strtoll(value, &end, 10);
    return errno == 0 && *end == '\0' ? number : QUOTA_UNKNOWN;
}

/* The result of decoding a body, for any kind of call. */
struct content {
    enum decode_result result;
    char **request_id;
    struct api_error *error;
    const struct problem *problem;
};

static void take_warnings(struct reply *reply, size_t count, const char *first) {
    reply->warnings = count;
    snprintf(reply->first_warning, sizeof reply->first_warning, "%s", first);
}

static void take_error(struct reply *reply, struct api_error *error) {
    reply->code = moved(&error->code);
    reply->message = moved(&error->message);
    reply->description = moved(&error->description);
    take_warnings(reply, error->warnings, error->first_warning);
    describe(reply, detail_of(reply));
}

/* Returns whether the content is what was asked for. */
static bool take_content(struct reply *reply, const struct content *content) {
    reply->request_id = moved(content->request_id);
    if (content->result == DECODE_ERROR_ENVELOPE) {
        reply->outcome = OUTCOME_REFUSED;
        take_error(reply, content->error);
    } else if (content->result == DECODE_UNREADABLE) {
        reply->outcome = OUTCOME_UNREADABLE;
        describe(reply, content->problem->what);
    }
    return content->result == DECODE_OK;
}

/* What is known of the list before; `cache` is NULL if nothing is. */
struct known_list {
    struct decode_cache *cache;
    uint64_t base;
};

static void decode_body(struct decoded *decoded, const struct answer *answer,
                        const struct known_list *known) {
    if (answer->call.kind != CALL_LIST) {
        decode_one(answer->body, answer->body_length, decoded);
    } else if (known->cache != NULL) {
        decode_list_since(known->cache, known->base, answer->body, answer->body_length, decoded);
    } else {
        decode_list(answer->body, answer->body_length, decoded);
    }
}

static void read_backfills(struct reply *reply, const struct answer *answer,
                           const struct known_list *known) {
    struct decoded decoded;
    decode_body(&decoded, answer, known);
    if (take_content(reply, &(struct content){decoded.result, &decoded.request_id, &decoded.error,
                                              &decoded.problem})) {
        reply->snapshot = decoded.snapshot;
        decoded.snapshot = (struct snapshot){0};
        take_warnings(reply, reply->snapshot.warnings, reply->snapshot.first_warning);
    }
    decoded_clear(&decoded);
}

static void read_transfers(struct reply *reply, const struct answer *answer) {
    struct decoded_transfers decoded;
    decode_transfers(answer->body, answer->body_length, &decoded);
    if (take_content(reply, &(struct content){decoded.result, &decoded.request_id, &decoded.error,
                                              &decoded.problem})) {
        reply->names = decoded.names;
        decoded.names = (struct transfer_name_list){0};
        take_warnings(reply, decoded.damaged, decoded.first_damaged);
    }
    decoded_transfers_clear(&decoded);
}

static void read_error(struct reply *reply, const struct answer *answer) {
    struct decoded decoded;
    decode_error(answer->body, answer->body_length, &decoded);
    reply->request_id = moved(&decoded.request_id);
    take_error(reply, &decoded.error);
    decoded_clear(&decoded);
}

static void describe_redirect(struct reply *reply, const char *target) {
    struct buffer detail = {0};
    buffer_add_string(&detail, "the server redirects to ");
    buffer_add_excerpt(&detail, target, 150);
    buffer_add_string(&detail, ", which is not followed");
    describe(reply, buffer_string(&detail));
    buffer_clear(&detail);
}

/* Nothing came, or not all of it, or something that is not HTTP. */
static void read_nothing(struct reply *reply, const struct answer *answer) {
    reply->outcome = answer->is_unreadable ? OUTCOME_UNREADABLE : OUTCOME_NO_CONNECTION;
    describe(reply, answer->failure);
}

/* A tag that is none, or too long, is not kept. */
static void take_etag(struct reply *reply, const char *etag) {
    if (etag != NULL && etag_is_valid(etag)) {
        snprintf(reply->etag, sizeof reply->etag, "%s", etag);
    }
}

/* 304: the list that the call named has not changed. */
static void read_not_modified(struct reply *reply, const struct answer *answer) {
    const char *etag = answer->headers[ANSWER_ETAG];
    const char *known = answer->call.etag;
    if (known[0] == '\0') {
        describe(reply, "not modified, but the request did not name a version (no If-None-Match)");
    } else if (etag != NULL && !etag_is_listed(known, etag)) {
        describe(reply, "not modified, but the version is not the one that the request named");
    } else {
        reply->outcome = OUTCOME_OK;
        reply->not_modified = true;
        take_etag(reply, etag != NULL ? etag : known);
    }
}

static void read_list(struct reply *reply, const struct answer *answer,
                      const struct known_list *known) {
    read_backfills(reply, answer, known);
    if (reply->outcome == OUTCOME_OK) {
        take_etag(reply, answer->headers[ANSWER_ETAG]);
    }
}

static void read_answer(struct reply *reply, const struct answer *answer,
                        const struct known_list *known) {
    reply->outcome = outcome_of_status(answer->http_status);
    bool is_not_modified = answer->http_status == 304;
    bool is_good = answer->http_status >= 200 && answer->http_status < 300;
    if ((is_good || is_not_modified) && answer->failure != NULL) {
        read_nothing(reply, answer);
    } else if (is_not_modified) {
        read_not_modified(reply, answer);
    } else if (answer->redirect_to != NULL) {
        describe_redirect(reply, answer->redirect_to);
    } else if (reply->outcome == OUTCOME_UNREADABLE) {
        describe(reply, "expected 200 or an error");
    } else if (reply->outcome != OUTCOME_OK) {
        read_error(reply, answer);
    } else if (answer->call.kind == CALL_TRANSFERS) {
        read_transfers(reply, answer);
    } else if (answer->call.kind == CALL_LIST) {
        read_list(reply, answer, known);
    } else {
        read_backfills(reply, answer, known);
    }
}

static void init(struct reply *reply, const struct answer *answer, const struct known_list *known) {
    *reply = (struct reply){
        .http_status = answer->http_status,
        .retry_after_ms = retry_after_ms(answer),
        .rate_limit = header_number(answer->headers[ANSWER_RATE_LIMIT]),
        .rate_remaining = header_number(answer->headers[ANSWER_RATE_REMAINING]),
        .server_time_s = server_time(answer),
        .skew_s = skew_of(answer),
    };
    if (answer->http_status == 0) {
        read_nothing(reply, answer);
    } else {
        read_answer(reply, answer, known);
    }
}

void reply_init(struct reply *reply, const struct answer *answer) {
    init(reply, answer, &(struct known_list){0});
}

void reply_init_since(struct reply *reply, const struct answer *answer, struct decode_cache *cache,
                      uint64_t base) {
    init(reply, answer, &(struct known_list){cache, base});
}

void reply_name_token(struct reply *reply, const char *origin, const char *renewal) {
    struct buffer cause = {0};
    struct buffer what = {0};
    struct buffer remedy = {0};
    const char *detail = detail_of(reply);
    add_outcome(&what, reply);
    add_cause(&cause, reply, detail);
    buffer_add_format(&what, ": %s was refused", origin);
    if (cause.length > 0) {
        buffer_add_format(&what, " (%s)", buffer_string(&cause));
    }
    add_remedy(&remedy, reply, renewal, detail);
    problem_set(&reply->problem, "", buffer_string(&remedy), "%s", buffer_string(&what));
    buffer_clear(&cause);
    buffer_clear(&what);
    buffer_clear(&remedy);
}

void reply_clear(struct reply *reply) {
    free(reply->request_id);
    free(reply->code);
    free(reply->message);
    free(reply->description);
    snapshot_clear(&reply->snapshot);
    transfer_name_list_clear(&reply->names);
    *reply = (struct reply){0};
}
