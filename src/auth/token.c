/* SPDX-License-Identifier: MIT */
#include "token.h"

#include "backfilltop/base/memory.h"
#include "backfilltop/base/numbers.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PIECE = 4096 };

static bool is_space(unsigned char byte) {
    return byte == ' ';
}

static bool is_control(unsigned char byte) {
    return byte < ' ' || byte == 0x7F;
}

static bool is_beyond_ascii(unsigned char byte) {
    return byte > 0x7F;
}

static const struct {
    bool (*has)(unsigned char byte);
    const char *what;
} UNWANTED[] = {
    {is_control, "control characters"},
    {is_beyond_ascii, "non-ASCII characters"},
    {is_space, "spaces"},
};

static const char *unwanted_in(const char *token, size_t length) {
    for (size_t i = 0; i < sizeof UNWANTED / sizeof UNWANTED[0]; i++) {
        for (size_t at = 0; at < length; at++) {
            if (UNWANTED[i].has((unsigned char)token[at])) {
                return UNWANTED[i].what;
            }
        }
    }
    return NULL;
}

static bool is_blank(char byte) {
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

const char *token_trim(const char *token, size_t *length) {
    static const char mark[] = "\xEF\xBB\xBF";
    const char *end = token + *length;
    if (*length >= sizeof mark - 1 && memcmp(token, mark, sizeof mark - 1) == 0) {
        token += sizeof mark - 1;
    }
    while (token < end && is_blank(*token)) {
        token++;
    }
    while (token < end && is_blank(end[-1])) {
        end--;
    }
    *length = (size_t)(end - token);
    return token;
}

static void add(struct token_line *line, const char *bytes, size_t length) {
    size_t room = sizeof line->bytes - line->length;
    size_t taken = min_size(length, room);
    const char *end = memchr(bytes, '\n', taken);
    if (end != NULL) {
        taken = (size_t)(end - bytes);
    }
    memcpy(line->bytes + line->length, bytes, taken);
    line->length += taken;
    line->complete = end != NULL || line->length == sizeof line->bytes;
}

/* A descriptor that was inherited must not be made non-blocking: others share it. */
static bool has_something(int fd) {
    struct pollfd waiting = {.fd = fd, .events = POLLIN};
    return poll(&waiting, 1, 0) > 0;
}

ssize_t token_line_fill(struct token_line *line, int fd) {
    char piece[PIECE];
    if (!has_something(fd)) {
        errno = EAGAIN;
        return -1;
    }
    ssize_t length = read(fd, piece, sizeof piece);
    if (length > 0 && !line->complete) {
        add(line, piece, (size_t)length);
    }
    int failure = errno;
    explicit_bzero(piece, sizeof piece);
    errno = failure;
    return length;
}

bool token_is_good(const char *token, size_t length, const char *doing, const char *remedy,
                   struct problem *problem) {
    const char *unwanted = unwanted_in(token, length);
    if (length == 0) {
        problem_set(problem, doing, remedy, "it is empty");
    } else if (length > CREDENTIALS_TOKEN_MAX) {
        problem_set(problem, doing, remedy, "it is longer than %d bytes", CREDENTIALS_TOKEN_MAX);
    } else if (unwanted != NULL) {
        problem_set(problem, doing, remedy, "it holds %s", unwanted);
    } else {
        return true;
    }
    return false;
}

bool token_line_take(const struct token_line *line, char **token, const char *doing,
                     const char *remedy, struct problem *problem) {
    size_t length = line->length;
    const char *bytes = token_trim(line->bytes, &length);
    if (!token_is_good(bytes, length, doing, remedy, problem)) {
        return false;
    }
    *token = memory_copy(bytes, length);
    return true;
}

void token_wipe(char *token) {
    if (token != NULL) {
        explicit_bzero(token, strlen(token));
    }
    free(token);
}

bool credentials_look_like_token(const char *text) {
    static const char key_bytes[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    size_t length = strlen(text);
    size_t plain = strspn(text, key_bytes);
    bool is_key = strncmp(text, "api_", 4) == 0 && length >= 20;
    bool is_login = strncmp(text, "eyJ", 3) == 0 && length >= 20;
    bool is_long = length >= 40 && strpbrk(text, "0123456789") != NULL;
    return (plain == length && (is_key || is_long)) || (is_login && strchr(text, '/') == NULL);
}
