/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* What a mistyped word was probably meant to be. */

/* The nearest word so far; all zeroes: none compared yet. */
struct nearest {
    const char *meant; /* NULL: nothing is near enough */
    size_t distance;
    bool begins; /* it begins with the mistyped word */
};

/* Compares a mistyped word with a known one, which stands for `meant`, and keeps the nearest. The
 * distance is the number of letters that are missing, extra, wrong, or exchanged with their
 * neighbour; case is ignored. About a third of the letters may be wrong: 1 of 4, 2 of 5, 3 of 8. Of
 * two that are equally near, one that begins with the mistyped word is kept, else the first.
 * Returns whether this one is now the nearest. */
bool nearest_offer(struct nearest *nearest, const char *word, const char *known, const char *meant);

/* The same where `meant` is the known word itself. */
bool nearest_offer_word(struct nearest *nearest, const char *word, const char *known);
