/* SPDX-License-Identifier: MIT */
#include "support/two_ways.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

/* Answers that follow one another, read whole and as far as they differ from the one before: the
 * bytes choose how each differs. */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static size_t documents_read;
static bool will_print;

static void print_documents(void) {
    fprintf(stderr, "documents: %zu\n", documents_read);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct choices choices = {.bytes = data, .left = size};
    struct two_ways ways;
    struct buffer body = {0};
    size_t left = SIZE_MAX;
    if (!will_print) {
        will_print = atexit(print_documents) == 0;
    }
    two_ways_init(&ways);
    const char *difference = two_ways_run(&ways, &choices, &left, &body);
    if (difference != NULL) {
        fprintf(stderr, "%s differs: %s\n", difference, buffer_string(&body));
        abort();
    }
    documents_read += SIZE_MAX - left;
    two_ways_clear(&ways);
    buffer_clear(&body);
    return 0;
}
