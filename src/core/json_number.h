/* SPDX-License-Identifier: MIT */
#pragma once

#include <stddef.h>
#include <stdint.h>

/* A JSON number (RFC 8259, section 6) read exactly, in any form: 28, 28.0 and 2.8e1 are the same
 * number. */

/* What is wrong with one, in the words of a warning. */
#define JSON_NUMBER_TOO_LARGE "is a number beyond 64 bits"

enum json_number {
    JSON_NUMBER_WHOLE,    /* a whole number that fits int64_t */
    JSON_NUMBER_FRACTION, /* not whole, and below 10^19 in magnitude */
    JSON_NUMBER_BEYOND,   /* too large for int64_t, or even for a double */
};

/* Reads the `length` bytes of a valid JSON number. *value is set for JSON_NUMBER_WHOLE only. */
enum json_number json_number_read(const char *text, size_t length, int64_t *value);
