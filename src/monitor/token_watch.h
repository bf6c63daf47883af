/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/auth/credentials.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Watches the file of the token while another token is needed, so that the program continues by
 * itself within seconds after it is renewed. Times are monotonic milliseconds. */

#define TOKEN_WATCH_MS     INT64_C(1000) /* between two checks, which cost one stat() each */
#define TOKEN_WATCH_WARN_S INT64_C(300)  /* how long before its expiry the user is warned */
#define TOKEN_WATCH_TEXT   448           /* bytes that hold any warning, with the NUL */

struct token_watch {
    struct credentials_stamp stamp; /* of the file when it was last read */
    int64_t due_ms;                 /* when to check next; INT64_MAX: never */
};

/* Notes the state of the file: the token is about to be read, or has just been read. */
void token_watch_read(struct token_watch *watch, const struct credential_sources *sources);

/* Checks the file, if another token is wanted and the check is due. Returns whether the file has
 * changed since it was last read. */
bool token_watch_look(struct token_watch *watch, const struct credential_sources *sources,
                      bool wanted, int64_t now_ms);

/* Whether to warn the user: the token has expired, or will soon. `now_s`: wall clock. */
bool token_watch_warns(const struct credentials *credentials, int64_t now_s);

/* Writes that warning, TOKEN_WATCH_TEXT bytes at most: what expires, when, and what to do. */
void token_watch_describe(const struct credentials *credentials, int64_t now_s, char *text,
                          size_t size);
