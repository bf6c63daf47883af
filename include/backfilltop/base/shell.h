/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/buffer.h"

#include <stddef.h>

/* Commands that messages tell the user to type. */

/* Appends a word, quoted for a shell where necessary. */
void shell_add_word(struct buffer *command, const char *word);

/* Writes "type: COMMAND PATH" into `text`: a whole command, such as "chmod go-w", with the path
 * quoted. If that needs more than `size` bytes, `otherwise` is written instead: half a command
 * would change another file. */
void shell_advise(char *text, size_t size, const char *command, const char *path,
                  const char *otherwise);
