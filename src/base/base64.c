/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/base64.h"

#include "backfilltop/base/numbers.h"

#include <stdint.h>

#define GROUP  3 /* bytes that become DIGITS characters */
#define DIGITS 4

void base64_add(struct buffer *out, const char *bytes, size_t length) {
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t at = 0; at < length; at += GROUP) {
        uint32_t group = 0;
        char digits[DIGITS];
        size_t left = min_size(length - at, GROUP);
        for (size_t i = 0; i < GROUP; i++) {
            group = group << 8 | (i < left ? (unsigned char)bytes[at + i] : 0U);
        }
        for (size_t i = 0; i < DIGITS; i++) {
            digits[i] = i <= left ? alphabet[group >> (6 * (DIGITS - 1 - i)) & 63U] : '=';
        }
        buffer_add(out, digits, DIGITS);
    }
}
