/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/screen/terminal.h"

#include "keys.h"

#include <stdbool.h>
#include <stdint.h>

/* Reads keys from a terminal, without waiting. Each call reads at most once, so that endless input
 * does not keep the loop in it. */
struct input {
    int fd;
    struct keys keys;
    bool has_learned; /* the sequences of the terminal's keys: at the first read, since it takes
                         time */
};

/* Prepares to read from `fd`, with terminfo's key sequences for the terminal that is present at the
 * first read. */
void input_start(struct input *input, int fd);
void input_end(struct input *input);

/* See terminal_read(). */
struct terminal_input input_read(struct input *input, int64_t now_ms);
