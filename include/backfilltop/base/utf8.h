/* SPDX-License-Identifier: MIT */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* The bytes of the character at `bytes` (RFC 3629), its code point going to *code, or 0, with *code
 * unspecified, if none is valid there. Does not look beyond a NUL, so that for a string any
 * `available` does. Independent of the locale. */
size_t utf8_decode(const char *bytes, size_t available, uint32_t *code);
