/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Writes all `length` bytes to the descriptor `fd`, and waits for as long as that takes: also where
 * whoever started the program has made it non-blocking, as some do with pipes. stdio would lose
 * what the pipe does not take at once. False, with errno, if not everything could be written. */
bool write_all(int fd, const char *bytes, size_t length);
