/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/buffer.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The one filter between bytes from outside and the terminal.
 *
 * text_clean() turns any bytes into printable text. The other functions take only text that it has
 * made. Widths are in terminal columns, by wcwidth() under the locale that main() has set (a UTF-8
 * one for TEXT_UTF8). */

enum text_charset {
    TEXT_ASCII, /* the locale is not UTF-8, or the user asked for --ascii */
    TEXT_UTF8,
};

enum text_align { TEXT_LEFT, TEXT_RIGHT };

/* The charset of the current LC_CTYPE. */
enum text_charset text_locale_charset(void);

/* Appends `length` bytes made printable.
 *
 * Kept: valid UTF-8 (RFC 3629) that has a width of its own, and up to four combining characters
 * after such a character.
 *
 * Dropped: characters for which text_is_ignorable() is true, and the tags of a flag (U+1F3F4).
 *
 * Replaced by a visible mark of one column: C0 controls and DEL (by their Unicode control picture,
 * U+2400 and on), C1 controls, other format characters (bidirectional controls and isolates, tags),
 * fillers, line and paragraph separators, private and unassigned code points, a combining character
 * without a base or after the fourth, and every byte of an invalid sequence (all by U+FFFD). In
 * TEXT_ASCII every mark and every character beyond ASCII is one '?'.
 *
 * The result never holds a byte below 0x20 or 0x7F. */
void text_clean(struct buffer *out, const char *bytes, size_t length, enum text_charset charset);

/* Whether a character only controls how its neighbours are drawn or where lines may break: joiners,
 * variation selectors, skin tones, soft hyphens, zero-width spaces. Correct spelling needs them,
 * but terminals disagree on their widths, and users do not type them: they are not drawn, and
 * search ignores them. */
bool text_is_ignorable(uint32_t code);

/* Whether any bytes contain nothing readable: only blanks and what text_clean() drops or
 * replaces. */
bool text_is_blank(const char *bytes, size_t length);

/* The plural ending of an English noun after a count: "" for 1, else "s". */
const char *text_plural(int64_t count);

/* The columns that cleaned text takes. */
int text_width(const char *clean);

/* The length in bytes of the longest prefix that takes at most `columns` columns, without
 * separating a character from its combining ones; its width goes to *used (may be NULL). */
size_t text_prefix(const char *clean, int columns, int *used);

/* The length in bytes of the first line when cleaned text is wrapped to `columns` (at least 2)
 * columns: it breaks after a space or, if there is none, within a word. The space at the break
 * belongs to the line and may be one column beyond its edge: do not draw it. 0 only for an empty
 * text. */
size_t text_wrap(const char *clean, int columns);

/* Appends cleaned text in exactly `columns` columns: padded with spaces on the side opposite to
 * `align`, or clipped at its end, with "…" ("~" in ASCII) in the last column. */
void text_fit(struct buffer *out, const char *clean, int columns, enum text_align align,
              enum text_charset charset);
