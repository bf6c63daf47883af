/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a terminal sends, taken apart into keys and control sequences (ECMA-48 section 5.4).
 *
 * It comes in pieces of any size at any time, and Esc alone is a key, but also the first byte of
 * most other keys. So an Esc is a key once nothing has followed for the escape delay. Whatever has
 * begun as a sequence stays one: it is never taken for single keys, however late its other bytes
 * come; one that does not end is dropped once nothing has followed for KEYS_LATE_MS. Esc and a
 * letter (Alt and the letter, or both typed ahead) are two keys.
 *
 * Pure: time is an argument, in milliseconds of any clock that does not go back. */

#define KEYS_ESCAPE_MS      150  /* the escape delay, if nobody has chosen one: for a slow line */
#define KEYS_ESCAPE_MOST_MS 5000 /* if somebody has */
#define KEYS_LATE_MS        1000
#define KEYS_BYTES          1024
#define KEYS_SEQUENCE       64 /* bytes; a longer sequence is dropped up to its end */

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
    char bytes[KEYS_BYTES]; /* received and not yet taken */
    size_t length;
    int64_t received_ms; /* when the last of them came */
    int64_t escaped_ms;  /* when an Esc became a key for want of a second byte */
    bool has_escaped;    /* nothing has come since */
    char skipping;       /* the second byte of a sequence that is being dropped; 0: none */
    int64_t skipped_ms;  /* when that began */
};

/* The escape delay that a text asks for (the variable ESCDELAY: milliseconds, as for ncurses), at
 * most KEYS_ESCAPE_MOST_MS; KEYS_ESCAPE_MS for NULL and for what is not a number. */
int keys_escape_ms(const char *text);

/* Adds a known sequence; `bytes` is copied. */
void keys_learn(struct keys *keys, const char *bytes, int key);

/* Forgets the known sequences and what was received. */
void keys_clear(struct keys *keys);

/* How many bytes keys_receive() takes. */
size_t keys_room(const struct keys *keys);

/* Takes bytes that came at `now_ms`, at most keys_room(). */
void keys_receive(struct keys *keys, const char *bytes, size_t length, int64_t now_ms);

/* The next event; false if there is none until more bytes come, or keys_wait_ms() has passed. To be
 * called after everything that has come by `now_ms` was received. */
bool keys_next(struct keys *keys, struct keys_event *event, int64_t now_ms);

/* Milliseconds until keys_next() stops waiting for the rest of what it has; -1: it has nothing. */
int keys_wait_ms(const struct keys *keys, int64_t now_ms);
