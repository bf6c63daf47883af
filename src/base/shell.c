/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/shell.h"

#include <stdio.h>
#include <string.h>

void shell_add_word(struct buffer *command, const char *word) {
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+,:@%";
    if (word[0] != '\0' && strspn(word, plain) == strlen(word)) {
        buffer_add_string(command, word);
        return;
    }
    buffer_add_string(command, "'");
    for (const char *byte = word; *byte != '\0'; byte++) {
        if (*byte == '\'') {
            buffer_add_string(command, "'\\''");
        } else {
            buffer_add(command, byte, 1);
        }
    }
    buffer_add_string(command, "'");
}

void shell_advise(char *text, size_t size, const char *command, const char *path,
                  const char *otherwise) {
    struct buffer advice = {0};
    buffer_add_format(&advice, "type: %s ", command);
    if (path[0] == '-') {
        buffer_add_string(&advice, "-- ");
    }
    shell_add_word(&advice, path);
    snprintf(text, size, "%s", advice.length < size ? buffer_string(&advice) : otherwise);
    buffer_clear(&advice);
}
