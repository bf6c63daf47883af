/* SPDX-License-Identifier: MIT */
#pragma once

#include <stddef.h>

/* Allocation that does not fail.
 *
 * Running out of memory, or a size that overflows size_t, ends the program by memory_exhausted():
 * the one error that is not a value, because no caller could do better. */

/* Gives the terminal back, says "out of memory" on stderr in one line, and aborts. */
_Noreturn void memory_exhausted(void);

/* What memory_exhausted() calls first: async-signal-safe, and it must not allocate. NULL: nothing.
 */
void memory_before_abort(void (*restore)(void));

/* Returns zeroed memory for `count` items of `size` bytes; never NULL. The caller frees it. */
void *memory_new(size_t count, size_t size);

/* Resizes `block` (may be NULL) to `count` items of `size` bytes; new bytes are not zeroed. */
void *memory_resize(void *block, size_t count, size_t size);

/* Returns a NUL-terminated copy of `length` bytes. The caller frees it. */
char *memory_copy(const char *bytes, size_t length);

/* A copy of a text without the white space and line ends around it, which secret stores leave in
 * variables. The caller frees it. */
char *memory_copy_trimmed(const char *text);

/* Makes room for `needed` items of `size` bytes in a growing array and returns its new place.
 * `*capacity` (items) grows by half at least, so that adding one by one costs linear time. */
void *memory_grow(void *items, size_t *capacity, size_t needed, size_t size);

/* Returns freed memory that the C library keeps to the system. Takes about a millisecond: use it
 * after something large. */
void memory_give_back(void);
