/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/problem.h"

#include <stdbool.h>

/* Whether only this user or root can have written an open file: one of them owns it, and it is not
 * writable by others or by a group, except a group that has no other member. This is ssh's rule for
 * ~/.ssh/config, with the exception for groups that Debian's ssh makes. If not, *problem says why,
 * and which command fixes it; `path` is only used there. */
bool file_is_trusted(int fd, const char *path, struct problem *problem);
