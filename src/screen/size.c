/* SPDX-License-Identifier: MIT */
#include "size.h"

#include "backfilltop/base/numbers.h"

#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

extern char **environ; /* POSIX leaves its declaration to the program */

#define HIDDEN '\x7f' /* no variable that is looked up begins with it */

/* The number that a variable holds, or `otherwise`. */
static long from_environment(const char *name, int otherwise) {
    const char *text = getenv(name);
    char *end = NULL;
    long number = text != NULL ? strtol(text, &end, 10) : 0;
    return number > 0 && *end == '\0' ? number : otherwise;
}

struct size size_of(int fd) {
    struct winsize window = {0};
    if (ioctl(fd, TIOCGWINSZ, &window) != 0) {
        window = (struct winsize){0};
    }
    long lines = window.ws_row > 0 ? window.ws_row : from_environment("LINES", 24);
    long columns = window.ws_col > 0 ? window.ws_col : from_environment("COLUMNS", 80);
    return (struct size){(int)min_int64(lines, SIZE_LINES_MOST),
                         (int)min_int64(columns, SIZE_COLUMNS_MOST)};
}

void size_hide_variables(bool hide) {
    static const char *const names[] = {"LINES=", "COLUMNS="};
    for (char **variable = environ; variable != NULL && *variable != NULL; variable++) {
        for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
            const char *name = names[i];
            if (**variable == (hide ? name[0] : HIDDEN) &&
                strncmp(*variable + 1, name + 1, strlen(name + 1)) == 0) {
                **variable = hide ? HIDDEN : name[0];
            }
        }
    }
}
