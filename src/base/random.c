/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/random.h"

#include <unistd.h>

uint64_t random_next(uint64_t *state) {
    *state += UINT64_C(0x9e3779b97f4a7c15);
    uint64_t mixed = *state;
    mixed = (mixed ^ (mixed >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    mixed = (mixed ^ (mixed >> 27)) * UINT64_C(0x94d049bb133111eb);
    return mixed ^ (mixed >> 31);
}

int64_t random_upto(uint64_t *state, int64_t limit) {
    uint64_t outcomes = (uint64_t)limit + 1;
    /* The first 2^64 mod outcomes values are rejected: they would favour small results. */
    uint64_t unfair = (0 - outcomes) % outcomes;
    uint64_t bits = random_next(state);
    while (bits < unfair) {
        bits = random_next(state);
    }
    return (int64_t)(bits % outcomes);
}

double random_fraction(uint64_t *state) {
    return (double)(random_next(state) >> 11) * 0x1.0p-53;
}

uint64_t random_seed(void) {
    uint64_t seed;
    if (getentropy(&seed, sizeof(seed)) != 0) {
        /* For kernels without getrandom(): at least different in each process. */
        seed = (uint64_t)getpid();
    }
    return seed;
}
