/* SPDX-License-Identifier: MIT */
#include "exchange.h"

#include "client.h"

#include "backfilltop/api/call.h"
#include "backfilltop/base/memory.h"
#include "backfilltop/clock/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* libcurl sends a request again by itself when a kept connection turns out to be closed. Once is
 * fine: the server may have closed it before the request came. */
#define SENT_MOST 2

#define BODY_RESERVED_MAX ((curl_off_t)8 * 1024 * 1024) /* bytes, on the word of the server */

#define READ_BYTES 49152L /* at a time: most lists at once */

static const char AUTHORIZATION[] = "Authorization: Bearer ";

/* The next body of this handle may be small, and the buffers of all handles would add up. */
static void give_back_body(struct exchange *exchange) {
    bool was_large = exchange->body_too_large || exchange->crowded_out ||
                     exchange->body.capacity > CLIENT_BODY_LARGE;
    *exchange->bodies_length -= exchange->body.length;
    buffer_clear(&exchange->body);
    if (was_large) {
        memory_give_back();
    }
}

/* The length that the server announces need not be true, nor that of the decompressed body. */
static void reserve_body(struct exchange *exchange) {
    curl_off_t length = 0;
    CURLcode result = curl_easy_getinfo(exchange->easy, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T,
                                        &length);
    if (result == CURLE_OK && length > 0 && length <= BODY_RESERVED_MAX) {
        buffer_reserve(&exchange->body, (size_t)length);
    }
}

static size_t on_body(char *bytes, size_t size, size_t count, void *context) {
    struct exchange *exchange = context;
    size_t length = size * count;
    exchange->body_too_large = length > CLIENT_BODY_MAX - exchange->body.length;
    exchange->crowded_out = length > CLIENT_BODIES_MAX - *exchange->bodies_length;
    if (exchange->body_too_large || exchange->crowded_out) {
        give_back_body(exchange); /* part of a body is useless */
        return CURL_WRITEFUNC_ERROR;
    }
    *exchange->bodies_length += length;
    if (exchange->body.length == 0) {
        reserve_body(exchange);
    }
    buffer_add(&exchange->body, bytes, length);
    return length;
}

static bool is_status_line(const char *line, size_t length) {
    return length >= 5 && memcmp(line, "HTTP/", 5) == 0;
}

static bool is_end_of_head(const char *line, size_t length) {
    return (length == 1 && line[0] == '\n') || (length == 2 && memcmp(line, "\r\n", 2) == 0);
}

/* Called for each line, the status lines of interim answers among them. */
static size_t on_header(char *bytes, size_t size, size_t count, void *context) {
    struct exchange *exchange = context;
    size_t length = size * count;
    exchange->has_status = true;
    exchange->has_head = is_end_of_head(bytes, length) ||
                         (exchange->has_head && !is_status_line(bytes, length));
    if (length > CLIENT_HEAD_MAX - exchange->head_length) {
        exchange->head_too_large = true;
        return CURL_WRITEFUNC_ERROR;
    }
    exchange->head_length += length;
    return length;
}

/* Called just before the request is sent, or sent again.
 * NOLINTNEXTLINE(readability-non-const-parameter): libcurl sets the signature. */
static int on_request(void *context, char *to, char *from, int to_port, int from_port) {
    struct exchange *exchange = context;
    (void)to;
    (void)from;
    (void)to_port;
    (void)from_port;
    exchange->begun = true;
    exchange->sent++;
    bool allowed = exchange->sent <= SENT_MOST && !exchange->has_status;
    return allowed ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT;
}

static int on_resolve(void *resolver, void *reserved, void *context) {
    struct exchange *exchange = context;
    (void)resolver;
    (void)reserved;
    exchange->begun = true;
    return 0;
}

static int on_socket(void *context, curl_socket_t fd, curlsocktype purpose) {
    struct exchange *exchange = context;
    (void)fd;
    (void)purpose;
    exchange->begun = true;
    return CURL_SOCKOPT_OK;
}

static CURLcode on_tls(CURL *easy, void *tls, void *context) {
    struct exchange *exchange = context;
    (void)easy;
    (void)tls;
    exchange->began_tls = true;
    return CURLE_OK;
}

