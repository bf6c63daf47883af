/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A growing string. All zeroes is an empty buffer, ready for use. */
struct buffer {
    char *bytes;     /* NUL-terminated once anything was added; NULL before */
    size_t length;   /* bytes, without the NUL */
    size_t capacity; /* bytes */
};

/* Appends `length` bytes, which may hold NULs. */
void buffer_add(struct buffer *buffer, const char *bytes, size_t length);

/* Appends a string. */
void buffer_add_string(struct buffer *buffer, const char *string);

/* Appends at most `limit` bytes of a string, cut at the end of a UTF-8 character, and "..." if it
 * was longer. */
void buffer_add_excerpt(struct buffer *buffer, const char *string, size_t limit);

/* Appends as printf would write. */
void buffer_add_format(struct buffer *buffer, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Appends a number in decimal; in a tenth of the time that buffer_add_format() takes. */
void buffer_add_number(struct buffer *buffer, int64_t number);

/* Appends a byte `count` times. */
void buffer_add_repeated(struct buffer *buffer, char byte, size_t count);

/* Makes room for `length` bytes in all, so that adding them moves nothing. */
void buffer_reserve(struct buffer *buffer, size_t length);

/* The content as a string, never NULL; valid until the buffer changes. */
const char *buffer_string(const struct buffer *buffer);

/* Whether two buffers hold the same bytes. */
bool buffer_equals(const struct buffer *a, const struct buffer *b);

/* Empties the buffer and keeps its memory. */
void buffer_reset(struct buffer *buffer);

/* Frees the memory; the buffer is empty again. */
void buffer_clear(struct buffer *buffer);
