/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/decode_transfers.h"

#include "backfilltop/base/memory.h"
#include "decode_fields.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>

/* An item of "data" that names a transfer. */
struct entry {
    int64_t id;
    size_t index; /* in "data" */
};

static bool read_entry(const json_t *data, size_t index, struct entry *entry) {
    const json_t *item = json_array_get(data, index);
    entry->index = index;
    return json_string_length(json_object_get(item, "display_name")) > 0 &&
           decode_id(json_object_get(item, "dwh_transfer_id"), &entry->id) == NULL;
}

static int compare_entries(const void *left, const void *right) {
    const struct entry *a = left;
    const struct entry *b = right;
    if (a->id != b->id) {
        return a->id < b->id ? -1 : 1;
    }
    return (a->index > b->index) - (a->index < b->index);
}

static void append(struct transfer_names *names, const json_t *data, const struct entry *entry) {
    const json_t *item = json_array_get(data, entry->index);
    names->items = memory_grow(names->items, &names->capacity, names->count + 1,
                               sizeof(*names->items));
    names->items[names->count++] = (struct transfer_name){
        .transfer_id = entry->id,
        .name = decode_text(json_object_get(item, "display_name")),
    };
}

static void read_names(const json_t *data, struct decoded_transfers *decoded) {
    size_t items = json_array_size(data);
    struct entry *entries = memory_new(items, sizeof(*entries));
    size_t count = 0;
    for (size_t i = 0; i < items; i++) {
        count += read_entry(data, i, &entries[count]);
    }
    qsort(entries, count, sizeof(*entries), compare_entries);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || entries[i].id != entries[i - 1].id) {
            append(&decoded->names, data, &entries[i]);
        }
    }
    decoded->warnings = items - decoded->names.count;
    free(entries);
}

/* Hands over what the part shared by all answers has read. */
static void take_over(const struct decoded *from, struct decoded_transfers *to) {
    to->result = from->result;
    to->request_id = from->request_id;
    to->error = from->error;
    to->problem = from->problem;
}

void decode_transfers(const char *bytes, size_t length, struct decoded_transfers *decoded) {
    *decoded = (struct decoded_transfers){0};
    struct decoded answer;
    struct json_scan scan;
    json_t *root = NULL;
    if (decode_open(bytes, length, &scan, &answer)) {
        root = decode_root(scan.bytes, scan.length, &answer);
    }
    if (root != NULL && !decode_envelope(root, &answer)) {
        const json_t *data = json_object_get(root, "data");
        if (json_is_array(data)) {
            read_names(data, decoded);
            decoded->warnings += scan.warnings;
            answer.result = DECODE_OK;
        } else {
            decode_refuse(&answer, "data", data, "an array");
        }
    }
    take_over(&answer, decoded);
    json_decref(root);
    json_scan_clear(&scan);
}

void decoded_transfers_clear(struct decoded_transfers *decoded) {
    transfer_names_clear(&decoded->names);
    free(decoded->request_id);
    free(decoded->error.code);
    free(decoded->error.message);
    free(decoded->error.description);
    *decoded = (struct decoded_transfers){.result = DECODE_UNREADABLE};
}
