/* SPDX-License-Identifier: MIT */
#include "backfilltop/base/output.h"

#include "backfilltop/base/buffer.h"
#include "backfilltop/base/memory.h"
#include "backfilltop/base/write_all.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char WRITING[] = "writing to standard output";

static bool is_open(int fd) {
    return fcntl(fd, F_GETFD) >= 0 || errno != EBADF;
}

/* A new descriptor is the lowest free one. The root directory exists even without /dev. */
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

bool output_write(const char *bytes, size_t length, struct problem *problem) {
    bool written = write_all(STDOUT_FILENO, bytes, length);
    if (!written) {
        problem_set(problem, WRITING, "", "%s", strerror(errno));
    }
    return written;
}

FILE *output_begin(struct output *output) {
    *output = (struct output){0};
    output->stream = open_memstream(&output->bytes, &output->length);
    if (output->stream == NULL) {
        memory_exhausted();
    }
    return output->stream;
}

/* A memory stream can only fail for lack of memory. */
bool output_end(struct output *output, struct problem *problem) {
    if (fclose(output->stream) != 0) {
        memory_exhausted();
    }
    bool written = output_write(output->bytes, output->length, problem);
    free(output->bytes);
    return written;
}

/* An error of an earlier write keeps its mark on the stream, but not its errno. */
bool output_finish(struct problem *problem) {
    bool failed_before = ferror(stdout) != 0;
    bool failed_now = fclose(stdout) != 0;
    const char *why = failed_now ? strerror(errno) : "not everything could be written";
    if ((failed_before || failed_now) && problem->what[0] == '\0') {
        problem_set(problem, WRITING, "", "%s", why);
    }
    return !failed_before && !failed_now;
}
