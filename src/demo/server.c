/* SPDX-License-Identifier: MIT */
#include "backfilltop/demo/server.h"

#include "service.h"

#include "backfilltop/base/memory.h"

#include <microhttpd.h>

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define HUGE_BODY  (UINT64_C(64) * 1024 * 1024)
#define BLOCK_SIZE 32768
#define IDLE_S     300U
#define BACKLOG    128
#define REFUSED    0 /* the status that stands for a connection closed without an answer */

struct demo_server {
    struct MHD_Daemon *daemon;
    int listener; /* until the daemon has it; else -1 */
    int port;
    struct service service; /* guarded by `lock`, as is the log */
    struct timespec start;
    pthread_mutex_t lock;
    pthread_cond_t stopped;
    bool stopping; /* guarded by `lock` */
};

static int64_t since(const struct timespec *start) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (int64_t)(now.tv_sec - start->tv_sec) * 1000 + (now.tv_nsec - start->tv_nsec) / 1000000;
}

static const char *query_value(void *connection, const char *name) {
    return MHD_lookup_connection_value(connection, MHD_GET_ARGUMENT_KIND, name);
}

static void write_log(const struct demo_server *server, const struct service_request *request,
                      int status) {
    FILE *log = server->service.options.log;
    if (log == NULL) {
        return;
    }
    fprintf(log, "%lld %s ", (long long)request->at_ms, request->method);
    for (const char *byte = request->path; *byte != '\0'; byte++) {
        putc(isgraph((unsigned char)*byte) && (unsigned char)*byte < 0x80 ? *byte : '?', log);
    }
    if (status == REFUSED) {
        fputs(" drop\n", log);
    } else {
        fprintf(log, " %d\n", status);
    }
    fflush(log);
}

/* Waits; false if the server stops before the end. Called with the lock held. */
static bool wait_for(struct demo_server *server, int64_t delay_ms) {
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += (time_t)(delay_ms / 1000);
    until.tv_nsec += (long)(delay_ms % 1000) * 1000000;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    int result = 0;
    while (delay_ms > 0 && !server->stopping && result != ETIMEDOUT) {
        result = pthread_cond_timedwait(&server->stopped, &server->lock, &until);
    }
    return !server->stopping;
}

static ssize_t read_huge(void *context, uint64_t position, char *block, size_t size) {
    (void)context;
    if (position >= HUGE_BODY) {
        return MHD_CONTENT_READER_END_OF_STREAM;
    }
    if (size > HUGE_BODY - position) {
        size = (size_t)(HUGE_BODY - position);
    }
    memset(block, ' ', size);
    if (position == 0) {
        block[0] = '{';
    }
    return (ssize_t)size;
}

static struct MHD_Response *make_response(struct service_answer *answer) {
    if (answer->body == NULL) {
        return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK_SIZE, read_huge, NULL,
                                                 NULL);
    }
    return MHD_create_response_from_buffer(answer->length, answer->body, MHD_RESPMEM_MUST_FREE);
}

static void add_header(struct MHD_Response *response, const char *name, const char *value) {
    if (value != NULL && *value != '\0') {
        MHD_add_response_header(response, name, value);
    }
}

static void add_number(struct MHD_Response *response, const char *name, int64_t number) {
    char text[24];
    snprintf(text, sizeof text, "%lld", (long long)number);
    MHD_add_response_header(response, name, text);
}

static enum MHD_Result send_answer(struct MHD_Connection *connection, int64_t limit,
                                   struct service_answer *answer) {
    struct MHD_Response *response = make_response(answer);
    if (response == NULL) {
        return MHD_NO;
    }
    add_header(response, "Content-Type", answer->content_type);
    add_header(response, "Access-Control-Allow-Origin", "*");
    add_header(response, "WWW-Authenticate", answer->www_authenticate);
    add_header(response, "Allow", answer->allow);
    add_header(response, "Retry-After", answer->retry_after);
    add_header(response, "ETag", answer->etag);
    if (answer->remaining >= 0) {
        add_number(response, "X-RateLimit-Limit", limit);
        add_number(response, "X-RateLimit-Remaining", answer->remaining);
    }
    enum MHD_Result result = MHD_queue_response(connection, (unsigned)answer->status, response);
    MHD_destroy_response(response);
    return result;
}

static enum MHD_Result respond(struct demo_server *server, struct MHD_Connection *connection,
                               const char *path, const char *method) {
    struct service_request request = {
        .method = method,
        .path = path,
        .authorization = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "Authorization"),
        .if_none_match = MHD_lookup_connection_value(connection, MHD_HEADER_KIND, "If-None-Match"),
        .get = query_value,
        .context = connection,
    };
    pthread_mutex_lock(&server->lock);
    request.at_ms = since(&server->start);
    struct service_answer answer = service_answer(&server->service, &request);
    write_log(server, &request, answer.status);
    int64_t limit = server->service.options.hourly_limit;
    bool wanted = wait_for(server, answer.delay_ms);
    pthread_mutex_unlock(&server->lock);
    if (!wanted || answer.status == REFUSED) {
        free(answer.body);
        return MHD_NO;
    }
    return send_answer(connection, limit, &answer);
}

