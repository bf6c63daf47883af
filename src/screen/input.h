/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/terminal.h"

#include "keys.h"

#include <stdint.h>

/* Reads keys from a terminal, without waiting. Each call reads at most once, so that endless input
 * costs the loop one read a turn. */
struct input {
    int fd;
    struct keys keys;
};

/* Prepares to read from `fd`, with the sequences that terminfo has for the terminal in use. */
void input_start(struct input *input, int fd);
void input_end(struct input *input);

/* See terminal_read(). */
struct terminal_input input_read(struct input *input, int64_t now_ms);
