/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/base/problem.h"
#include "backfilltop/base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Standard input, output and error: makes sure that they are open, and that what was written
 * arrived. */

/* Opens the standard descriptors (0, 1, 2) that the program was started without, so that no file or
 * socket opened later takes their number and receives what is printed. They are opened for the
 * opposite direction, so that reading 0 and writing to 1 or 2 fail and lost output is noticed. To
 * be called before anything else is opened. False, with errno, if one is still missing. */
bool output_fill_descriptors(void);

/* Writes "PROGRAM: LINE" to standard error, made printable; waits as write_all() does. False if it
 * was lost. */
bool output_complain(const char *program, const char *line, enum text_charset charset);

/* Output that is being collected: it is written to standard output in one piece, when it is
 * complete. stdio would lose what a full non-blocking pipe does not take; write_all() waits. */
struct output {
    FILE *stream;
    char *bytes;
    size_t length;
};

/* Begins to collect what is printed; returns the stream to print to. */
FILE *output_begin(struct output *output);

/* Writes what was collected to standard output, waiting for room, and frees it. False, with
 * *problem, if not all of it arrived. */
bool output_end(struct output *output, struct problem *problem);

/* Writes bytes that are complete already in the same way. */
bool output_write(const char *bytes, size_t length, struct problem *problem);

/* Flushes and closes standard output. False if anything written to it is lost; *problem says so,
 * unless it already holds another. To be called last, by every mode that prints. */
bool output_finish(struct problem *problem);
