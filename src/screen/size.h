/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>

/* The size of the screen that is drawn. Of a larger terminal only the upper left part is used: a
 * window of 65535 by 65535, which any program may request, would need too much memory. */

#define SIZE_LINES_MOST   500
#define SIZE_COLUMNS_MOST 1000

struct size {
    int height; /* lines */
    int width;  /* columns */
};

/* The size of the terminal at `fd`. The variables LINES and COLUMNS, which are often outdated, are
 * only used if the terminal does not know its size; without them it is 24 lines, 80 columns. */
struct size size_of(int fd);

/* Hides LINES and COLUMNS from getenv() in this process, or shows them again. One byte of their
 * names is changed in place, since other threads may be reading the environment. */
void size_hide_variables(bool hide);
