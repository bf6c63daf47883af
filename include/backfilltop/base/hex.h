/* SPDX-License-Identifier: MIT */
#pragma once

#include <stddef.h>

/* The value of `count` hexadecimal digits, at most 7, in either case; -1 if one of the bytes is not
 * a digit. */
int hex_number(const char *digits, size_t count);
