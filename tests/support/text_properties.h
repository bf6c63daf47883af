/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>
#include <wchar.h>

/* Properties of base/text that must hold for any bytes, for tests and fuzzers. Decodes with libc,
 * not with the code under test: LC_CTYPE has to be a UTF-8 locale. */

/* The columns of `length` bytes, or -1 if they are not all valid and printable. */
static inline int property_width(const char *bytes, size_t length) {
    mbstate_t state = {0};
    int total = 0;
    size_t at = 0;
    while (at < length) {
        wchar_t wide;
        size_t taken = mbrtowc(&wide, bytes + at, length - at, &state);
        if (taken == 0 || taken > length - at || wcwidth(wide) < 0 || wide > 0x10FFFF) {
            return -1;
        }
        total += wcwidth(wide);
        at += taken;
    }
    return total;
}

static inline bool property_starts_combining(const char *clean) {
    mbstate_t state = {0};
    wchar_t wide;
    return *clean != '\0' && mbrtowc(&wide, clean, strlen(clean), &state) <= strlen(clean) &&
           wcwidth(wide) == 0;
}

static inline bool property_has_control(const struct buffer *clean, enum text_charset charset) {
    for (size_t i = 0; i < clean->length; i++) {
        unsigned char byte = (unsigned char)clean->bytes[i];
        if (byte < 0x20 || byte == 0x7F || (charset == TEXT_ASCII && byte > 0x7F)) {
            return true;
        }
    }
    return false;
}

static inline bool property_is_idempotent(const struct buffer *clean, enum text_charset charset) {
    struct buffer again = {0};
    text_clean(&again, buffer_string(clean), clean->length, charset);
    bool same = again.length == clean->length &&
                strcmp(buffer_string(&again), buffer_string(clean)) == 0;
    buffer_clear(&again);
    return same;
}

static inline bool property_fits(const char *clean, int columns, enum text_align align,
                                 enum text_charset charset) {
    struct buffer fitted = {0};
    text_fit(&fitted, clean, columns, align, charset);
    int width = property_width(buffer_string(&fitted), fitted.length);
    bool whole = text_width(clean) > columns || strstr(buffer_string(&fitted), clean) != NULL;
    buffer_clear(&fitted);
    return width == columns && whole;
}

static inline bool property_prefix_is_longest(const char *clean, int columns) {
    int used = -1;
    size_t length = text_prefix(clean, columns, &used);
    if (used > columns || property_width(clean, length) != used ||
        property_starts_combining(clean + length)) {
        return false;
    }
    int more;
    return clean[length] == '\0' ||
           (text_prefix(clean + length, 2, &more) > 0 && used + more > columns);
}

static inline bool property_wraps(const char *clean, int columns) {
    while (*clean != '\0') {
        size_t length = text_wrap(clean, columns);
        if (length == 0 || length > strlen(clean) || property_starts_combining(clean + length)) {
            return false;
        }
        size_t drawn = clean[length - 1] == ' ' ? length - 1 : length;
        int width = property_width(clean, drawn);
        if (width < 0 || width > columns) {
            return false;
        }
        clean += length;
    }
    return true;
}

/* The property that these bytes break, or NULL. `columns` is at least 2. */
static inline const char *broken_text_property(const char *bytes, size_t length, int columns,
                                               enum text_charset charset) {
    struct buffer buffer = {0};
    text_clean(&buffer, bytes, length, charset);
    const char *clean = buffer_string(&buffer);
    int width = property_width(clean, buffer.length);
    const char *broken = NULL;
    if (property_has_control(&buffer, charset)) {
        broken = "a cleaned text holds no control byte";
    } else if (width < 0) {
        broken = "a cleaned text is printable UTF-8";
    } else if (!property_is_idempotent(&buffer, charset)) {
        broken = "cleaning a cleaned text changes nothing";
    } else if (text_width(clean) != width) {
        broken = "text_width() is the sum of wcwidth()";
    } else if (!property_fits(clean, columns, TEXT_LEFT, charset) ||
               !property_fits(clean, columns, TEXT_RIGHT, charset)) {
        broken = "text_fit() fills its columns exactly, with the whole text if it fits";
    } else if (!property_prefix_is_longest(clean, columns)) {
        broken = "text_prefix() is as long as can be and cuts no character";
    } else if (!property_wraps(clean, columns)) {
        broken = "text_wrap() moves on, fits and cuts no character";
    }
    buffer_clear(&buffer);
    return broken;
}
