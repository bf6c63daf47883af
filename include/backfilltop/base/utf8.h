/* SPDX-License-Identifier: MIT */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The bytes of the character at `bytes` (RFC 3629), its code point going to *code, or 0, with *code
 * unspecified, if none is valid there. Does not look beyond a NUL, so that for a string any
 * `available` does. Independent of the locale. */
size_t utf8_decode(const char *bytes, size_t available, uint32_t *code);

/* The bytes of a text of `length` bytes that are left when it is cut to at most `limit` bytes: no
 * character is cut in two. */
size_t utf8_cut(const char *bytes, size_t length, size_t limit);

/* Puts "..." at the end of a string that snprintf() has cut to `size` bytes with its NUL, `wanted`
 * being what snprintf() returned: no character is left cut in two. Leaves any other string alone.
 */
void utf8_mark_cut(char *string, size_t size, int wanted);

/* Copies a string into `size` bytes. What has no room is cut off at the end of a character, and
 * "..." stands in its place. */
void utf8_copy(char *copy, size_t size, const char *string);

/* The same, but what has no room is cut off at the front: of a path the end says more. */
void utf8_copy_end(char *copy, size_t size, const char *string);
