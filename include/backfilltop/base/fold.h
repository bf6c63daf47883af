/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Texts compared without regard to case, and to the characters that text_is_ignorable().
 *
 * ASCII letters always, characters beyond ASCII by towlower() under the locale that main() has set.
 * Takes any bytes: a byte that is no UTF-8 equals only itself. Nothing is allocated. */

/* The bytes at the beginning of `text` that equal `prefix`; 0 if it does not begin so. */
size_t fold_prefix(const char *text, const char *prefix);

/* Finds the first `needle` in `text`; `start` and `length` are in bytes of `text`. False, with both
 * untouched, if there is none or nothing in the needle counts. */
bool fold_find(const char *text, const char *needle, size_t *start, size_t *length);

/* Whether `text` holds `needle`; every text holds the empty one. */
bool fold_contains(const char *text, const char *needle);

/* Below, equal to or above 0 as `a` stands before, beside or behind `b`, by code points. */
int fold_compare(const char *a, const char *b);
