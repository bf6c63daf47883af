/* SPDX-License-Identifier: MIT */
#include "secret_file.h"

#include "backfilltop/base/shell.h"
#include "backfilltop/base/utf8.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define OTHERS (S_IRWXG | S_IRWXO)

static void refuse_access(struct problem *problem, const char *doing, const char *path,
                          unsigned mode) {
    char remedy[sizeof problem->remedy];
    char shown[PROBLEM_SHOWN];
    utf8_copy(shown, sizeof shown, path);
    shell_advise(remedy, sizeof remedy, "chmod 600", path, "give it the mode 600 with chmod");
    problem_set(problem, doing, remedy, "group or others have access to %s (mode %04o)", shown,
                mode);
}

static bool is_allowed(int fd, const char *path, const char *doing, struct problem *problem) {
    struct stat file;
    char shown[PROBLEM_SHOWN];
    utf8_copy(shown, sizeof shown, path);
    if (fstat(fd, &file) != 0) {
        problem_set(problem, doing, "", "%s: %s", shown, strerror(errno));
        return false;
    }
    if (S_ISREG(file.st_mode) && (file.st_mode & OTHERS) != 0) {
        refuse_access(problem, doing, path, (unsigned)file.st_mode & 07777U);
        return false;
    }
    if (!S_ISREG(file.st_mode) && !S_ISFIFO(file.st_mode)) {
        problem_set(problem, doing, "name a file or a pipe", "%s is neither a file nor a pipe",
                    shown);
        return false;
    }
    return true;
}

int secret_file_open(const char *path, const char *doing, struct problem *problem) {
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        int failure = errno;
        char shown[PROBLEM_SHOWN];
        utf8_copy(shown, sizeof shown, path);
        problem_set(problem, doing, "check the path", "%s: %s", shown, strerror(failure));
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
