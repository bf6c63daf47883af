/* SPDX-License-Identifier: MIT */
#include "backfilltop/api/sources.h"

#include "client.h"
#include "exchange.h"
#include "exchange_answer.h"

#include "backfilltop/base/memory.h"
#include "backfilltop/base/numbers.h"
#include "backfilltop/clock/clock.h"

#include <curl/curl.h>

#include <limits.h>
#include <stdlib.h>
#include <string.h>

struct client {
    CURLM *multi; /* NULL until prepared */
    bool curl_started;
    struct endpoint endpoint;
    char *ca_file;
    size_t bodies_length; /* bytes of all bodies in flight */
    struct exchange *idle;
    struct exchange *busy;
    struct exchange *answered; /* whose answer is handed out; or NULL */
    bool has_new;              /* a call that libcurl has not begun yet */
};

static void free_all(struct client *client, struct exchange *exchange) {
    while (exchange != NULL) {
        struct exchange *next = exchange->next;
        curl_multi_remove_handle(client->multi, exchange->easy);
        exchange_free(exchange);
        exchange = next;
    }
}

static struct exchange *take_idle(struct client *client) {
    struct exchange *exchange = client->idle;
    if (exchange == NULL) {
        return exchange_new(&client->endpoint, client->ca_file, &client->bodies_length);
    }
    client->idle = exchange->next;
    return exchange;
}

static void remove_from_busy(struct client *client, const struct exchange *exchange) {
    struct exchange **link = &client->busy;
    while (*link != NULL && *link != exchange) {
        link = &(*link)->next;
    }
    *link = exchange->next;
}

/* Frees the answer that was handed out last. */
static void release_answered(struct client *client) {
    struct exchange *exchange = client->answered;
    if (exchange != NULL) {
        exchange_release(exchange);
        exchange->next = client->idle;
        client->idle = exchange;
        client->answered = NULL;
    }
}

static char *copy(const char *text) {
    return text != NULL ? memory_copy(text, strlen(text)) : NULL;
}

static void close_client(void *state) {
    struct client *client = state;
    release_answered(client);
    free_all(client, client->busy);
    free_all(client, client->idle);
    if (client->multi != NULL) {
        curl_multi_cleanup(client->multi);
    }
    if (client->curl_started) {
        curl_global_cleanup();
    }
    endpoint_clear(&client->endpoint);
    free(client->ca_file);
    free(client);
}

static bool prepare(void *state, struct problem *problem) {
    struct client *client = state;
    client->curl_started = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    client->multi = client->curl_started ? curl_multi_init() : NULL;
    if (client->multi == NULL) {
        problem_set(problem, "starting the HTTP client", "check the installation of libcurl",
                    "libcurl does not start");
    }
    return client->multi != NULL;
}

static void add_to_multi(struct client *client, struct exchange *exchange) {
    if (curl_multi_add_handle(client->multi, exchange->easy) != CURLM_OK) {
        memory_exhausted();
    }
}

static void start_call(void *state, const struct call *call, const char *token) {
    struct client *client = state;
    struct exchange *exchange = take_idle(client);
    bool waits = !client->endpoint.plain;
    exchange->next = client->busy;
    client->busy = exchange;
    exchange_begin(exchange, call, client->endpoint.base, token, waits);
    exchange->wait_end_ms = waits ? clock_monotonic_ms() + CLIENT_SHARE_MS : 0;
    add_to_multi(client, exchange);
    client->has_new = true;
}

static bool is_waiting(const struct exchange *exchange) {
    return exchange->wait_end_ms != 0 && !exchange->begun;
}

/* A call that has waited long enough for the handshake of another makes a connection of its own.
 * libcurl looks at the option only when a call is added. */
static void end_waits(struct client *client) {
    for (struct exchange *each = client->busy; each != NULL; each = each->next) {
        if (is_waiting(each) && clock_monotonic_ms() >= each->wait_end_ms) {
            each->wait_end_ms = 0;
            curl_multi_remove_handle(client->multi, each->easy);
            curl_easy_setopt(each->easy, CURLOPT_PIPEWAIT, 0L);
            add_to_multi(client, each);
        }
    }
}

