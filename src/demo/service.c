/* SPDX-License-Identifier: MIT */
#include "service.h"

#include "answers.h"
#include "routes.h"

#include "backfilltop/base/buffer.h"
#include "backfilltop/base/etag.h"
#include "backfilltop/base/memory.h"
#include "backfilltop/base/problem.h"
#include "backfilltop/base/random.h"
#include "backfilltop/base/utf8.h"
#include "backfilltop/demo/world.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define DAY_S             INT64_C(86400)
#define REQUEST_ID_SIZE   37
#define LONE_DATE_AHEAD_S 10
#define FAULT_TEXT        80

static const char json_type[] = "application/json";

/* A request on its way through the service. */
struct visit {
    struct service *service;
    const struct service_request *request;
    struct route route;
    struct world world;
    int64_t elapsed_ms; /* simulated */
    char request_id[REQUEST_ID_SIZE];
};

static void make_request_id(uint64_t *random, char id[static REQUEST_ID_SIZE]) {
    uint64_t a = random_next(random);
    uint64_t b = random_next(random);
    snprintf(id, REQUEST_ID_SIZE, "%08X-%04X-7%03X-%04X-%012llX", (unsigned)(a >> 32),
             (unsigned)(a >> 16 & 0xffff), (unsigned)(a & 0xfff),
             (unsigned)(0x8000 | (b >> 48 & 0x3fff)),
             (unsigned long long)(b & UINT64_C(0xffffffffffff)));
}

static void set_body(struct service_answer *answer, char *body) {
    free(answer->body);
    answer->body = body;
    answer->length = strlen(body);
}

static void refuse(const struct visit *visit, struct service_answer *answer, int status,
                   const char *description) {
    answer->status = status;
    answer->www_authenticate = status == 401 ? "Bearer realm=\"backfilltop-demo\"" : NULL;
    set_body(answer, answers_error(visit->request_id, status, description));
}

/* The token of an Authorization header, or NULL. */
static const char *bearer_token(const char *authorization) {
    static const char scheme[] = "Bearer ";
    if (authorization == NULL || strncasecmp(authorization, scheme, strlen(scheme)) != 0) {
        return NULL;
    }
    const char *token = authorization + strlen(scheme);
    token += strspn(token, " ");
    return *token == '\0' ? NULL : token;
}

static bool token_is_good(const struct service *service, const char *token) {
    const char *wanted = service->options.token;
    return token != NULL && (wanted == NULL || strcmp(token, wanted) == 0);
}

/* If the speed is not 1, times after the start are converted to real time, so that none is in the
 * future. */
static int64_t clock_time(const struct visit *visit, int64_t simulated_s) {
    if (simulated_s <= visit->world.epoch_s) { /* so is TIMES_ABSENT */
        return simulated_s;
    }
    int64_t since_s = simulated_s - visit->world.epoch_s;
    return visit->world.epoch_s + (int64_t)((double)since_s / visit->service->options.speed);
}

static void use_clock(const struct visit *visit, struct backfill *backfill) {
    backfill->created_time = clock_time(visit, backfill->created_time);
    backfill->start_time = clock_time(visit, backfill->start_time);
    backfill->end_time = clock_time(visit, backfill->end_time);
    backfill->removed_time = clock_time(visit, backfill->removed_time);
}

static bool read_file(const char *path, struct buffer *bytes) {
    char block[8192];
    size_t length = 0;
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return false;
    }
    while ((length = fread(block, 1, sizeof block, file)) > 0) {
        buffer_add(bytes, block, length);
    }
    bool good = ferror(file) == 0;
    fclose(file);
    return good;
}

static void answer_from_file(const struct visit *visit, struct service_answer *answer) {
    struct buffer bytes = {0};
    if (read_file(visit->service->options.list_file, &bytes)) {
        answer->body = memory_copy(buffer_string(&bytes), bytes.length);
        answer->length = bytes.length;
    } else {
        char shown[PROBLEM_SHOWN];
        char text[300];
        utf8_copy(shown, sizeof shown, visit->service->options.list_file);
        snprintf(text, sizeof text, "%s: %s", shown, strerror(errno));
        refuse(visit, answer, 500, text);
    }
    buffer_clear(&bytes);
}

/* FNV-1a */
static uint64_t hash(uint64_t so_far, const char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++) {
        so_far = (so_far ^ (unsigned char)bytes[i]) * UINT64_C(0x100000001b3);
    }
    return so_far;
}

/* The request id differs in every answer, so that the tag is a weak one, of everything else. */
static void set_etag(const struct visit *visit, struct service_answer *answer) {
    const char *id = strstr(answer->body, visit->request_id);
    size_t before = id != NULL ? (size_t)(id - answer->body) : answer->length;
    size_t after = id != NULL ? before + strlen(visit->request_id) : answer->length;
    uint64_t sum = hash(UINT64_C(0xcbf29ce484222325), answer->body, before);
    sum = hash(sum, answer->body + after, answer->length - after);
    snprintf(answer->etag, sizeof answer->etag, "W/\"%016llx\"", (unsigned long long)sum);
}

