/* SPDX-License-Identifier: MIT */
#include "json_known.h"

#include "backfilltop/base/memory.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define PROBES_MAX 16 /* a server that knows the hash must not make it slow */
#define HASH_PRIME UINT64_C(0x9E3779B97F4A7C15)

static bool begins_with(const struct json_known *known, size_t index, const char *bytes,
                        size_t length) {
    if (index >= known->before->item_count) {
        return false;
    }
    const struct json_item *item = &known->before->items[index];
    size_t item_length = item->span.end - item->span.start;
    return item->is_clean && item_length <= length &&
           memcmp(known->before->bytes + item->span.start, bytes, item_length) == 0;
}

static bool is_same(const struct json_known *known, size_t index, const char *bytes,
                    size_t length) {
    struct json_span span = known->before->items[index].span;
    return span.end - span.start == length && begins_with(known, index, bytes, length);
}

static uint32_t found_at(struct json_known *known, size_t index) {
    known->next = index + 1;
    return (uint32_t)index;
}

static void add_slot(struct json_known *known, uint32_t index, uint32_t hash) {
    for (size_t i = 0; i < PROBES_MAX; i++) {
        uint32_t *slot = &known->slots[(hash + i) & (known->slot_count - 1)];
        if (*slot == 0) {
            *slot = index + 1;
            return;
        }
    }
}

static void make_slots(struct json_known *known) {
    size_t count = known->before->item_count;
    known->slot_count = PROBES_MAX;
    while (known->slot_count < 2 * count) {
        known->slot_count *= 2;
    }
    known->slots = memory_new(known->slot_count, sizeof *known->slots);
    for (size_t i = 0; i < count; i++) {
        if (known->before->items[i].is_clean) {
            add_slot(known, (uint32_t)i, known->before->items[i].hash);
        }
    }
}

static uint64_t mix(uint64_t hash, uint64_t word) {
    hash = (hash ^ word) * HASH_PRIME;
    return hash ^ hash >> 32;
}

uint32_t json_known_hash(const char *bytes, size_t length) {
    uint64_t hash = length;
    uint64_t word = 0;
    for (; length >= sizeof word; bytes += sizeof word, length -= sizeof word) {
        memcpy(&word, bytes, sizeof word);
        hash = mix(hash, word);
    }
    word = 0;
    memcpy(&word, bytes, length);
    return (uint32_t)mix(hash, word);
}

/* An item that was replaced has the expected place; behind one that was added the expected one is
 * late, behind one that was removed early. */
uint32_t json_known_next(struct json_known *known, const char *bytes, size_t length) {
    if (known->before == NULL) {
        return JSON_ITEM_NEW;
    }
    size_t places[] = {known->next, known->next + 1, known->next - 1};
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (begins_with(known, places[i], bytes, length)) {
            return found_at(known, places[i]);
        }
    }
    return JSON_ITEM_NEW;
}

uint32_t json_known_find(struct json_known *known, const char *bytes, size_t length,
                         uint32_t hash) {
    if (known->before == NULL) {
        return JSON_ITEM_NEW;
    }
    if (known->slots == NULL) {
        make_slots(known);
    }
    for (size_t i = 0; i < PROBES_MAX; i++) {
        uint32_t slot = known->slots[(hash + i) & (known->slot_count - 1)];
        if (slot == 0) {
            break;
        }
        if (known->before->items[slot - 1].hash == hash &&
            is_same(known, slot - 1, bytes, length)) {
            return found_at(known, slot - 1);
        }
    }
    known->next++;
    return JSON_ITEM_NEW;
}

void json_known_clear(struct json_known *known) {
    free(known->slots);
    *known = (struct json_known){0};
}
