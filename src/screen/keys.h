/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Splits what a terminal sends into keys and control sequences (ECMA-48 section 5.4).
 *
 * Bytes come in pieces of any size at any time. Esc alone is a key, but also the first byte of most
 * other keys, so an Esc counts as a key once nothing has followed for the escape delay. The bytes
 * of a sequence are never treated as single keys, however late they come; an incomplete sequence is
 * dropped when nothing has followed for KEYS_LATE_MS. Esc and a letter (Alt and the letter, or both
 * typed ahead) are two keys.
 *
 * Pure: time is an argument, in milliseconds of any clock that does not go back. */

#define KEYS_ESCAPE_MS      150  /* the default escape delay: long enough for a slow line */
#define KEYS_ESCAPE_MOST_MS 5000 /* the longest that can be set */
#define KEYS_LATE_MS        1000
#define KEYS_BYTES          1024
#define KEYS_SEQUENCE       64 /* bytes; a longer sequence is dropped */

/* A sequence that terminfo knows. */
struct keys_known {
    char *bytes; /* on the heap */
    size_t length;
    int key;
};

enum keys_kind { KEYS_KEY, KEYS_OTHER };

struct keys_event {
    enum keys_kind kind;
    int key;                          /* KEYS_KEY: a byte, or the key of a known sequence */
    char sequence[KEYS_SEQUENCE + 1]; /* KEYS_OTHER: a whole sequence that is not known */
};

/* All zeroes but `escape_ms` is ready for use. */
struct keys {
    int escape_ms;
    bool x10_mouse; /* ESC [ M is followed by three bytes */
    struct keys_known *known;
    size_t known_count;
    char bytes[KEYS_BYTES]; /* received and not yet used */
    size_t length;
    int64_t received_ms; /* when the last of them came */
    int64_t escaped_ms;  /* when an Esc became a key because no second byte came */
    bool has_escaped;    /* nothing has come since */
    char skipping;       /* the second byte of a sequence that is being dropped; 0: none */
    int64_t skipped_ms;  /* when that began */
};

/* Parses an escape delay (environment variable ESCDELAY: milliseconds, as for ncurses). At most
 * KEYS_ESCAPE_MOST_MS; KEYS_ESCAPE_MS if `text` is NULL or not a number. */
int keys_escape_ms(const char *text);

/* Adds a known sequence; `bytes` is copied. */
void keys_learn(struct keys *keys, const char *bytes, int key);

/* Forgets the known sequences and what was received. */
void keys_clear(struct keys *keys);

/* How many bytes keys_receive() takes. */
size_t keys_room(const struct keys *keys);

/* Takes bytes that came at `now_ms`, at most keys_room(). */
void keys_receive(struct keys *keys, const char *bytes, size_t length, int64_t now_ms);

/* The next event; false if there is none until more bytes come or keys_wait_ms() has passed. Call
 * it after keys_receive() with all bytes that came by `now_ms`. */
bool keys_next(struct keys *keys, struct keys_event *event, int64_t now_ms);

/* Milliseconds until keys_next() stops waiting for the rest of a sequence; -1: none is
 * incomplete. */
int keys_wait_ms(const struct keys *keys, int64_t now_ms);
