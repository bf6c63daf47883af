/* SPDX-License-Identifier: MIT */
#include "decode_fields.h"

#include "backfilltop/base/buffer.h"
#include "backfilltop/base/memory.h"
#include "backfilltop/base/times.h"
#include "backfilltop/base/utf8.h"
#include "json_number.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define REPLACEMENT "\xEF\xBF\xBD"
#define ELLIPSIS    "\xE2\x80\xA6"

const char decode_counted[] = JSON_NUMBER_TOO_LARGE;

/* read() is called for values that are neither missing nor null. It returns NULL, or what is wrong
 * with the value: then *out is unchanged, except for assumed_utc. */
struct field {
    const char *name;
    size_t offset; /* of an int64_t in struct backfill */
    const char *(*read)(const json_t *value, int64_t *out);
    bool required; /* by the schema: missing or null is a warning */
};

/* Beside a time that could be read: one warning for all times of an answer. */
static const char assumed_utc[] = "has no time zone: taken as UTC, like all such times";

static bool holds_nul(const json_t *string) {
    return strlen(json_string_value(string)) != json_string_length(string);
}

/* NULL, or why the value is no whole number of 64 bits. */
static const char *check_whole(const json_t *value) {
    if (json_is_integer(value)) {
        return NULL;
    }
    const double beyond = 1e20; /* above all fractions that json_scan() lets through */
    double number = json_real_value(value);
    return number >= beyond || number <= -beyond ? decode_counted : "is not an integer";
}

static const char *read_count(const json_t *value, int64_t *out) {
    const char *reason = check_whole(value);
    if (reason != NULL) {
        return reason;
    }
    if (json_integer_value(value) < 0) {
        return "is negative";
    }
    *out = json_integer_value(value);
    return NULL;
}

static const char *read_day(const json_t *value, int64_t *out) {
    if (!json_is_string(value)) {
        return "is not a string";
    }
    bool is_day = !holds_nul(value) && times_parse_day(json_string_value(value), out);
    return is_day ? NULL : "is not a date";
}

static const char *read_instant(const json_t *value, int64_t *out) {
    bool has_zone;
    if (!json_is_string(value)) {
        return "is not a string";
    }
    if (holds_nul(value) || !times_parse_instant_or_utc(json_string_value(value), out, &has_zone)) {
        return "is not a date and time";
    }
    return has_zone ? NULL : assumed_utc;
}

static const struct field fields[] = {
    {"transfer_id", offsetof(struct backfill, transfer_id), decode_id, true},
    {"range_start_date", offsetof(struct backfill, range_start), read_day, true},
    {"range_end_date", offsetof(struct backfill, range_end), read_day, true},
    {"created_time", offsetof(struct backfill, created_time), read_instant, true},
    {"created_user_id", offsetof(struct backfill, created_user_id), decode_id, true},
    {"start_time", offsetof(struct backfill, start_time), read_instant, false},
    {"end_time", offsetof(struct backfill, end_time), read_instant, false},
    {"removed_time", offsetof(struct backfill, removed_time), read_instant, false},
    {"removed_user_id", offsetof(struct backfill, removed_user_id), decode_id, false},
    {"transfer_runs_total", offsetof(struct backfill, runs_total), read_count, true},
    {"transfer_runs_created", offsetof(struct backfill, runs_created), read_count, true},
    {"transfer_runs_completed", offsetof(struct backfill, runs_completed), read_count, true},
    {"transfer_runs_failed", offsetof(struct backfill, runs_failed), read_count, true},
};

/* The value of a field; NULL if it is missing or null, which a required one must not be. */
static const json_t *find(const json_t *object, const char *name, bool required,
                          const struct decode_place *place) {
    const json_t *value = json_object_get(object, name);
    if (value != NULL && !json_is_null(value)) {
        return value;
    }
    if (required) {
        decode_warn(place, name, value != NULL ? "is null" : "is missing");
    }
    return NULL;
}

static void read_field(const json_t *item, const struct field *field,
                       const struct decode_place *place, struct backfill *backfill) {
    const json_t *value = find(item, field->name, field->required, place);
    if (value == NULL) {
        return;
    }
    void *slot = (char *)backfill + field->offset;
    const char *reason = field->read(value, slot);
    if (reason != NULL) {
        decode_warn(place, field->name, reason);
    }
}

