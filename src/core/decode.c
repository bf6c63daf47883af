/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/decode.h"

#include "backfilltop/base/buffer.h"
#include "backfilltop/base/memory.h"
#include "decode_fields.h"
#include "json_scan.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* What an item of "data" is worth before its fields are read. */
struct item {
    int64_t id;
    size_t index; /* in "data" */
};

static const char *const type_names[] = {
    [JSON_OBJECT] = "an object", [JSON_ARRAY] = "an array", [JSON_STRING] = "a string",
    [JSON_INTEGER] = "a number", [JSON_REAL] = "a number",  [JSON_TRUE] = "true",
    [JSON_FALSE] = "false",      [JSON_NULL] = "null",
};

static struct backfill *append(struct snapshot *snapshot, int64_t id) {
    snapshot->backfills = memory_grow(snapshot->backfills, &snapshot->capacity, snapshot->count + 1,
                                      sizeof(*snapshot->backfills));
    struct backfill *backfill = &snapshot->backfills[snapshot->count++];
    backfill_init(backfill);
    backfill->id = id;
    return backfill;
}

static int compare_items(const void *left, const void *right) {
    const struct item *a = left;
    const struct item *b = right;
    if (a->id != b->id) {
        return a->id < b->id ? -1 : 1;
    }
    return (a->index > b->index) - (a->index < b->index);
}

/* Marks every item whose id an earlier item has. Items without an id count as alike: the caller
 * turns them away before it looks at their mark. */
static void mark_repeated(struct item *items, size_t count, bool *repeated) {
    qsort(items, count, sizeof(*items), compare_items);
    for (size_t i = 1; i < count; i++) {
        repeated[items[i].index] = items[i].id == items[i - 1].id;
    }
}

static bool *find_repeated(const json_t *data, size_t count) {
    bool *repeated = memory_new(count, sizeof(*repeated));
    struct item *items = memory_new(count, sizeof(*items));
    for (size_t i = 0; i < count; i++) {
        const char *at;
        items[i].index = i;
        (void)decode_item_id(json_array_get(data, i), &at, &items[i].id);
    }
    mark_repeated(items, count, repeated);
    free(items);
    return repeated;
}

static void read_item(const json_t *item, bool repeated, const struct decode_place *place) {
    const char *at;
    int64_t id = BACKFILL_NO_ID;
    const char *reason = decode_item_id(item, &at, &id);
    if (reason == NULL && repeated) {
        reason = "is that of an earlier item";
    }
    if (reason != NULL) {
        decode_warn(place, at, reason);
        return;
    }
    decode_fields(item, *place, append(place->snapshot, id));
}

/* The long way: the whole list is in memory. */
static void read_list(const json_t *data, struct decoded *decoded) {
    if (!json_is_array(data)) {
        decode_refuse(decoded, "data", data, "an array");
        return;
    }
    size_t count = json_array_size(data);
    bool *repeated = find_repeated(data, count);
    for (size_t i = 0; i < count; i++) {
        struct decode_place place = {&decoded->snapshot, i, DECODE_NOT_LISTED};
        read_item(json_array_get(data, i), repeated[i], &place);
    }
    free(repeated);
    decoded->result = DECODE_OK;
}

static void read_one(const json_t *data, struct decoded *decoded) {
    if (!json_is_object(data)) {
        decode_refuse(decoded, "data", data, "an object");
        return;
    }
    const char *at;
    int64_t id = BACKFILL_NO_ID;
    const char *reason = decode_item_id(data, &at, &id);
    if (reason != NULL) {
        problem_set(&decoded->problem, "", "", "data.%s %s", at, reason);
        return;
    }
    struct decode_place place = {&decoded->snapshot, DECODE_NOT_LISTED, DECODE_NOT_LISTED};
    decode_fields(data, place, append(&decoded->snapshot, id));
    decoded->result = DECODE_OK;
}

void decode_refuse(struct decoded *decoded, const char *key, const json_t *found,
                   const char *expected) {
    if (found == NULL) {
        problem_set(&decoded->problem, "", "", "the answer has no \"%s\"", key);
        return;
    }
    problem_set(&decoded->problem, "", "", "\"%s\" of the answer is %s, not %s", key,
                type_names[json_typeof(found)], expected);
}

bool decode_open(const char *bytes, size_t length, struct json_scan *scan,
                 struct decoded *decoded) {
    *decoded = (struct decoded){.result = DECODE_UNREADABLE};
    *scan = (struct json_scan){0};
    if (length == 0) {
        problem_set(&decoded->problem, "", "", "the answer is empty");
        return false;
    }
    return json_scan(scan, bytes, length, &decoded->problem);
}

static json_t *parse(const char *bytes, size_t length, struct decoded *decoded) {
    json_error_t error;
    json_t *value = json_loadb(bytes, length, JSON_ALLOW_NUL | JSON_DECODE_ANY, &error);
    if (value == NULL) {
        problem_set(&decoded->problem, "", "", "the answer is not JSON: %s", error.text);
    }
    return value;
}

json_t *decode_root(const char *bytes, size_t length, struct decoded *decoded) {
    json_t *root = parse(bytes, length, decoded);
    if (root != NULL && !json_is_object(root)) {
        problem_set(&decoded->problem, "", "", "the answer is %s, not an object",
                    type_names[json_typeof(root)]);
        json_decref(root);
        return NULL;
    }
    const json_t *meta = json_object_get(root, "meta");
    decoded->request_id = decode_text(json_object_get(meta, "request_id"));
    return root;
}

