/* SPDX-License-Identifier: MIT */
#include "json_repair.h"

#include "backfilltop/base/hex.h"
#include "backfilltop/base/utf8.h"
#include "json_number.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define REPLACEMENT     "\\ufffd"
#define UNICODE_ESCAPE  6 /* bytes of "\ud83d" */
#define HIGH_SURROGATES 0xD800
#define LOW_SURROGATES  0xDC00
#define LAST_SURROGATE  0xDFFF

static const char BAD_UTF8[] = "holds a byte that is not UTF-8";
static const char BAD_CONTROL[] = "holds an unescaped control character";
static const char BAD_ESCAPE[] = "holds an escape that JSON does not know";
static const char BAD_SURROGATE[] = "holds half of a surrogate pair";
static const char BAD_KEY_NUL[] = "holds a NUL";
static const char BAD_NUMBER[] = JSON_NUMBER_TOO_LARGE;
static const char NO_NUMBER[] = "is NaN or infinite";

/* What to do with a byte inside a string. */
enum byte_class { BYTE_PLAIN, BYTE_QUOTE, BYTE_ESCAPE, BYTE_CONTROL, BYTE_HIGH };

#define ROW_OF_16(class)                                                                           \
    class, class, class, class, class, class, class, class, class, class, class, class, class,     \
        class, class, class
#define ROWS_OF_128(class)                                                                         \
    ROW_OF_16(class), ROW_OF_16(class), ROW_OF_16(class), ROW_OF_16(class), ROW_OF_16(class),      \
        ROW_OF_16(class), ROW_OF_16(class), ROW_OF_16(class)

/* clang-format off */
static const unsigned char classes[256] = {
    ROW_OF_16(BYTE_CONTROL), ROW_OF_16(BYTE_CONTROL),
    /* space */ BYTE_PLAIN, BYTE_PLAIN, BYTE_QUOTE, BYTE_PLAIN, BYTE_PLAIN, BYTE_PLAIN, BYTE_PLAIN, BYTE_PLAIN,
    BYTE_PLAIN, BYTE_PLAIN, BYTE_PLAIN, BYTE_PLAIN, BYTE_PLAIN, BYTE_PLAIN, BYTE_PLAIN, BYTE_PLAIN,
    ROW_OF_16(BYTE_PLAIN), ROW_OF_16(BYTE_PLAIN),
    /* P */ BYTE_PLAIN, BYTE_PLAIN, BYTE_PLAIN, BYTE_PLAIN, BYTE_PLAIN, BYTE_PLAIN, BYTE_PLAIN, BYTE_PLAIN,
    BYTE_PLAIN, BYTE_PLAIN, BYTE_PLAIN, BYTE_PLAIN, BYTE_ESCAPE, BYTE_PLAIN, BYTE_PLAIN, BYTE_PLAIN,
    ROW_OF_16(BYTE_PLAIN), ROW_OF_16(BYTE_PLAIN),
    ROWS_OF_128(BYTE_HIGH),
};
/* clang-format on */

static void replace(struct json_repair *repair, size_t start, size_t end, const char *text) {
    buffer_add(&repair->repaired, repair->bytes + repair->copied, start - repair->copied);
    buffer_add_string(&repair->repaired, text);
    repair->copied = end;
}

static void mend(struct json_repair *repair, size_t start, size_t end, const char *text,
                 const char *reason, const char **damage) {
    replace(repair, start, end, text);
    repair->count++;
    if (*damage == NULL) {
        *damage = reason;
    }
}

/* The code unit of the "\uXXXX" at an offset, or -1. */
static int code_unit(const struct json_repair *repair, size_t at) {
    const char *text = repair->bytes + at;
    if (repair->length - at < UNICODE_ESCAPE || text[0] != '\\' || text[1] != 'u') {
        return -1;
    }
    return hex_number(text + 2, UNICODE_ESCAPE - 2);
}

static bool is_low_surrogate(int unit) {
    return unit >= LOW_SURROGATES && unit <= LAST_SURROGATE;
}

static size_t read_unicode_escape(struct json_repair *repair, size_t at, bool is_key,
                                  const char **damage) {
    int unit = code_unit(repair, at);
    size_t end = at + UNICODE_ESCAPE;
    if (unit < 0) {
        mend(repair, at, at + 2, REPLACEMENT, BAD_ESCAPE, damage);
        return at + 2;
    }
    if (unit >= HIGH_SURROGATES && unit < LOW_SURROGATES &&
        is_low_surrogate(code_unit(repair, end))) {
        return end + UNICODE_ESCAPE;
    }
    if (unit >= HIGH_SURROGATES && unit <= LAST_SURROGATE) {
        mend(repair, at, end, REPLACEMENT, BAD_SURROGATE, damage);
    } else if (unit == 0 && is_key) { /* jansson's keys are C strings */
        mend(repair, at, end, REPLACEMENT, BAD_KEY_NUL, damage);
    }
    return end;
}