static void read_status(const json_t *item, const struct decode_place *place,
                        struct backfill *backfill) {
    const json_t *value = find(item, "status", true, place);
    if (value == NULL) {
        return;
    }
    if (json_string_length(value) == 0) {
        decode_warn(place, "status", json_is_string(value) ? "is empty" : "is not a string");
        return;
    }
    backfill->status = holds_nul(value) ? BACKFILL_OTHER
                                        : backfill_status_parse(json_string_value(value));
    if (backfill->status == BACKFILL_OTHER) {
        backfill->status_word = decode_text(value);
    }
}

static int64_t read_error_day(const json_t *entry, const struct decode_place *place) {
    int64_t day = TIMES_ABSENT;
    const json_t *value = find(entry, "transfer_run_date", true, place);
    const char *reason = value != NULL ? read_day(value, &day) : NULL;
    if (reason != NULL) {
        decode_warn(place, "transfer_run_date", reason);
    }
    return day;
}

static char *read_error_message(const json_t *entry, const struct decode_place *place) {
    const json_t *value = find(entry, "error", true, place);
    if (value != NULL && !json_is_string(value)) {
        decode_warn(place, "error", "is not a string");
    }
    char *message = decode_text(value);
    return message != NULL ? message : memory_copy("", 0);
}

static struct backfill_error read_error(const json_t *entry, const struct decode_place *place) {
    if (!json_is_object(entry)) {
        decode_warn(place, "", "is not an object");
        return (struct backfill_error){.day = TIMES_ABSENT, .message = memory_copy("", 0)};
    }
    return (struct backfill_error){
        .day = read_error_day(entry, place),
        .message = read_error_message(entry, place),
    };
}

static void read_error_report(const json_t *item, struct decode_place place,
                              struct backfill *backfill) {
    const json_t *report = find(item, "error_report", false, &place);
    if (report == NULL) {
        return;
    }
    if (!json_is_array(report)) {
        decode_warn(&place, "error_report", "is not an array");
        return;
    }
    backfill->has_error_report = true;
    size_t count = json_array_size(report);
    if (count == 0) {
        return;
    }
    backfill->errors = memory_new(count, sizeof(*backfill->errors));
    backfill->error_count = count;
    for (size_t i = 0; i < count; i++) {
        place.entry = i;
        backfill->errors[i] = read_error(json_array_get(report, i), &place);
    }
}

void decode_warn(const struct decode_place *place, const char *field, const char *reason) {
    struct snapshot *snapshot = place->snapshot;
    if (reason == decode_counted || (reason == assumed_utc && snapshot->assumed_utc)) {
        return;
    }
    snapshot->assumed_utc |= reason == assumed_utc;
    if (snapshot->warnings++ > 0) {
        return;
    }
    char item[32] = "";
    if (place->item != DECODE_NOT_LISTED) {
        snprintf(item, sizeof(item), "[%zu]", place->item);
    }
    char entry[48] = "";
    if (place->entry != DECODE_NOT_LISTED) {
        snprintf(entry, sizeof(entry), ".error_report[%zu]", place->entry);
    }
    snprintf(snapshot->first_warning, sizeof(snapshot->first_warning), "data%s%s%s%s %s", item,
             entry, field[0] != '\0' ? "." : "", field, reason);
}

const char *decode_id(const json_t *value, int64_t *out) {
    const char *reason = check_whole(value);
    if (reason != NULL) {
        return reason;
    }
    if (json_integer_value(value) < 1) {
        return "is not above 0";
    }
    *out = json_integer_value(value);
    return NULL;
}

const char *decode_item_id(const json_t *item, const char **at, int64_t *id) {
    *at = "";
    if (!json_is_object(item)) {
        return "is not an object";
    }
    *at = "transfer_backfill_id";
    const json_t *value = json_object_get(item, *at);
    return value != NULL ? decode_id(value, id) : "is missing";
}

void decode_fields(const json_t *item, struct decode_place place, struct backfill *backfill) {
    for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
        read_field(item, &fields[i], &place, backfill);
    }
    read_status(item, &place, backfill);
    read_error_report(item, place, backfill);
}

char *decode_text(const json_t *value) {
    if (!json_is_string(value)) {
        return NULL;
    }
    const char *bytes = json_string_value(value);
    size_t length = json_string_length(value);
    if (!holds_nul(value) && length <= DECODE_TEXT_MAX) {
        return memory_copy(bytes, length);
    }
    struct buffer text = {0};
    size_t kept = utf8_cut(bytes, length, DECODE_TEXT_MAX);
    for (size_t i = 0; i < kept; i++) {
        if (bytes[i] == '\0') {
            buffer_add_string(&text, REPLACEMENT);
        } else {
            buffer_add(&text, &bytes[i], 1);
        }
    }
    buffer_add_string(&text, kept < length ? ELLIPSIS : "");
    return text.bytes;
}
