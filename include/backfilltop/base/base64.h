/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/buffer.h"

#include <stddef.h>

/* Appends bytes in base64 (RFC 4648 section 4), padded, without line breaks. */
void base64_add(struct buffer *out, const char *bytes, size_t length);
