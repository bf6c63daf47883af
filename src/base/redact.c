/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/redact.h"

#include "backfilltop/base/hex.h"
#include "backfilltop/base/numbers.h"
#include "backfilltop/base/text.h"
#include "backfilltop/base/utf8.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* A filter skips most bytes: the last GRAM bytes are looked up in a set (a bitmap, by hash) of all
 * sequences of GRAM bytes in the secret. Text is only compared after as many hits in a row as a
 * piece has. */
#define GRAM      4
#define BLOCK     8 /* bytes that are passed over at once */
#define HASH_BITS 14

struct scan {
    char *bytes;
    const char *secret;
    size_t piece;              /* bytes that make a piece of this secret */
    size_t count;              /* bytes since the scan began or was cut off */
    size_t hits;               /* grams in a row that the secret may hold */
    uint32_t gram;             /* the latest bytes */
    char latest[REDACT_PIECE]; /* the latest bytes, and where each begins, as rings */
    size_t begins[REDACT_PIECE];
    bool is_json;
    bool is_escaped; /* escapes are read as what they stand for */
    bool in_string;
    uint64_t grams[(1U << HASH_BITS) / 64];
};

/* The meaning of a byte of the text, and how many bytes it takes as written. */
struct unit {
    int value; /* -1: invisible; it may be anywhere in a piece */
    size_t length;
};

static uint32_t hash_of(uint32_t gram) {
    return (uint32_t)(gram * UINT32_C(2654435761)) >> (32 - HASH_BITS);
}

static bool may_hold(const struct scan *scan, uint32_t gram) {
    uint32_t hash = hash_of(gram);
    return (scan->grams[hash / 64] >> hash % 64 & 1) != 0;
}

static void note_grams(struct scan *scan) {
    uint32_t gram = 0;
    for (size_t i = 0; scan->secret[i] != '\0'; i++) {
        gram = gram << 8 | (unsigned char)scan->secret[i];
        if (i + 1 >= GRAM) {
            uint32_t hash = hash_of(gram);
            scan->grams[hash / 64] |= UINT64_C(1) << hash % 64;
        }
    }
}

/* No piece can contain this place. */
static void cut_off(struct scan *scan) {
    scan->count = 0;
    scan->hits = 0;
}

/* Whether the latest bytes are a piece; if so, the index where its first byte is written. */
static bool is_piece(const struct scan *scan, size_t *begin) {
    char piece[REDACT_PIECE + 1] = {0};
    bool is_number = true;
    for (size_t i = 0; i < scan->piece; i++) {
        size_t slot = (scan->count - scan->piece + i) % REDACT_PIECE;
        piece[i] = scan->latest[slot];
        is_number = is_number && piece[i] >= '0' && piece[i] <= '9';
    }
    *begin = scan->begins[(scan->count - scan->piece) % REDACT_PIECE];
    bool is_kept = is_number && scan->is_json && !scan->in_string;
    bool found = !is_kept && strlen(piece) == scan->piece && strstr(scan->secret, piece) != NULL;
    explicit_bzero(piece, sizeof piece);
    return found;
}

/* Takes the byte `value` that is written from `begin` to before `end`. */
static void take(struct scan *scan, unsigned char value, size_t begin, size_t end) {
    size_t slot = scan->count++ % REDACT_PIECE;
    scan->latest[slot] = (char)value;
    scan->begins[slot] = begin;
    scan->gram = scan->gram << 8 | value;
    if (!may_hold(scan, scan->gram)) {
        scan->hits = 0;
        return;
    }
    scan->hits++;
    size_t first = 0;
    if (scan->hits > scan->piece - GRAM && scan->count >= scan->piece && is_piece(scan, &first)) {
        memset(scan->bytes + first, '*', end - first);
    }
}

/* Whether a character is invisible: text_clean() drops it, or terminals do, such as direction marks
 * and tags. */
static bool is_invisible(uint32_t character) {
    return character == 0x200E || character == 0x200F || character >= 0xE0000 ||
           text_is_ignorable(character);
}

/* A character beyond ASCII: no part of a secret, but perhaps an invisible one within. */
static struct unit wide_unit(const char *at, size_t left) {
    uint32_t character;
    size_t length = utf8_decode(at, left, &character);
    if (length == 0) {
        return (struct unit){(unsigned char)at[0], 1};
    }
    return (struct unit){is_invisible(character) ? -1 : (unsigned char)at[0], length};
}

/* The code unit of the "\u0061" at `at`, or -1. */
static int code_unit(const char *at, size_t left) {
    return left >= 6 && at[0] == '\\' && at[1] == 'u' ? hex_number(at + 2, 4) : -1;
}

/* The character of the "\u0061", or the pair of surrogates, at `at` and its bytes; -1 if there is
 * none. */
static int escaped_character(const char *at, size_t left, size_t *length) {
    int unit = code_unit(at, left);
    int low = unit >= 0xD800 && unit <= 0xDBFF ? code_unit(at + 6, left - 6) : -1;
    bool is_pair = low >= 0xDC00 && low <= 0xDFFF;
    *length = is_pair ? 12 : 6;
    return is_pair ? 0x10000 + (unit - 0xD800) * 0x400 + low - 0xDC00 : unit;
}

