/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/auth/credentials.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Watches the file that the token comes from while another token is wanted, so that the program
 * goes on by itself within seconds of its renewal. Times are monotonic milliseconds. */

#define TOKEN_WATCH_MS     INT64_C(1000) /* between two looks, which cost one stat() each */
#define TOKEN_WATCH_WARN_S INT64_C(300)  /* before the token expires the user is warned */
#define TOKEN_WATCH_TEXT   448           /* bytes that hold any warning, with the NUL */

struct token_watch {
    struct credentials_stamp stamp; /* of the file when it was last read */
    int64_t due_ms;                 /* when to look next; INT64_MAX: no look is wanted */
};

/* The token is about to be read, or has just been. */
void token_watch_read(struct token_watch *watch, const struct credential_sources *sources);

/* Looks, if another token is wanted and the time has come. Returns whether the file has changed
 * since it was last read. */
bool token_watch_look(struct token_watch *watch, const struct credential_sources *sources,
                      bool wanted, int64_t now_ms);

/* Whether the user should hear of the token's end: it has expired, or will soon. `now_s`: wall
 * clock. */
bool token_watch_warns(const struct credentials *credentials, int64_t now_s);

/* Writes that warning, TOKEN_WATCH_TEXT bytes at most: what expires, when, and what to do. */
void token_watch_describe(const struct credentials *credentials, int64_t now_s, char *text,
                          size_t size);
