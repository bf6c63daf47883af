/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/text.h"

#include "backfilltop/base/numbers.h"
#include "backfilltop/base/utf8.h"

#include <langinfo.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>
#include <wchar.h>

enum {
    DELETE = 0x7F,
    FIRST_PRINTABLE = 0x20,
    LAST_C1 = 0x9F,
    COMBINING_LIMIT = 4,
    FIRST_IGNORABLE = 0xAD,
    BLACK_FLAG = 0x1F3F4, /* followed by tags: the flag of a region */
    FIRST_TAG = 0xE0020,
    LAST_TAG = 0xE007F,
};

/* What the characters before mean for the one that is being cleaned. */
struct context {
    int room;     /* combining characters that may still follow */
    bool in_flag; /* after a flag, or its tags */
};

#define REPLACEMENT "\xEF\xBF\xBD" /* U+FFFD */
#define ELLIPSIS    "\xE2\x80\xA6" /* U+2026 */

struct range {
    uint32_t first, last;
};

/* Unicode 15.1: general categories Cf, Zl, Zp and Co, and Default_Ignorable_Code_Point
 * (DerivedCoreProperties.txt) but those below. libc's wcwidth() cannot be used: it treats some of
 * them as letters and others as combining. */
static const struct range hidden_ranges[] = {
    {0x0600, 0x0605},   {0x061C, 0x061C},   {0x06DD, 0x06DD},   {0x070F, 0x070F},
    {0x0890, 0x0891},   {0x08E2, 0x08E2},   {0x115F, 0x1160},   {0x17B4, 0x17B5},
    {0x200E, 0x200F},   {0x2028, 0x202E},   {0x2061, 0x206F},   {0x3164, 0x3164},
    {0xE000, 0xF8FF},   {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},   {0x110BD, 0x110BD},
    {0x110CD, 0x110CD}, {0x13430, 0x1343F}, {0x1BCA0, 0x1BCA3}, {0x1D173, 0x1D17A},
    {0xE0000, 0xE00FF}, {0xE01F0, 0xE0FFF}, {0xF0000, 0xFFFFF}, {0x100000, 0x10FFFF},
};

/* What correct spelling needs and terminals disagree on: Variation_Selector (PropList.txt),
 * Emoji_Modifier (emoji-data.txt), and of Default_Ignorable_Code_Point what says where letters join
 * and words break: soft hyphen, grapheme joiner, Mongolian vowel separator, zero-width space,
 * non-joiner and joiner, word joiner, zero-width no-break space. */
static const struct range ignorable_ranges[] = {
    {0x00AD, 0x00AD}, {0x034F, 0x034F}, {0x180B, 0x180F},   {0x200B, 0x200D},   {0x2060, 0x2060},
    {0xFE00, 0xFE0F}, {0xFEFF, 0xFEFF}, {0x1F3FB, 0x1F3FF}, {0xE0100, 0xE01EF},
};

/* White_Space (PropList.txt) beyond controls, the empty Braille pattern, and the replacement
 * character. */
