/* SPDX-License-Identifier: MIT */
#include "backfilltop/api/client.h"

#include "backfilltop/base/buffer.h"
#include "backfilltop/base/memory.h"

#include <curl/curl.h>

#include <inttypes.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* One call with its easy handle. Handles are kept and used again: with them libcurl keeps its
 * buffers. */
struct exchange {
    struct exchange *next;
    struct client_call call;
    CURL *easy;
    struct buffer body;
    bool too_large;
    char error[CURL_ERROR_SIZE];
};

struct client {
    CURLM *multi;
    char *base;
    bool plain;
    struct curl_slist *headers;
    struct exchange *idle;
    struct exchange *busy;
};

static size_t receive(char *bytes, size_t size, size_t count, void *context) {
    struct exchange *exchange = context;
    size_t length = size * count;
    if (length > CLIENT_BODY_MAX - exchange->body.length) {
        exchange->too_large = true;
        return CURL_WRITEFUNC_ERROR;
    }
    buffer_add(&exchange->body, bytes, length);
    return length;
}

/* The list of headers holds the one copy of the token that is ours. */
static void free_headers(struct curl_slist *headers) {
    for (struct curl_slist *header = headers; header != NULL; header = header->next) {
        explicit_bzero(header->data, strlen(header->data));
    }
    curl_slist_free_all(headers);
}

static bool add_header(struct curl_slist **headers, const char *name, const char *value) {
    struct buffer line = {0};
    buffer_add_format(&line, "%s: %s", name, value);
    struct curl_slist *longer = curl_slist_append(*headers, buffer_string(&line));
    if (longer != NULL) {
        *headers = longer;
    }
    explicit_bzero(line.bytes, line.length);
    buffer_clear(&line);
    return longer != NULL;
}

static void set_up_easy(const struct client *client, struct exchange *exchange) {
    CURL *easy = exchange->easy;
    curl_easy_setopt(easy, CURLOPT_PRIVATE, exchange);
    curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, exchange->error);
    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, receive);
    curl_easy_setopt(easy, CURLOPT_WRITEDATA, exchange);
    curl_easy_setopt(easy, CURLOPT_HTTPHEADER, client->headers);
    curl_easy_setopt(easy, CURLOPT_USERAGENT, "backfilltop/" BACKFILLTOP_VERSION);
    curl_easy_setopt(easy, CURLOPT_ACCEPT_ENCODING, "");
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, client->plain ? "http" : "https");
    curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
    curl_easy_setopt(easy, CURLOPT_NETRC, (long)CURL_NETRC_IGNORED);
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, CLIENT_CONNECT_TIMEOUT_MS);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, CLIENT_TIMEOUT_MS);
    if (client->plain) {
        curl_easy_setopt(easy, CURLOPT_PROXY, "");
    }
}

static struct exchange *exchange_new(const struct client *client) {
    struct exchange *exchange = memory_new(1, sizeof *exchange);
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

struct client *client_new(const struct endpoint *endpoint, const char *token,
                          struct problem *problem) {
    struct client *client = memory_new(1, sizeof *client);
    client->base = memory_copy(endpoint->base, strlen(endpoint->base));
    client->plain = endpoint->plain;
    struct buffer bearer = {0};
    buffer_add_format(&bearer, "Bearer %s", token);
    bool good = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    client->multi = good ? curl_multi_init() : NULL;
    good = client->multi != NULL && add_header(&client->headers, "Authorization", bearer.bytes) &&
           add_header(&client->headers, "Accept", "application/json");
    explicit_bzero(bearer.bytes, bearer.length);
    buffer_clear(&bearer);
    if (good) {
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
    free_headers(client->headers);
    free(client->base);
    free(client);
    curl_global_cleanup();
}

void client_start(struct client *client, const struct client_call *call) {
    struct exchange *exchange = take_idle(client);
    exchange->call = *call;
    exchange->too_large = false;
    exchange->error[0] = '\0';
    buffer_reset(&exchange->body);
    exchange->next = client->busy;
    client->busy = exchange;

    struct buffer url = {0};
    buffer_add_format(&url, "%s/teams/%" PRId64 "/backfills", client->base, call->team_id);
    curl_easy_setopt(exchange->easy, CURLOPT_URL, buffer_string(&url));
    buffer_clear(&url);
    if (curl_multi_add_handle(client->multi, exchange->easy) != CURLM_OK) {
        abort();
    }
}

static void make_reply(const struct exchange *exchange, CURLcode result, struct reply *reply) {
    struct reply_raw raw = {.body = buffer_string(&exchange->body),
                            .body_length = exchange->body.length,
                            .too_large = exchange->too_large};
    curl_off_t retry_after_s = 0;
    char *redirect_to = NULL;
    curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &raw.http_status);
    curl_easy_getinfo(exchange->easy, CURLINFO_RETRY_AFTER, &retry_after_s);
    curl_easy_getinfo(exchange->easy, CURLINFO_REDIRECT_URL, &redirect_to);
    raw.retry_after_s = retry_after_s;
    raw.redirect_to = redirect_to;
    if (result != CURLE_OK) {
        raw.transport = exchange->error[0] != '\0' ? exchange->error : curl_easy_strerror(result);
    }
    reply_init_list(reply, &raw);
}

bool client_take(struct client *client, struct client_call *call, struct reply *reply) {
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
    make_reply(exchange, result, reply);
    curl_multi_remove_handle(client->multi, easy);
    move_to_idle(client, exchange);
    return true;
}

void client_wait(struct client *client, struct client_fd *fds, size_t count, int64_t timeout_ms) {
    struct curl_waitfd extra[CLIENT_FDS_MAX] = {0};
    for (size_t i = 0; i < count; i++) {
        extra[i] = (struct curl_waitfd){.fd = fds[i].fd, .events = CURL_WAIT_POLLIN};
    }
    int timeout = timeout_ms < 0 ? 0 : timeout_ms > INT_MAX ? INT_MAX : (int)timeout_ms;
    curl_multi_poll(client->multi, extra, (unsigned)count, timeout, NULL);
    for (size_t i = 0; i < count; i++) {
        fds[i].ready = extra[i].revents != 0;
    }
}
