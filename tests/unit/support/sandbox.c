/* SPDX-License-Identifier: MIT */
#include "sandbox.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static int remove_one(const char *path, const struct stat *status, int kind, struct FTW *walk) {
    (void)status;
    (void)kind;
    (void)walk;
    return remove(path);
}

void sandbox_init(struct sandbox *sandbox) {
    *sandbox = (struct sandbox){.folder = "/tmp/backfilltop-test-XXXXXX"};
    assert_non_null(mkdtemp(sandbox->folder));
}

const char *sandbox_path(struct sandbox *sandbox, const char *name) {
    snprintf(sandbox->path, sizeof sandbox->path, "%s/%s", sandbox->folder, name);
    return sandbox->path;
}

const char *sandbox_write(struct sandbox *sandbox, const char *name, mode_t mode, const char *bytes,
                          size_t length) {
    int fd = open(sandbox_path(sandbox, name), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, length), length);
    assert_int_equal(fchmod(fd, mode), 0);
    close(fd);
    return sandbox->path;
}

void sandbox_folder(struct sandbox *sandbox, const char *name) {
    assert_int_equal(mkdir(sandbox_path(sandbox, name), 0700), 0);
}

int sandbox_descriptors(void) {
    int count = 0;
    for (int fd = 0; fd < 1024; fd++) {
        count += fcntl(fd, F_GETFD) >= 0;
    }
    return count;
}

void sandbox_clear(struct sandbox *sandbox) {
    assert_int_equal(nftw(sandbox->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS), 0);
}

int sandbox_set_up(void **state) {
    static struct sandbox sandbox;
    sandbox_init(&sandbox);
    *state = &sandbox;
    return 0;
}

int sandbox_tear_down(void **state) {
    sandbox_clear(*state);
    return 0;
}
