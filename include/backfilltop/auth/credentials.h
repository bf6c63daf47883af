/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/problem.h"

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

/* The API token: an OAuth access token or an API key. It never appears in a problem's text, and
 * every buffer that held it is overwritten. White space and line ends around it are ignored.
 *
 * The first of these sources that is given is used:
 *  1. --token-file FILE ("-": standard input), its first line
 *  2. SUPERMETRICS_API_KEY (blank counts as not set)
 *  3. --token-command CMD, run by /bin/sh, the first line of what it prints
 *  4. the vendor client's profile in $XDG_CONFIG_HOME/supermetrics/config.json: --profile,
 *     SUPERMETRICS_PROFILE, active_profile, "default"; in it an access token that has
 *     not expired comes before the API key */

#define CREDENTIALS_COMMAND_MS      10000 /* limit for --token-command, or the writer of a pipe */
#define CREDENTIALS_TOKEN_MAX       8192  /* bytes */
#define CREDENTIALS_EXPIRES_EARLY_S 60    /* so long before its expiry a token counts as expired */

struct credential_sources {
    const char *token_file;  /* NULL: not given, as for all */
    const char *environment; /* SUPERMETRICS_API_KEY, from credentials_take_variable() */
    const char *token_command;
    const char *profile;     /* --profile, or else SUPERMETRICS_PROFILE; may be empty */
    const char *config_home; /* $XDG_CONFIG_HOME, or else $HOME/.config */
    int64_t team_id;         /* for the command that a message names; 0: none */
    bool even_expired; /* accept an expired login that the vendor's client can renew: the server
                          decides, and the source can be watched */
};

struct credentials {
    char *token;
    char origin[160];  /* where it came from, for messages: "the API key of profile \"work\"" */
    char renewal[96];  /* what to do when it is refused: run "supermetrics login" */
    char upkeep[224];  /* what to do when it has expired: run a command of the vendor's client */
    int64_t expires_s; /* wall clock; 0: never, or unknown */
    bool renewable;    /* the vendor's client renews it, but not before it expires */
};

/* Identifies a state of the file that a token comes from: it shows whether the file has been
 * written or replaced since. */
struct credentials_stamp {
    bool exists; /* else all zeroes; false for sources that are not a regular file */
    uint64_t device, file, size;
    struct timespec modified, changed;
};

/* Reads the token, waiting for it. `now_s`: wall-clock seconds, for a profile's expiry. False, with
 * *problem, if no source is given, or the first one cannot be used: a file that group or others
 * have access to (the problem names the chmod command to type), an expired profile token (it names
 * the command that renews it), spaces, control or non-ASCII characters. The caller gives
 * *credentials to credentials_wipe(), in either case. */
bool credentials_read(struct credentials *credentials, const struct credential_sources *sources,
                      int64_t now_s, struct problem *problem);

/* The same without blocking, for a program that has to answer keys while it waits. */
struct credentials_reader;
enum credentials_progress { CREDENTIALS_PENDING, CREDENTIALS_READY, CREDENTIALS_FAILED };

/* Begins to read; `sources` must outlive the reader. `now_ms`, here and below: monotonic. */
struct credentials_reader *credentials_begin(const struct credential_sources *sources,
                                             int64_t now_ms);

/* The descriptor to wait for, or -1 if there is none at present. */
int credentials_fd(const struct credentials_reader *reader);

/* When to take the next step even if the descriptor is not ready; INT64_MAX: never. Valid after the
 * first step. */
int64_t credentials_due_ms(const struct credentials_reader *reader);

/* Continues to read. CREDENTIALS_READY fills in *credentials, which is overwritten without being
 * wiped; CREDENTIALS_FAILED fills in *problem. After either the reader is done. */
enum credentials_progress credentials_step(struct credentials_reader *reader,
                                           struct credentials *credentials, struct problem *problem,
                                           int64_t now_ms, int64_t now_s);

/* Ends reading, killing a command that still runs (its whole process group), and frees the
 * reader. */
void credentials_end(struct credentials_reader *reader);

/* Whether a text is probably a token (an API key or an OAuth access token). If it was given by
 * mistake, in place of something else, a message must not repeat it. */
bool credentials_look_like_token(const char *text);

/* Whether reading again could give another token: false for the environment, standard input and
 * other descriptors that the program inherits, such as a shell's <(...). */
bool credentials_can_change(const struct credential_sources *sources);

/* The state of the file that the token would be read from now. Costs one stat(). */
struct credentials_stamp credentials_stamp(const struct credential_sources *sources);

bool credentials_stamp_is(const struct credentials_stamp *a, const struct credentials_stamp *b);

/* Overwrites the token and frees it; all zeroes afterwards. */
void credentials_wipe(struct credentials *credentials);

/* redact_text() with the token, for a text that leaves the program: a server may have repeated the
 * token in it. */
void credentials_redact(const struct credentials *credentials, char *text);

/* Takes a variable out of the environment, overwriting its value where /proc/PID/environ shows it.
 * Returns a copy of the value (the caller wipes and frees it), or NULL if it was not set. To be
 * called before anything else changes the environment, and before any thread or child starts. */
char *credentials_take_variable(const char *name);

/* Makes the process undumpable: no core file, no reading of its memory by others of the same
 * user. */
void credentials_protect_process(void);
