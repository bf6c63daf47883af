/* SPDX-License-Identifier: MIT */
#include "answers.h"

#include "backfilltop/base/times.h"

#include <jansson.h>

#include <stdio.h>
#include <stdlib.h>

static const struct {
    int status;
    const char *code;
    const char *message;
} errors[] = {
    {400, "BAD_REQUEST", "The request was invalid."},
    {401, "UNAUTHORIZED", "Authentication is required."},
    {403, "FORBIDDEN", "You do not have access to this resource."},
    {404, "NOT_FOUND", "The requested resource was not found."},
    {405, "METHOD_NOT_ALLOWED", "The method is not allowed for this resource."},
    {408, "REQUEST_TIMEOUT", "The request took too long."},
    {409, "CONFLICT_ERROR", "The request conflicts with the current state."},
    {422, "UNPROCESSABLE_ENTITY", "Validation failed for the request parameters."},
    {429, "TOO_MANY_REQUESTS", "Rate limit exceeded. Retry later."},
    {500, "INTERNAL_SERVER_ERROR", "An unexpected error occurred."},
    {502, "BAD_GATEWAY", "The upstream service answered with an error."},
    {503, "SERVICE_UNAVAILABLE", "The service is temporarily unavailable."},
    {504, "GATEWAY_TIMEOUT", "The upstream service did not answer in time."},
};

static json_t *day_value(int64_t day) {
    char text[TIMES_TEXT];
    times_format_day(text, day);
    return json_string(text);
}

static json_t *instant_value(int64_t seconds) {
    char text[TIMES_TEXT];
    if (seconds == TIMES_ABSENT) {
        return json_null();
    }
    times_format_instant(text, seconds);
    return json_string(text);
}

static void set(json_t *object, const char *key, json_t *value) {
    /* Failure can only mean that memory ran out. */
    if (json_object_set_new(object, key, value) != 0) {
        abort();
    }
}

static void append(json_t *array, json_t *value) {
    if (json_array_append_new(array, value) != 0) {
        abort();
    }
}

static json_t *error_report_value(const struct backfill *backfill) {
    json_t *report = json_array();
    for (size_t i = 0; i < backfill->error_count; i++) {
        json_t *entry = json_object();
        set(entry, "transfer_run_date", day_value(backfill->errors[i].day));
        set(entry, "error", json_string(backfill->errors[i].message));
        append(report, entry);
    }
    return report;
}

static json_t *backfill_value(const struct backfill *backfill) {
    json_t *object = json_object();
    set(object, "transfer_backfill_id", json_integer(backfill->id));
    set(object, "transfer_id", json_integer(backfill->transfer_id));
    set(object, "range_start_date", day_value(backfill->range_start));
    set(object, "range_end_date", day_value(backfill->range_end));
    set(object, "created_time", instant_value(backfill->created_time));
    set(object, "created_user_id", json_integer(backfill->created_user_id));
    if (backfill->removed_time != TIMES_ABSENT) {
        set(object, "removed_time", instant_value(backfill->removed_time));
        set(object, "removed_user_id", json_integer(backfill->removed_user_id));
    }
    set(object, "start_time", instant_value(backfill->start_time));
    set(object, "end_time", instant_value(backfill->end_time));
    set(object, "status", json_string(backfill_status_name(backfill->status)));
    set(object, "transfer_runs_total", json_integer(backfill->runs_total));
    set(object, "transfer_runs_created", json_integer(backfill->runs_created));
    set(object, "transfer_runs_completed", json_integer(backfill->runs_completed));
    set(object, "transfer_runs_failed", json_integer(backfill->runs_failed));
    set(object, "error_report", error_report_value(backfill));
    return object;
}

static json_t *transfer_value(const struct world_transfer *transfer, int64_t today) {
    char external[32];
    snprintf(external, sizeof external, "ext-%lld", (long long)transfer->id);
    json_t *object = json_object();
    set(object, "dwh_transfer_id", json_integer(transfer->id));
    set(object, "display_name", json_string(transfer->name));
    set(object, "external_transfer_id", json_string(external));
    set(object, "status", json_string("active"));
    set(object, "state", json_string("active"));
    set(object, "schedule", json_string("daily"));
    set(object, "run_date", day_value(today));
    set(object, "data_source", json_null());
    set(object, "destination", json_null());
    set(object, "accounts", json_array());
    set(object, "backfill", json_null());
    return object;
}

static json_t *run_value(const struct world_run *run) {
    bool ended = run->ended_time != TIMES_ABSENT;
    json_t *object = json_object();
    set(object, "id", json_integer(run->id));
    set(object, "status", json_string(backfill_status_name(run->status)));
    set(object, "created_time", instant_value(run->created_time));
    set(object, "ended_time", instant_value(run->ended_time));
    set(object, "type", json_string(run->is_backfill ? "Backfill" : "Recurring"));
    set(object, "total_duration",
        ended ? json_real((double)run->duration_ms / 1000.0) : json_null());
    set(object, "total_rows", ended ? json_integer(run->rows) : json_null());
    set(object, "data_date", day_value(run->day));
    set(object, "message", json_string(run->message));
    return object;
}

/* Puts `value` into the envelope as `key` and writes it all. */
static char *envelope(const char *request_id, const char *key, json_t *value) {
    json_t *meta = json_object();
    set(meta, "request_id", json_string(request_id));
    json_t *body = json_object();
    set(body, "meta", meta);
    set(body, key, value);
    char *text = json_dumps(body, JSON_COMPACT | JSON_REAL_PRECISION(9));
    json_decref(body);
    if (text == NULL) {
        abort();
    }
    return text;
}

char *answers_list(const char *request_id, const struct backfill *backfills, size_t count) {
    json_t *data = json_array();
    for (size_t i = 0; i < count && i < ANSWERS_LIST_MAX; i++) {
        append(data, backfill_value(&backfills[i]));
    }
    return envelope(request_id, "data", data);
}

char *answers_backfill(const char *request_id, const struct backfill *backfill) {
    return envelope(request_id, "data", backfill_value(backfill));
}

char *answers_transfers(const char *request_id, const struct world_transfer *transfers,
                        size_t count, int64_t today) {
    json_t *data = json_array();
    for (size_t i = 0; i < count; i++) {
        append(data, transfer_value(&transfers[i], today));
    }
    return envelope(request_id, "data", data);
}

char *answers_runs(const char *request_id, const struct world_run *runs, size_t count) {
    json_t *data = json_array();
    for (size_t i = 0; i < count; i++) {
        append(data, run_value(&runs[i]));
    }
    return envelope(request_id, "data", data);
}

char *answers_error(const char *request_id, int status, const char *description) {
    const char *code = "UNEXPECTED_STATUS";
    const char *message = "The request could not be answered.";
    for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++) {
        if (errors[i].status == status) {
            code = errors[i].code;
            message = errors[i].message;
        }
    }
    json_t *error = json_object();
    set(error, "code", json_string(code));
    set(error, "message", json_string(message));
    if (description != NULL) {
        set(error, "description", json_string(description));
    }
    return envelope(request_id, "error", error);
}
