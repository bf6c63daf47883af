/* SPDX-License-Identifier: MIT */
#include "plan_place.h"

#include "catalog.h"

#include "backfilltop/base/numbers.h"
#include "backfilltop/base/random.h"

#define TEAM_SHIFT 8 /* the most slots by which teams are shifted, either way */

enum { BAND_RECENT, BAND_EARLIER, BAND_EARLIEST };

/* The slots of the lingering kinds; the first match counts. Every other slot is one of `usual`. */
static const struct {
    int period;
    int slot;
    enum plan_kind_name kind;
    int transfers; /* at least as many as can be incomplete at a time */
} lingering[] = {
    {1800, 1200, PLAN_KIND_LONG_FAILED, 4}, {180, 129, PLAN_KIND_STUCK_AT_START, 3},
    {180, 20, PLAN_KIND_STUCK_MIDWAY, 3},   {180, 95, PLAN_KIND_GIANT, 4},
    {180, 60, PLAN_KIND_BADLY_FAILED, 3},   {60, 36, PLAN_KIND_LONG, 5},
};

static const enum plan_kind_name usual[] = {PLAN_KIND_CLEAN, PLAN_KIND_FLAKY,   PLAN_KIND_CLEAN,
                                            PLAN_KIND_CLEAN, PLAN_KIND_ABORTED, PLAN_KIND_CLEAN};

/* The place of a slot in the pattern of kinds. */
static int64_t place_of(int64_t team_id, int64_t slot) {
    int64_t shift = (int64_t)(plan_mix(UINT64_C(0x7ea), (uint64_t)team_id) % (2 * TEAM_SHIFT + 1));
    return slot + shift - TEAM_SHIFT;
}

/* The index in `lingering` of the kind of this place; -1: one of the usual. */
static int lingering_at(int64_t place) {
    for (size_t i = 0; i < sizeof lingering / sizeof lingering[0]; i++) {
        if (floor_modulo(place, lingering[i].period) == lingering[i].slot) {
            return (int)i;
        }
    }
    return -1;
}

/* Takes the transfers in turn, in an order that depends on the seed. */
static size_t shuffled(uint64_t seed, int64_t team_id, int64_t turn) {
    size_t order[CATALOG_TRANSFERS_PER_TEAM] = {0};
    uint64_t random = plan_mix(seed, (uint64_t)team_id);
    for (size_t i = 0; i < CATALOG_TRANSFERS_PER_TEAM; i++) {
        size_t other = (size_t)random_upto(&random, (int64_t)i);
        order[i] = order[other];
        order[other] = i;
    }
    return order[turn];
}

uint64_t plan_mix(uint64_t a, uint64_t b) {
    uint64_t state = b;
    state = a ^ random_next(&state);
    return random_next(&state);
}

enum plan_kind_name plan_kind_of(int64_t team_id, int64_t slot) {
    int64_t place = place_of(team_id, slot);
    int kind = lingering_at(place);
    return kind >= 0 ? lingering[kind].kind
                     : usual[floor_modulo(place, sizeof usual / sizeof usual[0])];
}

struct plan_place plan_place_of(uint64_t seed, int64_t team_id, int64_t slot) {
    int64_t place = place_of(team_id, slot);
    int kind = lingering_at(place);
    int64_t turn = floor_modulo(place, CATALOG_TRANSFERS_PER_TEAM);
    int band = (int)floor_modulo(floor_divide(place, CATALOG_TRANSFERS_PER_TEAM), BAND_EARLIEST);
    if (kind >= 0) {
        band = BAND_EARLIEST;
        turn = floor_modulo(floor_divide(place, lingering[kind].period), lingering[kind].transfers);
        for (int i = 0; i < kind; i++) {
            turn += lingering[i].transfers;
        }
    }
    return (struct plan_place){.transfer = shuffled(seed, team_id, turn), .band = band};
}
