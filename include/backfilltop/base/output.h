/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/problem.h"
#include "backfilltop/base/text.h"

#include <stdbool.h>

/* Standard input, output and error: that they are there, and that what was written arrived. */

/* Opens the standard descriptors (0, 1, 2) that the program was started without, so that no file or
 * socket opened later takes their number and receives what is printed. They are opened the wrong
 * way round: reading 0 and writing to 1 or 2 fail, so that lost output is seen. To be called before
 * anything else is opened. False, with errno, if one is still missing. */
bool output_fill_descriptors(void);

/* Writes "PROGRAM: LINE" to standard error, made printable, and waits for room there as write_all()
 * does. False if it was lost. */
bool output_complain(const char *program, const char *line, enum text_charset charset);

/* Flushes and closes standard output. False if anything written to it is lost; *problem says so,
 * unless it already holds another. To be called last, by every mode that prints. */
bool output_finish(struct problem *problem);
