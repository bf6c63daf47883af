/* SPDX-License-Identifier: MIT */
#pragma once

#include <stdbool.h>

/* The size of the screen that is drawn. A larger terminal is used from its upper left corner: a
 * window of 65535 by 65535, which any program may ask for, would cost more memory than there is. */

#define SIZE_LINES_MOST   500
#define SIZE_COLUMNS_MOST 1000

struct size {
    int height; /* lines */
    int width;  /* columns */
};

/* That of the terminal behind `fd`. The variables LINES and COLUMNS, which often are a former
 * terminal's, only count where the terminal does not know its own; then 24 lines, 80 columns. */
struct size size_of(int fd);

/* Hides LINES and COLUMNS from whoever asks for them in this process, or shows them again. A byte
 * of their names changes, in its place: other threads may be reading the environment. */
void size_hide_variables(bool hide);
