/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/problem.h"

/* Opens a file that holds a secret, for reading, without waiting for the other end of a pipe.
 * A regular file that group or others have access to is refused, with the chmod to type; what is
 * neither a file nor a pipe is refused too. The checks are made on what was opened. Returns the
 * descriptor (closed on exec), or -1 with *problem and errno. */
int secret_file_open(const char *path, const char *doing, struct problem *problem);
