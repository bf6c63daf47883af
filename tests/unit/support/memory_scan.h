/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* A secret that a test can look for without holding it: its bytes are computed. */
enum { MEMORY_SCAN_SECRET = 64 }; /* its length */

/* The byte of the secret at `at`. */
char memory_scan_byte(size_t at);

/* Whether `text` is the secret. */
bool memory_scan_is_secret(const char *text);

/* How often the middle of the secret is in this process's writable memory, including freed memory
 * (whose first bytes the allocator uses). */
int memory_scan_copies(void);
