/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/transfer_names.h"

#include "backfilltop/base/memory.h"
#include "backfilltop/base/numbers.h"

#include <stdlib.h>
#include <string.h>

#define NEVER INT64_MAX

/* No spread is needed: names follow polls, which have jitter. */
static const struct lookup_wait waits[outcome_retry_count] = {
    [OUTCOME_RETRY_SOON] = {.least_ms = TRANSFER_NAMES_SPACING_MS,
                            .most_ms = TRANSFER_NAMES_SPACING_MS,
                            .polls_from = 1},
    [OUTCOME_RETRY_UNANSWERED] = {.least_ms = TRANSFER_NAMES_RETRY_MS,
                                  .most_ms = TRANSFER_NAMES_SPACING_MS,
                                  .polls_from = 1},
    [OUTCOME_RETRY_REFUSED] = {.least_ms = TRANSFER_NAMES_SPACING_MS,
                               .most_ms = TRANSFER_NAMES_SPACING_MS,
                               .polls_from = 1,
                               .is_refusal = true},
    [OUTCOME_RETRY_FORBIDDEN] = {.least_ms = TRANSFER_NAMES_SPACING_MS,
                                 .most_ms = TRANSFER_NAMES_SPACING_MS,
                                 .polls_from = 1,
                                 .until_token = true,
                                 .is_refusal = true},
};

static int compare_id(const void *id, const void *item) {
    return compare_int64(*(const int64_t *)id, ((const struct transfer_name *)item)->transfer_id);
}

/* The index of the wish for a transfer, or where to insert it. */
static size_t place_of_wish(const struct transfer_names *names, int64_t transfer_id) {
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

static bool is_wished(const struct transfer_names *names, size_t place, int64_t transfer_id) {
    return place < names->wish_count && names->wishes[place].transfer_id == transfer_id;
}

static void insert_wish(struct transfer_names *names, size_t place, struct name_wish wish) {
    names->wishes = memory_grow(names->wishes, &names->wish_capacity, names->wish_count + 1,
                                sizeof(*names->wishes));
    struct name_wish *slot = &names->wishes[place];
    memmove(slot + 1, slot, (names->wish_count - place) * sizeof(*slot));
    *slot = wish;
    names->wish_count++;
}

/* Removes the wishes that are fulfilled. Returns whether any of the rest is newer than the
 * request. */
static bool sift_wishes(struct transfer_names *names) {
    size_t kept = 0;
    bool any_young = false;
    for (size_t i = 0; i < names->wish_count; i++) {
        struct name_wish wish = names->wishes[i];
        if (transfer_names_find(names, wish.transfer_id) == NULL) {
            any_young = any_young || wish.since_ms > names->asked_ms;
            names->wishes[kept++] = wish;
        }
    }
    names->wish_count = kept;
    return any_young;
}

static void append(struct transfer_name_list *names, struct transfer_name item) {
    names->items = memory_grow(names->items, &names->capacity, names->count + 1,
                               sizeof(*names->items));
    names->items[names->count++] = item;
}

/* The union of both lists, which are emptied. Names in `received` take precedence. */
static struct transfer_name_list merge(struct transfer_name_list *known,
                                       struct transfer_name_list *received) {
    struct transfer_name_list merged = {0};
    size_t old = 0;
    for (size_t i = 0; i < received->count; i++) {
        int64_t id = received->items[i].transfer_id;
        for (; old < known->count && known->items[old].transfer_id < id; old++) {
            append(&merged, known->items[old]);
        }
        if (old < known->count && known->items[old].transfer_id == id) {
            free(known->items[old++].name);
        }
        append(&merged, received->items[i]);
    }
    for (; old < known->count; old++) {
        append(&merged, known->items[old]);
    }
    known->count = 0;
    received->count = 0;
    return merged;
}

static void take(struct transfer_names *names, struct transfer_name_list *received) {
    struct transfer_name_list merged = merge(&names->known, received);
    transfer_name_list_clear(&names->known);
    transfer_name_list_clear(received);
    names->known = merged;
}

/* The earliest moment that keeps the spacing from the latest request. */
static int64_t spaced_ms(const struct transfer_names *names, int64_t now_ms) {
    return max_int64(names->asked_ms + TRANSFER_NAMES_SPACING_MS, now_ms);
}

void transfer_names_init(struct transfer_names *names, bool enabled, int64_t now_ms) {
    *names = (struct transfer_names){
        .wanted_ms = enabled ? now_ms : NEVER, .asked_ms = -1, .enabled = enabled};
}

void transfer_names_clear(struct transfer_names *names) {
    transfer_name_list_clear(&names->known);
    free(names->wishes);
    *names = (struct transfer_names){.wanted_ms = NEVER, .asked_ms = -1};
}

const char *transfer_names_find(const struct transfer_names *names, int64_t transfer_id) {
    if (names->known.count == 0) {
        return NULL;
    }
    const struct transfer_name *item = bsearch(&transfer_id, names->known.items, names->known.count,
                                               sizeof(*item), compare_id);
    return item != NULL ? item->name : NULL;
}

void transfer_names_want(struct transfer_names *names, int64_t transfer_id, int64_t now_ms) {
    if (!names->enabled || transfer_id <= 0 || transfer_names_find(names, transfer_id) != NULL) {
        return;
    }
    size_t place = place_of_wish(names, transfer_id);
    if (is_wished(names, place, transfer_id)) {
        return;
    }
    insert_wish(names, place, (struct name_wish){transfer_id, now_ms});
    if (!names->in_flight && names->wanted_ms == NEVER) {
        names->wanted_ms = spaced_ms(names, now_ms);
    }
}

int64_t transfer_names_due_ms(const struct transfer_names *names) {
    if (names->wanted_ms == NEVER) {
        return NEVER;
    }
    return max_int64(names->wanted_ms, lookup_backoff_due_ms(&names->backoff));
}

bool transfer_names_is_due(const struct transfer_names *names, int64_t now_ms) {
    return transfer_names_due_ms(names) <= now_ms;
}

void transfer_names_begin(struct transfer_names *names, int64_t now_ms) {
    names->in_flight = true;
    names->asked_ms = now_ms;
    names->wanted_ms = NEVER;
}

bool transfer_names_are_refused(const struct transfer_names *names) {
    return names->backoff.is_refusal;
}

void transfer_names_end(struct transfer_names *names, enum outcome outcome,
                        struct transfer_name_list *received, int64_t now_ms) {
    names->in_flight = false;
    if (outcome == OUTCOME_OK) {
        names->backoff = (struct lookup_backoff){0};
        take(names, received);
        if (sift_wishes(names)) {
            names->wanted_ms = spaced_ms(names, now_ms);
        }
        return;
    }
    enum outcome_retry retry = outcome_traits(outcome)->retry;
    int64_t from_ms = retry == OUTCOME_RETRY_UNANSWERED ? now_ms : names->asked_ms;
    lookup_backoff_failed(&names->backoff, &waits[retry], from_ms, NULL);
    names->wanted_ms = now_ms;
}

void transfer_names_polled(struct transfer_names *names) {
    lookup_backoff_polled(&names->backoff);
}

void transfer_names_token_changed(struct transfer_names *names) {
    lookup_backoff_token_changed(&names->backoff);
}

void transfer_name_list_clear(struct transfer_name_list *names) {
    for (size_t i = 0; i < names->count; i++) {
        free(names->items[i].name);
    }
    free(names->items);
    *names = (struct transfer_name_list){0};
}
