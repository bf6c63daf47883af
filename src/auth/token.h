/* SPDX-License-Identifier: MIT */
#pragma once

#include "backfilltop/auth/credentials.h"

#include <stddef.h>
#include <sys/types.h>

/* The first line of a file or of a command's output. All zeroes is an empty one. It has a fixed
 * place in memory, so that wiping it leaves no copy behind. */
struct token_line {
    char bytes[CREDENTIALS_TOKEN_MAX + 2]; /* room for CR and LF */
    size_t length;
    bool complete; /* its end was seen, or it is too long to be a token */
};

/* Reads a piece of what the descriptor has, without waiting; what follows the first line is read
 * and dropped. Returns as read() does, EAGAIN meaning that there is nothing yet. */
ssize_t token_line_fill(struct token_line *line, int fd);

/* Takes the token out of a line that has been read as far as possible; the caller wipes *token.
 * False, with *problem, if it is not a token. */
bool token_line_take(const struct token_line *line, char **token, const char *doing,
                     const char *remedy, struct problem *problem);

/* Trims a byte order mark and the white space and line ends around a token, which editors, copying
 * and secret stores leave there. Returns where the token begins; *length is its length, before and
 * after. */
const char *token_trim(const char *token, size_t *length);

/* Whether a token consists of printable ASCII and has a token's length; else *problem says what is
 * wrong with "it". */
bool token_is_good(const char *token, size_t length, const char *doing, const char *remedy,
                   struct problem *problem);

/* Overwrites a token and frees it; NULL is allowed. */
void token_wipe(char *token);
