/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/utf8.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#define LAST_ASCII        0x7F
#define CONTINUATIONS_MAX 3 /* bytes of a character after its first */

static const char MARK[] = "...";

/* 0 for a byte that starts no sequence. */
static size_t sequence_length(unsigned char lead) {
    if (lead <= LAST_ASCII) {
        return 1;
    }
    if (lead < 0xC2 || lead > 0xF4) {
        return 0;
    }
    return lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
}

size_t utf8_decode(const char *bytes, size_t available, uint32_t *code) {
    static const unsigned char lead_bits[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    static const uint32_t lowest[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char lead = (unsigned char)bytes[0];
    size_t length = sequence_length(lead);
    if (length == 0 || length > available) {
        return 0;
    }
    *code = lead & lead_bits[length];
    for (size_t i = 1; i < length; i++) {
        unsigned char next = (unsigned char)bytes[i];
        if ((next & 0xC0) != 0x80) {
            return 0;
        }
        *code = *code << 6 | (next & 0x3F);
    }
    bool surrogate = *code >= 0xD800 && *code <= 0xDFFF;
    return *code < lowest[length] || *code > 0x10FFFF || surrogate ? 0 : length;
}

static bool is_continuation(char byte) {
    return ((unsigned char)byte & 0xC0) == 0x80;
}

/* Where the last character before `end`, complete or not, begins; `end` if that is not valid
 * UTF-8. */
static size_t last_start(const char *bytes, size_t end) {
    size_t start = end;
    while (start > 0 && end - start < CONTINUATIONS_MAX && is_continuation(bytes[start - 1])) {
        start--;
    }
    return start > 0 && sequence_length((unsigned char)bytes[start - 1]) > 1 ? start - 1 : end;
}

size_t utf8_cut(const char *bytes, size_t length, size_t limit) {
    if (length <= limit) {
        return length;
    }
    uint32_t code;
    size_t start = last_start(bytes, limit);
    size_t whole = start < limit ? utf8_decode(bytes + start, length - start, &code) : 0;
    return whole > limit - start ? start : limit;
}

void utf8_mark_cut(char *string, size_t size, int wanted) {
    if (wanted >= 0 && (size_t)wanted >= size && size > sizeof MARK) {
        size_t kept = utf8_cut(string, size - 1, size - sizeof MARK);
        memcpy(string + kept, MARK, sizeof MARK);
    }
}

void utf8_copy(char *copy, size_t size, const char *string) {
    utf8_mark_cut(copy, size, snprintf(copy, size, "%s", string));
}

void utf8_copy_end(char *copy, size_t size, const char *string) {
    size_t length = strlen(string);
    if (length < size || size <= sizeof MARK) {
        utf8_copy(copy, size, string);
        return;
    }
    size_t begin = length - (size - sizeof MARK);
    for (int i = 0; i < CONTINUATIONS_MAX && is_continuation(string[begin]); i++) {
        begin++;
    }
    snprintf(copy, size, "%s%s", MARK, string + begin);
}
