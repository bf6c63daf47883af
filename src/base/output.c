/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/output.h"

#include "backfilltop/base/buffer.h"
#include "backfilltop/base/write_all.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static bool is_open(int fd) {
    return fcntl(fd, F_GETFD) >= 0 || errno != EBADF;
}

/* A new descriptor is the lowest free one. A root directory is there even without /dev. */
static bool fill(int fd) {
    int opened = open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    if (opened < 0) {
        opened = open("/", O_RDONLY);
    }
    return opened == fd;
}

bool output_fill_descriptors(void) {
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (!is_open(fd) && !fill(fd)) {
            return false;
        }
    }
    return true;
}

bool output_complain(const char *program, const char *line, enum text_charset charset) {
    struct buffer text = {0};
    buffer_add_format(&text, "%s: ", program);
    text_clean(&text, line, strlen(line), charset);
    buffer_add_string(&text, "\n");
    bool written = write_all(STDERR_FILENO, text.bytes, text.length);
    buffer_clear(&text);
    return written;
}

/* An error of an earlier write keeps its mark on the stream, but not its errno. */
bool output_finish(struct problem *problem) {
    bool failed_before = ferror(stdout) != 0;
    bool failed_now = fclose(stdout) != 0;
    const char *why = failed_now ? strerror(errno) : "not everything could be written";
    if ((failed_before || failed_now) && problem->what[0] == '\0') {
        problem_set(problem, "writing to standard output", "", "%s", why);
    }
    return !failed_before && !failed_now;
}
