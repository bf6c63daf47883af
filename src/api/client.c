/* SPDX-License-Identifier: MIT */
#include "backfilltop/api/client.h"

#include "backfilltop/base/buffer.h"
#include "backfilltop/base/memory.h"

#include <curl/curl.h>

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A shorter one is no real token, and may well be part of a word. */
#define TOKEN_LEAST 12

static const char AUTHORIZATION[] = "Authorization: Bearer ";

/* One call with its easy handle. Handles are kept and used again: with them libcurl keeps its
 * buffers. */
struct exchange {
    struct exchange *next;
    const struct client *client;
    struct call call;
    CURL *easy;
    struct curl_slist *headers;
    struct buffer body;
    bool too_large;
    bool crowded_out;
    char error[CURL_ERROR_SIZE];
};

struct client {
    CURLM *multi;
    char *base;
    char *ca_file;
    bool plain;
    bool loopback;
    struct exchange *idle;
    struct exchange *busy;
};

/* Bytes of all bodies that are under way. */
static size_t bodies_length(const struct client *client) {
    size_t length = 0;
    for (const struct exchange *exchange = client->busy; exchange != NULL;
         exchange = exchange->next) {
        length += exchange->body.length;
    }
    return length;
}

static size_t receive(char *bytes, size_t size, size_t count, void *context) {
    struct exchange *exchange = context;
    size_t length = size * count;
    exchange->too_large = length > CLIENT_BODY_MAX - exchange->body.length;
    exchange->crowded_out = length > CLIENT_BODIES_MAX - bodies_length(exchange->client);
    if (exchange->too_large || exchange->crowded_out) {
        buffer_clear(&exchange->body); /* a part of it is of no use */
        return CURL_WRITEFUNC_ERROR;
    }
    buffer_add(&exchange->body, bytes, length);
    return length;
}

/* The list of headers holds the request's copy of the token. */
static void wipe_headers(struct exchange *exchange) {
    curl_easy_setopt(exchange->easy, CURLOPT_HTTPHEADER, NULL);
    for (struct curl_slist *header = exchange->headers; header != NULL; header = header->next) {
        explicit_bzero(header->data, strlen(header->data));
    }
    curl_slist_free_all(exchange->headers);
    exchange->headers = NULL;
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
        abort();
    }
    curl_easy_setopt(exchange->easy, CURLOPT_HTTPHEADER, exchange->headers);
}

static void set_up_easy(const struct client *client, struct exchange *exchange) {
    CURL *easy = exchange->easy;
    curl_easy_setopt(easy, CURLOPT_PRIVATE, exchange);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, exchange->error);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, exchange);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "backfilltop/" BACKFILLTOP_VERSION);
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, client->plain ? "http" : "https");
    curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
    curl_easy_setopt(easy, CURLOPT_PIPEWAIT, 1L);
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_QUICK_EXIT, 1L); /* never wait for a resolver that hangs */
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, CLIENT_CONNECT_TIMEOUT_MS);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, CLIENT_TIMEOUT_MS);
    if (client->loopback) {
        curl_easy_setopt(easy, CURLOPT_PROXY, "");
    }
    if (client->ca_file != NULL) {
        curl_easy_setopt(easy, CURLOPT_CAINFO, client->ca_file);
        curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
    }
}

static struct exchange *exchange_new(const struct client *client) {
    struct exchange *exchange = memory_new(1, sizeof *exchange);
    exchange->client = client;
    exchange->easy = curl_easy_init();
    if (exchange->easy == NULL) {
        abort();
    }
    set_up_easy(client, exchange);
    return exchange;
}

static void exchange_free_all(CURLM *multi, struct exchange *exchange) {
    while (exchange != NULL) {
        struct exchange *next = exchange->next;
        curl_multi_remove_handle(multi, exchange->easy);
        wipe_headers(exchange);
        curl_easy_cleanup(exchange->easy);
        buffer_clear(&exchange->body);
        free(exchange);
        exchange = next;
    }
}

static struct exchange *take_idle(struct client *client) {
    struct exchange *exchange = client->idle;
    if (exchange == NULL) {
        return exchange_new(client);
    }
    client->idle = exchange->next;
    return exchange;
}

static void move_to_idle(struct client *client, struct exchange *exchange) {
    struct exchange **link = &client->busy;
    while (*link != exchange) {
        link = &(*link)->next;
    }
    *link = exchange->next;
    exchange->next = client->idle;
    client->idle = exchange;
}

static char *copy(const char *text) {
    return text != NULL ? memory_copy(text, strlen(text)) : NULL;
}

