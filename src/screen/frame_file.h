/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/buffer.h"

#include <stdio.h>

/* The file in memory that ncurses writes to in place of the terminal.
 *
 * ncurses writes to a descriptor, and retries at once as long as the descriptor accepts nothing: on
 * a terminal that does not read it would block, or spin. A file accepts everything. */

/* NULL, with errno, if the system cannot make one. The caller closes it with fclose(). */
FILE *frame_file_open(void);

/* Adds bytes of our own, after what ncurses has flushed. */
void frame_file_add(FILE *file, const struct buffer *bytes);

/* Appends to `out` what has been written since the last call, and empties the file.
 */
void frame_file_take(FILE *file, struct buffer *out);
