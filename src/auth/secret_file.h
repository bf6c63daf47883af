/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/problem.h"

/* Opens a file that holds a secret, for reading, without waiting for the other end of a pipe. A
 * regular file that group or others have access to is refused, and the problem names the chmod
 * command to type; so is anything that is neither a file nor a pipe. The checks are made on the
 * open descriptor. Returns the descriptor (closed on exec), or -1 with *problem and errno. */
int secret_file_open(const char *path, const char *doing, struct problem *problem);