static void set_callbacks(struct exchange *exchange) {
    CURL *easy = exchange->easy;
    curl_easy_setopt(easy, CURLOPT_PRIVATE, exchange);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, exchange->error);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, exchange);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, exchange);
    curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L); /* they are the proxy's */
    curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_request);
    curl_easy_setopt(easy, CURLOPT_PREREQDATA, exchange);
    curl_easy_setopt(easy, CURLOPT_RESOLVER_START_FUNCTION, on_resolve);
    curl_easy_setopt(easy, CURLOPT_RESOLVER_START_DATA, exchange);
    curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, on_socket);
    curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, exchange);
    curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, exchange);
    exchange->notices_tls = curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, on_tls) == CURLE_OK;
}

static void set_conduct(CURL *easy, const struct endpoint *endpoint, const char *ca_file) {
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "backfilltop/" BACKFILLTOP_VERSION);
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, endpoint->plain ? "http" : "https");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); /* never wait for a resolver that hangs */
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, READ_BYTES);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, CLIENT_CONNECT_TIMEOUT_MS);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, CLIENT_TIMEOUT_MS);
    if (endpoint->loopback) {
        curl_easy_setopt(easy, CURLOPT_PROXY, "");
    }
    if (ca_file != NULL) {
        curl_easy_setopt(easy, CURLOPT_CAINFO, ca_file);
        curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    }
}

struct exchange *exchange_new(const struct endpoint *endpoint, const char *ca_file,
                              size_t *bodies_length) {
    struct exchange *exchange = memory_new(1, sizeof *exchange);
    exchange->bodies_length = bodies_length;
    exchange->easy = curl_easy_init();
    if (exchange->easy == NULL) {
        memory_exhausted();
    }
    set_callbacks(exchange);
    set_conduct(exchange->easy, endpoint, ca_file);
    return exchange;
}

void exchange_free(struct exchange *exchange) {
    exchange_end(exchange);
    exchange_release(exchange);
    curl_easy_cleanup(exchange->easy);
    free(exchange);
}

/* RFC 9110 section 13.1.2. The tag is valid: it cannot end the header. */
static void add_condition(struct curl_slist *headers, const char *etag) {
    char line[sizeof "If-None-Match: " + ETAG_MAX];
    snprintf(line, sizeof line, "If-None-Match: %s", etag);
    if (etag[0] != '\0' && curl_slist_append(headers, line) == NULL) {
        memory_exhausted();
    }
}

static void set_headers(struct exchange *exchange, const char *token) {
    size_t size = sizeof AUTHORIZATION + strlen(token);
    char *line = memory_new(size, 1);
    snprintf(line, size, "%s%s", AUTHORIZATION, token);
    struct curl_slist *first = curl_slist_append(NULL, "Accept: application/json");
    exchange->headers = first != NULL ? curl_slist_append(first, line) : NULL;
    explicit_bzero(line, size);
    free(line);
    if (exchange->headers == NULL) {
        memory_exhausted();
    }
    add_condition(exchange->headers, exchange->call.etag);
    curl_easy_setopt(exchange->easy, CURLOPT_HTTPHEADER, exchange->headers);
}

static void set_url(struct exchange *exchange, const char *base) {
    struct buffer url = {0};
    buffer_add_string(&url, base);
    call_add_path(&url, &exchange->call);
    curl_easy_setopt(exchange->easy, CURLOPT_URL, buffer_string(&url));
    buffer_clear(&url);
}

void exchange_begin(struct exchange *exchange, const struct call *call, const char *base,
                    const char *token, bool waits) {
    exchange->call = *call;
    exchange->head_length = 0;
    exchange->wait_end_ms = 0;
    exchange->begun_ms = clock_monotonic_ms();
    exchange->sent = 0;
    exchange->begun = false;
    exchange->began_tls = false;
    exchange->has_head = false;
    exchange->has_status = false;
    exchange->body_too_large = false;
    exchange->crowded_out = false;
    exchange->head_too_large = false;
    exchange->error[0] = '\0';
    curl_easy_setopt(exchange->easy, CURLOPT_PIPEWAIT, waits ? 1L : 0L);
    set_url(exchange, base);
    set_headers(exchange, token);
}

const char *exchange_token(const struct exchange *exchange) {
    return exchange->headers->next->data + strlen(AUTHORIZATION);
}

void exchange_end(struct exchange *exchange) {
    curl_easy_setopt(exchange->easy, CURLOPT_HTTPHEADER, NULL);
    for (struct curl_slist *header = exchange->headers; header != NULL; header = header->next) {
        explicit_bzero(header->data, strlen(header->data));
    }
    curl_slist_free_all(exchange->headers);
    exchange->headers = NULL;
}

void exchange_release(struct exchange *exchange) {
    give_back_body(exchange);
    for (int i = 0; i < exchange_text_count; i++) {
        buffer_clear(&exchange->texts[i]);
    }
}
