/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/hex.h"

#include <string.h>

static int hex_digit(char digit) {
    static const char digits[] = "0123456789abcdef0123456789ABCDEF";
    const char *found = digit != '\0' ? strchr(digits, digit) : NULL;
    return found != NULL ? (int)((found - digits) % 16) : -1;
}

int hex_number(const char *digits, size_t count) {
    int number = 0;
    for (size_t i = 0; i < count; i++) {
        int digit = hex_digit(digits[i]);
        if (digit < 0) {
            return -1;
        }
        number = number * 16 + digit;
    }
    return number;
}
