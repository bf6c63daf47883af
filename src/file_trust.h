/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/problem.h"

#include <stdbool.h>

/* Whether the content of an open file can only come from this user or root: it belongs to one of
 * them, and neither others nor a group can write it, but for a group that is this user's alone. The
 * rule is that of ssh for ~/.ssh/config, the group that of Debian's ssh. Else *problem says why and
 * what to type; `path` is for that only. */
bool file_is_trusted(int fd, const char *path, struct problem *problem);
