/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/api/credentials.h"

#include <stdbool.h>
#include <stdint.h>

/* Reads the token of the vendor client's profile: `profile`, or if that is NULL or empty the active
 * one, or "default". `config_home` may be NULL. `now_s`: wall-clock seconds. False, with *problem,
 * if there is none that can be used.
 * Not for two threads at once, nor beside another user of jansson: while it runs, jansson
 * overwrites what it frees. */
bool profile_read(struct credentials *credentials, const char *config_home, const char *profile,
                  int64_t now_s, struct problem *problem);
