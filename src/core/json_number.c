/* SPDX-License-Identifier: MIT */
#include "json_number.h"

#include <stdbool.h>

/* 10^19 is beyond int64_t. */
#define DIGITS_MAX 19

/* Larger than the length of any text, so that no number of digits can compensate for it. */
#define EXPONENT_MAX INT64_C(1000000000000000)

/* The number is `digits` times 10 to the power of `exponent`; the last digit is not 0. */
struct decimal {
    uint64_t digits; /* meaningless if there are more than DIGITS_MAX */
    int64_t count;   /* of digits, from the first that is not 0 */
    int64_t exponent;
    bool is_negative;
};

static bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

/* Zeros are counted in the exponent until another digit follows them. */
static void add_digit(struct decimal *decimal, int digit) {
    if (digit == 0) {
        decimal->exponent += decimal->count > 0;
        return;
    }
    int64_t zeros = decimal->count > 0 ? decimal->exponent : 0;
    decimal->exponent = 0;
    decimal->count += zeros + 1;
    if (decimal->count > DIGITS_MAX) {
        return;
    }
    for (int64_t i = 0; i <= zeros; i++) {
        decimal->digits *= 10;
    }
    decimal->digits += (uint64_t)digit;
}

static int64_t read_exponent(const char *text, const char *end) {
    bool is_negative = text < end && *text == '-';
    int64_t exponent = 0;
    for (; text < end; text++) {
        if (is_digit(*text) && exponent < EXPONENT_MAX) {
            exponent = exponent * 10 + (*text - '0');
        }
    }
    return is_negative ? -exponent : exponent;
}

static struct decimal read_decimal(const char *text, const char *end) {
    struct decimal decimal = {.is_negative = *text == '-'};
    bool in_fraction = false;
    int64_t fraction_digits = 0;
    for (; text < end && *text != 'e' && *text != 'E'; text++) {
        if (is_digit(*text)) {
            add_digit(&decimal, *text - '0');
            fraction_digits += in_fraction;
        }
        in_fraction |= *text == '.';
    }
    decimal.exponent -= fraction_digits;
    if (text < end) {
        decimal.exponent += read_exponent(text + 1, end);
    }
    return decimal;
}

enum json_number json_number_read(const char *text, size_t length, int64_t *value) {
    struct decimal decimal = read_decimal(text, text + length);
    if (decimal.count == 0) {
        *value = 0;
        return JSON_NUMBER_WHOLE;
    }
    if (decimal.count + decimal.exponent > DIGITS_MAX) {
        return JSON_NUMBER_BEYOND;
    }
    if (decimal.exponent < 0) {
        return JSON_NUMBER_FRACTION;
    }
    for (int64_t i = 0; i < decimal.exponent; i++) {
        decimal.digits *= 10;
    }
    if (decimal.digits > (uint64_t)INT64_MAX + decimal.is_negative) {
        return JSON_NUMBER_BEYOND;
    }
    /* In two steps: the magnitude of INT64_MIN is no int64_t. */
    *value = decimal.is_negative ? -(int64_t)(decimal.digits - 1) - 1 : (int64_t)decimal.digits;
    return JSON_NUMBER_WHOLE;
}
