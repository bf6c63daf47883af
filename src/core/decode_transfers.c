/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/decode_transfers.h"

#include "backfilltop/base/memory.h"
#include "backfilltop/base/numbers.h"
#include "decode_fields.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* An item of the list that names a transfer. */
struct entry {
    int64_t id;
    size_t index; /* in the list */
    char *name;
};

static bool read_entry(const struct decode_list *list, size_t index, struct entry *entry) {
    json_t *item = decode_list_item(list, index);
    const json_t *name = json_object_get(item, "display_name");
    entry->index = index;
    bool is_good = json_string_length(name) > 0 &&
                   decode_id(json_object_get(item, "dwh_transfer_id"), &entry->id) == NULL;
    if (is_good) {
        entry->name = decode_text(name);
    }
    json_decref(item);
    return is_good;
}

static int compare_entries(const void *left, const void *right) {
    const struct entry *a = left;
    const struct entry *b = right;
    int order = compare_int64(a->id, b->id);
    return order != 0 ? order : compare_int64((int64_t)a->index, (int64_t)b->index);
}

/* Takes the entry's name. */
static void append(struct transfer_name_list *names, const struct entry *entry) {
    names->items = memory_grow(names->items, &names->capacity, names->count + 1,
                               sizeof(*names->items));
    names->items[names->count++] = (struct transfer_name){
        .transfer_id = entry->id,
        .name = entry->name,
    };
}

static void read_names(const struct decode_list *list, struct decoded_transfers *decoded) {
    struct entry *entries = memory_new(list->count, sizeof(*entries));
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++) {
        count += read_entry(list, i, &entries[count]);
    }
    qsort(entries, count, sizeof(*entries), compare_entries);
    for (size_t i = 0; i < count; i++) {
        if (i == 0 || entries[i].id != entries[i - 1].id) {
            append(&decoded->names, &entries[i]);
        } else {
            free(entries[i].name);
        }
    }
    decoded->damaged = list->scan->warnings;
    decoded->warnings = list->count - decoded->names.count + decoded->damaged;
    memcpy(decoded->first_damaged, list->scan->first_warning, sizeof decoded->first_damaged);
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
    struct decode_list list;
    if (decode_open(bytes, length, NULL, &scan, &answer)) {
        root = decode_root(&scan, &answer);
    }
    if (root != NULL && !decode_envelope(&scan, root, &answer) &&
        decode_find_list(&list, &scan, root, &answer)) {
        read_names(&list, decoded);
        answer.result = DECODE_OK;
    }
    take_over(&answer, decoded);
    json_decref(root);
    json_scan_clear(&scan);
}

void decoded_transfers_clear(struct decoded_transfers *decoded) {
    transfer_name_list_clear(&decoded->names);
    free(decoded->request_id);
    free(decoded->error.code);
    free(decoded->error.message);
    free(decoded->error.description);
    *decoded = (struct decoded_transfers){.result = DECODE_UNREADABLE};
}