/* Called by libmicrohttpd: once with the header, then for the body that was sent, then at the end.
 */
static enum MHD_Result on_request(void *context, struct MHD_Connection *connection,
                                  const char *path, const char *method, const char *version,
                                  const char *upload, size_t *upload_size, void **state) {
    (void)version;
    (void)upload;
    if (*state == NULL) {
        *state = context;
        return MHD_YES;
    }
    if (*upload_size > 0) {
        *upload_size = 0;
        return MHD_YES;
    }
    return respond(context, connection, path, method);
}

/* Listens on the port of 127.0.0.1 and returns the socket; -1, with errno, if it cannot. */
static int listen_on(int port) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int listener = socket(AF_INET, SOCK_STREAM, 0);
    if (listener < 0) {
        return -1;
    }
    fcntl(listener, F_SETFD, FD_CLOEXEC);
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &(int){1}, sizeof(int));
    if (bind(listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(listener, BACKLOG) != 0) {
        int error = errno;
        close(listener);
        errno = error;
        return -1;
    }
    return listener;
}

static int port_of(int listener) {
    struct sockaddr_in address = {0};
    socklen_t size = sizeof address;
    getsockname(listener, (struct sockaddr *)&address, &size);
    return ntohs(address.sin_port);
}

/* The threads of the daemon inherit the mask: none of them ever takes a signal. */
static struct MHD_Daemon *start_daemon(struct demo_server *server, int listener) {
    static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT};
    sigset_t all;
    sigset_t before;
    sigfillset(&all);
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        sigdelset(&all, faults[i]);
    }
    pthread_sigmask(SIG_SETMASK, &all, &before);
    struct MHD_Daemon *daemon = MHD_start_daemon(
        MHD_USE_INTERNAL_POLLING_THREAD | MHD_USE_THREAD_PER_CONNECTION, 0, NULL, NULL, on_request,
        server, MHD_OPTION_LISTEN_SOCKET, listener, MHD_OPTION_CONNECTION_TIMEOUT, IDLE_S,
        MHD_OPTION_END);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return daemon;
}

/* The socket is made here because libmicrohttpd does not say why it could not make one: what it
 * leaves in errno differs between its versions. */
static bool open_listener(struct demo_server *server, int port, struct problem *problem) {
    server->listener = listen_on(port);
    if (server->listener < 0) {
        problem_set(problem, "starting the demo server",
                    port == 0 ? "" : "choose another port, or 0 for a free one",
                    "cannot listen on 127.0.0.1:%d: %s", port, strerror(errno));
        return false;
    }
    server->port = port_of(server->listener);
    return true;
}

bool demo_server_serve(struct demo_server *server, struct problem *problem) {
    int listener = server->listener;
    server->listener = -1;
    server->daemon = start_daemon(server, listener);
    if (server->daemon ==
        NULL) { /* whether it has closed the socket also differs between versions */
        problem_set(problem, "starting the demo server", "try again",
                    "libmicrohttpd cannot start on 127.0.0.1:%d", server->port);
    }
    return server->daemon != NULL;
}

static void init_locks(struct demo_server *server) {
    pthread_condattr_t attributes;
    pthread_condattr_init(&attributes);
    pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
    pthread_cond_init(&server->stopped, &attributes);
    pthread_condattr_destroy(&attributes);
    pthread_mutex_init(&server->lock, NULL);
}

struct demo_server *demo_server_listen(const struct demo_options *options,
                                       struct problem *problem) {
    struct demo_server *server = memory_new(1, sizeof *server);
    server->listener = -1;
    init_locks(server);
    clock_gettime(CLOCK_MONOTONIC, &server->start);
    if (!service_init(&server->service, options, (int64_t)time(NULL), problem) ||
        !open_listener(server, options->port, problem)) {
        demo_server_stop(server);
        return NULL;
    }
    return server;
}

struct demo_server *demo_server_start(const struct demo_options *options, struct problem *problem) {
    struct demo_server *server = demo_server_listen(options, problem);
    if (server != NULL && !demo_server_serve(server, problem)) {
        demo_server_stop(server);
        return NULL;
    }
    return server;
}

int demo_server_port(const struct demo_server *server) {
    return server->port;
}

void demo_server_stop(struct demo_server *server) {
    pthread_mutex_lock(&server->lock);
    server->stopping = true;
    pthread_cond_broadcast(&server->stopped);
    pthread_mutex_unlock(&server->lock);
    if (server->daemon != NULL) {
        MHD_stop_daemon(server->daemon);
    }
    if (server->listener >= 0) {
        close(server->listener);
    }
    service_clear(&server->service);
    pthread_cond_destroy(&server->stopped);
    pthread_mutex_destroy(&server->lock);
    free(server);
}

struct demo_options demo_options_default(void) {
    return (struct demo_options){.seed = 1, .speed = 1.0, .hourly_limit = 5000};
}
