/* SPDX-License-Identifier: MIT */
#pragma once

#include <stddef.h>

#define PROBLEM_LINE 1536 /* bytes that hold any problem's line, with the NUL */

/* Bytes, with the NUL, of a path, URL or value in a problem: utf8_copy() cuts it to this, so that
 * there is room for the rest. */
#define PROBLEM_SHOWN 204

/* An error as a value with three parts. It is passed up to the code that talks to the user, which
 * shows it in one line: "DOING: WHAT; REMEDY". A part may be empty. All zeroes is "no problem". The
 * texts may hold bytes from outside: they have to pass text_clean() before they are shown. */
struct problem {
    char doing[96];   /* what was being done: "polling team 42" */
    char what[640];   /* what went wrong: "401 unauthorized: the API key was refused" */
    char remedy[640]; /* what the user can do: "set SUPERMETRICS_API_KEY to a valid key" */
};

/* Sets all three parts; `what` is a printf format. A part that is too long is cut at the end of a
 * character, and ends with "...". */
void problem_set(struct problem *problem, const char *doing, const char *remedy, const char *what,
                 ...) __attribute__((format(printf, 4, 5)));

/* Writes the one line into `line`, cut to `size` bytes in the same way. */
void problem_line(const struct problem *problem, char *line, size_t size);
