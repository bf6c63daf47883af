/* SPDX-License-Identifier: MIT */
#include "keys.h"

#include "backfilltop/base/memory.h"
#include "backfilltop/base/numbers.h"

#include <stdlib.h>
#include <string.h>

#define ESCAPE      '\x1b'
#define BELL        '\a'
#define X10_BYTES   3
#define PATIENCE_MS (INT64_C(5) * KEYS_LATE_MS) /* as part of a text that does not end */

/* The token at the beginning of the received bytes, and its length. */
struct token {
    enum {
        TOKEN_KEY,
        TOKEN_OTHER,  /* a whole sequence */
        TOKEN_BROKEN, /* to be dropped */
        TOKEN_LONG,   /* to be dropped with what follows, up to its end */
        TOKEN_ESCAPE, /* a key if nothing follows */
        TOKEN_BEGUN,  /* a sequence without its end */
    } kind;
    size_t length;
    int key; /* TOKEN_KEY, TOKEN_ESCAPE */
};

static bool is_control(char byte) {
    return (unsigned char)byte < ' ' || byte == 0x7F;
}

static bool is_parameter(char byte) {
    return byte >= 0x20 && byte <= 0x3F;
}

static bool is_final(char byte) {
    return byte >= 0x40 && byte <= 0x7E;
}

static struct token first_byte(const struct keys *keys) {
    return (struct token){TOKEN_KEY, 1, (unsigned char)keys->bytes[0]};
}

/* The longest known sequence that is complete: a TOKEN_KEY, or a TOKEN_ESCAPE while a longer one
 * may still come. Its length is 0 if there is none. */
static struct token match_known(const struct keys *keys, bool *may_come) {
    struct token token = {TOKEN_KEY, 0, 0};
    *may_come = false;
    for (size_t i = 0; i < keys->known_count; i++) {
        const struct keys_known *known = &keys->known[i];
        size_t common = min_size(known->length, keys->length);
        if (memcmp(known->bytes, keys->bytes, common) != 0) {
            continue;
        }
        if (common < known->length) {
            *may_come = true;
        } else if (known->length > token.length) {
            token = (struct token){TOKEN_KEY, known->length, known->key};
        }
    }
    if (*may_come) {
        token.kind = TOKEN_ESCAPE;
    }
    return token;
}

/* A mouse report in the old form: ESC [ M and button, column and line, each a byte of 32 or more.
 */
static struct token measure_x10(const struct keys *keys) {
    size_t at = 3;
    while (at < keys->length && at < 3 + X10_BYTES && (unsigned char)keys->bytes[at] >= ' ') {
        at++;
    }
    if (at == 3 + X10_BYTES) {
        return (struct token){TOKEN_OTHER, at, 0};
    }
    return (struct token){at == keys->length ? TOKEN_BEGUN : TOKEN_BROKEN, at, 0};
}

/* ESC [ or ESC O, parameters, and a final byte. The Linux console sends ESC [ [ A. */
static struct token measure_control(const struct keys *keys) {
    const char *bytes = keys->bytes;
    size_t at = keys->length > 2 && bytes[1] == '[' && bytes[2] == '[' ? 3 : 2;
    while (at < keys->length && is_parameter(bytes[at])) {
        at++;
    }
    if (at >= KEYS_SEQUENCE) {
        return (struct token){TOKEN_LONG, at, 0};
    }
    if (at == keys->length) {
        return (struct token){TOKEN_BEGUN, at, 0};
    }
    if (keys->x10_mouse && at == 2 && bytes[1] == '[' && bytes[2] == 'M') {
        return measure_x10(keys);
    }
    if (is_final(bytes[at])) {
        return (struct token){TOKEN_OTHER, at + 1, 0};
    }
    return (struct token){TOKEN_BROKEN, is_control(bytes[at]) ? at : at + 1, 0};
}

/* Terminals also send texts: a colour or a title after ESC ], a setting after ESC P, the result of
 * a picture after ESC _. They begin like this; anything else is Alt and a key. */
static bool begins_text(const char *bytes) {
    switch (bytes[1]) {
    case ']':
        return (bytes[2] >= '0' && bytes[2] <= '9') || bytes[2] == 'l' || bytes[2] == 'L';
    case 'P':
        return is_parameter(bytes[2]);
    default:
        return bytes[2] == 'G';
    }
}

static struct token measure_text(const struct keys *keys) {
    if (keys->length == 2) {
        return (struct token){TOKEN_BEGUN, 2, 0};
    }
    return begins_text(keys->bytes) ? (struct token){TOKEN_LONG, 2, 0} : first_byte(keys);
}

/* Whether Esc and this byte begin a longer sequence. */
static bool begins(char second) {
    return second != '\0' && strchr("[O]P_", second) != NULL;
}

static struct token measure(const struct keys *keys) {
    if (keys->bytes[0] != ESCAPE) {
        return first_byte(keys);
    }
    if (keys->length == 1) {
        return (struct token){TOKEN_ESCAPE, 1, ESCAPE};
    }
    switch (keys->bytes[1]) {
    case '[':
    case 'O':
        return measure_control(keys);
    case ']':
    case 'P':
    case '_':
        return measure_text(keys);
    default:
        return first_byte(keys);
    }
}

static struct token first_token(const struct keys *keys) {
    bool may_come;
    struct token known = match_known(keys, &may_come);
    if (known.length > 0) {
        return known;
    }
    struct token token = measure(keys);
    if (may_come && token.kind == TOKEN_KEY) {
        token.kind = TOKEN_ESCAPE;
    }
    return token;
}

