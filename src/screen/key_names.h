/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/buffer.h"

/* Appends the name of a key, a code of terminal_read(): "PgDn", "Ctrl-L", "j". */
void key_names_add(struct buffer *out, int key);

/* Appends the names of several keys, which 0 ends, each name once: "j, Down". */
void key_names_add_list(struct buffer *out, const int *keys);