/* Sends no list that the client has. */
static void heed_condition(const struct service_request *request, struct service_answer *answer) {
    if (answer->status == 200 && answer->etag[0] != '\0' && request->if_none_match != NULL &&
        etag_is_listed(request->if_none_match, answer->etag)) {
        answer->status = 304;
        answer->content_type = NULL;
        set_body(answer, memory_copy("", 0));
    }
}

static void answer_list(const struct visit *visit, struct service_answer *answer) {
    if (visit->service->options.list_file != NULL) {
        answer_from_file(visit, answer);
        return;
    }
    size_t count = 0;
    struct backfill *backfills = world_list(&visit->world, visit->route.team_id, visit->elapsed_ms,
                                            &count);
    for (size_t i = 0; i < count; i++) {
        use_clock(visit, &backfills[i]);
    }
    set_body(answer, answers_list(visit->request_id, backfills, count));
    world_list_free(backfills, count);
}

static void answer_one(const struct visit *visit, struct service_answer *answer) {
    struct backfill backfill;
    if (!world_get(&visit->world, visit->route.team_id, visit->elapsed_ms, visit->route.id,
                   &backfill)) {
        refuse(visit, answer, 404, "The backfill does not exist or is not your team's.");
        return;
    }
    use_clock(visit, &backfill);
    set_body(answer, answers_backfill(visit->request_id, &backfill));
    backfill_clear(&backfill);
}

static void answer_transfers(const struct visit *visit, struct service_answer *answer) {
    size_t count = 0;
    const struct world_transfer *transfers = world_transfers(visit->route.team_id, &count);
    int64_t today = (visit->world.epoch_s + visit->request->at_ms / 1000) / DAY_S;
    set_body(answer, answers_transfers(visit->request_id, transfers, count, today));
}

static bool has_transfer(int64_t team_id, int64_t transfer_id) {
    size_t count = 0;
    const struct world_transfer *transfers = world_transfers(team_id, &count);
    for (size_t i = 0; i < count; i++) {
        if (transfers[i].id == transfer_id) {
            return true;
        }
    }
    return false;
}

static void answer_runs(const struct visit *visit, struct service_answer *answer) {
    const struct route *route = &visit->route;
    struct run_query query;
    struct problem problem = {0};
    if (!has_transfer(route->team_id, route->id)) {
        refuse(visit, answer, 404, "The transfer does not exist or is not your team's.");
        return;
    }
    if (!run_query_read(&query, visit->request->get, visit->request->context, &problem)) {
        refuse(visit, answer, 400, problem.what);
        return;
    }
    size_t count = 0;
    struct world_run *runs = world_runs(&visit->world, route->team_id, visit->elapsed_ms, route->id,
                                        query.first_day, query.last_day, &count);
    for (size_t i = 0; i < count; i++) {
        runs[i].created_time = clock_time(visit, runs[i].created_time);
        runs[i].ended_time = clock_time(visit, runs[i].ended_time);
    }
    const struct world_run *page = run_query_apply(&query, runs, &count);
    set_body(answer, answers_runs(visit->request_id, page, count));
    free(runs);
}

static void (*const answer_route[])(const struct visit *, struct service_answer *) = {
    [ROUTE_BACKFILLS] = answer_list,
    [ROUTE_BACKFILL] = answer_one,
    [ROUTE_TRANSFERS] = answer_transfers,
    [ROUTE_RUNS] = answer_runs,
};

/* Team ids that always get this status, for tests. */
static bool is_status_team(int64_t team_id) {
    return team_id == 403 || team_id == 404 || team_id == 500;
}

static void answer_truly(const struct visit *visit, struct service_answer *answer) {
    const struct route *route = &visit->route;
    if (route->kind == ROUTE_UNKNOWN) {
        refuse(visit, answer, 404, NULL);
    } else if (strcmp(visit->request->method, "GET") != 0) {
        refuse(visit, answer, 405, NULL);
        answer->allow = "GET";
    } else if (is_status_team(route->team_id)) {
        refuse(visit, answer, (int)route->team_id, NULL);
    } else {
        answer->status = 200;
        answer_route[route->kind](visit, answer);
    }
    if (route->kind == ROUTE_BACKFILLS && answer->status == 200 &&
        !visit->service->options.no_etag) {
        set_etag(visit, answer);
    }
}