static void consume(struct keys *keys, size_t count) {
    keys->length -= count;
    memmove(keys->bytes, keys->bytes + count, keys->length);
}

/* Drops the bytes of a sequence that is too long, or of a text: up to its final byte, BEL or ESC \,
 * or up to a byte that cannot be part of it. False after an Esc that may begin its end. */
static bool skip(struct keys *keys) {
    bool is_text = keys->skipping != '[' && keys->skipping != 'O';
    size_t at = 0;
    while (at < keys->length && !is_control(keys->bytes[at]) &&
           (is_text || is_parameter(keys->bytes[at]))) {
        at++;
    }
    consume(keys, at);
    if (keys->length == 0) {
        return true;
    }
    char end = keys->bytes[0];
    if (is_text && end == ESCAPE && keys->length == 1) {
        return false;
    }
    keys->skipping = 0;
    if (is_text && end == ESCAPE && keys->bytes[1] == '\\') {
        consume(keys, 2);
    } else if (is_text ? end == BELL : !is_control(end)) {
        consume(keys, 1);
    }
    return true;
}

static void begin_skipping(struct keys *keys, size_t length, int64_t now_ms) {
    keys->skipping = keys->bytes[1];
    keys->skipped_ms = now_ms;
    consume(keys, length);
}

static int patience_ms(const struct keys *keys, const struct token *token) {
    bool has_begun = keys->skipping != 0 || token->kind == TOKEN_BEGUN;
    return has_begun ? max_int(keys->escape_ms, KEYS_LATE_MS) : keys->escape_ms;
}

/* Nothing has followed: an Esc was a key; an incomplete sequence is dropped. */
static void give_up(struct keys *keys, struct token *token, int64_t now_ms) {
    keys->skipping = 0;
    if (token->kind == TOKEN_BEGUN) {
        token->kind = TOKEN_BROKEN;
        return;
    }
    token->kind = TOKEN_KEY;
    keys->has_escaped = token->key == ESCAPE && keys->length == 1;
    keys->escaped_ms = now_ms;
}

/* Takes a complete token; returns whether it is an event. */
static bool take(struct keys *keys, const struct token *token, struct keys_event *event,
                 int64_t now_ms) {
    *event = (struct keys_event){.kind = KEYS_KEY, .key = token->key};
    if (token->kind == TOKEN_LONG) {
        begin_skipping(keys, token->length, now_ms);
        return false;
    }
    if (token->kind == TOKEN_OTHER) {
        event->kind = KEYS_OTHER;
        memcpy(event->sequence, keys->bytes, token->length);
    }
    consume(keys, token->length);
    return token->kind != TOKEN_BROKEN;
}

int keys_escape_ms(const char *text) {
    char *end = NULL;
    long ms = text != NULL ? strtol(text, &end, 10) : 0;
    if (text == NULL || end == text || *end != '\0' || ms < 0) {
        return KEYS_ESCAPE_MS;
    }
    return (int)min_int64(ms, KEYS_ESCAPE_MOST_MS);
}

void keys_learn(struct keys *keys, const char *bytes, int key) {
    size_t length = strlen(bytes);
    keys->known = memory_resize(keys->known, keys->known_count + 1, sizeof *keys->known);
    keys->known[keys->known_count++] = (struct keys_known){
        .bytes = memory_copy(bytes, length), .length = length, .key = key};
}

void keys_clear(struct keys *keys) {
    for (size_t i = 0; i < keys->known_count; i++) {
        free(keys->known[i].bytes);
    }
    free(keys->known);
    *keys = (struct keys){.escape_ms = keys->escape_ms};
}

size_t keys_room(const struct keys *keys) {
    return KEYS_BYTES - 1 - keys->length; /* one byte for an Esc that keys_receive() puts back */
}

void keys_receive(struct keys *keys, const char *bytes, size_t length, int64_t now_ms) {
    bool is_late = now_ms - keys->received_ms > KEYS_LATE_MS;
    if (length == 0) {
        return;
    }
    if (keys->skipping != 0 && (is_late || now_ms - keys->skipped_ms > PATIENCE_MS)) {
        keys->skipping = 0;
    }
    /* The Esc that was taken for a key began this sequence: its bytes are no keys. */
    if (keys->has_escaped && now_ms - keys->escaped_ms <= KEYS_LATE_MS && begins(bytes[0])) {
        keys->bytes[keys->length++] = ESCAPE;
    }
    keys->has_escaped = false;
    memcpy(keys->bytes + keys->length, bytes, length);
    keys->length += length;
    keys->received_ms = now_ms;
}

bool keys_next(struct keys *keys, struct keys_event *event, int64_t now_ms) {
    while (keys->length > 0) {
        if (keys->skipping != 0 && skip(keys)) {
            continue;
        }
        struct token token = first_token(keys);
        if (token.kind == TOKEN_ESCAPE || token.kind == TOKEN_BEGUN) {
            if (now_ms - keys->received_ms < patience_ms(keys, &token)) {
                return false;
            }
            give_up(keys, &token, now_ms);
        }
        if (take(keys, &token, event, now_ms)) {
            return true;
        }
    }
    return false;
}

int keys_wait_ms(const struct keys *keys, int64_t now_ms) {
    if (keys->length == 0) {
        return -1;
    }
    struct token token = first_token(keys);
    int64_t left_ms = keys->received_ms + patience_ms(keys, &token) - now_ms;
    return (int)max_int64(left_ms, 0);
}
