/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/core/decode.h"

/* Bodies for the tests of decode, to be read by any of its decoders. */

/* One of decode_list(), decode_one() and decode_error(). */
struct decoder {
    void (*decode)(const char *bytes, size_t length, struct decoded *decoded);
};

extern const struct decoder decoder_list;
extern const struct decoder decoder_one;
extern const struct decoder decoder_error;

/* Decodes a file of tests/data; the test fails if there is none. */
void decode_file(const struct decoder *decoder, const char *name, struct decoded *decoded);

/* Decodes a string. */
void decode_string(const struct decoder *decoder, const char *body, struct decoded *decoded);

/* The test fails unless all but the texts of the two is equal. */
void assert_same_backfill(const struct backfill *actual, const struct backfill *expected);
