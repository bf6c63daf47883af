/* SPDX-License-Identifier: MIT */
#pragma once

#include <stddef.h>

/* The number that `count` hexadecimal digits of either case write, at most 7 of them; -1 if one of
 * the bytes is no such digit. */
int hex_number(const char *digits, size_t count);
