/* SPDX-License-Identifier: MIT */
#include "transport.h"

#include <string.h>

/* What libcurl calls the time at which a stage ended. */
static CURLINFO end_of(enum answer_stage stage) {
    switch (stage) {
    case ANSWER_STAGE_DNS:
        return CURLINFO_NAMELOOKUP_TIME_T;
    case ANSWER_STAGE_CONNECT:
        return CURLINFO_CONNECT_TIME_T;
    case ANSWER_STAGE_TLS:
        return CURLINFO_APPCONNECT_TIME_T;
    case ANSWER_STAGE_HTTP:
    case answer_stage_count:
        break;
    }
    return CURLINFO_TOTAL_TIME_T;
}

struct answer_timing transport_timing(CURL *easy) {
    struct answer_timing timing = {{0}};
    for (int stage = 0; stage < answer_stage_count; stage++) {
        curl_off_t microseconds = 0;
        curl_easy_getinfo(easy, end_of((enum answer_stage)stage), &microseconds);
        timing.stage_us[stage] = microseconds;
    }
    return timing;
}

/* The results that only one stage can have. */
static bool stage_of_result(CURLcode result, enum answer_stage *stage) {
    static const struct {
        CURLcode result;
        enum answer_stage stage;
    } table[] = {
        {CURLE_COULDNT_RESOLVE_HOST, ANSWER_STAGE_DNS},
        {CURLE_COULDNT_RESOLVE_PROXY, ANSWER_STAGE_DNS},
        {CURLE_COULDNT_CONNECT, ANSWER_STAGE_CONNECT},
        {CURLE_PROXY, ANSWER_STAGE_CONNECT},
        {CURLE_SSL_CONNECT_ERROR, ANSWER_STAGE_TLS},
        {CURLE_PEER_FAILED_VERIFICATION, ANSWER_STAGE_TLS},
        {CURLE_SSL_CACERT_BADFILE, ANSWER_STAGE_TLS},
        {CURLE_SSL_CERTPROBLEM, ANSWER_STAGE_TLS},
        {CURLE_SSL_ISSUER_ERROR, ANSWER_STAGE_TLS},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (table[i].result == result) {
            *stage = table[i].stage;
            return true;
        }
    }
    return false;
}

/* The stage of a timeout or a reset shows in what happened before it. A proxy that refuses the
 * tunnel ends the call between TCP and TLS. */
enum answer_stage transport_stage(const struct exchange *exchange, CURLcode result,
                                  const struct answer_timing *timing, bool is_plain) {
    enum answer_stage stage;
    if (stage_of_result(result, &stage)) {
        return stage;
    }
    if (exchange->sent > 0) {
        return ANSWER_STAGE_HTTP;
    }
    if (timing->stage_us[ANSWER_STAGE_DNS] == 0) {
        return ANSWER_STAGE_DNS;
    }
    /* Some versions of libcurl do not say when TCP was connected until TLS is too. */
    bool in_tls = exchange->notices_tls ? exchange->began_tls
                                        : !is_plain && timing->stage_us[ANSWER_STAGE_CONNECT] != 0;
    return in_tls ? ANSWER_STAGE_TLS : ANSWER_STAGE_CONNECT;
}

const char *transport_unreadable(CURLcode result, const char *reason) {
    static const struct {
        CURLcode result;
        const char *words;  /* that the reason must contain; "": any reason */
        const char *better; /* words than libcurl's, or NULL */
    } table[] = {
        {CURLE_UNSUPPORTED_PROTOCOL, "", NULL}, /* HTTP/0.9, or a future version */
        {CURLE_WEIRD_SERVER_REPLY, "", NULL},   /* a header that HTTP does not allow */
        {CURLE_BAD_CONTENT_ENCODING, "", NULL}, /* not compressed as it says, or unknown */
        {CURLE_WRITE_ERROR, "", "the body is not compressed as the headers say"},
        {CURLE_OUT_OF_MEMORY, "", "a header is longer than libcurl accepts"},
        {CURLE_RECV_ERROR, "chunk",
         NULL}, /* a malformed chunk; this word is in every version's reason */
        {CURLE_RECV_ERROR, "response headers", NULL}, /* more of them than libcurl accepts */
#if LIBCURL_VERSION_NUM >= 0x080600
        {CURLE_TOO_LARGE, "", NULL},
#endif
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (table[i].result == result && strstr(reason, table[i].words) != NULL) {
            return table[i].better != NULL ? table[i].better : reason;
        }
    }
    return NULL;
}
