/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Writes all `length` bytes to the descriptor `fd`, and waits as long as that takes, even if the
 * descriptor was inherited as non-blocking, as pipes sometimes are. stdio would lose what a pipe
 * does not take at once. False, with errno, if not everything could be written. */
bool write_all(int fd, const char *bytes, size_t length);
