/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Compares texts without regard to case, and ignores characters for which text_is_ignorable() is
 * true.
 *
 * ASCII letters always, characters beyond ASCII by towlower() under the locale that main() has set.
 * Takes any bytes: a byte that is not part of valid UTF-8 equals only itself. Nothing is
 * allocated. */

/* How many bytes at the beginning of `text` equal `prefix`; 0 if it does not begin with it. */
size_t fold_prefix(const char *text, const char *prefix);

/* Finds the first `needle` in `text`; `start` and `length` are in bytes of `text`. False, with both
 * untouched, if there is none, or the needle is empty or has only ignored characters. */
bool fold_find(const char *text, const char *needle, size_t *start, size_t *length);

/* Whether `text` contains `needle`; every text contains an empty one. */
bool fold_contains(const char *text, const char *needle);

/* Below, equal to or above 0 as `a` comes before, equals or comes after `b`, by code points. */
int fold_compare(const char *a, const char *b);