/* `timeout_ms`, or less if a call's wait for a connection ends before. */
static int64_t until_wait_ends(const struct client *client, int64_t timeout_ms) {
    for (const struct exchange *each = client->busy; each != NULL; each = each->next) {
        int64_t left_ms = is_waiting(each) ? each->wait_end_ms - clock_monotonic_ms() : timeout_ms;
        timeout_ms = min_int64(left_ms, timeout_ms);
    }
    return timeout_ms;
}

static const struct answer *take_answer(void *state) {
    struct client *client = state;
    int running = 0;
    int queued = 0;
    release_answered(client);
    end_waits(client);
    curl_multi_perform(client->multi, &running);
    client->has_new = false;
    CURLMsg *message = curl_multi_info_read(client->multi, &queued);
    if (message == NULL || message->msg != CURLMSG_DONE) {
        return NULL;
    }
    CURL *easy = message->easy_handle;
    CURLcode result = message->data.result;
    struct exchange *exchange = NULL;
    curl_easy_getinfo(easy, CURLINFO_PRIVATE, &exchange);
    const struct answer *answer = exchange_answer(exchange, result, client->endpoint.plain);
    curl_multi_remove_handle(client->multi, easy);
    exchange_end(exchange);
    remove_from_busy(client, exchange);
    client->answered = exchange;
    return answer;
}

/* Begins the calls that were started, for which libcurl would wake up at once. Returns whether a
 * call has ended, as one does that cannot be made. */
static bool begin_new(struct client *client) {
    int running = 0;
    if (!client->has_new) {
        return false;
    }
    client->has_new = false;
    curl_multi_perform(client->multi, &running);
    for (const struct exchange *each = client->busy; each != NULL; each = each->next) {
        running--;
    }
    return running < 0;
}

static void wait_for(void *state, struct source_fd *fds, size_t count, int64_t timeout_ms) {
    struct client *client = state;
    struct curl_waitfd extra[SOURCE_FDS_MAX] = {0};
    size_t index[SOURCE_FDS_MAX];
    unsigned used = 0;
    for (size_t i = 0; i < count; i++) {
        fds[i].ready = false;
        if (fds[i].fd >= 0) {
            index[used] = i;
            short events = fds[i].to_write ? CURL_WAIT_POLLOUT : CURL_WAIT_POLLIN;
            extra[used++] = (struct curl_waitfd){.fd = fds[i].fd, .events = events};
        }
    }
    timeout_ms = begin_new(client) ? 0 : until_wait_ends(client, timeout_ms);
    int timeout = (int)clamp_int64(timeout_ms, 0, INT_MAX);
    curl_multi_poll(client->multi, extra, used, timeout, NULL);
    for (unsigned i = 0; i < used; i++) {
        fds[index[i]].ready = extra[i].revents != 0;
    }
}

static int64_t now_ms(const void *state) {
    (void)state;
    return clock_monotonic_ms();
}

static int64_t now_s(const void *state) {
    (void)state;
    return clock_wall_s();
}

static struct client *new_client(const struct source_options *options) {
    struct client *client = memory_new(1, sizeof *client);
    client->endpoint = options->endpoint;
    client->endpoint.base = copy(options->endpoint.base);
    client->endpoint.host = copy(options->endpoint.host);
    client->ca_file = copy(options->ca_file);
    return client;
}

bool client_open(struct source *source, const struct source_options *options,
                 struct problem *problem) {
    static const struct source_ops OPS = {
        .prepare = prepare,
        .start = start_call,
        .take = take_answer,
        .wait = wait_for,
        .now_ms = now_ms,
        .now_s = now_s,
        .close = close_client,
    };
    (void)problem; /* what can fail comes with prepare() */
    *source = (struct source){&OPS, new_client(options)};
    return true;
}
