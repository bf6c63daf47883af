/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/names.h"

#include "backfilltop/base/memory.h"

#include <stdlib.h>
#include <string.h>

#define NEVER INT64_MAX

enum sequel {
    GIVE_UP,
    ASK_AGAIN,
    DONE,
};

static const enum sequel sequels[outcome_count] = {
    [OUTCOME_OK] = DONE,
    [OUTCOME_UNAUTHORIZED] = GIVE_UP,
    [OUTCOME_FORBIDDEN] = GIVE_UP,
    [OUTCOME_NOT_FOUND] = GIVE_UP,
    [OUTCOME_RATE_LIMITED] = ASK_AGAIN,
    [OUTCOME_SERVER_ERROR] = ASK_AGAIN,
    [OUTCOME_REFUSED] = GIVE_UP,
    [OUTCOME_UNREADABLE] = GIVE_UP,
    [OUTCOME_NO_CONNECTION] = ASK_AGAIN,
};

static int compare_id(const void *id, const void *item) {
    int64_t wanted = *(const int64_t *)id;
    int64_t other = ((const struct transfer_name *)item)->transfer_id;
    return (wanted > other) - (wanted < other);
}

/* Where a wish for the transfer stands, or belongs. */
static size_t place_of_wish(const struct names *names, int64_t transfer_id) {
    size_t first = 0;
    size_t end = names->wish_count;
    while (first < end) {
        size_t middle = first + (end - first) / 2;
        if (names->wishes[middle].transfer_id < transfer_id) {
            first = middle + 1;
        } else {
            end = middle;
        }
    }
    return first;
}

static bool is_wished(const struct names *names, size_t place, int64_t transfer_id) {
    return place < names->wish_count && names->wishes[place].transfer_id == transfer_id;
}

static void insert_wish(struct names *names, size_t place, struct name_wish wish) {
    names->wishes = memory_grow(names->wishes, &names->wish_capacity, names->wish_count + 1,
                                sizeof(*names->wishes));
    struct name_wish *slot = &names->wishes[place];
    memmove(slot + 1, slot, (names->wish_count - place) * sizeof(*slot));
    *slot = wish;
    names->wish_count++;
}

/* Forgets the wishes that came true; whether any of the rest is younger than the request. */
static bool sift_wishes(struct names *names) {
    size_t kept = 0;
    bool any_young = false;
    for (size_t i = 0; i < names->wish_count; i++) {
        struct name_wish wish = names->wishes[i];
        if (names_find(names, wish.transfer_id) == NULL) {
            any_young = any_young || wish.since_ms > names->asked_ms;
            names->wishes[kept++] = wish;
        }
    }
    names->wish_count = kept;
    return any_young;
}

static void append(struct transfer_names *names, struct transfer_name item) {
    names->items = memory_grow(names->items, &names->capacity, names->count + 1,
                               sizeof(*names->items));
    names->items[names->count++] = item;
}

/* The union of both, which are emptied; what `told` says goes before. */
static struct transfer_names merge(struct transfer_names *known, struct transfer_names *told) {
    struct transfer_names merged = {0};
    size_t old = 0;
    for (size_t i = 0; i < told->count; i++) {
        int64_t id = told->items[i].transfer_id;
        for (; old < known->count && known->items[old].transfer_id < id; old++) {
            append(&merged, known->items[old]);
        }
        if (old < known->count && known->items[old].transfer_id == id) {
            free(known->items[old++].name);
        }
        append(&merged, told->items[i]);
    }
    for (; old < known->count; old++) {
        append(&merged, known->items[old]);
    }
    known->count = 0;
    told->count = 0;
    return merged;
}

static void take(struct names *names, struct transfer_names *told) {
    struct transfer_names merged = merge(&names->known, told);
    transfer_names_clear(&names->known);
    transfer_names_clear(told);
    names->known = merged;
}

void names_init(struct names *names, bool enabled, int64_t now_ms) {
    *names = (struct names){.due_ms = enabled ? now_ms : NEVER, .asked_ms = -1, .enabled = enabled};
}

void names_clear(struct names *names) {
    transfer_names_clear(&names->known);
    free(names->wishes);
    *names = (struct names){.due_ms = NEVER, .asked_ms = -1};
}

const char *names_find(const struct names *names, int64_t transfer_id) {
    if (names->known.count == 0) {
        return NULL;
    }
    const struct transfer_name *item = bsearch(&transfer_id, names->known.items, names->known.count,
                                               sizeof(*item), compare_id);
    return item != NULL ? item->name : NULL;
}

void names_want(struct names *names, int64_t transfer_id, int64_t now_ms) {
    if (!names->enabled || names->given_up || transfer_id <= 0 ||
        names_find(names, transfer_id) != NULL) {
        return;
    }
    size_t place = place_of_wish(names, transfer_id);
    if (is_wished(names, place, transfer_id)) {
        return;
    }
    insert_wish(names, place, (struct name_wish){transfer_id, now_ms});
    if (!names->in_flight && names->due_ms == NEVER) {
        int64_t allowed_ms = names->asked_ms + NAMES_SPACING_MS;
        names->due_ms = allowed_ms > now_ms ? allowed_ms : now_ms;
    }
}

bool names_is_due(const struct names *names, int64_t now_ms) {
    return names->due_ms <= now_ms;
}

void names_begin(struct names *names, int64_t now_ms) {
    names->in_flight = true;
    names->asked_ms = now_ms;
    names->due_ms = NEVER;
}

void names_end(struct names *names, enum outcome outcome, struct transfer_names *told,
               int64_t now_ms) {
    names->in_flight = false;
    enum sequel sequel = sequels[outcome];
    names->given_up = sequel == GIVE_UP;
    if (sequel == DONE) {
        take(names, told);
    }
    if (sequel == ASK_AGAIN || (sequel == DONE && sift_wishes(names))) {
        int64_t allowed_ms = names->asked_ms + NAMES_SPACING_MS;
        names->due_ms = allowed_ms > now_ms ? allowed_ms : now_ms;
    }
}

void transfer_names_clear(struct transfer_names *names) {
    for (size_t i = 0; i < names->count; i++) {
        free(names->items[i].name);
    }
    free(names->items);
    *names = (struct transfer_names){0};
}
