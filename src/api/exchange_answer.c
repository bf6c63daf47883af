/* SPDX-License-Identifier: MIT */
#include "exchange_answer.h"

#include "transport.h"

#include "backfilltop/base/redact.h"
#include "backfilltop/clock/clock.h"

/* Whether all headers of this name count, joined by commas (RFC 9110 section 5.3). Of the others
 * the first one counts. */
static bool is_list(enum answer_header header) {
    return header == ANSWER_RETRY_AFTER;
}

static void add_header(struct buffer *text, CURL *easy, enum answer_header header) {
    const char *name = answer_header_name(header);
    struct curl_header *found = NULL;
    for (size_t i = 0; i == 0 || is_list(header); i++) {
        if (curl_easy_header(easy, name, i, CURLH_HEADER, -1, &found) != CURLHE_OK) {
            return;
        }
        buffer_add_format(text, "%s%s", i > 0 ? ", " : "", found->value);
    }
}

/* Why there is no whole answer, or NULL. */
static const char *reason_of(const struct exchange *exchange, CURLcode result, long status) {
    if (result == CURLE_ABORTED_BY_CALLBACK) {
        return "the server closed the connection without an answer, twice";
    }
    if (result != CURLE_OK) {
        return exchange->error[0] != '\0' ? exchange->error : curl_easy_strerror(result);
    }
    if (status < 200) {
        return "the connection ended after an interim answer";
    }
    return exchange->has_head ? NULL : "the connection ended within the headers";
}

/* Why what came cannot be read, or NULL. */
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

static void gather(struct exchange *exchange, const char *failure) {
    const char *target = NULL;
    for (enum answer_header header = 0; header < answer_header_count; header++) {
        add_header(&exchange->texts[header], exchange->easy, header);
    }
    curl_easy_getinfo(exchange->easy, CURLINFO_REDIRECT_URL, &target);
    if (target != NULL) {
        buffer_add_string(&exchange->texts[EXCHANGE_REDIRECT], target);
    }
    if (failure != NULL) {
        buffer_add_string(&exchange->texts[EXCHANGE_FAILURE], failure);
    }
}

static void redact_all(struct exchange *exchange) {
    const char *token = exchange_token(exchange);
    redact_json(exchange->body.bytes, exchange->body.length, token);
    for (int i = 0; i < exchange_text_count; i++) {
        redact_text(exchange->texts[i].bytes, exchange->texts[i].length, token);
    }
}

const struct answer *exchange_answer(struct exchange *exchange, CURLcode result, bool is_plain) {
    struct answer *answer = &exchange->answer;
    long status = 0;
    curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &status);
    const char *reason = reason_of(exchange, result, status);
    const char *unreadable = why_unreadable(exchange, result, reason);
    gather(exchange, unreadable != NULL ? unreadable : reason);
    redact_all(exchange);
    *answer = (struct answer){
        .call = exchange->call,
        .http_status = status >= 200 ? status : 0, /* an interim one is not the answer */
        .redirect_to = exchange->texts[EXCHANGE_REDIRECT].bytes,
        .body = buffer_string(&exchange->body),
        .body_length = exchange->body.length,
        .failure = exchange->texts[EXCHANGE_FAILURE].bytes,
        .is_unreadable = unreadable != NULL,
        .begun_ms = exchange->begun_ms,
        .ended_ms = clock_monotonic_ms(),
        .ended_s = clock_wall_s(),
        .timing = transport_timing(exchange->easy),
    };
    answer->stage = transport_stage(exchange, result, &answer->timing, is_plain);
    for (int i = 0; i < answer_header_count; i++) {
        answer->headers[i] = exchange->texts[i].bytes;
    }
    return answer;
}
