/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/decode.h"

#include "backfilltop/base/memory.h"
#include "decode_fields.h"
#include "json_scan.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* An item of "data" of which only the id has been read. */
struct item {
    int64_t id;
    size_t index; /* in "data" */
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

/* For each item of "data", whether an earlier one has its id; NULL if that is true of none. `items`
 * are those whose ids are known. */
static bool *find_repeated(struct item *items, size_t count, size_t item_count) {
    bool *repeated = NULL;
    qsort(items, count, sizeof(*items), compare_items);
    for (size_t i = 1; i < count; i++) {
        if (items[i].id == items[i - 1].id) {
            repeated = repeated != NULL ? repeated : memory_new(item_count, sizeof(*repeated));
            repeated[items[i].index] = true;
        }
    }
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

static void note_repairs(const struct json_scan *scan, struct snapshot *snapshot) {
    snapshot->warnings = scan->warnings;
    memcpy(snapshot->first_warning, scan->first_warning, sizeof snapshot->first_warning);
}

/* Reads all items, one in memory at a time. The ids go to `items`, which may be NULL. */
static void read_items(const struct decode_list *list, const bool *repeated, struct item *items,
                       struct snapshot *snapshot) {
    for (size_t i = 0; i < list->count; i++) {
        struct decode_place place = {snapshot, i, DECODE_NOT_LISTED};
        size_t before = snapshot->count;
        json_t *item = decode_list_item(list, i);
        read_item(item, repeated != NULL && repeated[i], &place);
        json_decref(item);
        if (items != NULL && snapshot->count > before) {
            items[before] = (struct item){snapshot->backfills[before].id, i};
        }
    }
}

static void read_list(const struct decode_list *list, struct decoded *decoded) {
    struct snapshot *snapshot = &decoded->snapshot;
    struct item *items = memory_new(list->count, sizeof(*items));
    read_items(list, NULL, items, snapshot);
    bool *repeated = find_repeated(items, snapshot->count, list->count);
    if (repeated != NULL) {
        snapshot_clear(snapshot);
        note_repairs(list->scan, snapshot);
        read_items(list, repeated, NULL, snapshot);
    }
    decoded->result = DECODE_OK;
    free(repeated);
    free(items);
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

static void read_list_answer(const struct json_scan *scan, const json_t *root,
                             struct decoded *decoded) {
    struct decode_list list;
    if (decode_find_list(&list, scan, root, decoded)) {
        read_list(&list, decoded);
    }
}

static void read_one_answer(const struct json_scan *scan, const json_t *root,
                            struct decoded *decoded) {
    (void)scan;
    read_one(json_object_get(root, "data"), decoded);
}

static void read_error_answer(const struct json_scan *scan, const json_t *root,
                              struct decoded *decoded) {
    (void)scan;
    decode_refuse(decoded, "error", json_object_get(root, "error"), "an object");
}

/* `read` is for a body that is no error. */
static void decode(const char *bytes, size_t length, struct decoded *decoded,
                   void (*read)(const struct json_scan *scan, const json_t *root,
                                struct decoded *decoded)) {
    struct json_scan scan;
    json_t *root = NULL;
    if (decode_open(bytes, length, &scan, decoded)) {
        note_repairs(&scan, &decoded->snapshot);
        root = decode_root(&scan, decoded);
    }
    if (root != NULL && !decode_envelope(&scan, root, decoded)) {
        read(&scan, root, decoded);
    }
    if (decoded->result != DECODE_OK) {
        snapshot_clear(&decoded->snapshot);
    }
    json_decref(root);
    json_scan_clear(&scan);
}

void decode_list(const char *bytes, size_t length, struct decoded *decoded) {
    decode(bytes, length, decoded, read_list_answer);
}

void decode_one(const char *bytes, size_t length, struct decoded *decoded) {
    decode(bytes, length, decoded, read_one_answer);
}

void decode_error(const char *bytes, size_t length, struct decoded *decoded) {
    decode(bytes, length, decoded, read_error_answer);
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
