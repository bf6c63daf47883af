/* SPDX-License-Identifier: MIT */
#pragma once

#include <stddef.h>

/* Blots out of a text what it shares with a secret: a server may repeat the token that it was sent,
 * whole or in part, plainly or escaped, and no text of a server may show it.
 *
 * A piece is any REDACT_PIECE consecutive bytes of the secret, or the whole of one that is shorter;
 * one shorter than REDACT_LEAST is never looked for, since it may well be part of a word. Every
 * byte of a piece becomes an asterisk, so the text keeps its length and its offsets. A piece is
 * also found where its bytes are written as JSON escapes (RFC 8259 section 7: \u0061, \/) or
 * percent escapes (RFC 3986 section 2.1: %61), with or without characters in between that show
 * nothing (text_is_ignorable(), marks of direction, tags).
 *
 * Time is linear in the length of the text, a few nanoseconds a byte; nothing is allocated,
 * and a text without a piece is not written to. The secret may be NULL (nothing is done). */

#define REDACT_PIECE 12 /* bytes */
#define REDACT_LEAST 8  /* bytes */

/* Any text: a header, an error message. `bytes` need not end with NUL and may hold NULs. */
void redact_text(char *bytes, size_t length, const char *secret);

/* A body that may be JSON, which stays as readable as it was: a number that consists of digits of
 * the secret keeps its digits, since an asterisk there would cost the whole body. In strings, and
 * in whatever is not JSON, every piece goes. */
void redact_json(char *bytes, size_t length, const char *secret);
