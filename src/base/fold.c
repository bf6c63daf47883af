/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/fold.h"

#include "backfilltop/base/text.h"
#include "backfilltop/base/utf8.h"

#include <stdint.h>
#include <wctype.h>

#define LAST_ASCII    0x7F
#define BEHIND_UTF8   0x110000 /* for bytes that are not valid UTF-8: after all characters */
#define TO_LOWER_CASE ('a' - 'A')

/* The length in bytes of the character at `text`; at the end 1, with *code = 0. */
static size_t take_folded(const char *text, uint32_t *code) {
    unsigned char byte = (unsigned char)text[0];
    if (byte <= LAST_ASCII) {
        *code = byte >= 'A' && byte <= 'Z' ? byte + (uint32_t)TO_LOWER_CASE : byte;
        return 1;
    }
    size_t length = utf8_decode(text, SIZE_MAX, code);
    if (length == 0) {
        *code = BEHIND_UTF8 + (uint32_t)byte;
        return 1;
    }
    *code = (uint32_t)towlower((wint_t)*code);
    return length;
}

/* How many bytes of ignored characters are at `text`. */
static size_t ignored(const char *text) {
    size_t length = 0;
    while ((unsigned char)text[length] > LAST_ASCII) {
        uint32_t code;
        size_t step = utf8_decode(text + length, SIZE_MAX, &code);
        if (step == 0 || !text_is_ignorable(code)) {
            break;
        }
        length += step;
    }
    return length;
}

size_t fold_prefix(const char *text, const char *prefix) {
    size_t length = 0;
    for (prefix += ignored(prefix); *prefix != '\0'; prefix += ignored(prefix)) {
        uint32_t wanted;
        uint32_t found;
        prefix += take_folded(prefix, &wanted);
        length += ignored(text + length);
        size_t step = take_folded(text + length, &found);
        if (found != wanted) {
            return 0;
        }
        length += step;
    }
    return length;
}

bool fold_find(const char *text, const char *needle, size_t *start, size_t *length) {
    uint32_t first;
    take_folded(needle + ignored(needle), &first);
    for (size_t at = 0; text[at] != '\0';) {
        uint32_t code;
        size_t step = take_folded(text + at, &code);
        size_t found = code == first ? fold_prefix(text + at, needle) : 0;
        if (found > 0) {
            *start = at;
            *length = found;
            return true;
        }
        at += step;
    }
    return false;
}

bool fold_contains(const char *text, const char *needle) {
    size_t start;
    size_t length;
    return needle[ignored(needle)] == '\0' || fold_find(text, needle, &start, &length);
}

int fold_compare(const char *a, const char *b) {
    uint32_t left;
    uint32_t right;
    do {
        a += ignored(a);
        b += ignored(b);
        a += take_folded(a, &left);
        b += take_folded(b, &right);
    } while (left == right && left != 0);
    return (left > right) - (left < right);
}
