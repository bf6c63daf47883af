/* SPDX-License-Identifier: MIT */
#include "../support/text_properties.h"

#include <locale.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerInitialize(int *count, char ***arguments);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(const char *broken) {
    if (broken != NULL) {
        fprintf(stderr, "does not hold: %s\n", broken);
        abort();
    }
}

/* NOLINTNEXTLINE(readability-non-const-parameter): libFuzzer sets the signature. */
int LLVMFuzzerInitialize(int *count, char ***arguments) {
    (void)count;
    (void)arguments;
    if (setlocale(LC_CTYPE, "C.UTF-8") == NULL) {
        fputs("the locale C.UTF-8 is missing\n", stderr);
        exit(1);
    }
    return 0;
}

/* The first byte is the number of columns, the rest is the text. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    if (size == 0) {
        return 0;
    }
    const char *bytes = (const char *)data + 1;
    int columns = 2 + data[0] % 40;
    require(broken_text_property(bytes, size - 1, columns, TEXT_UTF8));
    require(broken_text_property(bytes, size - 1, columns, TEXT_ASCII));
    return 0;
}