/* Each read_ function returns the offset after what it has read. */

static size_t read_escape(struct json_repair *repair, size_t at, bool is_key, const char **damage) {
    if (at + 1 == repair->length) {
        return repair->length;
    }
    char letter = repair->bytes[at + 1];
    if (letter == 'u') {
        return read_unicode_escape(repair, at, is_key, damage);
    }
    if (letter != '\0' && strchr("\"\\/bfnrt", letter) != NULL) {
        return at + 2;
    }
    mend(repair, at, at + 1, REPLACEMENT, BAD_ESCAPE, damage);
    return at + 1;
}

static size_t read_control(struct json_repair *repair, size_t at, bool is_key,
                           const char **damage) {
    char escaped[UNICODE_ESCAPE + 1];
    unsigned char byte = (unsigned char)repair->bytes[at];
    snprintf(escaped, sizeof escaped, "\\u%04x", (unsigned)byte);
    mend(repair, at, at + 1, byte == 0 && is_key ? REPLACEMENT : escaped, BAD_CONTROL, damage);
    return at + 1;
}

static size_t read_high(struct json_repair *repair, size_t at, const char **damage) {
    uint32_t code;
    size_t length = utf8_decode(repair->bytes + at, repair->length - at, &code);
    if (length == 0) {
        mend(repair, at, at + 1, REPLACEMENT, BAD_UTF8, damage);
        return at + 1;
    }
    return at + length;
}

/* Has a bit set if one of the eight bytes is not plain; otherwise 0. A borrow from the byte below can
 * only set one too many, and only if that byte is not plain itself. */
static uint64_t special_bytes(uint64_t block) {
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t quotes = block ^ ones * '"';
    uint64_t escapes = block ^ ones * '\\';
    uint64_t below = (block - ones * ' ') | (quotes - ones) | (escapes - ones);
    return (below | block) & ones * 0x80;
}

/* Returns the offset of the next byte that is not plain, or of the end. */
static size_t skip_plain(const struct json_repair *repair, size_t at) {
    uint64_t block;
    while (repair->length - at >= sizeof block) {
        memcpy(&block, repair->bytes + at, sizeof block);
        if (special_bytes(block) != 0) {
            break;
        }
        at += sizeof block;
    }
    while (at < repair->length && classes[(unsigned char)repair->bytes[at]] == BYTE_PLAIN) {
        at++;
    }
    return at;
}

size_t json_repair_string(struct json_repair *repair, size_t start, bool is_key,
                          const char **damage) {
    const char *bytes = repair->bytes;
    size_t at = start + 1;
    while (at < repair->length && repair->count <= JSON_REPAIR_MAX) {
        switch (classes[(unsigned char)bytes[at]]) {
        case BYTE_PLAIN:
            at = skip_plain(repair, at);
            break;
        case BYTE_QUOTE:
            return at;
        case BYTE_ESCAPE:
            at = read_escape(repair, at, is_key, damage);
            break;
        case BYTE_CONTROL:
            at = read_control(repair, at, is_key, damage);
            break;
        default:
            at = read_high(repair, at, damage);
        }
    }
    return at;
}

void json_repair_number(struct json_repair *repair, size_t start, size_t end, const char **damage) {
    const char *text = repair->bytes + start;
    size_t length = end - start;
    int64_t value;
    switch (json_number_read(text, length, &value)) {
    case JSON_NUMBER_WHOLE: {
        char digits[24];
        int written = snprintf(digits, sizeof digits, "%" PRId64, value);
        if ((size_t)written != length || memcmp(digits, text, length) != 0) {
            replace(repair, start, end, digits);
        }
        break;
    }
    case JSON_NUMBER_BEYOND:
        mend(repair, start, end,
             text[0] == '-' ? "-" JSON_REPAIR_BEYOND_TEXT : JSON_REPAIR_BEYOND_TEXT, BAD_NUMBER,
             damage);
        break;
    case JSON_NUMBER_FRACTION:
        break;
    }
}

void json_repair_no_number(struct json_repair *repair, size_t start, size_t end,
                           const char **damage) {
    mend(repair, start, end, JSON_REPAIR_BEYOND_TEXT, NO_NUMBER, damage);
}

size_t json_repair_place(const struct json_repair *repair, size_t offset) {
    return repair->repaired.length + (offset - repair->copied);
}

void json_repair_end(struct json_repair *repair) {
    replace(repair, repair->length, repair->length, "");
}
