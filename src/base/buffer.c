/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/buffer.h"

#include "backfilltop/base/memory.h"
#include "backfilltop/base/utf8.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Room for `extra` more bytes and the NUL; returns where they go. */
static char *make_room(struct buffer *buffer, size_t extra) {
    if (extra >= SIZE_MAX - buffer->length) {
        memory_exhausted();
    }
    buffer->bytes = memory_grow(buffer->bytes, &buffer->capacity, buffer->length + extra + 1,
                                sizeof(char));
    return buffer->bytes + buffer->length;
}

static void lengthen(struct buffer *buffer, size_t extra) {
    buffer->length += extra;
    buffer->bytes[buffer->length] = '\0';
}

void buffer_add(struct buffer *buffer, const char *bytes, size_t length) {
    char *end = make_room(buffer, length);
    if (length > 0) {
        memcpy(end, bytes, length);
    }
    lengthen(buffer, length);
}

void buffer_add_string(struct buffer *buffer, const char *string) {
    buffer_add(buffer, string, strlen(string));
}

void buffer_add_excerpt(struct buffer *buffer, const char *string, size_t limit) {
    size_t length = strlen(string);
    size_t kept = utf8_cut(string, length, limit);
    buffer_add(buffer, string, kept);
    buffer_add_string(buffer, kept < length ? "..." : "");
}

/* Most texts fit into the room that is there: they are formatted once. */
void buffer_add_format(struct buffer *buffer, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    char *end = make_room(buffer, 0);
    size_t room = buffer->capacity - buffer->length;
    int length = vsnprintf(end, room, format, arguments);
    if (length > 0 && (size_t)length >= room) {
        end = make_room(buffer, (size_t)length);
        vsnprintf(end, (size_t)length + 1, format, again);
    }
    lengthen(buffer, length > 0 ? (size_t)length : 0);
    va_end(again);
    va_end(arguments);
}

void buffer_add_number(struct buffer *buffer, int64_t number) {
    char digits[20];
    char *end = digits + sizeof digits;
    char *start = end;
    uint64_t left = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    do {
        *--start = (char)('0' + left % 10);
        left /= 10;
    } while (left > 0);
    if (number < 0) {
        *--start = '-';
    }
    buffer_add(buffer, start, (size_t)(end - start));
}

void buffer_add_repeated(struct buffer *buffer, char byte, size_t count) {
    memset(make_room(buffer, count), byte, count);
    lengthen(buffer, count);
}

void buffer_reserve(struct buffer *buffer, size_t length) {
    if (length > buffer->length) {
        *make_room(buffer, length - buffer->length) = '\0';
    }
}

const char *buffer_string(const struct buffer *buffer) {
    return buffer->bytes != NULL ? buffer->bytes : "";
}

bool buffer_equals(const struct buffer *a, const struct buffer *b) {
    return a->length == b->length && (a->length == 0 || memcmp(a->bytes, b->bytes, a->length) == 0);
}

void buffer_reset(struct buffer *buffer) {
    buffer->length = 0;
    if (buffer->bytes != NULL) {
        buffer->bytes[0] = '\0';
    }
}

void buffer_clear(struct buffer *buffer) {
    free(buffer->bytes);
    *buffer = (struct buffer){0};
}