bool decode_envelope(const json_t *root, struct decoded *decoded) {
    const json_t *error = json_object_get(root, "error");
    if (error == NULL || json_is_null(error)) {
        return false;
    }
    decoded->result = DECODE_ERROR_ENVELOPE;
    decoded->error.code = decode_text(json_object_get(error, "code"));
    decoded->error.description = decode_text(json_object_get(error, "description"));
    decoded->error.message = decode_text(json_is_string(error) ? error
                                                               : json_object_get(error, "message"));
    return true;
}

static void note_repairs(const struct json_scan *scan, struct snapshot *snapshot) {
    snapshot->warnings = scan->warnings;
    memcpy(snapshot->first_warning, scan->first_warning, sizeof snapshot->first_warning);
}

/* Reads what is around the list: the document with all its items left out. */
static json_t *decode_frame(const struct json_scan *scan, struct decoded *decoded) {
    struct buffer frame = {0};
    size_t list_end = scan->data.end - 1;
    buffer_add(&frame, scan->bytes, scan->data.start + 1);
    buffer_add(&frame, scan->bytes + list_end, scan->length - list_end);
    json_t *root = decode_root(frame.bytes, frame.length, decoded);
    buffer_clear(&frame);
    return root;
}

static bool has_repeated_id(const struct snapshot *snapshot) {
    struct item *items = memory_new(snapshot->count, sizeof *items);
    for (size_t i = 0; i < snapshot->count; i++) {
        items[i] = (struct item){snapshot->backfills[i].id, i};
    }
    qsort(items, snapshot->count, sizeof *items, compare_items);
    bool any = false;
    for (size_t i = 1; i < snapshot->count; i++) {
        any |= items[i].id == items[i - 1].id;
    }
    free(items);
    return any;
}

/* One item in memory at a time. */
static bool read_items(const struct json_scan *scan, struct decoded *decoded) {
    for (size_t i = 0; i < scan->item_count; i++) {
        struct json_span span = scan->items[i];
        struct decode_place place = {&decoded->snapshot, i, DECODE_NOT_LISTED};
        json_t *item = parse(scan->bytes + span.start, span.end - span.start, decoded);
        if (item == NULL) {
            return false;
        }
        read_item(item, false, &place);
        json_decref(item);
    }
    decoded->result = DECODE_OK;
    return true;
}

/* False, with *decoded as it was, for a list that must go the long way: of items with one id the
 * first stays, and which one that is shows only when all are read. */
static bool read_item_by_item(const struct json_scan *scan, struct decoded *decoded) {
    if (!scan->has_list) {
        return false;
    }
    json_t *root = decode_frame(scan, decoded);
    bool is_done = root != NULL &&
                   (decode_envelope(root, decoded) ||
                    (read_items(scan, decoded) && !has_repeated_id(&decoded->snapshot)));
    json_decref(root);
    if (!is_done) {
        decoded_clear(decoded);
        note_repairs(scan, &decoded->snapshot);
    }
    return is_done;
}

/* Reads the whole document at once. */
static void read_whole(const struct json_scan *scan, struct decoded *decoded,
                       void (*read)(const json_t *data, struct decoded *decoded)) {
    json_t *root = decode_root(scan->bytes, scan->length, decoded);
    if (root != NULL && !decode_envelope(root, decoded)) {
        read(json_object_get(root, "data"), decoded);
    }
    json_decref(root);
}

/* Reads a body through the one door. */
static void decode(const char *bytes, size_t length, struct decoded *decoded, bool by_item,
                   void (*read)(const json_t *data, struct decoded *decoded)) {
    struct json_scan scan;
    if (decode_open(bytes, length, &scan, decoded)) {
        note_repairs(&scan, &decoded->snapshot);
        if (!by_item || !read_item_by_item(&scan, decoded)) {
            read_whole(&scan, decoded, read);
        }
    }
    if (decoded->result != DECODE_OK) {
        snapshot_clear(&decoded->snapshot);
    }
    json_scan_clear(&scan);
}

void decode_list(const char *bytes, size_t length, struct decoded *decoded) {
    decode(bytes, length, decoded, true, read_list);
}

void decode_one(const char *bytes, size_t length, struct decoded *decoded) {
    decode(bytes, length, decoded, false, read_one);
}

void decode_error(const char *bytes, size_t length, struct decoded *decoded) {
    struct json_scan scan;
    json_t *root = NULL;
    if (decode_open(bytes, length, &scan, decoded)) {
        root = decode_root(scan.bytes, scan.length, decoded);
    }
    if (root != NULL && !decode_envelope(root, decoded)) {
        decode_refuse(decoded, "error", json_object_get(root, "error"), "an object");
    }
    json_decref(root);
    json_scan_clear(&scan);
}

void snapshot_clear(struct snapshot *snapshot) {
    for (size_t i = 0; i < snapshot->count; i++) {
        backfill_clear(&snapshot->backfills[i]);
    }
    free(snapshot->backfills);
    *snapshot = (struct snapshot){0};
}

void decoded_clear(struct decoded *decoded) {
    snapshot_clear(&decoded->snapshot);
    free(decoded->request_id);
    free(decoded->error.code);
    free(decoded->error.message);
    free(decoded->error.description);
    *decoded = (struct decoded){.result = DECODE_UNREADABLE};
}
