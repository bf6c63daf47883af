/* SPDX-License-Identifier: MIT */
#pragma once

#include <stddef.h>

/* Overwrites every piece of a secret in a text. A server may repeat the token that it was sent,
 * whole or in part, plainly or escaped, and no text from a server may show it.
 *
 * A piece is any REDACT_PIECE consecutive bytes of the secret, or all of a secret that is shorter;
 * one shorter than REDACT_LEAST is not looked for, since it may be part of a common word. Every
 * byte of a piece becomes an asterisk, so the text keeps its length and offsets. A piece is also
 * found if its bytes are written as JSON escapes (RFC 8259 section 7: \u0061, \/) or percent
 * escapes (RFC 3986 section 2.1: %61), and with invisible characters in between
 * (text_is_ignorable(), direction marks, tags).
 *
 * Time is linear in the length of the text, a few nanoseconds a byte; nothing is allocated,
 * and a text without a piece is not written to. The secret may be NULL (nothing is done). */

#define REDACT_PIECE 12 /* bytes */
#define REDACT_LEAST 8  /* bytes */

/* Any text: a header, an error message. `bytes` need not end with NUL and may hold NULs. */
void redact_text(char *bytes, size_t length, const char *secret);

/* A body that may be JSON, and stays valid if it is: a number that consists of digits of the secret
 * is kept, since an asterisk in it would make the whole body unreadable. In strings, and in
 * anything that is not JSON, every piece is overwritten. */
void redact_json(char *bytes, size_t length, const char *secret);
