/* SPDX-License-Identifier: MIT */
#include "secret_file.h"

#include "backfilltop/base/buffer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OTHERS (S_IRWXG | S_IRWXO)

/* Appends a word as a shell reads it back. */
static void add_quoted(struct buffer *command, const char *word) {
    static const char plain[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+,:@%";
    if (strspn(word, plain) == strlen(word)) {
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

static void refuse_access(struct problem *problem, const char *doing, const char *path,
                          unsigned mode) {
    struct buffer remedy = {0};
    buffer_add_string(&remedy, "type: chmod 600 ");
    if (path[0] == '-') {
        buffer_add_string(&remedy, "-- ");
    }
    add_quoted(&remedy, path);
    if (remedy.length >= sizeof problem->remedy) { /* half a command would change another file */
        buffer_reset(&remedy);
        buffer_add_string(&remedy, "give it the mode 600 with chmod");
    }
    problem_set(problem, doing, buffer_string(&remedy),
                "group or others have access to %.200s (mode %04o)", path, mode);
    buffer_clear(&remedy);
}

static bool is_allowed(int fd, const char *path, const char *doing, struct problem *problem) {
    struct stat file;
    if (fstat(fd, &file) != 0) {
        problem_set(problem, doing, "", "%.200s: %s", path, strerror(errno));
        return false;
    }
    if (S_ISREG(file.st_mode) && (file.st_mode & OTHERS) != 0) {
        refuse_access(problem, doing, path, (unsigned)file.st_mode & 07777U);
        return false;
    }
    if (!S_ISREG(file.st_mode) && !S_ISFIFO(file.st_mode)) {
        problem_set(problem, doing, "name a file or a pipe", "%.200s is neither a file nor a pipe",
                    path);
        return false;
    }
    return true;
}

int secret_file_open(const char *path, const char *doing, struct problem *problem) {
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        int failure = errno;
        problem_set(problem, doing, "check the path", "%.200s: %s", path, strerror(failure));
        errno = failure;
        return -1;
    }
    if (is_allowed(fd, path, doing, problem)) {
        return fd;
    }
    close(fd);
    errno = EACCES;
    return -1;
}
