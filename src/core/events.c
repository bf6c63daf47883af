/* SPDX-License-Identifier: MIT */
#include "backfilltop/core/events.h"

#include "backfilltop/base/memory.h"

#include <stdlib.h>

void events_clear(struct events *events) {
    free(events->ring);
    *events = (struct events){0};
}

void events_add(struct events *events, const struct event *event) {
    if (events->ring == NULL) {
        events->ring = memory_new(EVENTS_KEPT, sizeof *events->ring);
    }
    events->ring[events->next] = *event;
    events->next = (events->next + 1) % EVENTS_KEPT;
    if (events->count < EVENTS_KEPT) {
        events->count++;
    }
    events->total++;
}

const struct event *events_at(const struct events *events, size_t age) {
    if (age >= events->count) {
        return NULL;
    }
    return &events->ring[(events->next + EVENTS_KEPT - 1 - age) % EVENTS_KEPT];
}
