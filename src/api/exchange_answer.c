/* SPDX-License-Identifier: MIT */
#include "exchange_answer.h"

#include "transport.h"

#include "backfilltop/api/client.h"
#include "backfilltop/api/http_date.h"
#include "backfilltop/base/redact.h"
#include "backfilltop/base/times.h"
#include "backfilltop/clock/clock.h"

#include <stdlib.h>
#include <string.h>

/* The texts of an answer beside its body. */
enum text {
    TEXT_RETRY_AFTER,
    TEXT_RATE_LIMIT,
    TEXT_REMAINING,
    TEXT_DATE,
    TEXT_REDIRECT,
    TEXT_REASON,
    text_count
};

/* Of these headers the first counts, but for those that add up. */
static const struct {
    const char *name;
    enum text text;
    bool adds_up;
} HEADERS[] = {
    {"Retry-After", TEXT_RETRY_AFTER, true},
    {"X-RateLimit-Limit", TEXT_RATE_LIMIT, false},
    {"X-RateLimit-Remaining", TEXT_REMAINING, false},
    {"Date", TEXT_DATE, false},
};

/* Several values are joined by commas (RFC 9110 section 5.3). */
static void add_header(struct buffer *text, CURL *easy, const char *name, bool adds_up) {
    struct curl_header *found = NULL;
    for (size_t i = 0; i == 0 || adds_up; i++) {
        if (curl_easy_header(easy, name, i, CURLH_HEADER, -1, &found) != CURLHE_OK) {
            return;
        }
        buffer_add_format(text, "%s%s", i > 0 ? ", " : "", found->value);
    }
}

/* Why there is no whole answer, or NULL. */
static const char *reason_of(const struct exchange *exchange, CURLcode result, long status) {
    if (result == CURLE_ABORTED_BY_CALLBACK) {
        return "the server broke off without an answer, twice";
    }
    if (result != CURLE_OK) {
        return exchange->error[0] != '\0' ? exchange->error : curl_easy_strerror(result);
    }
    if (status < 200) {
        return "the connection ended after an interim answer";
    }
    return exchange->has_head ? NULL : "the connection ended within the headers";
}

static void gather(struct buffer *texts, const struct exchange *exchange, CURLcode result,
                   long status) {
    const char *target = NULL;
    const char *reason = reason_of(exchange, result, status);
    for (size_t i = 0; i < sizeof HEADERS / sizeof HEADERS[0]; i++) {
        add_header(&texts[HEADERS[i].text], exchange->easy, HEADERS[i].name, HEADERS[i].adds_up);
    }
    curl_easy_getinfo(exchange->easy, CURLINFO_REDIRECT_URL, &target);
    if (target != NULL) {
        buffer_add_string(&texts[TEXT_REDIRECT], target);
    }
    if (reason != NULL) {
        buffer_add_string(&texts[TEXT_REASON], reason);
    }
}

static void redact_all(struct exchange *exchange, struct buffer *texts) {
    const char *token = exchange_token(exchange);
    redact_json(exchange->body.bytes, exchange->body.length, token);
    for (int i = 0; i < text_count; i++) {
        redact_text(texts[i].bytes, texts[i].length, token);
    }
}

static const char *why_unreadable(const struct exchange *exchange, CURLcode result,
                                  const char *reason) {
    if (exchange->body_too_large) {
        return "the answer is larger than 32 MiB";
    }
    if (exchange->crowded_out) {
        return "the answers under way are larger than 128 MiB";
    }
    if (exchange->head_too_large) {
        return "the headers of the answer are larger than 64 KiB";
    }
    return reason != NULL ? transport_unreadable(result, reason) : NULL;
}

static int64_t server_time(const char *date, int64_t now_s) {
    int64_t seconds = TIMES_ABSENT;
    return date != NULL && http_date_parse(date, now_s, &seconds) != NULL ? seconds : TIMES_ABSENT;
}

void answer_take(struct exchange *exchange, CURLcode result, bool is_plain, struct reply *reply) {
    struct buffer texts[text_count] = {{0}};
    long status = 0;
    int64_t now_s = clock_wall_s();
    curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &status);
    gather(texts, exchange, result, status);
    redact_all(exchange, texts);
    struct reply_timing timing = transport_timing(exchange->easy);
    const char *reason = texts[TEXT_REASON].bytes;
    struct reply_raw raw = {
        .http_status = status >= 200 ? status : 0, /* an interim one is not the answer */
        .body = buffer_string(&exchange->body),
        .body_length = exchange->body.length,
        .unreadable = why_unreadable(exchange, result, reason),
        .retry_after = texts[TEXT_RETRY_AFTER].bytes,
        .rate_limit = texts[TEXT_RATE_LIMIT].bytes,
        .remaining = texts[TEXT_REMAINING].bytes,
        .server_time_s = server_time(texts[TEXT_DATE].bytes, now_s),
        .now_s = now_s,
        .transport = reason,
        .redirect_to = texts[TEXT_REDIRECT].bytes,
        .stage = transport_stage(exchange, result, &timing, is_plain),
        .timing = timing,
    };
    reply_init(reply, exchange->call.kind, &raw);
    for (int i = 0; i < text_count; i++) {
        buffer_clear(&texts[i]);
    }
}