struct client *client_new(const struct client_options *options, struct problem *problem) {
    struct client *client = memory_new(1, sizeof *client);
    client->base = copy(options->endpoint->base);
    client->plain = options->endpoint->plain;
    client->loopback = options->endpoint->loopback;
    client->ca_file = copy(options->ca_file);
    client->multi = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK ? curl_multi_init() : NULL;
    if (client->multi != NULL) {
        return client;
    }
    problem_set(problem, "starting the HTTP client", "check the installation of libcurl",
                "libcurl does not start");
    client_free(client);
    return NULL;
}

void client_free(struct client *client) {
    if (client == NULL) {
        return;
    }
    exchange_free_all(client->multi, client->busy);
    exchange_free_all(client->multi, client->idle);
    curl_multi_cleanup(client->multi);
    free(client->base);
    free(client->ca_file);
    free(client);
    curl_global_cleanup();
}

void client_start(struct client *client, const struct call *call, const char *token) {
    struct exchange *exchange = take_idle(client);
    exchange->call = *call;
    exchange->too_large = false;
    exchange->crowded_out = false;
    exchange->error[0] = '\0';
    buffer_reset(&exchange->body);
    exchange->next = client->busy;
    client->busy = exchange;

    struct buffer url = {0};
    buffer_add_string(&url, client->base);
    call_add_path(&url, call);
    curl_easy_setopt(exchange->easy, CURLOPT_URL, buffer_string(&url));
    buffer_clear(&url);
    set_headers(exchange, token);
    if (curl_multi_add_handle(client->multi, exchange->easy) != CURLM_OK) {
        abort();
    }
}

/* Valid until the next header() of the same handle. */
static const char *header(CURL *easy, const char *name) {
    struct curl_header *found = NULL;
    return curl_easy_header(easy, name, 0, CURLH_HEADER, -1, &found) == CURLHE_OK ? found->value
                                                                                  : NULL;
}

static int64_t server_time(CURL *easy) {
    const char *date = header(easy, "Date");
    time_t seconds = date != NULL ? curl_getdate(date, NULL) : -1;
    return seconds != -1 ? (int64_t)seconds : TIMES_ABSENT;
}

/* How far a request came that ended in `result`. */
static enum reply_stage stage_of(CURLcode result) {
    static const struct {
        CURLcode result;
        enum reply_stage stage;
    } table[] = {
        {CURLE_COULDNT_RESOLVE_HOST, REPLY_STAGE_DNS},
        {CURLE_COULDNT_RESOLVE_PROXY, REPLY_STAGE_DNS},
        {CURLE_COULDNT_CONNECT, REPLY_STAGE_CONNECT},
        {CURLE_PROXY, REPLY_STAGE_CONNECT},
        {CURLE_SSL_CONNECT_ERROR, REPLY_STAGE_TLS},
        {CURLE_PEER_FAILED_VERIFICATION, REPLY_STAGE_TLS},
        {CURLE_SSL_CACERT_BADFILE, REPLY_STAGE_TLS},
        {CURLE_SSL_CERTPROBLEM, REPLY_STAGE_TLS},
        {CURLE_SSL_ISSUER_ERROR, REPLY_STAGE_TLS},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        if (table[i].result == result) {
            return table[i].stage;
        }
    }
    return REPLY_STAGE_HTTP;
}

static struct reply_timing timing_of(CURL *easy) {
    static const CURLINFO infos[reply_stage_count] = {
        [REPLY_STAGE_DNS] = CURLINFO_NAMELOOKUP_TIME_T,
        [REPLY_STAGE_CONNECT] = CURLINFO_CONNECT_TIME_T,
        [REPLY_STAGE_TLS] = CURLINFO_APPCONNECT_TIME_T,
        [REPLY_STAGE_HTTP] = CURLINFO_TOTAL_TIME_T,
    };
    struct reply_timing timing = {{0}};
    for (int stage = 0; stage < reply_stage_count; stage++) {
        curl_off_t microseconds = 0;
        curl_easy_getinfo(easy, infos[stage], &microseconds);
        timing.stage_us[stage] = microseconds;
    }
    return timing;
}

/* A timeout says nothing of where it struck but by what had not ended before. */
static enum reply_stage stage_of_timeout(const struct client *client,
                                         const struct reply_timing *timing) {
    if (timing->stage_us[REPLY_STAGE_DNS] == 0) {
        return REPLY_STAGE_DNS;
    }
    if (timing->stage_us[REPLY_STAGE_CONNECT] == 0) {
        return REPLY_STAGE_CONNECT;
    }
    bool has_tls = client->plain || timing->stage_us[REPLY_STAGE_TLS] != 0;
    return has_tls ? REPLY_STAGE_HTTP : REPLY_STAGE_TLS;
}

/* A server that repeats the token in an error must not make us show it. */
static void blot_out(char *text, const char *token) {
    size_t length = strlen(token);
    if (length < TOKEN_LEAST) {
        return;
    }
    for (char *at = strstr(text, token); at != NULL; at = strstr(at + length, token)) {
        memset(at, '*', length);
    }
}

