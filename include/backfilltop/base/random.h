/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdint.h>

/* Reproducible pseudo-random numbers (splitmix64, by Sebastiano Vigna, public domain):
 * for jitter and for simulation, never for secrets. The state is any 64-bit number. */

/* The next 64 bits; advances *state. */
uint64_t random_next(uint64_t *state);

/* A number uniform in [0, limit], both ends included. `limit` must not be negative. */
int64_t random_upto(uint64_t *state, int64_t limit);

/* A number uniform in [0, 1). */
double random_fraction(uint64_t *state);

/* A seed from the system's entropy. */
uint64_t random_seed(void);
