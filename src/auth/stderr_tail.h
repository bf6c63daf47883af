/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/buffer.h"

#include <stdbool.h>
#include <stddef.h>

/* The end of what a command wrote to standard error. All zeroes is nothing. */
struct stderr_tail {
    char bytes[200];
    size_t length;
    bool cut; /* there was more before it */
};

/* Appends bytes; the oldest are dropped. */
void stderr_tail_add(struct stderr_tail *tail, const char *bytes, size_t length);

/* Appends the last line that is not empty, with every word that is long enough to be a token, or
 * the end of one, replaced by "[...]": a command may print the secret that it handles. */
void stderr_tail_quote(const struct stderr_tail *tail, struct buffer *out);
