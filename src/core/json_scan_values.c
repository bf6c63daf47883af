/* SPDX-License-Identifier: MIT */
#include "json_scanner.h"

#include <string.h>

#define PLAIN_DIGITS 17 /* digits and a sign that always fit int64_t */

static bool take_digits(struct scanner *scanner) {
    size_t start = scanner->at;
    while (scanner->at < scanner->length && scanner->bytes[scanner->at] >= '0' &&
           scanner->bytes[scanner->at] <= '9') {
        scanner->at++;
    }
    return scanner->at > start || scanner_refuse_byte(scanner, "a digit");
}

static bool take_one_of(struct scanner *scanner, const char *bytes) {
    bool is_there = scanner->at < scanner->length && scanner->bytes[scanner->at] != '\0' &&
                    strchr(bytes, scanner->bytes[scanner->at]) != NULL;
    scanner->at += is_there;
    return is_there;
}

/* "NaN" and "Infinity": JSON has no such numbers, but the libraries of some languages write them.
 * `start` is where the sign is, if there is one. */
static bool take_no_number_from(struct scanner *scanner, size_t start, const char *word) {
    size_t length = strlen(word);
    const char *damage = NULL;
    if (scanner->length - scanner->at < length ||
        memcmp(scanner->bytes + scanner->at, word, length) != 0) {
        return scanner_refuse_byte(scanner, "a value");
    }
    scanner->at += length;
    json_repair_no_number(&scanner->repair, start, scanner->at, &damage);
    scanner_warn(scanner, damage);
    return true;
}

bool scanner_take_number(struct scanner *scanner) {
    size_t start = scanner->at;
    bool is_plain = true;
    bool is_signed = take_one_of(scanner, "-");
    if (is_signed && scanner->at < scanner->length && scanner->bytes[scanner->at] == 'I') {
        return take_no_number_from(scanner, start, "Infinity");
    }
    if (!take_one_of(scanner, "0") && !take_digits(scanner)) {
        return false;
    }
    if (take_one_of(scanner, ".")) {
        is_plain = false;
        if (!take_digits(scanner)) {
            return false;
        }
    }
    if (take_one_of(scanner, "eE")) {
        is_plain = false;
        take_one_of(scanner, "+-");
        if (!take_digits(scanner)) {
            return false;
        }
    }
    if (!is_plain || scanner->at - start > PLAIN_DIGITS) {
        const char *damage = NULL;
        json_repair_number(&scanner->repair, start, scanner->at, &damage);
        if (damage != NULL) {
            scanner_warn(scanner, damage);
        }
    }
    return true;
}

bool scanner_take_word(struct scanner *scanner, const char *word) {
    for (; *word != '\0'; word++) {
        if (scanner->at == scanner->length || scanner->bytes[scanner->at] != *word) {
            return scanner_refuse_byte(scanner, "a value");
        }
        scanner->at++;
    }
    return true;
}

bool scanner_take_no_number(struct scanner *scanner, const char *word) {
    return take_no_number_from(scanner, scanner->at, word);
}
