/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/buffer.h"

#include <stdbool.h>
#include <stddef.h>

/* The repair of strings and numbers that jansson refuses or reads inexactly.
 *
 * One odd character or number must not cost a whole answer. Replaced in strings, by U+FFFD: half of
 * a surrogate pair, each byte that is not valid UTF-8, the backslash of an escape that JSON does
 * not know and, in keys, \u0000. Control characters, which JSON wants escaped, are escaped. A whole
 * number that fits int64_t is written in digits alone; a larger one becomes
 * JSON_REPAIR_BEYOND_TEXT, which no whole number is read from, and so do NaN and Infinity.
 *
 * A document without any of these is not copied. */

#define JSON_REPAIR_BEYOND_TEXT "1e308"

/* A document that needs more repairs than this is not JSON. */
#define JSON_REPAIR_MAX 1000000

/* A document under repair. */
struct json_repair {
    const char *bytes;      /* the document as received */
    size_t length;          /* bytes */
    size_t copied;          /* bytes of it that are in `repaired`, some of them replaced */
    struct buffer repaired; /* empty if nothing was replaced; the caller clears it */
    size_t count;           /* replacements in strings */
};

/* Reads the string whose opening quote is at `start` and repairs it. Returns the offset of its
 * closing quote, or `length` if it has none, or where it stopped because `count` had come to exceed
 * JSON_REPAIR_MAX. *damage is left alone, or becomes a static text that
 * says what was repaired first: "holds a byte that is not UTF-8". */
size_t json_repair_string(struct json_repair *repair, size_t start, bool is_key,
                          const char **damage);

/* Repairs the valid JSON number between two offsets. *damage as above; writing a whole number in
 * another form is no damage. */
void json_repair_number(struct json_repair *repair, size_t start, size_t end, const char **damage);

/* Replaces NaN or Infinity, with or without a sign, between two offsets by JSON_REPAIR_BEYOND_TEXT:
 * JSON has no such numbers. *damage as above. */
void json_repair_no_number(struct json_repair *repair, size_t start, size_t end,
                           const char **damage);

/* Where the byte at an offset of the document stands in the repaired one. The offset must not be
 * before the end of the latest repair. */
size_t json_repair_place(const struct json_repair *repair, size_t offset);

/* Copies the rest, after at least one replacement. */
void json_repair_end(struct json_repair *repair);