static struct unit escaped_unit(const char *at, size_t left) {
    if (at[0] == '%') {
        int value = left >= 3 ? hex_number(at + 1, 2) : -1;
        return value >= 0 ? (struct unit){value, 3} : (struct unit){'%', 1};
    }
    if (left < 2) {
        return (struct unit){'\\', 1};
    }
    size_t length;
    int character = escaped_character(at, left, &length);
    if (character >= 0) {
        int value = is_invisible((uint32_t)character) ? -1 : character < 0x80 ? character : 0;
        return (struct unit){value, length};
    }
    /* \n and similar escapes are never part of a secret; other letters are not valid in JSON. */
    return (struct unit){strchr("bfnrt", at[1]) != NULL ? 0 : (unsigned char)at[1], 2};
}

static struct unit next_unit(const struct scan *scan, size_t at, size_t length) {
    const char *byte = scan->bytes + at;
    if (scan->is_escaped && (*byte == '\\' || *byte == '%')) {
        return escaped_unit(byte, length - at);
    }
    return (unsigned char)*byte < 0x80 ? (struct unit){*byte, 1} : wide_unit(byte, length - at);
}

/* 0x80 in each of the eight bytes that is `byte`, 0 in the others. */
static uint64_t mark(uint64_t bytes, unsigned char byte) {
    uint64_t low = UINT64_C(0x7f7f7f7f7f7f7f7f);
    uint64_t differing = bytes ^ UINT64_C(0x0101010101010101) * byte;
    return ~(((differing & low) + low) | differing | low);
}

/* Whether the eight bytes at `at` are ASCII without escapes, and the secret does not hold the last
 * four of them; *quotes is how many quotes are among them. */
static bool is_block_clear(const struct scan *scan, size_t at, unsigned *quotes) {
    const unsigned char *last = (const unsigned char *)scan->bytes + at + BLOCK - GRAM;
    uint64_t block;
    memcpy(&block, scan->bytes + at, BLOCK);
    uint64_t special = (block & UINT64_C(0x8080808080808080)) | mark(block, '\\') |
                       mark(block, '%');
    uint32_t gram = (uint32_t)last[0] << 24 | (uint32_t)last[1] << 16 | (uint32_t)last[2] << 8 |
                    (uint32_t)last[3];
    *quotes = (unsigned)((mark(block, '"') >> 7) * UINT64_C(0x0101010101010101) >> 56);
    return special == 0 && !may_hold(scan, gram);
}

/* Passes over blocks in which no piece can be, and returns where to go on.
 *
 * No piece has all of the latest GRAM bytes. So one that begins at or before the block's last four
 * bytes has those, being at least 11 bytes long; if the secret does not hold them, a piece begins
 * at the earliest with the second of the four. */
static size_t skip(struct scan *scan, size_t at, size_t length) {
    size_t start = at;
    unsigned quotes = 0;
    if (scan->hits > 0 || scan->piece < BLOCK + GRAM - 1) {
        return at;
    }
    while (length - at >= BLOCK && is_block_clear(scan, at, &quotes)) {
        scan->in_string ^= quotes % 2 != 0;
        at += BLOCK;
    }
    if (at == start) {
        return at;
    }
    cut_off(scan);
    for (int i = 1; i < GRAM; i++) { /* they are looked at again */
        scan->in_string ^= scan->bytes[--at] == '"';
    }
    return at;
}

static void scan_all(struct scan *scan, size_t length) {
    for (size_t at = 0; at < length;) {
        at = skip(scan, at, length);
        struct unit unit = next_unit(scan, at, length);
        if (scan->is_json && scan->bytes[at] == '"') {
            scan->in_string = !scan->in_string;
            cut_off(scan);
        } else if (unit.value >= 0) {
            take(scan, (unsigned char)unit.value, at, at + unit.length);
        }
        at += unit.length;
    }
}

/* NOLINTNEXTLINE(readability-non-const-parameter): pieces of it are overwritten. */
static void redact(char *bytes, size_t length, const char *secret, bool is_json) {
    size_t secret_length = secret != NULL ? strlen(secret) : 0;
    if (secret_length < REDACT_LEAST || bytes == NULL) {
        return;
    }
    struct scan scan = {
        .bytes = bytes,
        .secret = secret,
        .piece = min_size(secret_length, REDACT_PIECE),
        .is_json = is_json,
        .is_escaped = true,
    };
    note_grams(&scan);
    scan_all(&scan, length);
    if (strpbrk(secret, "\\%\"") != NULL) { /* what looks like an escape may be literal text */
        cut_off(&scan);
        scan.is_escaped = false;
        scan.is_json = false;
        scan_all(&scan, length);
    }
    explicit_bzero(&scan, sizeof scan);
}

void redact_text(char *bytes, size_t length, const char *secret) {
    redact(bytes, length, secret, false);
}

void redact_json(char *bytes, size_t length, const char *secret) {
    redact(bytes, length, secret, true);
}