static const struct range blank_ranges[] = {
    {0x0020, 0x0020}, {0x00A0, 0x00A0}, {0x1680, 0x1680}, {0x2000, 0x200A}, {0x202F, 0x202F},
    {0x205F, 0x205F}, {0x2800, 0x2800}, {0x3000, 0x3000}, {0xFFFD, 0xFFFD},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static bool is_in(const struct range *ranges, size_t count, uint32_t code) {
    size_t low = 0;
    size_t high = count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (code > ranges[middle].last) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < count && code >= ranges[low].first;
}

static bool is_printable_ascii(char byte) {
    return byte >= FIRST_PRINTABLE && byte < DELETE;
}

static void add_mark(struct buffer *out, uint32_t code, enum text_charset charset) {
    if (charset == TEXT_ASCII) {
        buffer_add(out, "?", 1);
    } else if (code < FIRST_PRINTABLE || code == DELETE) {
        uint32_t picture = code == DELETE ? 0x21 : code;
        const char bytes[] = {'\xE2', '\x90', (char)(0x80 | picture)}; /* U+2400 and on */
        buffer_add(out, bytes, sizeof(bytes));
    } else {
        buffer_add_string(out, REPLACEMENT);
    }
}

/* -1 for what must not be shown as it is. */
static int shown_width(uint32_t code, enum text_charset charset) {
    if (charset == TEXT_ASCII || code <= LAST_C1 ||
        is_in(hidden_ranges, COUNT(hidden_ranges), code)) {
        return -1;
    }
    return wcwidth((wchar_t)code);
}

/* Tags are only allowed after a flag: elsewhere they are invisible text. */
static bool is_dropped(uint32_t code, const struct context *context) {
    return text_is_ignorable(code) || (context->in_flag && code >= FIRST_TAG && code <= LAST_TAG);
}

/* Cleans what stands at `bytes`, anything but printable ASCII, and returns its length. */
static size_t clean_one(struct buffer *out, const char *bytes, size_t available,
                        enum text_charset charset, struct context *context) {
    uint32_t code;
    size_t length = utf8_decode(bytes, available, &code);
    if (length == 0) {
        *context = (struct context){0};
        add_mark(out, 0xFFFD, charset);
        return 1;
    }
    if (is_dropped(code, context)) {
        return length;
    }
    int width = shown_width(code, charset);
    context->in_flag = code == BLACK_FLAG;
    if (width > 0) {
        context->room = COMBINING_LIMIT;
    } else if (width == 0 && context->room > 0) {
        context->room--;
    } else {
        context->room = 0;
        add_mark(out, code, charset);
        return length;
    }
    buffer_add(out, bytes, length);
    return length;
}

/* The length in bytes of the character of cleaned text at `clean`, and its columns. */
static size_t step(const char *clean, int *width) {
    uint32_t code;
    *width = 1;
    size_t length = is_printable_ascii(*clean) ? 1 : utf8_decode(clean, SIZE_MAX, &code);
    if (length < 2) {
        return 1;
    }
    int columns = wcwidth((wchar_t)code);
    if (columns >= 0) {
        *width = columns;
    }
    return length;
}

/* After a space, unless a combining character follows it. */
static bool may_break_behind(const char *clean) {
    int width = 1;
    if (clean[0] == ' ' && clean[1] != '\0') {
        step(clean + 1, &width);
    }
    return clean[0] == ' ' && width > 0;
}

enum text_charset text_locale_charset(void) {
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0 ? TEXT_UTF8 : TEXT_ASCII;
}

bool text_is_ignorable(uint32_t code) {
    return code >= FIRST_IGNORABLE && is_in(ignorable_ranges, COUNT(ignorable_ranges), code);
}

bool text_is_blank(const char *bytes, size_t length) {
    for (size_t at = 0; at < length;) {
        uint32_t code;
        size_t size = utf8_decode(bytes + at, length - at, &code);
        bool can_be_read = size > 0 && !text_is_ignorable(code) &&
                           !is_in(blank_ranges, COUNT(blank_ranges), code) &&
                           (code < DELETE ? code >= FIRST_PRINTABLE
                                          : shown_width(code, TEXT_UTF8) > 0);
        if (can_be_read) {
            return false;
        }
        at += max_size(size, 1);
    }
    return true;
}

void text_clean(struct buffer *out, const char *bytes, size_t length, enum text_charset charset) {
    struct context context = {0};
    size_t at = 0;
    while (at < length) {
        size_t start = at;
        while (at < length && is_printable_ascii(bytes[at])) {
            at++;
        }
        if (at > start) {
            buffer_add(out, bytes + start, at - start);
            context = (struct context){.room = COMBINING_LIMIT};
        } else {
            at += clean_one(out, bytes + at, length - at, charset, &context);
        }
    }
}

const char *text_plural(int64_t count) {
    return count == 1 ? "" : "s";
}

int text_width(const char *clean) {
    int total = 0;
    while (*clean != '\0') {
        int width;
        clean += step(clean, &width);
        total += width;
    }
    return total;
}

size_t text_prefix(const char *clean, int columns, int *used) {
    size_t length = 0;
    int total = 0;
    while (clean[length] != '\0') {
        int width;
        size_t next = step(clean + length, &width);
        if (width > columns - total) {
            break;
        }
        total += width;
        length += next;
    }
    if (used != NULL) {
        *used = total;
    }
    return length;
}

size_t text_wrap(const char *clean, int columns) {
    size_t fitting = text_prefix(clean, max_int(columns, 2), NULL);
    if (clean[fitting] == '\0') {
        return fitting;
    }
    if (may_break_behind(clean + fitting)) {
        return fitting + 1;
    }
    for (size_t i = fitting; i > 0; i--) {
        if (may_break_behind(clean + i - 1)) {
            return i;
        }
    }
    return fitting;
}

void text_fit(struct buffer *out, const char *clean, int columns, enum text_align align,
              enum text_charset charset) {
    if (columns <= 0) {
        return;
    }
    int used;
    size_t length = text_prefix(clean, columns, &used);
    bool clipped = clean[length] != '\0';
    if (clipped) {
        length = text_prefix(clean, columns - 1, &used);
        used++;
    }
    size_t padding = (size_t)(columns - used);
    size_t left = !clipped && align == TEXT_RIGHT ? padding : 0;
    buffer_add_repeated(out, ' ', left);
    buffer_add(out, clean, length);
    buffer_add_repeated(out, ' ', padding - left);
    if (clipped) {
        buffer_add_string(out, charset == TEXT_ASCII ? "~" : ELLIPSIS);
    }
}