static void blot_out_token(struct exchange *exchange, char *redirect_to, bool was_good) {
    const char *token = exchange->headers->next->data + strlen(AUTHORIZATION);
    if (exchange->body.bytes != NULL && !was_good) {
        blot_out(exchange->body.bytes, token);
    }
    if (redirect_to != NULL) {
        blot_out(redirect_to, token);
    }
}

/* The headers that matter; libcurl keeps only the latest that was asked for. */
enum wanted_header { HEADER_RATE_LIMIT, HEADER_REMAINING, HEADER_RETRY_AFTER, wanted_header_count };

static const char *const HEADER_NAMES[wanted_header_count] = {
    [HEADER_RATE_LIMIT] = "X-RateLimit-Limit",
    [HEADER_REMAINING] = "X-RateLimit-Remaining",
    [HEADER_RETRY_AFTER] = "Retry-After",
};

static void make_reply(const struct client *client, struct exchange *exchange, CURLcode result,
                       struct reply *reply) {
    CURL *easy = exchange->easy;
    char *headers[wanted_header_count];
    curl_off_t retry_after_s = 0;
    const char *target = NULL;
    long http_status = 0;
    for (int i = 0; i < wanted_header_count; i++) {
        headers[i] = copy(header(easy, HEADER_NAMES[i]));
    }
    curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &http_status);
    curl_easy_getinfo(easy, CURLINFO_RETRY_AFTER, &retry_after_s);
    curl_easy_getinfo(easy, CURLINFO_REDIRECT_URL, &target);
    char *redirect_to = copy(target);
    blot_out_token(exchange, redirect_to, http_status == 200);
    struct reply_timing timing = timing_of(easy);
    const char *reason = exchange->error[0] != '\0' ? exchange->error : curl_easy_strerror(result);
    struct reply_raw raw = {
        .http_status = http_status,
        .body = buffer_string(&exchange->body),
        .body_length = exchange->body.length,
        .too_large = exchange->too_large,
        .crowded_out = exchange->crowded_out,
        .retry_after = headers[HEADER_RETRY_AFTER],
        .retry_after_date_s = retry_after_s,
        .rate_limit = headers[HEADER_RATE_LIMIT],
        .remaining = headers[HEADER_REMAINING],
        .server_time_s = server_time(easy),
        .transport = result != CURLE_OK ? reason : NULL,
        .redirect_to = redirect_to,
        .stage = result == CURLE_OPERATION_TIMEDOUT ? stage_of_timeout(client, &timing)
                                                    : stage_of(result),
        .timing = timing,
    };
    reply_init(reply, exchange->call.kind, &raw);
    for (int i = 0; i < wanted_header_count; i++) {
        free(headers[i]);
    }
    free(redirect_to);
}

/* Nobody knows how large the next body of this handle is; those of all handles would add up. */
static void give_back_body(struct exchange *exchange) {
    bool was_large = exchange->too_large || exchange->crowded_out ||
                     exchange->body.capacity > CLIENT_BODY_LARGE;
    buffer_clear(&exchange->body);
    if (was_large) {
        memory_give_back();
    }
}

bool client_take(struct client *client, struct call *call, struct reply *reply) {
    int running = 0;
    int queued = 0;
    curl_multi_perform(client->multi, &running);
    CURLMsg *message = curl_multi_info_read(client->multi, &queued);
    if (message == NULL || message->msg != CURLMSG_DONE) {
        return false;
    }
    CURL *easy = message->easy_handle;
    CURLcode result = message->data.result;
    struct exchange *exchange = NULL;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &exchange);
    *call = exchange->call;
    make_reply(client, exchange, result, reply);
    give_back_body(exchange);
    curl_multi_remove_handle(client->multi, easy);
    wipe_headers(exchange);
    move_to_idle(client, exchange);
    return true;
}

void client_wait(struct client *client, struct client_fd *fds, size_t count, int64_t timeout_ms) {
    struct curl_waitfd extra[CLIENT_FDS_MAX] = {0};
    size_t index[CLIENT_FDS_MAX];
    unsigned used = 0;
    for (size_t i = 0; i < count; i++) {
        fds[i].ready = false;
        if (fds[i].fd >= 0) {
            index[used] = i;
            extra[used++] = (struct curl_waitfd){.fd = fds[i].fd, .events = CURL_WAIT_POLLIN};
        }
    }
    int timeout = timeout_ms < 0 ? 0 : timeout_ms > INT_MAX ? INT_MAX : (int)timeout_ms;
    curl_multi_poll(client->multi, extra, used, timeout, NULL);
    for (unsigned i = 0; i < used; i++) {
        fds[index[i]].ready = extra[i].revents != 0;
    }
}