/* In the format of RFC 9110, in any locale. */
static void write_http_date(char text[static 40], int64_t seconds) {
    static const char *const days[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static const char *const months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                         "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    time_t time = (time_t)seconds;
    struct tm tm;
    gmtime_r(&time, &tm);
    snprintf(text, 40, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[tm.tm_wday], tm.tm_mday,
             months[tm.tm_mon], tm.tm_year % 8000 + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

static void set_retry_after(const struct visit *visit, const struct fault *fault,
                            struct service_answer *answer) {
    if (fault->retry_after_date) {
        int64_t lone_ms = visit->request->at_ms + INT64_C(1000) * LONE_DATE_AHEAD_S;
        int64_t end_ms = fault->to_ms >= 0 ? fault->to_ms : lone_ms;
        write_http_date(answer->retry_after, visit->world.epoch_s + (end_ms + 999) / 1000);
    } else if (fault->retry_after_s >= 0) {
        snprintf(answer->retry_after, sizeof answer->retry_after, "%lld",
                 (long long)fault->retry_after_s);
    }
}

static void set_fault_body(enum fault_body body, struct service_answer *answer) {
    static const struct {
        const char *content_type;
        const char *text;
    } bodies[FAULT_BODY_HUGE] = {
        [FAULT_BODY_GARBAGE] = {json_type, "{\"meta\":{\"request_id\":\"\x1b]0;gotcha\x07\x1b[2J"
                                           "\xc2\x9b 31m\xff\xfe\"},\"data\":[{]"},
        [FAULT_BODY_HTML] = {"text/html", "<html><head><title>502 Bad Gateway</title></head>"
                                          "<body><h1>502 Bad Gateway</h1></body></html>\n"},
        [FAULT_BODY_EMPTY] = {json_type, ""},
    };
    if (body != FAULT_BODY_NORMAL) {
        answer->etag[0] = '\0';
    }
    if (body == FAULT_BODY_HUGE) {
        free(answer->body);
        answer->body = NULL;
    } else if (bodies[body].text != NULL) {
        const char *text = bodies[body].text;
        answer->content_type = bodies[body].content_type;
        set_body(answer, memory_copy(text, strlen(text)));
    }
}

/* Clients show it to users, who should know that nothing is broken. */
static void write_fault(char text[static FAULT_TEXT], const struct fault *fault) {
    if (fault->to_ms >= 0) {
        snprintf(text, FAULT_TEXT, "Simulated by the demo's script for %lld s.",
                 (long long)(fault->to_ms - fault->from_ms) / 1000);
    } else {
        snprintf(text, FAULT_TEXT, "Simulated by the demo's script for one request.");
    }
}

static void answer_with_fault(const struct visit *visit, const struct fault *fault,
                              struct service_answer *answer) {
    if (fault->status == 200) {
        answer_truly(visit, answer);
    } else {
        char text[FAULT_TEXT];
        write_fault(text, fault);
        refuse(visit, answer, fault->status, text);
    }
    answer->delay_ms = fault->delay_ms;
    set_retry_after(visit, fault, answer);
    set_fault_body(fault->body, answer);
}

static void answer_within_quota(const struct visit *visit, const char *token,
                                struct service_answer *answer) {
    struct service *service = visit->service;
    struct fault fault;
    struct demo_quota_answer quota = demo_quota_take(&service->quota, token, visit->request->at_ms);
    answer->remaining = quota.remaining;
    if (!quota.granted) {
        refuse(visit, answer, 429, NULL);
        snprintf(answer->retry_after, sizeof answer->retry_after, "%lld",
                 (long long)quota.retry_after_s);
    } else if (script_take(&service->script, visit->request->at_ms, &fault)) {
        answer_with_fault(visit, &fault, answer);
    } else {
        answer_truly(visit, answer);
    }
}

bool service_init(struct service *service, const struct demo_options *options, int64_t epoch_s,
                  struct problem *problem) {
    memset(service, 0, sizeof *service);
    service->options = *options;
    service->epoch_s = epoch_s;
    service->random = options->seed ^ (uint64_t)epoch_s;
    demo_quota_init(&service->quota, options->hourly_limit);
    const char *script = options->script == NULL ? "" : options->script;
    return script_parse(&service->script, script, problem);
}

void service_clear(struct service *service) {
    script_clear(&service->script);
    demo_quota_clear(&service->quota);
}

struct service_answer service_answer(struct service *service,
                                     const struct service_request *request) {
    struct service_answer answer = {.content_type = json_type, .remaining = -1};
    struct visit visit = {
        .service = service,
        .request = request,
        .route = route_parse(request->path),
        .world = {.seed = service->options.seed, .epoch_s = service->epoch_s},
        .elapsed_ms = (int64_t)((double)request->at_ms * service->options.speed),
    };
    make_request_id(&service->random, visit.request_id);
    const char *token = bearer_token(request->authorization);
    if (token_is_good(service, token)) {
        answer_within_quota(&visit, token, &answer);
    } else {
        refuse(&visit, &answer, 401, NULL);
    }
    heed_condition(request, &answer);
    return answer;
}
