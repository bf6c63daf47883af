/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/decode.h"

#include "backfilltop/base/memory.h"
#include "backfilltop/base/numbers.h"
#include "decode_fields.h"
#include "decode_items.h"
#include "decode_known.h"
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

static int compare_items(const void *left, const void *right) {
    const struct item *a = left;
    const struct item *b = right;
    int order = compare_int64(a->id, b->id);
    return order != 0 ? order : compare_int64((int64_t)a->index, (int64_t)b->index);
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

/* Begins, or begins again, with the warnings of the repairs. */
static void start_snapshot(const struct json_scan *scan, struct snapshot *snapshot) {
    snapshot_clear(snapshot);
    snapshot->warnings = scan->warnings;
    memcpy(snapshot->first_warning, scan->first_warning, sizeof snapshot->first_warning);
}

/* Reads all items, one in memory at a time. The ids go to `items`, which may be NULL. */
static void read_items(const struct decode_list *list, const bool *repeated, struct item *items,
                       struct snapshot *snapshot) {
    for (size_t i = 0; i < list->count; i++) {
        size_t before = snapshot->count;
        int64_t id = decode_item(list, i, repeated != NULL && repeated[i], snapshot);
        if (items != NULL && id != BACKFILL_NO_ID) {
            items[before] = (struct item){id, i};
        }
    }
}

static void read_list(const struct decode_list *list, struct decoded *decoded) {
    struct snapshot *snapshot = &decoded->snapshot;
    struct item *items = memory_new(list->count, sizeof(*items));
    read_items(list, NULL, items, snapshot);
    bool *repeated = find_repeated(items, snapshot->count, list->count);
    if (repeated != NULL) {
        start_snapshot(list->scan, snapshot);
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
    decode_item_fields(data, id, DECODE_NOT_LISTED, &decoded->snapshot);
    decoded->result = DECODE_OK;
}

/* A list that the cache cannot take is read whole. */
static void read_list_answer(struct json_scan *scan, const json_t *root, struct decode_cache *cache,
                             struct decoded *decoded) {
    struct decode_list list;
    if (!decode_find_list(&list, scan, root, decoded)) {
        return;
    }
    if (cache != NULL && scan->has_list &&
        decode_cache_read(cache, scan, &list, &decoded->snapshot)) {
        decoded->result = DECODE_OK;
        return;
    }
    start_snapshot(scan, &decoded->snapshot);
    read_list(&list, decoded);
}

static void read_one_answer(struct json_scan *scan, const json_t *root, struct decode_cache *cache,
                            struct decoded *decoded) {
    (void)scan;
    (void)cache;
    read_one(json_object_get(root, "data"), decoded);
}

static void read_error_answer(struct json_scan *scan, const json_t *root,
                              struct decode_cache *cache, struct decoded *decoded) {
    (void)scan;
    (void)cache;
    decode_refuse(decoded, "error", json_object_get(root, "error"), "an object");
}

/* A body as received. */
struct body {
    const char *bytes;
    size_t length;
    struct decode_cache *cache; /* of the list before it; or NULL */
};

/* `read` is for a body that is no error. It may take *scan. */
static void decode(const struct body *body, struct decoded *decoded,
                   void (*read)(struct json_scan *scan, const json_t *root,
                                struct decode_cache *cache, struct decoded *decoded)) {
    struct json_scan scan;
    json_t *root = NULL;
    const struct json_scan *before = body->cache != NULL ? decode_cache_scan(body->cache) : NULL;
    if (decode_open(body->bytes, body->length, before, &scan, decoded)) {
        start_snapshot(&scan, &decoded->snapshot);
        root = decode_root(&scan, decoded);
    }
    if (root != NULL && !decode_envelope(&scan, root, decoded)) {
        read(&scan, root, body->cache, decoded);
    }
    if (decoded->result != DECODE_OK) {
        snapshot_clear(&decoded->snapshot);
    }
    json_decref(root);
    json_scan_clear(&scan);
}

void decode_list(const char *bytes, size_t length, struct decoded *decoded) {
    decode(&(struct body){bytes, length, NULL}, decoded, read_list_answer);
}

void decode_list_since(struct decode_cache *cache, uint64_t base, const char *bytes, size_t length,
                       struct decoded *decoded) {
    decode_cache_rebase(cache, base);
    decode(&(struct body){bytes, length, cache}, decoded, read_list_answer);
}

void decode_one(const char *bytes, size_t length, struct decoded *decoded) {
    decode(&(struct body){bytes, length, NULL}, decoded, read_one_answer);
}

void decode_error(const char *bytes, size_t length, struct decoded *decoded) {
    decode(&(struct body){bytes, length, NULL}, decoded, read_error_answer);
}

void snapshot_clear(struct snapshot *snapshot) {
    for (size_t i = 0; i < snapshot->count; i++) {
        backfill_clear(&snapshot->backfills[i]);
    }
    free(snapshot->backfills);
    free(snapshot->replaced);
    *snapshot = (struct snapshot){0};
}

size_t snapshot_listed(const struct snapshot *snapshot) {
    return snapshot->count + snapshot->kept;
}

void decoded_clear(struct decoded *decoded) {
    snapshot_clear(&decoded->snapshot);
    free(decoded->request_id);
    free(decoded->error.code);
    free(decoded->error.message);
    free(decoded->error.description);
    *decoded = (struct decoded){.result = DECODE_UNREADABLE};
}
