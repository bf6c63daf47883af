/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/auth/credentials.h"
#include "backfilltop/base/buffer.h"

#include <stdbool.h>
#include <stdint.h>

/* Appends the path of the file with the profiles; nothing if there is no folder for it. */
void profile_add_path(struct buffer *path, const char *config_home);

/* Reads the token of the vendor client's profile: sources->profile, or if that is NULL or empty the
 * active one, or "default". `now_s`: wall-clock seconds. False, with *problem, if there is none
 * that can be used. Not thread-safe, and nothing else may use jansson while it runs: it makes
 * jansson overwrite what it frees. */
bool profile_read(struct credentials *credentials, const struct credential_sources *sources,
                  int64_t now_s, struct problem *problem);
