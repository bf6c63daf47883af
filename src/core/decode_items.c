/* SPDX-License-Identifier: MIT */
#include "decode_items.h"

#include "backfilltop/base/memory.h"

#include <jansson.h>

static struct backfill *append(struct snapshot *snapshot, int64_t id) {
    snapshot->backfills = memory_grow(snapshot->backfills, &snapshot->capacity, snapshot->count + 1,
                                      sizeof *snapshot->backfills);
    struct backfill *backfill = &snapshot->backfills[snapshot->count++];
    backfill_init(backfill);
    backfill->id = id;
    return backfill;
}

static int64_t read_item(const json_t *item, size_t index, bool repeated,
                         struct snapshot *snapshot) {
    const char *at;
    int64_t id = BACKFILL_NO_ID;
    const char *reason = decode_item_id(item, &at, &id);
    if (reason == NULL && repeated) {
        reason = "is that of an earlier item";
    }
    if (reason != NULL) {
        decode_warn(&(struct decode_place){snapshot, index, DECODE_NOT_LISTED}, at, reason);
        return BACKFILL_NO_ID;
    }
    decode_item_fields(item, id, index, snapshot);
    return id;
}

void decode_item_fields(const json_t *item, int64_t id, size_t index, struct snapshot *snapshot) {
    struct decode_place place = {snapshot, index, DECODE_NOT_LISTED};
    decode_fields(item, place, append(snapshot, id));
}

int64_t decode_item(const struct decode_list *list, size_t index, bool repeated,
                    struct snapshot *snapshot) {
    json_t *item = decode_list_item(list, index);
    int64_t id = read_item(item, index, repeated, snapshot);
    json_decref(item);
    return id;
}
