/* SPDX-License-Identifier: MIT */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The length in bytes of the character at `bytes` (RFC 3629), whose code point goes to *code; 0,
 * with *code unspecified, if there is no valid one. Does not read beyond a NUL, so that for a
 * string `available` may be too large. Independent of the locale. */
size_t utf8_decode(const char *bytes, size_t available, uint32_t *code);

/* The length in bytes of a text of `length` bytes after it is cut to at most `limit` bytes, without
 * splitting a character. */
size_t utf8_cut(const char *bytes, size_t length, size_t limit);

/* Ends a string with "..." if snprintf() has cut it to `size` bytes with its NUL, without leaving a
 * split character. `wanted` is what snprintf() returned. Leaves any other string unchanged. */
void utf8_mark_cut(char *string, size_t size, int wanted);

/* Copies a string into `size` bytes. If it is too long it is cut at the end of a character, and
 * ends with "...". */
void utf8_copy(char *copy, size_t size, const char *string);

/* The same, but it is cut at the front, and begins with "...": the end of a path says more. */
void utf8_copy_end(char *copy, size_t size, const char *string);
